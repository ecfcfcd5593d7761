"""The full-text index: FTS5 on SQLite, tsvector with GIN on PostgreSQL, behind tracker.search."""

from django.db import migrations

from tracker.search import create_index, drop_index


class Migration(migrations.Migration):
    dependencies = [("tracker", "0003_events_append_only")]
    operations = [
        migrations.RunPython(lambda apps, editor: create_index(editor.connection), lambda apps, editor: drop_index(editor.connection)),
    ]
