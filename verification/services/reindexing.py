"""Works out anew what is kept beside the record, the full-text index, the frames and the tallies: after an upgrade, and after an archive was read back."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef
from django.db.models.functions import Coalesce

from tracker.models import Claim, Revision, Statement
from verification import retrieval
from verification.models import Evidence
from verification.services import tallying
from verification.services.kept_frames import Frames

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
        retrieval.said_again([(Claim(pk=key), first), (Claim(pk=key), last)])
    retrieval.index_statements(statements.iterator(chunk_size=AT_ONCE))
    newer = Revision.objects.filter(report=OuterRef("report"), no__gt=OuterRef("no"))
    revisions = Revision.objects.filter(~Exists(newer)).defer("raw").order_by("pk")
    for revision in revisions.iterator(chunk_size=TEXTS_AT_ONCE):
        retrieval.index_report(revision)
    tallying.changed(Claim.objects.values_list("pk", flat=True))
    return claims.count(), statements.count(), revisions.count()


def make_frames() -> tuple[int, int]:
    """Keep the frame of every statement that may be compared and of every claim with words of its own; how many were looked at, and made.

    Safe to repeat and to break off: what is kept already is left alone, and every batch is a transaction of its own.
    """
    looked = made = 0
    statements = Statement.objects.in_force().filter(check_worthy=True)
    claims = Claim.objects.select_related("opened_from__reading__revision__report__publisher")
    for rows in (statements.with_context(), claims):
        last = 0
        while batch := list(rows.filter(pk__gt=last).order_by("pk")[:TEXTS_AT_ONCE]):
            last = batch[-1].pk
            with transaction.atomic():
                counted = Frames.made_for(batch)
            looked, made = looked + len(batch), made + counted
    return looked, made
