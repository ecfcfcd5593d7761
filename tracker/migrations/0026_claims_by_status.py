"""Lists of the claims of one status walk an index in the order of their numbers."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("tracker", "0025_redactions")]
    operations = [
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(F("status"), F("number"), condition=Q(merged_into=None), name="claim_by_status"),
        ),
    ]
