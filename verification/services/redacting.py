"""Legal removal: a second administrator confirms, and the words of a report go from everything that holds or quotes them.

Asking, declining and emptying the report itself live in ``tracker.services.redacting``. What people decided stays, and so does every row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from tracker import events, work
from tracker.errors import Refused
from tracker.models import (
    REMOVED,
    Claim,
    Correction,
    CueTrial,
    Edge,
    EdgeDecision,
    Event,
    Person,
    Redaction,
    Report,
    Source,
    Statement,
)
from tracker.passages import Passages
from tracker.roles import Act, NotAllowed, may, require
from tracker.services import redacting, sealing
from tracker.terms import Level, Status, label
from verification import retrieval
from verification.models import (
    BulkAct,
    BulkLine,
    ClaimFrame,
    Decision,
    Digest,
    Draft,
    Evidence,
    EvidenceObject,
    Examination,
    ExaminationDecision,
    Flag,
    Note,
    Review,
    Settlement,
    StatementFrame,
    Withdrawal,
)

AT_ONCE = 200


def words_to_type(redaction: Redaction) -> str:
    """What the second administrator has to write out: it cannot be undone."""
    return f"remove {str(redaction.report.uuid)[:8]}"


@transaction.atomic
def confirm(redaction: Redaction, *, typed: str, by: Person, now: datetime) -> Redaction:
    """Remove the report's words for good. ``NotAllowed`` to who asked or is no administrator; ``Refused`` unless the words were typed."""
    require(by, Act.REPORT_REDACT)
    work.hold_still(now=now)
    row = redacting.waiting(redaction)
    if by.pk == row.asked_by_id:
        raise NotAllowed("You asked for this removal; another administrator has to confirm it.", act=Act.REPORT_REDACT)
    if not may(row.asked_by, Act.REPORT_REDACT):
        raise Refused("no_administrator", f"{row.asked_by} is no administrator any more; decline this request and ask anew.")
    if " ".join(typed.split()).casefold() != words_to_type(row):
        raise Refused("not_typed", f"type “{words_to_type(row)}” to confirm: what is removed cannot be brought back.", field="typed")
    scope = Scope(row.report)
    lines = list(scope.lines())
    scope.blank_quotations()
    row.hashes = redacting.empty(row.report, now=now)
    _reword(scope, row, now=now, by=by)
    StatementFrame.objects.filter(statement__in=scope.statements).delete()
    ClaimFrame.objects.filter(claim__in=scope.claims).delete()
    row.confirmed_by, row.confirmed_at = by, now
    row.save(update_fields=["confirmed_by", "confirmed_at", "hashes"])
    told = {"redaction": str(row.uuid), "asked_by": row.asked_by.username, "asked_at": row.asked_at.isoformat(), "hashes": row.hashes}
    events.record(sealing.REMOVED_KIND, row.report, now=now, actor=by, after=told | sealing.blank(lines), reason=row.reason)
    for claim in Settlement.objects.standing().filter(claim__in=scope.claims).values_list("claim__uuid", flat=True):
        work.enqueue("weigh", f"claim:{claim}", now=now, version=f"removal {str(row.uuid)[:8]}")
    return row


def _reword(scope: Scope, row: Redaction, *, by: Person, now: datetime) -> None:
    """Claims that have no words but the report's lose them; they stay, with what people concluded. All are found by what they say now."""
    for claim in Claim.objects.select_for_update().filter(pk__in=scope.claims).order_by("pk"):
        text = scope.passages.blanked(claim.text)
        if text != claim.text:
            Claim.objects.filter(pk=claim.pk).update(text=text, version=claim.version + 1)
            events.record(
                "claim.words_removed", claim, now=now, actor=by, claim=claim, after={"report": str(row.report.uuid)}, reason=row.reason
            )
    retrieval.index_claims(Claim.objects.filter(pk__in=scope.claims).select_related("opened_from__reading__revision"))


@dataclass
class Scope:
    """What a report has to do with: its statements, the claims that they bear on with those related to these, and whoever quotes them."""

    report: Report
    statements: list[int] = field(init=False)
    claims: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.statements = list(Statement.objects.filter(reading__revision__report=self.report).values_list("pk", flat=True))
        near = {*self._claims_near()}
        family = Claim.objects.filter(
            Q(pk__in=near) | Q(merged_into__in=near) | Q(absorbed__in=near) | Q(related_to__in=near) | Q(kin__in=near)
        )
        self.claims = sorted({*family.values_list("pk", flat=True)})

    @property
    def opened(self) -> QuerySet[Claim]:
        """The claims that were first stated here."""
        return Claim.objects.filter(opened_from__in=self.statements)

    def _claims_near(self) -> Iterator[int]:
        said = self.statements
        yield from self.opened.values_list("pk", flat=True)
        for model in (Evidence, Decision, Flag):
            yield from model.objects.filter(statement__in=said).exclude(claim=None).values_list("claim", flat=True)
        yield from Edge.objects.filter(Q(child__in=said) | Q(parent__in=said)).exclude(claim=None).values_list("claim", flat=True)
        yield from (
            Flag.objects.filter(cause__in=[f"withdrawal:{uuid}" for uuid in self._uuids()])
            .exclude(claim=None)
            .values_list("claim", flat=True)
        )

    def _uuids(self) -> list[str]:
        return [str(uuid) for uuid in Statement.objects.filter(pk__in=self.statements).values_list("uuid", flat=True)]

    @cached_property
    def passages(self) -> Passages:
        """The report's words; what other reports on the same claims say too is theirs."""
        unknown = redacting.named_only_here(self.report)
        bearing = Evidence.objects.filter(claim__in=self.claims).values("statement")
        others = Statement.objects.filter(Q(pk__in=bearing) | Q(opened__in=self.claims)).exclude(pk__in=self.statements)
        names = [*Source.objects.exclude(pk__in=unknown).values_list("name", flat=True), *(label(one) for one in (*Level, *Status))]
        return Passages(
            [*redacting.texts_of(self.report), *unknown.values_list("name", flat=True)],
            others=sum(others.values_list("quote", "display"), ()),
            names=names,
            mark=REMOVED,
        )

    def lines(self) -> Iterator[Event]:
        """The lines of the log that quote it, without their quotations; not written."""
        subjects = [f"report:{self.report.uuid}", *(f"statement:{uuid}" for uuid in self._uuids())]
        subjects += [events.name_of(row) for rows in (self.flags, self.withdrawals, self.edges, self.examinations) for row in rows]
        subjects += [events.name_of(row.statement or row.report) for row in self.withdrawals]
        rows = Event.objects.filter(Q(claim__in=self.claims) | Q(subject__in=subjects)).exclude(kind=sealing.REMOVED_KIND)
        return self._changed(rows, ("before", "after", "reason"))

    @cached_property
    def flags(self) -> list[Flag]:
        return list(Flag.objects.filter(Q(claim__in=self.claims) | Q(statement__in=self.statements)))

    @cached_property
    def withdrawals(self) -> list[Withdrawal]:
        said = Q(statement__in=self.statements) | Q(by_statement__in=self.statements) | Q(report=self.report)
        return list(Withdrawal.objects.filter(said).select_related("statement", "report"))

    @cached_property
    def edges(self) -> list[Edge]:
        return list(Edge.objects.filter(Q(child__in=self.statements) | Q(parent__in=self.statements)))

    @cached_property
    def examinations(self) -> list[Examination]:
        return list(Examination.objects.filter(statement__in=self.statements))

    def quoting(self) -> Iterator[tuple[Iterable[Any], tuple[str, ...]]]:
        """The rows that may quote it, with their columns of words; the log apart."""
        of_claims = Q(claim__in=self.claims)
        yield self.flags, ("detail", "closed_because")
        yield self.withdrawals, ("reason",)
        yield self.edges, ("utterance", "grounds")
        yield EdgeDecision.objects.filter(edge__in=self.edges), ("reason", "was")
        yield self.examinations, ("words", "sentence")
        yield ExaminationDecision.objects.filter(examination__in=self.examinations), ("reason",)
        yield EvidenceObject.objects.filter(examinations__in=self.examinations).distinct(), ("name", "mark")
        yield Evidence.objects.filter(of_claims), ("explanation",)
        yield Decision.objects.filter(of_claims), ("reason",)
        yield Correction.objects.filter(statement__in=self.statements), ("reason",)
        yield Review.objects.filter(round__claim__in=self.claims), ("basis", "reason")
        yield Draft.objects.filter(of_claims), ("fields",)
        yield Note.objects.filter(of_claims), ("text",)
        yield BulkLine.objects.filter(of_claims), ("before",)
        yield BulkAct.objects.filter(lines__claim__in=self.claims).distinct(), ("told",)
        yield self.digests(), ("subject", "text", "html")

    def digests(self) -> QuerySet[Digest]:
        """Mails that told of these claims, sent or not, and those that announced one of them."""
        told = Digest.objects.filter(lines__event__claim__in=self.claims)
        return Digest.objects.filter(Q(pk__in=told.values("pk")) | Q(announces__in=told.values("pk"))).distinct()

    def blank_quotations(self) -> None:
        """Put the mark in the place of every quotation, but in the log."""
        for rows, columns in self.quoting():
            changed = list(self._changed(rows, columns))
            if changed:
                type(changed[0])._base_manager.bulk_update(changed, columns, batch_size=AT_ONCE)
        self._blank_trials()

    def _blank_trials(self) -> None:
        """Trials of the lexicon show what they would read otherwise, report by report."""
        for trial in CueTrial.objects.order_by("pk").iterator(chunk_size=AT_ONCE):
            mine = [line for line in trial.outcome.get("lines", ()) if line.get("report") == self.report.pk]
            for line in mine:
                said = {name: line[name] and line[name] | {"quote": REMOVED, "who": REMOVED} for name in ("before", "after")}
                line.update(said, title=REMOVED)
            if mine:
                trial.save(update_fields=["outcome"])

    def _changed(self, rows: Iterable[Any], columns: tuple[str, ...]) -> Iterator[Any]:
        for row in rows.iterator(chunk_size=AT_ONCE) if isinstance(rows, QuerySet) else rows:
            was = {column: getattr(row, column) for column in columns}
            now = {column: self.passages.blanked(value) for column, value in was.items()}
            if now != was:
                for column, value in now.items():
                    setattr(row, column, _fitting(row, column, value))
                yield row


def _fitting(row: Model, column: str, value: Any) -> Any:
    """The mark may be longer than what it stands for."""
    longest = getattr(row._meta.get_field(column), "max_length", None)
    return value[:longest] if longest and isinstance(value, str) else value


__all__ = ["Scope", "confirm", "words_to_type"]
