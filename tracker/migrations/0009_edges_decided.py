"""Edges get a public name, the claim that they were concluded for, a state "proposed", their grounds, and people's decisions on them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tracker.models.base


def name_each(apps, schema_editor):
    Edge = apps.get_model("tracker", "Edge")
    for edge in Edge.objects.filter(uuid=None).iterator():
        Edge.objects.filter(pk=edge.pk).update(uuid=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("tracker", "0008_how_links_were_made")]

    operations = [
        migrations.AddField("edge", "uuid", models.UUIDField(null=True, editable=False)),
        migrations.RunPython(name_each, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("edge", "uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
        migrations.AddField(
            "edge",
            "claim",
            models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="edges", to="tracker.claim"),
        ),
        migrations.AddField(
            "edge", "proposed", models.BooleanField(default=False, help_text="Waits for a person; counts for nothing until then.")
        ),
        migrations.AddField(
            "edge",
            "grounds",
            models.JSONField(
                blank=True, default=dict, help_text="What it was concluded from: the share of words, the quotation, the address."
            ),
        ),
        migrations.AlterField(
            "edge",
            "method",
            models.CharField(help_text="attribution, copy, link, shared quote, feed, same report, analyst", max_length=40),
        ),
        migrations.RemoveConstraint("edge", "edge_once"),
        migrations.AddConstraint(
            "edge",
            models.UniqueConstraint(
                condition=models.Q(("claim", None), ("cut_at", None)), fields=("child", "parent", "method"), name="edge_once"
            ),
        ),
        migrations.AddConstraint(
            "edge",
            models.UniqueConstraint(
                condition=models.Q(("claim__isnull", False), ("cut_at", None)),
                fields=("child", "parent", "method", "claim"),
                name="edge_once_for_a_claim",
            ),
        ),
        migrations.CreateModel(
            name="EdgeDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ruling",
                    tracker.models.base.Word(choices=[("add", "add"), ("confirm", "confirm"), ("cut", "cut")], max_length=40),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.TextField()),
                ("was", models.JSONField(blank=True, default=dict)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "inherited",
                    models.BooleanField(default=False, help_text="Copied to the edge of the statement that took the child's place."),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="edge_decisions", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "edge",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="tracker.edge"),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edge_decisions_withdrawn",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("ruling__in", ["add", "confirm", "cut"])), name="edge_ruling_known")
                ],
            },
        ),
    ]
