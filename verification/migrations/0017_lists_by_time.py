"""What lists of evidence, assignments and signatures are ordered by."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("verification", "0016_kept_frames")]

    operations = [
        migrations.AddIndex("assignment", models.Index(fields=["at", "id"], name="assignment_by_time")),
        migrations.AddIndex("evidence", models.Index(fields=["made_at", "id"], condition=Q(retired_at=None), name="evidence_by_time")),
        migrations.AddIndex("review", models.Index(fields=["at", "id"], name="review_by_time")),
    ]
