"""Where assertions started, read from the record: origins, what each statement was taken from, and how firmly it was said there. Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import timedelta

from tracker.language.dates import find_dates
from tracker.models import Edge, Source, Statement
from tracker.terms import Part, SpeakerKind
from verification.weighing.independence import UNKNOWN, roots

SAME_WORD = timedelta(days=3)  # within this time a relay carries the same utterance, unless it names a later day


def parents_of(statements: Iterable[Statement]) -> dict[int, Statement]:
    """The statement that each of these was taken from, by the strongest edge in force."""
    edges = Edge.objects.filter(child__in=[one.pk for one in statements], cut_at=None, parent__isnull=False).order_by("confidence", "pk")
    rows = edges.select_related("parent__reading__revision__report__publisher").prefetch_related("parent__links__source")
    return {edge.child_id: edge.parent for edge in rows}


def origins_of(statements: Iterable[Statement]) -> dict[int, frozenset[Hashable]]:
    """The origins that each statement reaches, as keys of sources ("unknown lineage" where publisher and speaker are unknown)."""
    everything = {one.pk: one for one in statements}
    derives: dict[int, set[int]] = defaultdict(set)
    waiting = set(everything)
    while waiting:
        found: set[int] = set()
        for child, parent in Edge.objects.filter(child__in=waiting, cut_at=None, parent__isnull=False).values_list("child_id", "parent_id"):
            derives[child].add(parent)
            found.add(parent)
        waiting = found - set(everything)
        everything |= {one.pk: one for one in Statement.objects.filter(pk__in=waiting).with_context()}
    bodies = bodies_of(link.source_id for one in everything.values() for link in one.links.all() if link.source_id)
    speakers = {pk: speaker_key(one, bodies) for pk, one in everything.items()}
    return roots([one.pk for one in statements], derives, speakers)


def speaker_key(statement: Statement, bodies: Mapping[int, int] | None = None) -> int | None:
    """The body that answers for the statement's own origin; None where nobody is named and the publisher is unknown.

    *bodies* are those of the sources in question, where many statements are asked about at once.
    """
    for link in sorted(statement.links.all(), key=lambda link: link.position):
        if link.source is not None:
            return link.source.body.pk if bodies is None else bodies[link.source_id]
    return None


def bodies_of(sources: Iterable[int]) -> dict[int, int]:
    """The key of ``source.body`` for each of these sources by key, in as many queries as the longest line of parents and mergers is deep."""
    wanted = set(sources)
    above: dict[int, int] = {}
    waiting = set(wanted)
    while waiting:
        rows = Source.objects.filter(pk__in=waiting).values_list("pk", "merged_into_id", "parent_id")
        above |= {pk: merged or parent or pk for pk, merged, parent in rows}
        waiting = {above[pk] for pk in waiting} - above.keys()
    bodies = {}
    for source in wanted:
        here, seen = source, set()
        while here not in seen:
            seen.add(here)
            here = above[here]
        bodies[source] = here
    return bodies


def attributed(statement: Statement) -> bool:
    """Whether somebody other than the publisher is named as its origin."""
    first = min(statement.links.all(), key=lambda link: link.position, default=None)
    return first is not None and first.kind not in (SpeakerKind.PUBLISHER, SpeakerKind.NONE)


def later(one: Statement, other: Statement) -> bool:
    """Whether *one* was said after *other*; by the record's order where the time is the same."""
    return (one.said_at, one.seq) > (other.said_at, other.seq)


def source_names(keys: Iterable[Hashable]) -> dict[Hashable, str]:
    """The names of origins by their keys."""
    keys = set(keys)
    names: dict[Hashable, str] = dict(Source.objects.filter(pk__in=[key for key in keys if isinstance(key, int)]).values_list("pk", "name"))
    return names | {key: str(key) for key in keys if key not in names} | {UNKNOWN: UNKNOWN}


def original_of(statement: Statement, own: Sequence[Statement], reached: Mapping[int, frozenset[Hashable]], parents: Mapping[int, Statement]) -> Statement | None:
    """What a relay is measured by: for a headline its own body; else what it was taken from; else the earliest word of the same origin in another report.

    *own* are the statements on one side of one claim.
    """
    report = statement.reading.revision.report_id
    if statement.part == Part.TITLE:
        body = [one for one in own if one.part == Part.BODY and one.reading.revision.report_id == report]
        if body:
            return max(body, key=lambda one: (one.level, -one.seq))
    parent = parents.get(statement.pk)
    if parent is not None and parent.reading.revision.report_id != report:
        return parent
    mine = reached[statement.pk] - {UNKNOWN}
    earlier = [one for one in own if one.reading.revision.report_id != report and not later(one, statement) and reached[one.pk] & mine]
    return min(earlier, key=lambda one: (one.said_at, one.seq), default=None)


def level_at_origin(statement: Statement, own: Sequence[Statement], reached: Mapping[int, frozenset[Hashable]], parents: Mapping[int, Statement]) -> int:
    """How firmly at its origin's own words: a relay never commits more than what it relays."""
    original = original_of(statement, own, reached, parents)
    if original is None or original.pk == statement.pk or original.polarity != statement.polarity or new_utterance(statement, original):
        return statement.level
    return min(statement.level, original.level)


def new_utterance(later: Statement, earlier: Statement) -> bool:
    """Whether *later* tells a new word of the origin rather than the same one again: days apart, or it names a day of saying after *earlier* was out."""
    if later.part == Part.TITLE:
        return False
    if later.said_at - earlier.said_at > SAME_WORD:
        return True
    text = later.reading.revision.text
    start = text.rfind("\n", 0, later.start) + 1
    end = text.find("\n", later.end)
    sentence = text[max(start, text.rfind(". ", start, later.start) + 1) : min(x for x in (end, text.find(". ", later.end), len(text)) if x >= 0)]
    said = [when.start for when in find_dates(sentence, later.said_at) if when.start and when.end and when.end - when.start <= timedelta(days=1)]
    return any(earlier.said_at.date() < day.date() <= later.said_at.date() for day in said)
