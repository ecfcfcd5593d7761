"""Open tasks by when they are due."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("verification", "0009_gravest_flag")]

    operations = [
        migrations.AddIndex("assignment", models.Index(fields=["due"], condition=Q(closed_at=None), name="assignment_open_by_due")),
    ]
