"""What a person may choose of their digests besides the hour: the day of the week, the urgent kinds, and since when."""

from django.db import migrations, models

import tracker.models.people


class Migration(migrations.Migration):
    dependencies = [("tracker", "0018_saved_filters")]
    operations = [
        migrations.AddField(
            "person", "digest_weekday", models.PositiveSmallIntegerField(default=0, help_text="Day of the weekly digest, 0 is Monday.")
        ),
        migrations.AddField(
            "person",
            "urgent_kinds",
            models.JSONField(
                blank=True,
                default=tracker.models.people.all_urgent,
                help_text="Kinds of flag that are mailed at once to who wants that.",
            ),
        ),
        migrations.AddField(
            "person",
            "digests_from",
            models.DateTimeField(
                blank=True,
                editable=False,
                help_text="Since when the schedule stands; what was due before it is not caught up.",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(condition=models.Q(("digest_weekday__lte", 6)), name="person_digest_weekday_in_week"),
        ),
    ]
