"""The identifiers of digests are never missing and never shared."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("verification", "0013_digests_offered")]
    operations = [migrations.AlterField("digest", "uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True))]
