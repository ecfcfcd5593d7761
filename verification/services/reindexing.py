"""Works the full-text index out anew from what is on record: after an upgrade, and after an archive was read back."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef
from django.db.models.functions import Coalesce

from tracker.models import Claim, Revision, Statement
from verification import retrieval
from verification.models import Evidence

AT_ONCE, TEXTS_AT_ONCE = 500, 100


@transaction.atomic
def reindex() -> tuple[int, int, int]:
    """Index every claim, around the days on which anything was said of it, every statement in force and every report; how many of each.

    Safe to repeat.
    """
    claims = Claim.objects.select_related("opened_from__reading__revision").order_by("pk")
    statements = Statement.objects.in_force().filter(check_worthy=True).select_related("reading__revision").order_by("pk")
    for claim in claims.iterator(chunk_size=AT_ONCE):
        retrieval.index_claim(claim)
    where = "statement__reading__revision"
    said = Coalesce(f"{where}__published_at", f"{where}__received_at")
    spread = Evidence.objects.values("claim").annotate(first=Min(said), last=Max(said)).order_by()
    for key, first, last in spread.values_list("claim", "first", "last").iterator(chunk_size=AT_ONCE):
        for moment in {first, last}:
            retrieval.said_again(Claim(pk=key), moment)
    retrieval.index_statements(statements.iterator(chunk_size=AT_ONCE))
    newer = Revision.objects.filter(report=OuterRef("report"), no__gt=OuterRef("no"))
    revisions = Revision.objects.filter(~Exists(newer)).defer("raw").order_by("pk")
    for revision in revisions.iterator(chunk_size=TEXTS_AT_ONCE):
        retrieval.index_report(revision)
    return claims.count(), statements.count(), revisions.count()
