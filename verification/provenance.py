"""Where assertions started, read from the record: origins, what each statement was taken from, and how firmly it was said there. Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from tracker.language.dates import find_dates
from tracker.language.spans import Span
from tracker.models import Edge, EdgeDecision, Source, Statement
from tracker.terms import EdgeRuling, Part, SpeakerKind
from verification import past
from verification.weighing.independence import UNKNOWN, roots

UNREAD = ("reading__revision__raw", "reading__revision__metadata")  # a page as fetched may be a thousand times as long as a claim
SHARED_QUOTE = "shared quote"  # the method of an edge between two that carry one public statement: neither rests on the other
SAME_WORD = timedelta(days=3)  # within this time a relay carries the same utterance, unless it names a later day


@dataclass(frozen=True, slots=True)
class Strand:
    """One edge in force between two statements, both stood for by their heirs. ``claim``: the claim it counts for; None: any."""

    child: int
    parent: int
    claim: int | None
    method: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Lineage:
    """What some statements were taken from, all the way up. ``derives``: child → parents; ``strongest``: child → the parent of its surest edge."""

    statements: Mapping[int, Statement]
    strands: Sequence[Strand]  # the weakest first
    derives: Mapping[int, set[int]]
    strongest: Mapping[int, int]

    @classmethod
    def woven(cls, statements: Mapping[int, Statement], strands: Sequence[Strand]) -> Lineage:
        derives: dict[int, set[int]] = defaultdict(set)
        for strand in strands:
            derives[strand.child].add(strand.parent)
        return cls(statements, strands, derives, {strand.child: strand.parent for strand in strands})

    def within(self, claims: Collection[int]) -> Lineage:
        """Only what counts for one of these claims: a sentence that bears on two may have either part from somebody else."""
        return Lineage.woven(self.statements, [strand for strand in self.strands if strand.claim is None or strand.claim in claims])

    def parents(self) -> dict[int, Statement]:
        """The statement that each was taken from, by the strongest edge in force."""
        return {child: self.statements[parent] for child, parent in self.strongest.items()}


def lineage_of(statements: Iterable[Statement], *, claims: Iterable[int] | None = None, as_of: datetime | None = None) -> Lineage:
    """Walk the edges in force up from these statements. A re-read parent is stood for by its heir.

    With *claims* only what counts for any of them; None leaves none out. With *as_of* as people had decided by then, between texts that
    had come in by then.
    """
    everything = {one.pk: one for one in statements}
    strands: list[Strand] = []
    wanted = None if claims is None else set(claims)
    waiting = set(everything)
    while waiting:
        edges = _edges(waiting, wanted, as_of)
        heirs = past.heirs_of((edge.parent for edge in edges), as_of=as_of)
        here = [replace(edge, parent=heirs.get(edge.parent, edge.parent)) for edge in edges]
        strands += (edge for edge in here if edge.parent != edge.child)
        waiting = {edge.parent for edge in here} - everything.keys()
        said = Statement.objects.filter(pk__in=waiting)
        everything |= {one.pk: one for one in past.put_back(said.with_context().defer(*UNREAD), as_of)}
    return Lineage.woven(everything, sorted(strands, key=lambda strand: strand.confidence))


def _edges(children: Iterable[int], claims: set[int] | None, as_of: datetime | None) -> list[Strand]:
    """The edges in force up from *children*, the weakest first."""
    rows = Edge.objects.filter(child__in=children, parent__isnull=False)
    if claims is not None:
        rows = rows.filter(Q(claim=None) | Q(claim__in=claims))
    rows = rows.order_by("confidence", "-pk")
    if as_of is None:
        rows = rows.standing()
    else:
        rows = rows.filter(pk__in=standing_then(rows.filter(parent__reading__revision__received_at__lte=as_of), as_of))
    return [Strand(*row) for row in rows.values_list("child_id", "parent_id", "claim_id", "method", "confidence")]


def standing_then(edges: QuerySet[Edge], moment: datetime) -> set[int]:
    """The keys of those edges that counted at *moment*: as people had decided by then, else as the machine has it today."""
    known = {row[0]: row[1:] for row in edges.values_list("pk", "cut_at", "proposed", "decided_by_id", "made_at")}
    decided: dict[int, list[EdgeDecision]] = defaultdict(list)
    for row in EdgeDecision.objects.filter(edge__in=known).order_by("at", "pk"):
        decided[row.edge_id].append(row)
    found = set()
    for key, (cut_at, proposed, decided_by, made_at) in known.items():
        rows = decided.get(key, [])
        held = [row for row in rows if row.at <= moment and (row.withdrawn_at is None or row.withdrawn_at > moment)]
        if held:
            counted = held[-1].ruling != EdgeRuling.CUT
        elif rows and rows[0].ruling == EdgeRuling.ADD:
            counted = False
        elif rows:  # as the machine had left it before anybody spoke
            was = rows[0].was
            counted = not was.get("proposed") and not was.get("cut_at")
        else:
            counted = not proposed and (cut_at is None or cut_at > moment) and (decided_by is None or made_at <= moment)
        if counted:
            found.add(key)
    return found


def parents_of(statements: Iterable[Statement]) -> dict[int, Statement]:
    """The statement that each of these was taken from, by the strongest edge in force for whatever claim."""
    statements = list(statements)
    keys = {one.pk for one in statements}
    return {child: parent for child, parent in lineage_of(statements).parents().items() if child in keys}


def origins_of(
    statements: Iterable[Statement],
    *,
    lineage: Lineage | None = None,
    speakers: Mapping[int, int | None] | None = None,
    as_of: datetime | None = None,
) -> dict[int, frozenset[Hashable]]:
    """The origins that each statement reaches, as keys of sources ("unknown lineage" where publisher and speaker are unknown).

    Of one claim, with the *lineage* within that claim; *speakers* (``speakers_in``) where many claims are asked about at once.
    """
    statements = list(statements)
    lineage = lineage or lineage_of(statements, as_of=as_of)
    return roots([one.pk for one in statements], lineage.derives, speakers or speakers_in(lineage, as_of=as_of))


def speakers_in(lineage: Lineage, *, as_of: datetime | None = None) -> dict[int, int | None]:
    """The body that answers for each statement of a lineage, in as many queries as bodies are deep."""
    everyone = lineage.statements.values()
    bodies = bodies_of((link.source_id for one in everyone for link in one.links.all() if link.source_id), as_of=as_of)
    return {one.pk: speaker_key(one, bodies) for one in everyone}


def void_of(lineage: Lineage, withdrawn: Iterable[int]) -> set[int]:
    """The statements that rest on nothing but withdrawn ones: taken back themselves, or taken only from such."""
    withdrawn = set(withdrawn) & lineage.statements.keys()
    if not withdrawn:
        return set()
    derives = Lineage.woven(lineage.statements, [strand for strand in lineage.strands if strand.method != SHARED_QUOTE]).derives
    standing = {key for key in lineage.statements if key not in withdrawn and not derives.get(key)}
    grown = True
    while grown:
        more = {child for child, parents in derives.items() if child not in withdrawn and child not in standing and parents & standing}
        standing |= more
        grown = bool(more)
    void = lineage.statements.keys() - standing
    above: dict[int, set[int]] = {}
    for key in void - withdrawn:  # a circle that nobody took anything back of stands
        seen, waiting = {key}, {key}
        while waiting:
            waiting = {parent for child in waiting for parent in derives.get(child, ())} - seen
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


def below(sources: Iterable[int]) -> set[int]:
    """These sources and all that stand under them or were merged into any of these, by their keys."""
    found = waiting = set(sources)
    while waiting:
        rows = Source.objects.filter(Q(parent__in=waiting) | Q(merged_into__in=waiting)).values_list("pk", flat=True)
        waiting = set(rows) - found
        found = found | waiting
    return found


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
