"""The token library's own table was made and never used: tokens are in tracker_token."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tracker", "0011_pulses")]
    operations = [migrations.RunSQL("DROP TABLE IF EXISTS knox_authtoken", migrations.RunSQL.noop)]
