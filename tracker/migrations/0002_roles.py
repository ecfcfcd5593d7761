"""One group a role. What a role may do stands in tracker.roles, not in permission rows."""

from django.db import migrations

ROLES = ["reader", "analyst", "reviewer", "lead", "admin"]


def make(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for role in ROLES:
        group.objects.get_or_create(name=role)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0001_record"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
