"""The database itself refuses to change history."""

from django.db import migrations

from tracker.models.guards import lock_events, unlock_events


class Migration(migrations.Migration):
    dependencies = [("tracker", "0002_roles")]
    operations = [
        migrations.RunPython(lambda apps, editor: lock_events(editor.connection), lambda apps, editor: unlock_events(editor.connection)),
    ]
