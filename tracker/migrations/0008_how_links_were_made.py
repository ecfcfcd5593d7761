"""By what a name in a chain was taken for its source, and how sure that is. Links of older readings stay blank: nobody asked then."""

from django.db import migrations

import tracker.models.base
import tracker.terms


class Migration(migrations.Migration):
    dependencies = [("tracker", "0007_correction_was")]

    operations = [
        migrations.AddField(
            "chainlink",
            "linked_by",
            tracker.models.base.Word(
                tracker.terms.Linking, blank=True, default="", help_text="By what the name was taken for that source."
            ),
        ),
        migrations.AddField(
            "chainlink",
            "surety",
            tracker.models.base.Word(
                tracker.terms.Surety, blank=True, default="", help_text="How sure the program is that the name means that source."
            ),
        ),
    ]
