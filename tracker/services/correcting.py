"""People's word on what a report says: corrections of a statement and statements made by hand. Reading anew lives in ``rereading``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from tracker import events, reasons, sequence
from tracker.changing import changing
from tracker.correctable import checked, held, hold
from tracker.errors import Refused
from tracker.intake.clean import clean_line
from tracker.models import UNNAMED_OUTLET, ChainLink, Correction, Figure, Person, Revision, Source, Statement
from tracker.roles import Act, require
from tracker.services.redacting import refuse_removed
from tracker.terms import LEVEL_RANGES, Level, Part, Polarity, SpeakerKind

TRANSLATION_LIMIT = 4000


@transaction.atomic
def correct(statement: Statement, *, field: str, value: Any, by: Person, reason: str, now: datetime) -> Correction:
    """Put one field right; it wins over the reading and survives re-reading until it is withdrawn.

    *field* is one of ``correctable.FIELDS``. *value*: level 1–5 · polarity · speaker a Source or its UUID · check_worthy a bool ·
    figure {start, low, high, unit, comparator} · date {start, from, to}; without a start one is added, with ``remove`` it is taken away.
    The same correction again changes nothing; another one of the same field takes the place of the first.
    """
    require(by, Act.STATEMENT_CORRECT)
    reason = reasons.given(reason, of="every correction")
    statement = _in_force(statement)
    key, wanted = checked(statement, field, value)
    standing = Correction.objects.filter(statement=statement, field=key, withdrawn_at=None).first()
    if standing is not None and standing.value == wanted:
        return standing
    was = standing.was if standing else held(statement, key)
    with changing(statement.report, because=f"its {field.replace('_', ' ')} was corrected by {by}", now=now) as change:
        if standing is not None:
            Correction.objects.filter(pk=standing.pk).update(withdrawn_at=now)
            put(statement, key, standing.was)
        correction = Correction.objects.create(statement=statement, field=key, value=wanted, was=was, by=by, at=now, reason=reason)
        put(statement, key, wanted)
        events.record(
            "statement.corrected",
            statement,
            now=now,
            actor=by,
            before={key: standing.value if standing else was},
            after={key: wanted},
            reason=reason,
        )
        change.altered.append(statement)
    return correction


@transaction.atomic
def withdraw_correction(correction: Correction, *, by: Person, now: datetime, reason: str = "") -> bool:
    """Let the reading's word stand again; False if the correction was withdrawn already."""
    require(by, Act.STATEMENT_CORRECT)
    statement = _in_force(correction.statement)
    if Correction.objects.filter(pk=correction.pk, withdrawn_at=None).update(withdrawn_at=now) != 1:
        return False
    noun = correction.field.split(":")[0].replace("_", " ")
    with changing(statement.report, because=f"the correction of its {noun} was withdrawn by {by}", now=now) as change:
        put(statement, correction.field, correction.was)
        key = correction.field
        events.record(
            "correction.withdrawn",
            statement,
            now=now,
            actor=by,
            before={key: correction.value},
            after={key: correction.was},
            reason=reasons.said(reason),
        )
        change.altered.append(statement)
    return True


@transaction.atomic
def make_statement(
    revision: Revision,
    *,
    start: int,
    end: int,
    by: Person,
    now: datetime,
    part: Part | str = Part.BODY,
    level: Level | int = Level.STATED_AS_FACT,
    polarity: Polarity | str = Polarity.AFFIRMED,
    speaker: Source | None = None,
    translation: str = "",
) -> Statement:
    """A statement of the words marked [start, end), which the reader missed; it is compared like any other and kept through re-reads.

    *speaker* None is the publisher's own word. With a *translation* the machine compares that, and the quote stays as it is.
    """
    require(by, Act.STATEMENT_CORRECT)
    revision = Revision.objects.select_related("report__publisher").get(pk=revision.pk)
    refuse_removed(revision.report)
    if revision.report.revisions.filter(no__gt=revision.no).exists():
        raise Refused("not_newest", "the report has a newer text; mark the words there.", field="revision")
    source = revision.title if Part(part) is Part.TITLE else revision.text
    if not 0 <= start < end <= len(source):
        raise Refused("span", f"the words marked go from {start} to {end}; the text goes from 0 to {len(source)}.", field="start")
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    if start == end:
        raise Refused("span", "only blanks are marked; mark the words of one assertion.", field="start")
    translation = clean_line(translation)
    if len(translation) > TRANSLATION_LIMIT:
        raise Refused(
            "too_long", f"the translation has {len(translation)} characters; at most {TRANSLATION_LIMIT} are taken.", field="translation"
        )
    reading = revision.readings.filter(current=True).first()
    if reading is None:
        raise Refused("not_read", "the report has not been read yet; wait until it has.", field="revision")
    quote = source[start:end]
    same = Statement.objects.in_force().filter(reading__revision=revision, part=part, start=start, end=end, by_hand=True).first()
    if same is not None:
        return same
    chosen = Level(level)
    low, high = LEVEL_RANGES[chosen]
    with changing(revision.report, because=f"{by} marked a statement", now=now) as change:
        made = Statement.objects.create(
            reading=reading,
            seq=sequence.draw("record"),
            part=Part(part),
            start=start,
            end=end,
            quote=quote,
            display=translation or " ".join(quote.split()),
            level=chosen,
            low=low,
            high=high,
            polarity=Polarity(polarity),
            check_worthy=True,
            by_hand=True,
            translation=translation,
        )
        ChainLink.objects.bulk_create(_chain_by_hand(made, speaker, revision.report.publisher))
        after = {"part": made.part, "start": start, "end": end, "quote": quote[:400], "level": int(chosen)}
        events.record("statement.made", made, now=now, actor=by, after=after)
        change.altered.append(Statement.objects.with_context().get(pk=made.pk))
    return made


def put(statement: Statement, key: str, value: Any) -> None:
    """Write a correction's value, or what stood there before, to the statement's columns, links or figures."""
    columns = hold(statement, key, value)
    if columns in (("links",), ("figures",)):
        kind: type[ChainLink] | type[Figure] = ChainLink if columns == ("links",) else Figure
        rows = list(getattr(statement, columns[0]).all())
        kind.objects.filter(statement=statement).delete()
        for row in rows:
            row.pk = None
        kind.objects.bulk_create(rows)
        getattr(statement, "_prefetched_objects_cache", {}).pop(columns[0], None)
        return
    statement.save(update_fields=columns)


def inherit_corrections(heirs: dict[Statement, Statement | None]) -> None:
    """Copy the corrections in force to the heirs; of several for one field the newest holds."""
    old = {one.pk: one for one in heirs}
    for correction in Correction.objects.filter(statement__in=old, withdrawn_at=None).order_by("at", "pk"):
        heir = heirs[old[correction.statement_id]]
        if heir is None:
            continue
        key = _same_place(old[correction.statement_id], heir, correction)
        standing = Correction.objects.filter(statement=heir, field=key, withdrawn_at=None).first()
        if standing is not None:
            put(heir, key, standing.was)
            standing.delete()
        was = held(heir, key)
        Correction.objects.create(
            statement=heir,
            field=key,
            value=correction.value,
            was=was,
            by=correction.by,
            at=correction.at,
            reason=correction.reason,
            inherited=True,
        )
        put(heir, key, correction.value)


def _same_place(old: Statement, heir: Statement, correction: Correction) -> str:
    """The key of the correction on the heir: its figure or date may start elsewhere, or may not have been read."""
    field, _, start = correction.field.partition(":")
    if not start or start == "added":
        return correction.field
    was = correction.was or {}
    if field == "figure":
        rows = [(figure.start, figure.unit, figure.low, figure.high) for figure in heir.figures.all()]
        alike = [row[0] for row in rows if _number(row[2]) == _number(was.get("low")) and _number(row[3]) == _number(was.get("high"))]
    else:
        alike = [when["start"] for when in heir.dates if (when["from"], when["to"]) == (was.get("from"), was.get("to"))]
    moved = int(start) + (heir.start - old.start if heir.reading.revision_id != old.reading.revision_id else 0)
    if not alike and correction.value is None:
        return f"{field}:{moved}"
    return f"{field}:{min(alike, key=lambda one: abs(one - moved))}" if alike else f"{field}:added"


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _chain_by_hand(statement: Statement, speaker: Source | None, publisher: Source | None) -> list[ChainLink]:
    links = []
    if speaker is not None and (publisher is None or speaker.pk != publisher.pk):
        _, value = checked(statement, "speaker", speaker)
        links.append(
            ChainLink(statement=statement, position=0, name=speaker.name, source=speaker, kind=value["kind"], level=statement.level)
        )
    kind = SpeakerKind.PUBLISHER if publisher else SpeakerKind.NONE
    name = publisher.name if publisher else UNNAMED_OUTLET
    level = statement.level if not links else Level.STATED_AS_FACT
    return [*links, ChainLink(statement=statement, position=len(links), name=name, source=publisher, kind=kind, level=level)]


def _in_force(statement: Statement) -> Statement:
    """The statement as it is now, locked; a re-read one's heir in its place is what the caller must name."""
    fresh = Statement.objects.select_for_update(of=("self",)).with_context().get(pk=statement.pk)
    refuse_removed(fresh.report)
    if fresh.heir_id is not None:
        raise Refused(
            "reread", f"the report was read anew; correct the statement that took this one's place: {fresh.heir.uuid}.", field="statement"
        )
    if not (fresh.kept or fresh.reading.current):
        raise Refused(
            "not_in_force", "the statement belongs to an older reading or text; correct what the report says now.", field="statement"
        )
    return fresh
