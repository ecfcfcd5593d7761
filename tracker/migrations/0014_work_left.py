"""What is left to do, and what was done of late, are counted without walking through all that ever was done."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tracker", "0013_claim_urgency")]

    operations = [
        migrations.AddIndex("workitem", models.Index(fields=["kind", "state"], condition=~Q(state="done"), name="work_item_left")),
        migrations.AddIndex("workitem", models.Index(fields=["done_at"], condition=Q(state="done"), name="work_item_done")),
    ]
