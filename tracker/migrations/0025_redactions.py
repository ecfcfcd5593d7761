"""Reports whose words were removed by law."""


import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0024_reports_by_time'),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='removed_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='When its words were removed by law; see its redaction.', null=True),
        ),
        migrations.AddField(
            model_name='revision',
            name='text_sha256',
            field=models.CharField(blank=True, editable=False, help_text='Of a removed text; empty while it is there.', max_length=64),
        ),
        migrations.CreateModel(
            name='Redaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('reason', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('declined_at', models.DateTimeField(blank=True, null=True)),
                ('declined_because', models.TextField(blank=True)),
                ('hashes', models.JSONField(blank=True, default=dict, help_text='SHA-256 of each text, document and file that was removed.')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redactions_asked', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='redactions_confirmed', to=settings.AUTH_USER_MODEL)),
                ('declined_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='redactions_declined', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redactions', to='tracker.report')),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('declined_at', None)), fields=('report',), name='redaction_one_of_a_report'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='redaction_says_why'), models.CheckConstraint(condition=models.Q(('confirmed_by', None), models.Q(('confirmed_by', models.F('asked_by')), _negated=True), _connector='OR'), name='redaction_by_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='redaction_confirmed_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('declined_at', None), ('declined_by', None)), models.Q(('confirmed_at', None), ('declined_at__isnull', False), ('declined_by__isnull', False)), _connector='OR'), name='redaction_declined_or_confirmed')],
            },
        ),
    ]
