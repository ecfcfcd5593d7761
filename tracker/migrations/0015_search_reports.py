"""Reports in the full-text index. `manage.py reindex` puts in those that were here before."""

from django.db import migrations

from tracker.search import create_index


def add_kind(apps, editor):
    create_index(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0014_work_left")]
    operations = [migrations.RunPython(add_kind, migrations.RunPython.noop)]
