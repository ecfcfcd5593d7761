"""Reads a report anew and says which new statement takes the place of which older one. What hangs on them is the judgement's to move."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from tracker import correctable, events, sequence, work
from tracker.changing import changing
from tracker.language import reader
from tracker.language.reading import Reading as Found
from tracker.models import Edge, EdgeDecision, Reading, Report, Revision, Statement
from tracker.services import correcting, lexicon
from tracker.terms import Part
from tracker.work import Follow

COVERED = 0.8  # of the old span, or of the words both ways
WORD = re.compile(r"\w+")


def versions() -> tuple[str, str]:
    """The engine and lexicon that read today."""
    return reader.ENGINE, lexicon.in_force().version


def outdated(*, force: bool = False) -> QuerySet[Reading]:
    """Current readings by another engine or lexicon than today's; all of them with *force*."""
    engine, lexicon = versions()
    current = Reading.objects.filter(current=True, revision__report__removed_at=None).select_related("revision__report").order_by("pk")
    return current if force else current.exclude(engine=engine, lexicon=lexicon)


def ask(readings: Iterable[Reading], *, now: datetime, stamp: str = "") -> int:
    """Leave these to be read anew by the workers; how many. The same versions are asked for once, unless the *stamp* differs."""
    version = "/".join([*versions(), *([stamp] if stamp else [])])[:80]
    asked = 0
    for reading in readings:
        work.enqueue("reread", reading.revision.uuid, now=now, version=version)
        asked += 1
    return asked


def reread_revision(subject: str, *, now: datetime) -> Iterable[Follow]:
    """Read the revision with this UUID again, whatever read it before. Quiet when it is gone, removed, or no longer the newest text."""
    revision = Revision.objects.select_related("report__publisher").filter(uuid=subject).first()
    if revision is None or revision.text_sha256 or revision.report.revisions.filter(no__gt=revision.no).exists():
        return ()
    found = reader.read(revision.text, title=revision.title or None, published=revision.at, lexicon=lexicon.in_force())
    renew(revision, found, now=now, because="the report was read anew")
    return ()


def renew(revision: Revision, found: Found, *, now: datetime, because: str) -> list[Statement]:
    """Put a new current reading beside the older ones of the report, in one transaction with everything that follows from it.

    The statements that lost their place and stay in force, because something hangs on them.
    """
    from tracker.services.reading import publish

    report = Report.objects.select_for_update(of=("self",)).get(pk=revision.report_id)
    with changing(report, because=because, now=now) as change:
        old = list(Statement.objects.in_force().filter(reading__revision__report=report).with_context().prefetch_related("figures"))
        Reading.objects.filter(revision__report=report, current=True).update(current=False)
        reading = Reading.objects.create(revision=revision, engine=found.engine, lexicon=found.lexicon, made_at=now)
        Revision.objects.filter(pk=revision.pk).update(language=found.language)
        publish(reading, found.statements)
        carry_by_hand(old, reading)
        new = list(reading.statements.with_context().prefetch_related("figures"))
        change.reading, change.heirs = reading, heirs_of(old, new)
        name_heirs(change.heirs)
        inherit_edges(change.heirs)
        correcting.inherit_corrections(change.heirs)
    after = {
        "statements": len(new),
        "language": found.language,
        "engine": found.engine,
        "lexicon": found.lexicon,
        "heirs": sum(heir is not None for heir in change.heirs.values()),
        "lost": len(change.lost),
    }
    events.record("revision.reread", report, now=now, after=after, reason=because)
    return list(change.lost)


def heirs_of(old: Iterable[Statement], new: Iterable[Statement]) -> dict[Statement, Statement | None]:
    """For each old statement the new one that says the same in its place, or None.

    In one text: the one that covers at least 80 % of its span, and of these the one with the span most like it. In another text: the one with
    the same words, else the one that shares at least 80 % of the words both ways.
    """
    new = list(new)
    found: dict[Statement, Statement | None] = {}
    for one in old:
        fit = [(score, other) for other in new if (score := likeness(one, other)) is not None]
        found[one] = max(fit, key=lambda pair: (*pair[0], -pair[1].seq))[1] if fit else None
    return found


def carry_by_hand(old: Iterable[Statement], reading: Reading) -> list[Statement]:
    """Statements that people made by hand stand in the new reading too, where the text still has their words."""
    made = []
    for one in old:
        source = reading.revision.title if one.part == Part.TITLE else reading.revision.text
        start = one.start if source[one.start : one.end] == one.quote else source.find(one.quote)
        if not one.by_hand or start < 0:
            continue
        links, figures = correctable.links_of(one), list(one.figures.all())
        copy = Statement.objects.get(pk=one.pk)
        copy.pk, copy.uuid, copy.reading, copy.kept = None, uuid.uuid4(), reading, False
        copy.seq, copy.start, copy.end = sequence.draw("record"), start, start + len(one.quote)
        copy._state.adding = True
        copy.save()
        for row in (*links, *figures):
            row.pk, row._state.adding = None, True
            setattr(row, "statement", copy)  # noqa: B010 - links and figures alike
            row.save()
        made.append(copy)
    return made


def likeness(old: Statement, new: Statement) -> tuple[float, ...] | None:
    """How well *new* stands for *old*, to be compared; None where it does not. Only its own copy stands for a statement made by hand."""
    if old.by_hand and not new.by_hand:
        return None
    says_it = (
        old.polarity == new.polarity,
        " ".join(old.display.split()) == " ".join(new.display.split()),
        _speakers(old) == _speakers(new),
    )
    if old.reading.revision_id == new.reading.revision_id:
        shared = min(old.end, new.end) - max(old.start, new.start)
        if old.part != new.part or old.end == old.start or shared < COVERED * (old.end - old.start):
            return None
        span = shared / (max(old.end, new.end) - min(old.start, new.start))
        return (float(old.by_hand == new.by_hand), span, *map(float, says_it))
    mine, theirs = (Counter(WORD.findall(one.quote.casefold())) for one in (old, new))
    if not mine or not theirs:
        return None
    both = sum((mine & theirs).values())
    if min(both / sum(mine.values()), both / sum(theirs.values())) < COVERED:
        return None
    same = WORD.findall(old.quote.casefold()) == WORD.findall(new.quote.casefold())
    return (
        float(old.by_hand == new.by_hand),
        float(same),
        both / sum((mine | theirs).values()),
        float(old.part == new.part),
        *map(float, says_it),
    )


def _speakers(statement: Statement) -> list[str]:
    return [link.name for link in sorted(statement.links.all(), key=lambda link: link.position)]


def name_heirs(heirs: dict[Statement, Statement | None]) -> None:
    """Write down who took whose place. A kept statement that has an heir now is kept no more."""
    for old, heir in heirs.items():
        if heir is None:
            continue
        heir.first_seq = min(heir.order, old.order)
        heir.save(update_fields=["first_seq"])
        old.heir, old.kept = heir, False
        old.save(update_fields=["heir", "kept"])


def inherit_edges(heirs: dict[Statement, Statement | None]) -> None:
    """Copy to the heirs what people decided on how the words travelled: edges made by hand, and edges cut."""
    old = {one.pk: heir for one, heir in heirs.items() if heir is not None}
    rows = Edge.objects.filter(child__in=old).exclude(decided_by=None).order_by("pk")
    for edge in rows:
        child = old[edge.child_id]
        parent_id = old[edge.parent_id].pk if edge.parent_id in old else edge.parent_id
        same = {"child": child, "parent_id": parent_id, "method": edge.method, "claim_id": edge.claim_id}
        if parent_id == child.pk or Edge.objects.filter(**same, cut_at=edge.cut_at).exists():
            continue
        copy = Edge.objects.create(
            **same,
            utterance=edge.utterance,
            confidence=edge.confidence,
            proposed=edge.proposed,
            grounds=edge.grounds,
            decided_by=edge.decided_by,
            made_at=edge.made_at,
            cut_at=edge.cut_at,
        )
        columns = ("ruling", "by_id", "at", "reason", "was", "withdrawn_at", "withdrawn_by_id")
        for said in edge.decisions.all():
            EdgeDecision.objects.create(edge=copy, inherited=True, **{column: getattr(said, column) for column in columns})
