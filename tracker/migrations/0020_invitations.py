"""Invitations by mail: an address, roles, and what became of it."""

import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0019_digest_wishes")]
    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("email", models.EmailField(max_length=254)),
                ("roles", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "issue",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="How often it was mailed by a person's decision; older links are void."
                    ),
                ),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invitations_sent", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitation",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("taken_at", None), ("withdrawn_at", None)),
                        name="invitation_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person", None), ("taken_at", None)),
                            models.Q(("person__isnull", False), ("taken_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="invitation_taken_by_somebody",
                    ),
                ],
            },
        ),
    ]
