"""Frames kept beside statements and claims. Those of older ones are made as they are met; ``manage.py reindex`` makes them at once."""

import django.db.models.deletion
from django.db import migrations, models


def kept(name, of):
    owner = models.OneToOneField(
        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to=f"tracker.{of}"
    )
    columns = [(of, owner), ("made_of", models.BinaryField(max_length=16)), ("packed", models.BinaryField())]
    return migrations.CreateModel(name=name, fields=columns, options={"abstract": False})


class Migration(migrations.Migration):
    dependencies = [("tracker", "0021_lexicon_changes"), ("verification", "0015_webhooks")]
    operations = [kept("StatementFrame", "statement"), kept("ClaimFrame", "claim")]
