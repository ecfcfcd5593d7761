"""Carries a retraction to what it takes back: only the same source's own words, and every claim that rests on them. Nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from tracker import events
from tracker.language.dates import find_dates
from tracker.models import Claim, Reading, Source, Statement
from tracker.models.naming import known
from tracker.terms import FlagKind, Level, Polarity, Relation
from verification import retrieval
from verification.bearing import bearing_on
from verification.comparing.frames import frame_of
from verification.comparing.relation import compare
from verification.comparing.withdrawal import TakingBack, find_taking_back
from verification.models import Withdrawal
from verification.services import flagging, weighing

WINDOW = timedelta(days=90)
OWN_SIDE = (Relation.CORROBORATES, Relation.UPDATES, Relation.REPEATS)


def taken_back(reading: Reading) -> tuple[TakingBack, ...]:
    """The sentences of this reading in which its publisher, or a source that is known, takes back an own word."""
    return tuple(one for one in find_taking_back(reading.revision.text) if _speaker(reading, one) is not None)


def inside(statement: Statement, taken: Iterable[TakingBack]) -> bool:
    """Whether the statement stands in such a sentence: it asserts nothing about the world any more."""
    return statement.part == "body" and any(statement.start < one.span.end and one.span.start < statement.end for one in taken)


def withdraw(reading: Reading, taken: Iterable[TakingBack], *, now: datetime) -> list[Withdrawal]:
    """Write down what was taken back and flag the claims that rest on it. Safe to repeat."""
    made: list[Withdrawal] = []
    for one in taken:
        speaker = _speaker(reading, one)
        if speaker is None:
            continue
        sentence = reading.revision.text[one.span.start : one.span.end].strip()
        by = (
            next((said for said in reading.statements.order_by("seq") if inside(said, [one])), None)
            or reading.statements.order_by("seq").first()
        )
        statements = _meant(reading, one, speaker, sentence)
        reports = {
            said.reading.revision.report
            for said in statements
            if one.whole and said.reading.revision.report.publisher_id == speaker.pk and _leads(said, statements)
        }
        singly = [said for said in statements if said.reading.revision.report not in reports]
        whole = Statement.objects.in_force().filter(reading__revision__report__in=reports).with_context()
        statements = list({said.pk: said for said in [*statements, *whole]}.values())
        made += [_write(by, now=now, reason=sentence, report=report) for report in reports]
        made += [_write(by, now=now, reason=sentence, statement=said) for said in singly]
        _flag(statements, by, speaker, sentence, now=now)
        weighing.follow(bearing_on(said.pk for said in statements), now=now)
    return made


def _speaker(reading: Reading, one: TakingBack) -> Source | None:
    """Who takes back: the publisher, or a known source of that name."""
    publisher = reading.revision.report.publisher
    if one.who is None:
        return publisher
    named = next(iter(known(one.who)), None)
    if named is None or (one.of_itself and (publisher is None or named.body.pk != publisher.body.pk)):
        return None
    return named


def _meant(reading: Reading, one: TakingBack, speaker: Source, sentence: str) -> list[Statement]:
    """The speaker's earlier statements that say what is taken back; on the day that is named, if one is."""
    at = reading.revision.at
    days = [
        when
        for when in find_dates(sentence, at)
        if when.start and when.end and when.end - when.start <= timedelta(days=1) and when.start < at
    ]
    earlier = Statement.objects.in_force().exclude(reading__revision__report=reading.revision.report).with_context()
    if one.content:
        keys = [said.pk for said in retrieval.candidate_statements(one.content, at=at)]
        said = [row for row in earlier.filter(pk__in=keys) if row.said_at <= at and at - row.said_at <= WINDOW and _said_by(row, speaker)]
        frame = frame_of(one.content, said_at=at, context=reading.revision.title)
        return [row for row in said if compare(_frame(row), frame).relation in OWN_SIDE]
    if not (one.whole and days):
        return []
    published = Q()
    for day in days:
        published |= Q(reading__revision__published_at__gte=day.start, reading__revision__published_at__lt=day.start + timedelta(days=1))
    rows = list(earlier.filter(published, reading__revision__report__publisher=speaker))
    # A bare "our story of Monday" is clear only if there is one.
    return rows if len({row.reading.revision.report_id for row in rows}) == 1 else []


def _leads(said: Statement, meant: list[Statement]) -> bool:
    """Whether its report is about what is taken back: the body begins with it, or only the headline says it. Else the report stands without it."""
    body = list(Statement.objects.filter(reading=said.reading, part="body").order_by("start").values_list("pk", flat=True))
    told = {one.pk for one in meant} & set(body)
    return not told or body[0] in told


def _said_by(statement: Statement, speaker: Source) -> bool:
    """Whether it is the speaker's own word, or stands in a report that the speaker published."""
    first = min(statement.links.all(), key=lambda link: link.position, default=None)
    publisher = statement.reading.revision.report.publisher
    own = first is not None and first.source is not None and first.source.body.pk == speaker.body.pk
    return own or (publisher is not None and publisher.body.pk == speaker.body.pk)


def _frame(statement: Statement):
    revision = statement.reading.revision
    level, polarity = Level(statement.level), Polarity(statement.polarity)
    return frame_of(statement.display, said_at=statement.said_at, level=level, polarity=polarity, context=revision.title)


def _write(by: Statement | None, *, now: datetime, reason: str, **what: object) -> Withdrawal:
    """One withdrawal a thing. What a person undid is not withdrawn again for the same report's sake."""
    report = by.reading.revision.report_id if by else None
    known_row = (
        Withdrawal.objects.filter(Q(undone_at=None) | Q(by_statement__reading__revision__report=report), **what).order_by("-pk").first()
    )
    if known_row is not None:
        return known_row
    row = Withdrawal.objects.create(by_statement=by, at=now, reason=reason[:2000], **what)
    subject = row.statement or row.report
    after = {"by": str(by.uuid) if by else None, "quote": reason[:400]}
    events.record("report.withdrawn" if row.report else "statement.withdrawn", subject, now=now, after=after, reason=reason[:2000])
    return row


def _flag(statements: list[Statement], by: Statement | None, speaker: Source, sentence: str, *, now: datetime) -> None:
    evidence = Q(evidence__statement__in=statements, evidence__relation__in=OWN_SIDE)
    for claim in Claim.objects.standing().filter(Q(opened_from__in=statements) | evidence).distinct().order_by("number"):
        first = next((said for said in statements if said.pk == claim.opened_from_id), statements[0])
        detail = {
            "sentence": f"{speaker.name} took back what it had said.",
            "original_quote": first.quote,
            "original_publisher": first.reading.revision.report.publisher_name,
            "relay_quote": sentence,
            "relay_publisher": by.reading.revision.report.publisher_name if by else "",
        }
        cause = f"withdrawal:{by.uuid if by else claim.uuid}"
        flagging.raise_flag(claim, FlagKind.RETRACTED, cause=cause, statement=by, detail=detail, now=now)
