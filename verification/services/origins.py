"""Writes down how text travelled: edges found by copying and by attribution."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from tracker.language.names import canonical, find_names
from tracker.language.quantities import find_quantities
from tracker.language.sentences import blocks, quotations
from tracker.language.spans import Span
from tracker.models import Claim, Edge, Statement
from tracker.terms import Part, SpeakerKind
from verification import retrieval
from verification.comparing.copies import containment
from verification.past import heirs_of
from verification.provenance import SHARED_QUOTE, later, speaker_key

COPY = 0.6  # containment of word 3-grams that links by itself
NEAREST = 20  # statements of other reports
MATCH = 0.4  # of one sentence, inside a report that is a copy as a whole
BY_SPEAKER = ("attribution", "same report")
QUOTE_WORDS = 10  # shorter quotations are phrases that several may use
SAME_QUOTE, QUOTED = 0.9, 0.9
COPY_WORDS = 8  # shorter sentences coincide by chance
BARE_DAYS = timedelta(days=14)  # words that name nothing are copied while they are news; later they are said of something else
LEAD = 600  # characters of a report that say where and what it is about


def link_copies(statements: list[Statement], *, now: datetime) -> None:
    """Edges between the statements of one reading and the ones of other reports whose words they share; the later said derives from the earlier."""
    whole: dict[tuple[int, int], float] = {}

    def of_the_whole(child: Statement, parent: Statement) -> float:
        pair = (child.reading.revision_id, parent.reading.revision_id)
        if pair not in whole:
            whole[pair] = containment(child.reading.revision.text, parent.reading.revision.text)
        return whole[pair]

    quotes = {one.pk: quotations_at(one) for one in statements}
    for statement, others in alike(statements, quotes):
        quoted = quotes[statement.pk]
        best: tuple[float, Statement] | None = None
        for other in others:
            child, parent = (statement, other) if later(statement, other) else (other, statement)
            shared = containment(child.quote, parent.quote)
            if not _copied(child, parent, shared, of_the_whole):
                theirs = quotations_at(other) if quoted else []
                if quotation := shared_quotation(*((quoted, theirs) if child is statement else (theirs, quoted))):
                    asked = said_by_others(child, parent)  # one of the two may have the name wrong: a person is asked
                    grounds = {"quotation": quotation[:400]}
                    link(child, parent, method=SHARED_QUOTE, confidence=QUOTED, now=now, proposed=asked, grounds=grounds)
                continue
            score = max(shared, of_the_whole(child, parent))
            if child is statement:
                if best is None or (score, -parent.seq) > (best[0], -best[1].seq):
                    best = (score, parent)
            else:
                link(child, parent, method="copy", confidence=score, now=now)
        if best is not None:
            link(statement, best[1], method="copy", confidence=best[0], now=now)


def alike(statements: Sequence[Statement], quotes: Mapping[int, list[str]]) -> Iterator[tuple[Statement, list[Statement]]]:
    """Each statement with those of other reports that may be copies of it, or it of them. Only these few are fetched whole."""
    near = retrieval.ranked("statement", [retrieval.Text(one.display, one.said_at) for one in statements], limit=NEAREST)
    columns = ("pk", "reading__revision__report", "part", "polarity", "quote")
    heads = {key: head for key, *head in Statement.objects.filter(pk__in={key for keys in near for key in keys}).values_list(*columns)}
    found: dict[int, list[int]] = {}
    for one, keys in zip(statements, near, strict=True):
        found[one.pk] = []
        for key in keys:
            report, part, polarity, quote = heads.get(key, (None, "", "", ""))
            apart = report is not None and report != one.reading.revision.report_id and (part, polarity) == (one.part, one.polarity)
            if apart and (quotes[one.pk] or max(containment(one.quote, quote), containment(quote, one.quote)) >= MATCH):
                found[one.pk].append(key)
    there = retrieval.statements_of({key for keys in found.values() for key in keys})
    for one in statements:
        yield one, [there[key] for key in found[one.pk] if key in there]


def _copied(child: Statement, parent: Statement, shared: float, of_the_whole: Callable[[Statement, Statement], float]) -> bool:
    """Whether words that have so much in common were taken over: by themselves, or within a report that was taken over as a whole."""
    if shared < MATCH:
        return False
    alone = shared >= COPY and len(child.quote.split()) >= COPY_WORDS and not said_by_others(child, parent)
    if alone and (of_the_whole(child, parent) >= MATCH or telling(child.quote) or one_matter(child, parent)):
        return True
    return of_the_whole(child, parent) >= COPY


def shared_quotation(child: Iterable[str], parent: Sequence[str]) -> str:
    """Of the long quotations at one statement the first that stands at the other too: one public statement, whoever carries it. Empty if there is none."""
    return next((words for words in child if any(containment(words, other) >= SAME_QUOTE for other in parent)), "")


def quotations_at(statement: Statement) -> list[str]:
    """The quotations of at least ``QUOTE_WORDS`` words that a statement stands in or holds. Headlines have none."""
    if statement.part == Part.TITLE:
        return []
    text, said = statement.reading.revision.text, Span(statement.start, statement.end)
    block = next((span for span in blocks(text) if span.overlap(said)), None)
    if block is None:
        return []
    found = [one.span.of(text) for one in quotations(text, block) if one.span.overlap(said)]
    return [words for words in found if len(words.split()) >= QUOTE_WORDS]


def said_by_others(one: Statement, other: Statement) -> bool:
    """Whether the two are put into the mouths of different named speakers, who may well use the same words for one event."""
    mouths = [min(statement.links.all(), key=lambda link: link.position, default=None) for statement in (one, other)]
    named = all(link is not None and link.source and link.kind in (SpeakerKind.NAMED_BODY, SpeakerKind.NAMED_PERSON) for link in mouths)
    return named and speaker_key(one) != speaker_key(other)


def telling(quote: str) -> bool:
    """Whether words say by themselves which event they are about: they name somebody or something, or give a figure."""
    return bool(find_names(quote) or find_quantities(quote))


def one_matter(one: Statement, other: Statement) -> bool:
    """Whether two reports that share a sentence which names nothing may be about one event: soon after each other, and with a name in common."""
    if abs(one.said_at - other.said_at) > BARE_DAYS:
        return False
    mine, theirs = (_named_around(statement) for statement in (one, other))
    return not mine or not theirs or bool(mine & theirs)


def _named_around(statement: Statement) -> set[str]:
    """Who and what headline and lead name, the outlets that carry it left out."""
    revision = statement.reading.revision
    outlets = {link.name for link in statement.links.all() if link.kind == SpeakerKind.PUBLISHER} | {revision.report.publisher_name}
    carriers = {canonical(outlet) for outlet in outlets}
    named = {canonical(name.text) for name in find_names(f"{revision.title}\n{revision.text[:LEAD]}")}
    return {name for name in named if name not in carriers}


def link(
    child: Statement,
    parent: Statement,
    *,
    method: str,
    confidence: float,
    now: datetime,
    claim: Claim | None = None,
    proposed: bool = False,
    grounds: dict[str, Any] | None = None,
) -> Edge | None:
    """Note that *child* derives from *parent*, for *claim* alone or wherever it stands; *proposed* counts for nothing until a person confirms it.

    Nothing happens if a link between the two stands or was cut by a person, or it would close a circle. A link that counts takes the place
    of one that was only proposed.
    """
    between = Edge.objects.filter(Q(cut_at=None) | Q(decided_by__isnull=False), child=child, parent__in=_same_words(parent))
    if claim is not None:
        between = between.filter(Q(claim=None) | Q(claim=claim))
    there = {
        key: asked and cut_at is None and by is None
        for key, asked, cut_at, by in between.values_list("pk", "proposed", "cut_at", "decided_by")
    }
    if child.pk == parent.pk or (there if proposed else not all(there.values())):
        return None
    if child.pk in _ancestors(parent, claim):
        return None
    if there:  # only proposed so far
        Edge.objects.filter(pk__in=there).update(cut_at=now)
    return Edge.objects.create(
        child=child,
        parent=parent,
        claim=claim,
        method=method,
        confidence=min(1.0, confidence),
        proposed=proposed,
        grounds=grounds or {},
        made_at=now,
    )


def carry_over(claim: Claim, fresh: Claim, statements: Iterable[Statement], *, now: datetime) -> None:
    """What was concluded between these statements for *claim* counts for *fresh* too, which takes them along; a person's word with it."""
    keys = {one.pk for one in statements}
    for edge in Edge.objects.filter(claim=claim, child__in=keys, parent__in=keys).order_by("pk"):
        if edge.cut_at is None or edge.decided_by_id:
            edge.pk, edge.claim, edge.uuid, edge.made_at = None, fresh, uuid.uuid4(), now
            edge._state.adding = True
            edge.save()


def carried_by(statement: Statement, earlier: Iterable[Statement]) -> Statement | None:
    """Of *earlier* statements the first that an outlet published which *statement* names as whom it has it from."""
    report = statement.reading.revision.report
    named = {link.source.body.pk for link in statement.links.all() if link.source and link.source_id != report.publisher_id}
    carried = [
        one
        for one in earlier
        if one.reading.revision.report_id != report.pk
        and one.reading.revision.report.publisher
        and one.reading.revision.report.publisher.body.pk in named
        and not later(one, statement)
    ]
    return min(carried, key=lambda one: (one.said_at, one.seq), default=None)


def unlink(statement: Statement, *, now: datetime) -> int:
    """Take back what the program itself concluded from who speaks, before it concludes anew; copies stay copies."""
    touching = Edge.objects.filter(Q(child=statement) | Q(parent=statement), method__in=BY_SPEAKER, decided_by=None, cut_at=None)
    return touching.update(cut_at=now)


def _same_words(statement: Statement) -> set[int]:
    """The statement and those of older readings whose place it took."""
    found, waiting = {statement.pk}, {statement.pk} if statement.first_seq is not None else set()
    while waiting:
        waiting = set(Statement.objects.filter(heir__in=waiting).values_list("pk", flat=True)) - found
        found |= waiting
    return found


def _ancestors(statement: Statement, claim: Claim | None) -> set[int]:
    """The statement and all it was taken from as far as it counts for *claim* (None: any), as they stand now: heirs in the place of re-read ones."""
    rows = Edge.objects.standing().filter(parent__isnull=False)
    if claim is not None:
        rows = rows.filter(Q(claim=None) | Q(claim=claim))
    reached, waiting = {statement.pk}, {statement.pk}
    while waiting:
        parents = set(rows.filter(child__in=waiting).values_list("parent_id", flat=True))
        heirs = heirs_of(parents)
        waiting = {heirs.get(parent, parent) for parent in parents} - reached
        reached |= waiting
    return reached
