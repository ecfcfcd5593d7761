"""Where assertions started, read from the record: origins, what each statement was taken from, and how firmly it was said there. Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from tracker.language.dates import find_dates
from tracker.language.spans import Span
from tracker.models import Edge, Source, Statement
from tracker.terms import Part, SpeakerKind
from verification import past
from verification.weighing.independence import UNKNOWN, roots

SAME_WORD = timedelta(days=3)  # within this time a relay carries the same utterance, unless it names a later day


@dataclass(frozen=True, slots=True)
class Lineage:
    """What some statements were taken from, all the way up. ``derives``: child → parents; ``strongest``: child → the parent of its surest edge."""

    statements: Mapping[int, Statement]
    derives: Mapping[int, set[int]]
    strongest: Mapping[int, int]

    def parents(self) -> dict[int, Statement]:
        """The statement that each was taken from, by the strongest edge in force."""
        return {child: self.statements[parent] for child, parent in self.strongest.items()}


def lineage_of(statements: Iterable[Statement], *, as_of: datetime | None = None) -> Lineage:
    """Walk the edges in force up from these statements. A re-read parent is stood for by its heir.

    With *as_of* as people had decided by then, between texts that had come in by then.
    """
    everything = {one.pk: one for one in statements}
    derives: dict[int, set[int]] = defaultdict(set)
    strongest: dict[int, int] = {}
    waiting = set(everything)
    while waiting:
        edges = _edges(waiting, as_of)
        heirs = past.heirs_of((parent for _, parent in edges), as_of=as_of)
        found: set[int] = set()
        for child, parent in edges:
            parent = heirs.get(parent, parent)
            if parent != child:
                derives[child].add(parent)
                strongest[child] = parent  # edges come weakest first
                found.add(parent)
        waiting = found - everything.keys()
        everything |= {one.pk: one for one in past.put_back(Statement.objects.filter(pk__in=waiting).with_context(), as_of)}
    return Lineage(everything, derives, strongest)


def _edges(children: Iterable[int], as_of: datetime | None) -> list[tuple[int, int]]:
    """(child, parent) of the edges in force, the weakest first."""
    rows = Edge.objects.filter(child__in=children, parent__isnull=False)
    if as_of is None:
        rows = rows.filter(cut_at=None)
    else:
        rows = rows.filter(Q(cut_at=None) | Q(cut_at__gt=as_of), Q(decided_by=None) | Q(made_at__lte=as_of))
        rows = rows.filter(parent__reading__revision__received_at__lte=as_of)
    return list(rows.order_by("confidence", "-pk").values_list("child_id", "parent_id"))


def parents_of(statements: Iterable[Statement]) -> dict[int, Statement]:
    """The statement that each of these was taken from, by the strongest edge in force."""
    statements = list(statements)
    keys = {one.pk for one in statements}
    return {child: parent for child, parent in lineage_of(statements).parents().items() if child in keys}


def origins_of(
    statements: Iterable[Statement], *, lineage: Lineage | None = None, as_of: datetime | None = None
) -> dict[int, frozenset[Hashable]]:
    """The origins that each statement reaches, as keys of sources ("unknown lineage" where publisher and speaker are unknown)."""
    statements = list(statements)
    lineage = lineage or lineage_of(statements, as_of=as_of)
    everyone = lineage.statements.values()
    bodies = bodies_of((link.source_id for one in everyone for link in one.links.all() if link.source_id), as_of=as_of)
    speakers = {one.pk: speaker_key(one, bodies) for one in everyone}
    return roots([one.pk for one in statements], lineage.derives, speakers)


def void_of(lineage: Lineage, withdrawn: Iterable[int]) -> set[int]:
    """The statements that rest on nothing but withdrawn ones: taken back themselves, or taken only from such."""
    withdrawn = set(withdrawn) & lineage.statements.keys()
    if not withdrawn:
        return set()
    standing = {key for key in lineage.statements if key not in withdrawn and not lineage.derives.get(key)}
    grown = True
    while grown:
        more = {
            child for child, parents in lineage.derives.items() if child not in withdrawn and child not in standing and parents & standing
        }
        standing |= more
        grown = bool(more)
    void = lineage.statements.keys() - standing
    above: dict[int, set[int]] = {}
    for key in void - withdrawn:  # a circle that nobody took anything back of stands
        seen, waiting = {key}, {key}
        while waiting:
            waiting = {parent for child in waiting for parent in lineage.derives.get(child, ())} - seen
            seen |= waiting
        above[key] = seen
    return {key for key in void if key in withdrawn or above[key] & withdrawn}


def speaker_key(statement: Statement, bodies: Mapping[int, int] | None = None) -> int | None:
    """The body that answers for the statement's own origin; None where nobody is named and the publisher is unknown.

    *bodies* are those of the sources in question, where many statements are asked about at once.
    """
    for link in sorted(statement.links.all(), key=lambda link: link.position):
        if link.source is not None:
            return link.source.body.pk if bodies is None else bodies[link.source_id]
    return None


def bodies_of(sources: Iterable[int], *, as_of: datetime | None = None) -> dict[int, int]:
    """The key of ``source.body`` for each of these sources by key, in as many queries as the longest line of parents and mergers is deep."""
    wanted = set(sources)
    above: dict[int, int] = {}
    changed = past.sources_at(as_of) if as_of else {}
    waiting = set(wanted)
    while waiting:
        rows = Source.objects.filter(pk__in=waiting).values_list("pk", "merged_into_id", "parent_id")
        for pk, merged, parent in rows:
            then = {"merged_into_id": merged, "parent_id": parent} | changed.get(pk, {})
            above[pk] = then["merged_into_id"] or then["parent_id"] or pk
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


def original_of(
    statement: Statement, own: Sequence[Statement], reached: Mapping[int, frozenset[Hashable]], parents: Mapping[int, Statement]
) -> Statement | None:
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


def level_at_origin(
    statement: Statement, own: Sequence[Statement], reached: Mapping[int, frozenset[Hashable]], parents: Mapping[int, Statement]
) -> int:
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
    return any(earlier.said_at.date() < day.date() <= later.said_at.date() for day in days_of_saying(later))


def days_of_saying(statement: Statement) -> list[datetime]:
    """The days that its sentence names outside of what is asserted: "…, the White House said on 13 October". Titles name none."""
    if statement.part == Part.TITLE:
        return []
    text = statement.reading.revision.text
    start = max(text.rfind("\n", 0, statement.start), text.rfind(". ", 0, statement.start)) + 1
    ends = [place for place in (text.find("\n", statement.end), text.find(". ", statement.end)) if place >= 0]
    sentence = text[start : min(ends, default=len(text))]
    said = Span(statement.start - start, max(statement.start, min(statement.end, start + len(sentence))) - start)
    return [
        when.start
        for when in find_dates(sentence, statement.said_at)
        if when.start and when.end and when.end - when.start <= timedelta(days=1) and not when.span.overlap(said)
    ]


def uttered_at(statement: Statement) -> datetime:
    """When its speaker said it: the day that the sentence names, if that was before its publication; else the time of publication."""
    days = [day for day in days_of_saying(statement) if day.date() < statement.said_at.date()]
    return max(days) + timedelta(hours=23, minutes=59) if days else statement.said_at
