"""A re-read statement takes the place of an older one that says the same."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0005_submissions")]
    operations = [
        migrations.AddField(
            model_name="statement",
            name="heir",
            field=models.ForeignKey(
                blank=True,
                help_text="Of a newer reading, says the same in its place.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="heirs_of",
                to="tracker.statement",
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="first_seq",
            field=models.BigIntegerField(
                blank=True, editable=False, help_text="The seq of the earliest statement that it is an heir of.", null=True
            ),
        ),
    ]
