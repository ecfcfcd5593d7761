"""A correction keeps what the reading said, so that withdrawing it restores that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0006_statement_heirs")]
    operations = [
        migrations.AlterField(model_name="correction", name="value", field=models.JSONField(null=True)),
        migrations.AddField(model_name="correction", name="was", field=models.JSONField(null=True)),
        migrations.AddField(
            model_name="correction",
            name="inherited",
            field=models.BooleanField(default=False, help_text="Copied to the heir of the statement that it was made on."),
        ),
    ]
