"""How soon a claim should be reviewed, worked out by the database from its own columns; the judgement writes which open flag weighs most."""

from django.db import migrations, models
from django.db.models import Case, F, OrderBy, Q, Value, When


class Migration(migrations.Migration):
    dependencies = [("tracker", "0012_no_second_token_table")]

    operations = [
        migrations.AddField(
            "claim",
            "gravest",
            models.PositiveSmallIntegerField(default=0, editable=False, help_text="Weight of its gravest open flag; 0: none is open."),
        ),
        migrations.AddField(
            "claim",
            "flagged_at",
            models.DateTimeField(blank=True, editable=False, help_text="When the first of its open flags was raised.", null=True),
        ),
        migrations.AddField(
            "claim",
            "urgency",
            models.GeneratedField(
                db_persist=True,
                expression=Case(
                    When(
                        Q(merged_into__isnull=False) | ~Q(status__in=["unverified", "in_review", "awaiting_second_signature"]), then=Value(0)
                    ),
                    When(status="awaiting_second_signature", then=F("gravest") * 4 + 2),
                    When(gravest__gt=0, then=F("gravest") * 4),
                    When(Q(status="in_review") | Q(opened_by__isnull=False) | Q(accepted_at__isnull=False), then=Value(1)),
                    default=Value(0),
                ),
                help_text="How soon somebody should review it: flags first, then what waits for a second signature, then what people track. 0: not at all.",
                output_field=models.PositiveIntegerField(),
            ),
        ),
        migrations.AddIndex(
            "claim",
            models.Index(
                OrderBy(F("urgency"), descending=True),
                F("flagged_at"),
                F("opened_at"),
                F("id"),
                condition=Q(urgency__gt=0),
                name="claim_by_urgency",
            ),
        ),
        migrations.AddIndex(
            "claim",
            models.Index(F("status"), F("opened_by"), F("accepted_at"), condition=Q(merged_into=None), name="claim_standing_by_status"),
        ),
        migrations.AddIndex(
            "claim",
            models.Index(F("number"), condition=Q(accepted_at=None, merged_into=None, opened_by=None), name="claim_proposed"),
        ),
        migrations.AddIndex(
            "claim", models.Index(F("number"), condition=Q(gravest__gt=0, merged_into=None), name="claim_flagged")
        ),
    ]
