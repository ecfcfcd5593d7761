"""When each part of the program last ran."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0010_search_by_kind'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pulse',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('facts', models.JSONField(blank=True, default=dict)),
            ],
        ),
    ]
