"""A newer suggestion takes the place of an older one; the older one stays in the record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("verification", "0001_judgement")]
    operations = [
        migrations.RemoveConstraint(model_name="evidence", name="evidence_once_per_comparer"),
        migrations.AddField(
            model_name="evidence",
            name="retired_at",
            field=models.DateTimeField(blank=True, help_text="When a newer suggestion took its place, or none did.", null=True),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at", None)), fields=("claim", "statement", "comparer"), name="evidence_once_per_comparer"
            ),
        ),
    ]
