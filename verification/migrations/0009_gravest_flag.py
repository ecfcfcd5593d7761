"""Write on each claim which of its open flags weighs most, and since when the first stands."""

from django.db import migrations
from django.db.models import Case, IntegerField, Max, Min, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

WEIGHTS = {
    "retracted": 9,
    "contradicted": 8,
    "certainty_inflated": 7,
    "disputed": 6,
    "hardened": 4,
    "softened": 4,
    "updated": 3,
    "corroborated": 2,
}


def weigh(apps, schema_editor):
    Claim, Flag = apps.get_model("tracker", "Claim"), apps.get_model("verification", "Flag")
    weight = Case(*(When(kind=kind, then=Value(n)) for kind, n in WEIGHTS.items()), default=Value(1), output_field=IntegerField())
    flags = Flag.objects.filter(claim=OuterRef("pk"), closed_at=None).order_by().values("claim")
    Claim.objects.filter(flags__closed_at=None, flags__isnull=False).update(
        gravest=Coalesce(Subquery(flags.annotate(top=Max(weight)).values("top")[:1]), 0),
        flagged_at=Subquery(flags.annotate(first=Min("raised_at")).values("first")[:1]),
    )


class Migration(migrations.Migration):
    dependencies = [("verification", "0008_flag_jump")]

    operations = [migrations.RunPython(weigh, migrations.RunPython.noop)]
