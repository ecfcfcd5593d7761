"""The full-text index anew: a table for each kind, with what surrounds a row and the days on which it was said. What was indexed stays findable."""

from django.db import migrations

from tracker.search import KINDS, create_index, index


def renew(apps, editor):
    """Carry the rows of the old index over. `manage.py reindex` works them out anew."""
    connection = editor.connection
    create_index(connection)
    if "tracker_search" not in connection.introspection.table_names():
        return
    held = "terms" if connection.vendor == "sqlite" else "array_to_string(tsvector_to_array(terms), ' ')"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind, key, {held} FROM tracker_search")
        rows = {(kind, int(key)): terms.split() for kind, key, terms in cursor.fetchall()}
    for (kind, key), terms in rows.items():
        if kind in KINDS:
            index(kind, key, terms, around=rows.get(("event", key), ()) if kind == "claim" else ())
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS tracker_search")
        cursor.execute("DROP TABLE IF EXISTS tracker_search_row")


class Migration(migrations.Migration):
    dependencies = [("tracker", "0009_edges_decided")]
    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
