"""Finds the things that several statements rest on, and takes a person's word on it: cut, add, undo. Weighing follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.dateparse import parse_datetime

from tracker import events, sequence
from tracker.errors import Refused
from tracker.language.spans import Span
from tracker.models import Claim, Person, Statement
from tracker.roles import Act, require
from tracker.terms import EdgeRuling, Part
from verification.comparing.examined import ANY_MATTER, Examined, examined_by, may_examine, same_thing
from verification.comparing.lexicon import lemma, loose
from verification.models import EvidenceObject, Examination, ExaminationDecision
from verification.services import weighing
from verification.services.reasons import given
from verification.sides import Place, sides_of, standing_for


def examine(found: Iterable[tuple[Claim, Sequence[Statement]]], *, now: datetime) -> list[Examination]:
    """Look in fresh statements on each claim, and if one rests on a thing in all others on it too; write down who judged by what. Safe to repeat.

    An object known to the claim is joined if nothing tells the two apart; one known to another claim of the story only if place and day are the same.
    """
    claims = [claim for claim, fresh in found if any(may_examine(one.reading.revision.text) and mention_of(one, claim) for one in fresh)]
    sides = sides_of(claims) if claims else None
    return [row for claim in claims for row in _examine(claim, sides.places[claim.pk], now=now)]


def _examine(claim: Claim, there: Iterable[Place], *, now: datetime) -> list[Examination]:
    places = [place for place in there if place.side != "none"]
    said = sorted({place.statement.pk: place.statement for place in places}.values(), key=lambda one: (one.said_at, one.order))
    done = set(Examination.objects.filter(statement__in=[one.pk for one in said]).values_list("statement_id", flat=True))
    made = []
    for statement in said:
        if statement.pk in done or not may_examine(statement.reading.revision.text):
            continue
        for mention in mention_of(statement, claim):
            known = _known(claim, mention, [one.pk for one in said]) or _elsewhere(claim, mention)
            found = _learnt(known, mention) if known else _new(mention, now=now)
            made.append(
                Examination.objects.create(
                    object=found, statement=statement, words=mention.words[:200], sentence=mention.sentence[:400], made_at=now
                )
            )
    return made


def _new(mention: Examined, *, now: datetime) -> EvidenceObject:
    return EvidenceObject.objects.create(kind=mention.kind, name=_name(mention), mark=_mark(mention), made_at=now)


def _learnt(known: EvidenceObject, mention: Examined) -> EvidenceObject:
    """What the newest text adds to what tells the thing from another: its place, its day; and what it is, if nobody had said."""
    fresh = _mark(mention)
    for column in ("of", "views", "places", "days"):
        known.mark[column] = [*known.mark.get(column, []), *(one for one in fresh[column] if one not in known.mark.get(column, []))]
    if known.kind == ANY_MATTER:
        known.kind, known.name = mention.kind, _name(mention)
    known.save(update_fields=["mark", "kind", "name"])
    return known


def mention_of(statement: Statement, claim: Claim) -> tuple[Examined, ...]:
    """The things that a statement rests on."""
    revision = statement.reading.revision
    spoken = None if statement.part == Part.TITLE else Span(statement.start, statement.end)
    about = {lemma(word) for word in claim.text.lower().replace(",", " ").split()} - loose()
    return examined_by(revision.text, spoken, statement.said_at, about)


def _known(claim: Claim, mention: Examined, said: list[int]) -> EvidenceObject | None:
    """Of the things that statements on this claim rest on the one that is meant."""
    rows = EvidenceObject.objects.filter(examinations__statement__in=said).distinct().order_by("pk")
    return next((row for row in rows if _is_it(row, mention, strictly=False)), None)


def _elsewhere(claim: Claim, mention: Examined) -> EvidenceObject | None:
    """The same, of the other claims of its story: of one topic, its kin, or opened from one report with it."""
    story: dict[str, Any] = {"related_to": claim, "topics__in": list(claim.topics.all()), "pk": claim.related_to_id}
    if claim.opened_from is not None:
        story["opened_from__reading__revision__report"] = claim.opened_from.reading.revision.report_id
    found: dict[int, EvidenceObject] = {}
    for way, whom in story.items():
        for path in ("evidence__claim", "opened"):  # each along its own keys: with "or" between joined tables a database reads them whole
            if whom:
                rows = EvidenceObject.objects.filter(**{f"examinations__statement__{path}__{way}": whom}, kind=mention.kind)
                found |= {row.pk: row for row in rows}
    return next((found[key] for key in sorted(found) if _is_it(found[key], mention, strictly=True)), None)


def _is_it(known: EvidenceObject, mention: Examined, *, strictly: bool) -> bool:
    """Whether nothing that was said of the thing so far tells it from the one that is mentioned; nobody named it "thing" who said what it is."""
    return same_thing(_read(known), mention, strictly=strictly)


def _read(known: EvidenceObject) -> Examined:
    mark: dict[str, Any] = known.mark
    days = tuple((parse_datetime(a), parse_datetime(b)) for a, b in mark.get("days", ()))
    sets = {name: frozenset(mark.get(name, ())) for name in ("of", "views", "places")}
    return Examined(known.kind, mark.get("nature", ""), known.name, "", days=days, apart=mark.get("apart", ""), **sets)


def _mark(mention: Examined) -> dict[str, Any]:
    return {
        "nature": mention.nature,
        "of": sorted(mention.of),
        "views": sorted(mention.views),
        "places": sorted(mention.places),
        "days": [[a.isoformat(), b.isoformat()] for a, b in mention.days],
        "apart": mention.apart,
    }


def _name(mention: Examined) -> str:
    return f"{mention.apart} {mention.words}".strip()[:200]


# ---- what people decide


@transaction.atomic
def cut(examination: Examination, *, by: Person, now: datetime, reason: str) -> Examination:
    """The statement does not rest on this thing: its origin stands by itself again. Cutting twice changes nothing."""
    require(by, Act.EDGE_DECIDE)
    reason = given(reason)
    row = Examination.objects.select_for_update(of=("self",)).select_related("object").get(pk=examination.pk)
    if row.cut_at is not None:
        return row
    return _decided(row, EdgeRuling.CUT, by=by, now=now, reason=reason)


@transaction.atomic
def add(found: EvidenceObject, statement: Statement, *, by: Person, now: datetime, reason: str) -> Examination:
    """The statement rests on this thing too. One that was cut counts again."""
    require(by, Act.EDGE_DECIDE)
    reason = given(reason)
    row, created = Examination.objects.get_or_create(object=found, statement=statement, defaults={"made_at": now, "decided_by": by})
    if not created and row.cut_at is None and row.decided_by_id:
        return row
    return _decided(row, EdgeRuling.ADD if created else EdgeRuling.CONFIRM, by=by, now=now, reason=reason)


@transaction.atomic
def undo(examination: Examination, *, by: Person, now: datetime, reason: str) -> Examination:
    """Take back the newest word on it."""
    require(by, Act.EDGE_DECIDE)
    reason = given(reason)
    row = Examination.objects.select_for_update(of=("self",)).select_related("object").get(pk=examination.pk)
    held = list(row.decisions.filter(withdrawn_at=None).order_by("at", "pk"))
    if not held:
        raise Refused("nothing_decided", "nobody has decided on this object; cut or add it.", field="examination")
    before = row.state
    ExaminationDecision.objects.filter(pk=held[-1].pk).update(withdrawn_at=now, withdrawn_by=by)
    earlier = held[-2] if len(held) > 1 else None
    stands = earlier.ruling != EdgeRuling.CUT if earlier else held[-1].ruling != EdgeRuling.ADD
    row.cut_at, row.decided_by = None if stands else (earlier.at if earlier else now), earlier.by if earlier else None
    row.save(update_fields=["cut_at", "decided_by"])
    _record(row, "examination.undone", by=by, now=now, reason=reason, before=before)
    return row


def _decided(row: Examination, ruling: EdgeRuling, *, by: Person, now: datetime, reason: str) -> Examination:
    before = row.state
    ExaminationDecision.objects.create(examination=row, ruling=ruling, by=by, at=now, reason=reason)
    row.cut_at, row.decided_by = now if ruling is EdgeRuling.CUT else None, by
    row.save(update_fields=["cut_at", "decided_by"])
    kind = {EdgeRuling.CUT: "examination.cut", EdgeRuling.ADD: "examination.added"}.get(ruling, "examination.confirmed")
    _record(row, kind, by=by, now=now, reason=reason, before=before)
    return row


def _record(row: Examination, kind: str, *, by: Person, now: datetime, reason: str, before: str) -> None:
    sequence.hold("record")
    after = {
        "state": row.state,
        "object": str(row.object.uuid),
        "name": row.object.name,
        "statement": str(row.statement.uuid),
        "publisher": row.statement.reading.revision.report.publisher_name,
    }
    events.record(kind, row, now=now, actor=by, before={"state": before}, after=after, reason=reason)
    bearing = Q(evidence__statement=row.statement) | Q(opened_from=row.statement)
    weighing.follow(standing_for(set(Claim.objects.filter(bearing).values_list("pk", flat=True))).values(), now=now)


def inherit(heirs: dict[int, Statement]) -> None:
    """What statements rested on passes to those that took their place, with what people decided on it."""
    for row in Examination.objects.filter(statement__in=heirs).order_by("pk"):
        copy, created = Examination.objects.get_or_create(
            object_id=row.object_id,
            statement=heirs[row.statement_id],
            defaults={
                "words": row.words,
                "sentence": row.sentence,
                "decided_by": row.decided_by,
                "made_at": row.made_at,
                "cut_at": row.cut_at,
            },
        )
        if created:
            columns = ("ruling", "by_id", "at", "reason", "withdrawn_at", "withdrawn_by_id")
            for said in row.decisions.all():
                ExaminationDecision.objects.create(
                    examination=copy, inherited=True, **{column: getattr(said, column) for column in columns}
                )


__all__ = ["add", "cut", "examine", "inherit", "undo"]
