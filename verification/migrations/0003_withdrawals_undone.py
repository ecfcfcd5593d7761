"""A withdrawal can be undone, and stands once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("verification", "0002_evidence_retired"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.AddField(model_name="withdrawal", name="undone_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            model_name="withdrawal",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawals_undone",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("statement__isnull", False), ("undone_at", None)), fields=("statement",), name="withdrawal_of_statement_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("report__isnull", False), ("undone_at", None)), fields=("report",), name="withdrawal_of_report_once"
            ),
        ),
    ]
