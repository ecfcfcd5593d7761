"""A charge says which words it is for and when they were said; a claim has one standing settlement."""

import django.db.models.deletion
from django.db import migrations, models

import tracker.models.base

ROLES = ["origin", "adopter", "hardening_relay", "misquoting_relay"]


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0007_correction_was"),
        ("verification", "0004_inherited_words"),
    ]

    operations = [
        migrations.AlterModelOptions(name="charge", options={"ordering": ["said_at", "pk"]}),
        # Nothing wrote charges before this, so that the new columns need no value for old rows.
        migrations.AddField("charge", "said_at", models.DateTimeField(default=None), preserve_default=False),
        migrations.AddField(
            "charge",
            "statement",
            models.ForeignKey(
                default=None,
                help_text="The words it is charged for.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="charges",
                to="tracker.statement",
            ),
            preserve_default=False,
        ),
        migrations.AlterField("charge", "p", models.FloatField(help_text="The probability of the claim that its words come to.")),
        migrations.AlterField(
            "charge", "match", models.FloatField(help_text="How far what it asserted came true, in the direction it was asserted.")
        ),
        migrations.AlterField("charge", "role", tracker.models.base.Word(choices=[(role, role.replace("_", " ")) for role in ROLES], max_length=40)),
        migrations.AddConstraint("charge", models.CheckConstraint(condition=models.Q(("role__in", ROLES)), name="charge_role_known")),
        migrations.AddConstraint(
            "settlement",
            models.UniqueConstraint(condition=models.Q(("reversed_at", None)), fields=("claim",), name="settlement_one_standing"),
        ),
    ]
