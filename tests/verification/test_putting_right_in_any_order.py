"""Random corrections, mergers, re-reads, decisions and withdrawals in any order: counts equal a fresh count from raw rows, and undoing undoes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from tests import make
from tracker.models import Claim, Correction, Edge, Report, Source, Statement
from tracker.services import correcting, merging_sources, rereading
from verification.casefile import as_json, case_files
from verification.models import Decision, Evidence, Withdrawal
from verification.services import deciding, edges, merging, tallying, withdrawals
from verification.tallies import ROW, listed, tallies_of

pytestmark = pytest.mark.django_db
FOR, AGAINST = {"corroborates", "updates", "repeats"}, {"contradicts"}
TEXTS = (
    ("Lorn Wire", "The dam at Lorn was blown up on Monday, the Lorn Ministry said."),
    ("Harbour Post", "According to the Engineers Union, somebody blew up the Lorn dam on Monday."),
    ("Hill Gazette", "The Lorn Army denied on Tuesday that the dam at Lorn was blown up."),
    ("Varrin Echo", "Gunmen burned the customs house at Varrin on Monday, the mayor said."),
    ("River Daily", "The Lorn Ministry said the dam at Lorn was blown up on Monday."),
)


# ---- the oracle: raw rows only


def standing_claim(claim: Claim) -> Claim:
    while claim.merged_into_id:
        claim = Claim.objects.get(pk=claim.merged_into_id)
    return claim


def newest_heir(key: int) -> int:
    while (heir := Statement.objects.values_list("heir_id", flat=True).get(pk=key)) is not None:
        key = heir
    return key


def parents_of(key: int, members: set[int]) -> set[int]:
    rows = Edge.objects.filter(child=key, cut_at=None, proposed=False, parent__isnull=False).values_list("parent_id", "claim_id")
    return {newest_heir(parent) for parent, claim in rows if claim is None or claim in members} - {key}


def taken_back(key: int) -> bool:
    revision = Statement.objects.get(pk=key).reading.revision
    whole = Withdrawal.objects.filter(report=revision.report_id, undone_at=None, at__gte=revision.received_at)
    return Withdrawal.objects.filter(statement=key, undone_at=None).exists() or whole.exists()


def rests(key: int, members: set[int], path: tuple[int, ...] = ()) -> bool:
    if taken_back(key):
        return False
    above = parents_of(key, members) - set(path)
    return not above or any(rests(parent, members, (*path, key)) for parent in above)


def body_of(source: Source) -> int:
    while source.merged_into_id or source.parent_id:
        source = Source.objects.get(pk=source.merged_into_id or source.parent_id)
    return source.pk


def origins_of(key: int, members: set[int]) -> set[object]:
    above = parents_of(key, members)
    if above:
        return set().union(*(origins_of(parent, members) for parent in above))
    named = [link.source for link in Statement.objects.get(pk=key).links.order_by("position") if link.source_id]
    return {body_of(named[0]) if named else "unknown"}


def counted(root: Claim) -> tuple[int, int, int]:
    """(reports, origins, statements against) of a standing claim."""
    own: set[int] = {root.opened_from_id}
    against: set[int] = set()
    members = [claim for claim in Claim.objects.all() if standing_claim(claim).pk == root.pk]
    words: dict[int, list[tuple]] = {}
    for claim in members:
        turned = claim.polarity != root.polarity
        for row in Evidence.objects.filter(claim=claim, retired_at=None):
            if not (row.statement.kept or row.statement.reading.current):
                continue
            decision = Decision.objects.filter(claim=claim, statement=row.statement).order_by("at", "pk").last()
            relation = decision.relation if decision and decision.ruling == "relabel" else row.relation
            side = (
                "none"
                if decision and decision.ruling == "reject"
                else "for"
                if relation in FOR
                else "against"
                if relation in AGAINST
                else "none"
            )
            side = {"for": "against", "against": "for", "none": "none"}[side] if turned else side
            rank = (2, decision.at, decision.pk, row.pk) if decision else (0, row.made_at, 0, row.pk)
            words.setdefault(row.statement_id, []).append((rank, side))
        if claim.pk != root.pk:
            words.setdefault(claim.opened_from_id, []).append(((1, claim.opened_at, 0, 0), "against" if turned else "for"))
    for statement, said in words.items():
        side = max(said)[1]
        if statement != root.opened_from_id and side != "none":
            (own if side == "for" else against).add(statement)
    keys = {member.pk for member in members}
    own, against = ({key for key in some if rests(key, keys)} for some in (own, against))
    reports = {Statement.objects.get(pk=key).reading.revision.report_id for key in own}
    return len(reports), len(set().union(*(origins_of(key, keys) for key in own))), len(against)


class Desk(RuleBasedStateMachine):
    """A small desk whose people change their minds."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer._from_testcase = True
        self.outer.__enter__()
        self.now = make.NOW + timedelta(days=2)
        self.lead = make.person("lead")

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def later(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    @initialize()
    def reports_come_in(self) -> None:
        for hour, (publisher, text) in enumerate(TEXTS):
            moment = make.NOW + timedelta(hours=hour)
            make.report(text, publisher=publisher, published=moment, now=moment)
        assert Claim.objects.count() >= 2
        denied = make.tracked(
            "The dam at Lorn was not blown up.",
            polarity="denied",
            opened_from=make.statement("No blast, said the army.", polarity="denied"),
        )
        said = make.statement("A blast, said divers.", origin=make.body("Divers Guild"))
        make.set_against(denied, "contradicts", said=said)
        copy = make.statement("A blast, said divers, said the post.", origin=make.body("Hill Post"))
        make.set_against(denied, "contradicts", said=copy)
        Edge.objects.create(child=copy, parent=said, method="copy", confidence=0.9, made_at=self.now)

    def _pick(self, rows, index: int):
        rows = list(rows.order_by("pk"))
        return rows[index % len(rows)] if rows else None

    def _said(self, index: int) -> Statement:
        return self._pick(Statement.objects.in_force(), index)

    @rule(index=st.integers(0, 20), level=st.integers(1, 5))
    def correct_a_level(self, index: int, level: int) -> None:
        correcting.correct(self._said(index), field="level", value=level, by=self.lead, reason="so", now=self.later())

    @rule(index=st.integers(0, 20), polarity=st.sampled_from(["affirmed", "denied"]))
    def correct_a_polarity(self, index: int, polarity: str) -> None:
        correcting.correct(self._said(index), field="polarity", value=polarity, by=self.lead, reason="so", now=self.later())

    @rule(index=st.integers(0, 20), source=st.integers(0, 20))
    def correct_a_speaker(self, index: int, source: int) -> None:
        chosen = self._pick(Source.objects.standing(), source)
        correcting.correct(self._said(index), field="speaker", value=chosen, by=self.lead, reason="so", now=self.later())

    @rule(index=st.integers(0, 20))
    def withdraw_a_correction(self, index: int) -> None:
        rows = Correction.objects.filter(withdrawn_at=None, statement__in=Statement.objects.in_force())
        if (row := self._pick(rows, index)) is not None:
            correcting.withdraw_correction(row, by=self.lead, now=self.later())

    @rule(index=st.integers(0, 20), ruling=st.sampled_from(["accept", "reject", "contradicts", "corroborates", "none"]))
    def decide(self, index: int, ruling: str) -> None:
        evidence = self._pick(Evidence.objects.in_force(), index)
        if evidence is not None:
            word = {"ruling": ruling} if ruling in ("accept", "reject") else {"ruling": "relabel", "relation": ruling}
            deciding.decide(evidence.claim, evidence.statement, by=self.lead, now=self.later(), suggested=evidence, **word)

    @rule(claim=st.integers(0, 9), index=st.integers(0, 20), relation=st.sampled_from(["corroborates", "contradicts", "updates"]))
    def set_by_hand(self, claim: int, index: int, relation: str) -> None:
        chosen, said = self._pick(Claim.objects.standing(), claim), self._said(index)
        if chosen.opened_from_id != said.pk:
            deciding.set_by_hand(chosen, said, relation=relation, by=self.lead, now=self.later())

    @rule(index=st.integers(0, 20), whole=st.booleans())
    def withdraw(self, index: int, whole: bool) -> None:
        said = self._said(index)
        what = {"report": said.report} if whole else {"statement": said}
        withdrawals.withdraw(**what, by=self.lead, reason="erred", now=self.later())

    @rule(index=st.integers(0, 20))
    def undo_a_withdrawal(self, index: int) -> None:
        rows = Withdrawal.objects.filter(undone_at=None).exclude(statement__heir__isnull=False)
        if (row := self._pick(rows, index)) is not None:
            withdrawals.undo(row, by=self.lead, now=self.later())

    @precondition(lambda self: Claim.objects.standing().count() > 1)
    @rule(one=st.integers(0, 9), other=st.integers(1, 9))
    def merge_claims(self, one: int, other: int) -> None:
        rows = list(Claim.objects.standing().order_by("pk"))
        source, into = rows[one % len(rows)], rows[(one + other) % len(rows)]
        if source.pk != into.pk:
            merging.merge(source, into=into, by=self.lead, reason="same", now=self.later())

    @rule(index=st.integers(0, 9))
    def unmerge_a_claim(self, index: int) -> None:
        if (row := self._pick(Claim.objects.filter(merged_into__isnull=False), index)) is not None:
            merging.unmerge(row, by=self.lead, now=self.later())

    @rule(one=st.integers(0, 20), other=st.integers(0, 20))
    def merge_sources(self, one: int, other: int) -> None:
        source, into = self._pick(Source.objects.standing(), one), self._pick(Source.objects.standing(), other)
        if source.pk != into.pk and source.pk not in merging_sources._answering(into):
            merging_sources.merge(source, into=into, by=self.lead, reason="same", now=self.later())

    @rule(index=st.integers(0, 20))
    def unmerge_a_source(self, index: int) -> None:
        if (row := self._pick(Source.objects.filter(merged_into__isnull=False), index)) is not None:
            merging_sources.unmerge(row, by=self.lead, now=self.later())

    @rule(index=st.integers(0, 20), cut=st.booleans())
    def decide_on_an_edge(self, index: int, cut: bool) -> None:
        decided = edges.cut if cut else edges.confirm
        if (edge := self._pick(Edge.objects.filter(parent__isnull=False), index)) is not None:
            decided(edge, by=self.lead, reason="so", now=self.later())

    @rule(index=st.integers(0, 4))
    def another_report_comes_in(self, index: int) -> None:
        publisher, text = TEXTS[index]
        moment = self.later()
        make.report(f"{text} It was at {moment:%H:%M}.", publisher=f"{publisher} Two", published=moment, now=moment)

    @rule(index=st.integers(0, 9))
    def read_a_report_anew(self, index: int) -> None:
        before = set(
            Decision.objects.filter(statement__in=Statement.objects.in_force()).values_list("claim_id", "ruling", "relation", "at")
        )
        report = self._pick(Report.objects.all(), index)
        rereading.reread_revision(str(report.latest.uuid), now=self.later())
        after = set(Decision.objects.filter(statement__in=Statement.objects.in_force()).values_list("claim_id", "ruling", "relation", "at"))
        assert before <= after

    @invariant()
    def counts_are_those_of_a_fresh_count(self) -> None:
        files = case_files(Claim.objects.standing())
        for file in files:
            against = sum(entry.side == "against" for entry in file.entries)
            assert (file.reports, file.origins, against) == counted(file.claim), f"claim #{file.claim.number}"

    @invariant()
    def tallies_say_what_the_case_files_say(self) -> None:
        rows = list(Claim.objects.standing().values_list("pk", *ROW, named=True))
        files = {file.claim.pk: file for file in case_files(Claim.objects.standing().select_related("related_to"))}
        kept = listed(rows, tallies_of(files))
        assert kept == {key: as_json(files[key]) for key in kept}
        tallying.count_changed()
        kept = listed(rows, tallies_of(files))
        assert kept == {key: as_json(file) for key, file in files.items()}

    @invariant()
    def every_claim_stands_on_a_statement_in_force(self) -> None:
        assert not Claim.objects.exclude(opened_from__in=Statement.objects.in_force()).exists()

    @invariant()
    def columns_hold_the_corrections_in_force(self) -> None:
        for correction in Correction.objects.filter(withdrawn_at=None, field="level", statement__in=Statement.objects.in_force()):
            assert correction.statement.level == correction.value["level"]


def test_counts_follow_whatever_people_put_right_in_whatever_order():
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
        ),
    )
