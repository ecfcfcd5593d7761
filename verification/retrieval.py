"""Which claims and statements a text may be about: candidates by rare terms and names, within the retrieval window. No judgement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from tracker import search
from tracker.models import Claim, Statement
from verification.comparing.anchors import informative_terms
from verification.sides import standing_for

TERMS = 12
CONTEXT_TERMS = 16
LEAD = 300  # characters of a report that say which event a bare "six people were killed" belongs to


def surroundings(statement: Statement) -> str:
    """Headline and lead of the report that a statement stands in."""
    revision = statement.reading.revision
    return f"{revision.title}\n{revision.text[:LEAD]}"


def index_claim(claim: Claim) -> None:
    """Make *claim* findable by its words, and apart from them by those that say which event it is about."""
    words = informative_terms(claim.text, 60)
    about = informative_terms(surroundings(claim.opened_from), CONTEXT_TERMS) if claim.opened_from else ()
    search.index("claim", claim.pk, words)
    search.index("event", claim.pk, [*words, *about])


def index_statements(statements: Iterable[Statement]) -> None:
    """Make statements findable by their words."""
    for statement in statements:
        search.index("statement", statement.pk, informative_terms(statement.display, 60))


def candidate_claims(text: str, *, at: datetime, context: str = "", limit: int | None = None) -> list[Claim]:
    """Standing claims that share rare terms with *text*, then those whose event shares several with it and its *context*; within the window, best first.

    A story whose every report shares its names has many of the second kind: they come on top of the first and never push one out.
    """
    most = limit or settings.RETRIEVAL_CANDIDATES
    own = informative_terms(text, TERMS)
    keys = search.match("claim", own, limit=most)
    around = search.match("event", [*own, *informative_terms(context, TERMS)], limit=most // 2, at_least=2) if context else []
    keys = list(dict.fromkeys([*keys, *around]))
    ends = standing_for(keys)  # a merged claim is found by its own words and stands for the one it was merged into
    rows = Claim.objects.standing().filter(pk__in=ends.values()).select_related("opened_from__reading__revision__report__publisher")
    found = {claim.pk: claim for claim in rows if _within(said_at(claim), at)}
    return [found[key] for key in dict.fromkeys(ends[key] for key in keys) if key in found]


def candidate_statements(text: str, *, at: datetime, limit: int | None = None) -> list[Statement]:
    """Check-worthy statements in force that share rare terms with *text* and were said within the window, best first."""
    keys = search.match("statement", informative_terms(text, TERMS), limit=limit or settings.RETRIEVAL_CANDIDATES)
    rows = Statement.objects.in_force().filter(pk__in=keys, check_worthy=True).with_context()
    found = {row.pk: row for row in rows if _within(row.said_at, at)}
    return [found[key] for key in keys if key in found]


def said_at(claim: Claim) -> datetime:
    """When the claim was first said: its opening statement's time, else when it was opened by hand."""
    return claim.opened_from.said_at if claim.opened_from else claim.opened_at


def _within(one: datetime, other: datetime) -> bool:
    return abs(one - other) <= timedelta(days=settings.RETRIEVAL_WINDOW_DAYS)
