"""Acts on many claims, with what each held before, so that they can be undone."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0018_saved_filters'),
        ('verification', '0010_assignments_by_due'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BulkAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('verb', models.CharField(help_text='accept, dismiss, assign, add_topic', max_length=20)),
                ('at', models.DateTimeField()),
                ('told', models.JSONField(blank=True, default=dict, help_text='What the person said with it: reason, to whom, which topic.')),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bulk_acts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='BulkLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.JSONField(blank=True, default=dict)),
                ('version', models.PositiveIntegerField()),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='verification.bulkact')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bulk_lines', to='tracker.claim')),
            ],
        ),
        migrations.AddIndex(
            model_name='bulkact',
            index=models.Index(fields=['by', '-at'], name='bulk_act_by_person'),
        ),
        migrations.AddConstraint(
            model_name='bulkline',
            constraint=models.UniqueConstraint(fields=('act', 'claim'), name='bulk_line_once'),
        ),
    ]
