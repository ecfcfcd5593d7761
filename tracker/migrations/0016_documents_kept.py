"""What a document was as it came, a hash of its words by which copies are known, where it is archived, and files kept beside a report."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tracker.intake.canonical import fingerprint


def hash_words(apps, editor):
    """Reports that are here already get their hash; a few at a time, for texts are long."""
    revisions = apps.get_model("tracker", "Revision").objects
    for pk, text in revisions.filter(fingerprint="").values_list("pk", "text").iterator(chunk_size=200):
        revisions.filter(pk=pk).update(fingerprint=fingerprint(text))


class Migration(migrations.Migration):
    dependencies = [("tracker", "0015_search_reports")]
    operations = [
        migrations.AddField("revision", "raw_type", models.CharField(blank=True, default="", help_text="The kind of the document as it came; empty for pasted text.", max_length=100), preserve_default=False),
        migrations.AddField("revision", "raw_name", models.CharField(blank=True, default="", help_text="What the file was called.", max_length=200), preserve_default=False),
        migrations.AddField("revision", "fingerprint", models.CharField(blank=True, db_index=True, default="", help_text="A hash of the words; the same for every copy.", max_length=64), preserve_default=False),
        migrations.AddField("report", "archive_url", models.URLField(blank=True, default="", help_text="Where the page is kept as it was, for example in a web archive.", max_length=2000), preserve_default=False),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="attached", to=settings.AUTH_USER_MODEL)),
                ("report", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="tracker.report")),
            ],
            options={
                "ordering": ["added_at", "pk"],
                "constraints": [models.UniqueConstraint(fields=("report", "sha256"), name="attachment_once_per_report")],
            },
        ),
        migrations.RunPython(hash_words, migrations.RunPython.noop),
    ]
