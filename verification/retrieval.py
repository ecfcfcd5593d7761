"""Which claims and statements a text may be about: candidates by rare terms and names, within the retrieval window. No judgement.

What shares two anchors with the text is always among them; the limit cuts only what lies beyond.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from tracker import search
from tracker.models import ChainLink, Claim, Revision, Statement
from verification.comparing.anchors import Found, anchor_terms, closeness, leading, plain_words, search_terms
from verification.comparing.lexicon import lemma

INDEXED = 80  # terms of a row, the rarest first
ASKED = 40
CONTEXT_TERMS = 16
LEAD = 300  # characters of a report that say which event a bare "six people were killed" belongs to
UNREAD = ("raw", "metadata")  # of a revision: a page as fetched may be a thousand times as long as a claim
WORDS_ASKED = 12
WORDS_OF_REPORT = 4000  # different ones
READ = 2  # times the limit: so many rows are ranked closely


@dataclass(frozen=True, slots=True)
class Text:
    """A text to find rows for: its words, what surrounds them, and when it was said."""

    text: str
    at: datetime
    context: str = ""


def surroundings(statement: Statement) -> str:
    """Headline and lead of the report that a statement stands in."""
    revision = statement.reading.revision
    return f"{revision.title}\n{revision.text[:LEAD]}"


def text_of(statement: Statement) -> Text:
    return Text(statement.display, statement.said_at, surroundings(statement))


def text_of_claim(claim: Claim) -> Text:
    return Text(claim.text, said_at(claim), surroundings(claim.opened_from) if claim.opened_from else "")


# ---- writing the index


def index_text(kind: str, key: int, text: str, *, around: str = "", at: datetime | None = None) -> None:
    """Make a row findable by its words, and less by those around it."""
    search.index_all(kind, [_entry(key, text, around=around, at=at)])


def _entry(key: int, text: str, *, around: str = "", at: datetime | None = None) -> search.Entry:
    day = at.date() if at else None
    return search.Entry(key, _own_terms(text), leading(search_terms(around), CONTEXT_TERMS), day, day)


def _own_terms(text: str) -> list[str]:
    """The terms that a text is found by, its anchors always among them."""
    return list(dict.fromkeys([*leading(search_terms(text), INDEXED), *sorted(anchor_terms(text))]))


def index_claim(claim: Claim) -> None:
    """Make *claim* findable by its words, and less by those that say which event it is about."""
    index_claims([claim])


def index_claims(claims: Iterable[Claim]) -> None:
    """The same for many."""
    about = ((claim.pk, text_of_claim(claim)) for claim in claims)
    search.index_all("claim", (_entry(key, one.text, around=one.context, at=one.at) for key, one in about))


def index_statements(statements: Iterable[Statement]) -> None:
    """Make statements findable by their words."""
    search.index_all("statement", (_entry(one.pk, one.display, at=one.said_at) for one in statements))


def index_report(revision: Revision) -> None:
    """Make a report findable by the words of its newest text: for people who look for it, never for comparing."""
    words = plain_words(f"{revision.title}\n{revision.text}", limit=WORDS_OF_REPORT)
    search.index("report", revision.report_id, (lemma(word) for word in words), first=revision.at.date())


def said_again(times: Iterable[tuple[Claim, datetime]]) -> None:
    """Statements on these claims were made at these times: from then on the window counts too."""
    days: dict[int, tuple[date, date]] = {}
    for claim, at in times:
        first, last = days.get(claim.pk, (at.date(), at.date()))
        days[claim.pk] = (min(first, at.date()), max(last, at.date()))
    search.said_again("claim", days)


# ---- asking


def words_asked(text: str) -> list[tuple[str, str]]:
    """What a person typed, for ``tracker.search.by_words``: each telling word as the index writes it, and as the beginning of a longer one."""
    return [(lemma(word), word) for word in plain_words(text, limit=WORDS_ASKED)]


def claims_by_words(text: str, *, limit: int) -> list[int]:
    """Keys of standing claims that hold every word that was typed, the newest first. A merged claim is found by its own words too."""
    found = search.by_words("claim", text, limit=limit)
    ends = _ends(found)
    return list(dict.fromkeys(ends[key] for key in found if key in ends))


def ranked(kind: str, texts: Sequence[Text], *, limit: int) -> list[list[int]]:
    """For each text the keys of the rows that are closest to it, best first: at most *limit*, and all that share two anchors with it."""
    asked = [(search_terms(one.text), _leading_weights(one.context)) for one in texts]
    questions = [
        search.Question(
            terms=tuple(dict.fromkeys([*leading(own, ASKED), *context])),
            together=anchor_terms(one.text),
            since=_day(one.at, -settings.RETRIEVAL_WINDOW_DAYS),
            until=_day(one.at, settings.RETRIEVAL_WINDOW_DAYS),
        )
        for one, (own, context) in zip(texts, asked, strict=True)
    ]
    answers = search.find(kind, questions, limit=limit * READ)
    return [_best(rows, own, context, limit) for rows, (own, context) in zip(answers, asked, strict=True)]


def _best(rows: Iterable[search.Row], own: Mapping[str, float], context: Mapping[str, float], limit: int) -> list[int]:
    scored = [(closeness(own, Found(row.own, row.around), context=context), row) for row in rows]
    scored.sort(key=lambda one: (-one[0], one[1].key))  # of two that say the same the older one stands for both
    near = {row.key for _, row in scored[:limit]}
    return [row.key for _, row in scored if row.together or row.key in near]


def _leading_weights(context: str) -> dict[str, float]:
    terms = search_terms(context)
    return {term: terms[term] for term in leading(terms, CONTEXT_TERMS)}


def _day(moment: datetime, days: int) -> date:
    try:
        return (moment + timedelta(days=days)).date()
    except OverflowError:
        return moment.date()


def candidate_claims(text: str, *, at: datetime, context: str = "", limit: int | None = None) -> list[Claim]:
    """Standing claims that may be about what *text* says, best first; those of a story that shares its names among them."""
    return claims_near([Text(text, at, context)], limit=limit)[0]


def claims_near(texts: Sequence[Text], *, limit: int | None = None) -> list[list[Claim]]:
    """For each text the standing claims that it may be about, best first, in a constant number of queries.

    A merged claim is found by its own words and stands for the one it was merged into.
    """
    found = ranked("claim", texts, limit=limit or settings.RETRIEVAL_CANDIDATES)
    ends = _ends({key for keys in found for key in keys})
    standing = {claim.pk: claim for claim in with_openings(Claim.objects.standing().filter(pk__in=set(ends.values())))}
    return [[standing[end] for end in dict.fromkeys(ends[key] for key in keys if key in ends) if end in standing] for keys in found]


def opened_after(seq: int) -> QuerySet[Claim]:
    """The standing claims that were opened after that place in the record's order, the oldest first."""
    return with_openings(Claim.objects.standing().filter(seq__gt=seq).order_by("seq"))


def with_openings(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    """With all that is asked of claims where they are compared."""
    rows = rows.select_related("opened_from__reading__revision__report__publisher")
    rows = rows.defer(*(f"opened_from__reading__revision__{column}" for column in UNREAD))
    return rows.prefetch_related(Prefetch("opened_from__links", queryset=ChainLink.objects.select_related("source__parent")))


def _ends(keys: Iterable[int]) -> dict[int, int]:
    """The claim that each of these was merged into in the end, else itself."""
    into: dict[int, int | None] = {}
    waiting = set(keys)
    while waiting:
        into |= dict(Claim.objects.filter(pk__in=waiting).values_list("pk", "merged_into"))
        waiting = {end for end in into.values() if end is not None and end not in into}
    found = {}
    for key in keys:
        here, seen = key, set()
        while into.get(here) is not None and here not in seen:
            seen.add(here)
            here = into[here]  # type: ignore[assignment]
        found[key] = here
    return found


def candidate_statements(text: str, *, at: datetime, context: str = "", limit: int | None = None) -> list[Statement]:
    """Check-worthy statements in force that may be about what *text* says and were said within the window, best first."""
    return statements_near([Text(text, at, context)], limit=limit)[0]


def statements_near(texts: Sequence[Text], *, limit: int | None = None) -> list[list[Statement]]:
    """For each text the check-worthy statements in force that may be about it, best first, in a constant number of queries."""
    found = ranked("statement", texts, limit=limit or settings.RETRIEVAL_CANDIDATES)
    there = statements_of({key for keys in found for key in keys})
    return [[there[key] for key in keys if key in there] for keys in found]


def statements_of(keys: Iterable[int]) -> dict[int, Statement]:
    """Of these statements the check-worthy ones in force, by their keys, with what is asked of them where two are compared."""
    rows = Statement.objects.in_force().filter(pk__in=keys, check_worthy=True).with_context()
    return {row.pk: row for row in rows.defer(*(f"reading__revision__{column}" for column in UNREAD))}


def said_at(claim: Claim) -> datetime:
    """When the claim was first said: its opening statement's time, else when it was opened by hand."""
    return claim.opened_from.said_at if claim.opened_from else claim.opened_at
