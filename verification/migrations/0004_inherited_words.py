"""Decisions and withdrawals are copied to the heirs of re-read statements."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("verification", "0003_withdrawals_undone")]
    operations = [
        migrations.AddField(
            model_name="decision",
            name="inherited",
            field=models.BooleanField(default=False, help_text="Copied to the heir of the statement that it was made on."),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="inherited",
            field=models.BooleanField(default=False, help_text="Copied to the heir of the statement that was withdrawn."),
        ),
    ]
