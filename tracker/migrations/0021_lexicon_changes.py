"""What a desk changes of the lexicon, tried first."""

import django.db.models.deletion
import tracker.models.base
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0020_invitations'),
    ]

    operations = [
        migrations.CreateModel(
            name='CueTrial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('at', models.DateTimeField()),
                ('changes', models.JSONField(help_text='add, retire or take_back, with words, kind, level and marker.')),
                ('base', models.CharField(help_text='The lexicon in force when it was tried.', max_length=40)),
                ('result', models.CharField(help_text='The lexicon that it would be.', max_length=40)),
                ('outcome', models.JSONField(default=dict, help_text='How many reports were looked at and read, and which statements differ.')),
                ('put_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cue_trials', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CueChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('words', models.CharField(max_length=200)),
                ('retires', models.BooleanField(default=False, help_text='The words are no cue any more, whatever the lexicon that ships says.')),
                ('kind', tracker.models.base.Word(blank=True, choices=[('hedge', 'hedge'), ('booster', 'booster'), ('negation', 'negation'), ('attribution', 'attribution'), ('marker', 'marker')], default='', max_length=40)),
                ('level', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'doubtful'), (2, 'possible'), (3, 'probable'), (4, 'very likely'), (5, 'stated as fact')], null=True)),
                ('marker', tracker.models.base.Word(blank=True, choices=[('hearsay', 'hearsay'), ('conditional', 'conditional'), ('unverified', 'unverified')], default='', max_length=40)),
                ('at', models.DateTimeField()),
                ('reason', models.TextField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cue_changes', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cue_changes_withdrawn', to=settings.AUTH_USER_MODEL)),
                ('trial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='put', to='tracker.cuetrial')),
            ],
            options={
                'ordering': ['words', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('words',), name='cue_change_one_in_force'), models.CheckConstraint(condition=models.Q(models.Q(('kind', ''), ('level', None), ('marker', ''), ('retires', True)), models.Q(('kind__gt', ''), ('level__isnull', False), ('retires', False)), _connector='OR'), name='cue_change_adds_or_retires'), models.CheckConstraint(condition=models.Q(('level', None), models.Q(('level__gte', 1), ('level__lte', 5)), _connector='OR'), name='cue_change_level_1_to_5')],
            },
        ),
    ]
