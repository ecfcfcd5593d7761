"""By how many levels a certainty was inflated, as a column that the board goes by."""

from django.db import migrations, models
from django.db.models import F, OrderBy, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce


class Migration(migrations.Migration):
    dependencies = [("tracker", "0013_claim_urgency"), ("verification", "0007_evidence_objects")]

    operations = [
        migrations.AddField(
            "flag",
            "jump",
            models.GeneratedField(
                db_persist=True,
                expression=Coalesce(
                    Cast(KT("detail__relay_level"), models.SmallIntegerField()) - Cast(KT("detail__original_level"), models.SmallIntegerField()), -9
                ),
                help_text="By how many levels the certainty was inflated; -9 where it was not.",
                output_field=models.SmallIntegerField(),
            ),
        ),
        migrations.AddIndex(
            "flag",
            models.Index(
                OrderBy(F("jump"), descending=True),
                OrderBy(F("raised_at"), descending=True),
                OrderBy(F("id"), descending=True),
                condition=Q(closed_at=None, kind="certainty_inflated"),
                name="flag_inflations",
            ),
        ),
    ]
