"""Things that several looked at, who judged by them, and what people decided on that."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tracker.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0009_edges_decided"),
        ("verification", "0005_charge_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceObject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(help_text="As in the table of objects: remains, video, document…", max_length=40)),
                ("name", models.CharField(help_text="As a text names it.", max_length=200)),
                (
                    "mark",
                    models.JSONField(
                        blank=True, default=dict, help_text="What tells it from another of its kind: place, days, view, ordinal."
                    ),
                ),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Examination",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("words", models.CharField(blank=True, help_text="How its text names the object.", max_length=200)),
                ("sentence", models.CharField(blank=True, help_text="The sentence that says that somebody looked at it.", max_length=400)),
                ("made_at", models.DateTimeField()),
                ("cut_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="examinations_decided",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="examinations", to="verification.evidenceobject"
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="examinations", to="tracker.statement"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExaminationDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ruling", tracker.models.base.Word(choices=[("add", "add"), ("confirm", "confirm"), ("cut", "cut")], max_length=40)),
                ("at", models.DateTimeField()),
                ("reason", models.TextField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "inherited",
                    models.BooleanField(default=False, help_text="Copied to the examination of the statement that took the place."),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="examination_decisions", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "examination",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="verification.examination"),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="examination_decisions_withdrawn",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="examination",
            constraint=models.UniqueConstraint(fields=("object", "statement"), name="examination_once"),
        ),
        migrations.AddConstraint(
            model_name="examinationdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("ruling__in", ["add", "confirm", "cut"])), name="examination_ruling_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="examinationdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("withdrawn_at", None), ("withdrawn_by__isnull", False), _connector="OR"),
                name="examination_withdrawn_by_somebody",
            ),
        ),
    ]
