"""When a report's newest text came in and was said, kept beside the report: lists of reports go by them. Only merged claims are indexed as such."""

from django.db import migrations, models

FILL = """
    UPDATE tracker_report SET
        received_at = (SELECT r.received_at FROM tracker_revision r WHERE r.report_id = tracker_report.id ORDER BY r.no DESC LIMIT 1),
        said_at = (SELECT COALESCE(r.published_at, r.received_at) FROM tracker_revision r WHERE r.report_id = tracker_report.id ORDER BY r.no DESC LIMIT 1)
"""


class Migration(migrations.Migration):
    dependencies = [("tracker", "0023_report_tables")]

    operations = [
        migrations.AddField(
            "report",
            "received_at",
            models.DateTimeField(editable=False, help_text="When its newest text came in; lists of reports go by it.", null=True),
        ),
        migrations.AddField(
            "report",
            "said_at",
            models.DateTimeField(editable=False, help_text="When its newest text was published, else when it came in.", null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex("report", models.Index(fields=["received_at", "id"], name="report_by_receipt")),
        migrations.AddIndex("report", models.Index(fields=["said_at", "id"], name="report_by_day_said")),
        migrations.AlterField(
            "claim",
            "merged_into",
            models.ForeignKey(
                blank=True, db_index=False, null=True, on_delete=models.deletion.PROTECT, related_name="absorbed", to="tracker.claim"
            ),
        ),
        migrations.AddIndex(
            "claim", models.Index("merged_into", condition=models.Q(merged_into__isnull=False), name="claim_merged")
        ),
    ]
