"""Digests with a public identifier, how often each was offered, and which later one told of it."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


def name_each(apps, editor):
    """Every digest there is gets an identifier of its own."""
    digests = apps.get_model("verification", "Digest").objects
    for key in digests.filter(uuid=None).values_list("pk", flat=True).iterator():
        digests.filter(pk=key).update(uuid=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("verification", "0012_notes_and_visits")]
    operations = [
        migrations.AddField("digest", "uuid", models.UUIDField(default=None, editable=False, null=True)),
        migrations.AddField(
            "digest", "tries", models.PositiveIntegerField(default=0, help_text="How often the server surely did not take it.")
        ),
        migrations.AddField(
            "digest",
            "sent_again",
            models.PositiveSmallIntegerField(default=0, help_text="How often a person decided that it is offered once more."),
        ),
        migrations.AddField(
            "digest",
            "announced_in",
            models.ForeignKey(
                blank=True,
                help_text="The later digest that told of this one.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="announces",
                to="verification.digest",
            ),
        ),
        migrations.AddIndex("digest", models.Index(fields=["period_key"], name="digest_period")),
        migrations.RunPython(name_each, migrations.RunPython.noop, elidable=True),
    ]
