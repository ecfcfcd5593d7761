"""On PostgreSQL rows of the full-text index are written where they are looked for, not into a list that every question reads through.

A report asks some thirty questions and writes a dozen rows: the list, which grows until a vacuum, cost more than all the rest of looking. Room on the pages
lets the days of a row be changed without writing its terms anew. Reports are looked for by people only; theirs stay as they are.
"""

from django.db import migrations

KINDS = ("claim", "statement")


def at_once(apps, editor):
    if editor.connection.vendor != "postgresql":
        return
    for kind in KINDS:
        editor.execute(f"ALTER INDEX tracker_found_{kind}_terms SET (fastupdate = off)")
        editor.execute(f"SELECT gin_clean_pending_list('tracker_found_{kind}_terms')")
        editor.execute(f"ALTER TABLE tracker_found_{kind} SET (fillfactor = 90)")


def into_a_list(apps, editor):
    if editor.connection.vendor != "postgresql":
        return
    for kind in KINDS:
        editor.execute(f"ALTER INDEX tracker_found_{kind}_terms RESET (fastupdate)")
        editor.execute(f"ALTER TABLE tracker_found_{kind} RESET (fillfactor)")


class Migration(migrations.Migration):
    dependencies = [("tracker", "0026_claims_by_status")]
    operations = [migrations.RunPython(at_once, into_a_list)]
