"""Tallies of claims for the lists. Those of older claims are counted when the clock comes to it; until then lists read their case files."""

import django.db.models.deletion
from django.db import migrations, models


def to_be_counted(apps, schema_editor):
    recount, claim = apps.get_model("verification", "Recount"), apps.get_model("tracker", "Claim")
    schema_editor.execute(f"INSERT INTO {recount._meta.db_table} (claim_id) SELECT id FROM {claim._meta.db_table}")  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("tracker", "0025_redactions"), ("verification", "0017_lists_by_time")]
    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="tally",
                        serialize=False,
                        to="tracker.claim",
                    ),
                ),
                ("level_last", models.PositiveSmallIntegerField()),
                ("reports", models.PositiveIntegerField()),
                ("origins", models.PositiveIntegerField()),
                ("shared_objects", models.PositiveIntegerField()),
                ("unknown_lineage", models.PositiveIntegerField()),
                ("members", models.JSONField(help_text="Keys of the claim and of those that were merged into it.")),
                ("deciders", models.JSONField(help_text="Keys of the people who decided on any of its evidence.")),
                ("placed", models.JSONField(help_text="Keys of statements in the order of the case file, by relation.")),
            ],
            options={"verbose_name_plural": "tallies"},
        ),
        migrations.CreateModel(
            name="Recount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("claim", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tracker.claim")),
            ],
        ),
        migrations.RunPython(to_be_counted, migrations.RunPython.noop, elidable=True),
    ]
