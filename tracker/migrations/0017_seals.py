"""Seals over the log, and its guards anew: nor can an old line be put over by an insert that replaces it."""

from django.db import migrations, models

from tracker.models.guards import lock_events, unlock_events


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0016_documents_kept'),
    ]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('up_to', models.BigIntegerField(help_text='The last line that it covers.', unique=True)),
                ('lines', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['up_to'],
            },
        ),
        migrations.RunPython(lambda apps, editor: lock_events(editor.connection), lambda apps, editor: unlock_events(editor.connection)),
    ]
