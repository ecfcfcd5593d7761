"""A person's word on how text travelled: origins, relations and flags follow, each word can be taken back, and a cut link stays cut."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import make
from tracker.errors import Refused
from tracker.models import Claim, Edge, EdgeDecision, Event
from tracker.roles import NotAllowed
from tracker.terms import Relation
from verification.casefile import case_files
from verification.models import Evidence, Flag
from verification.services import edges, origins

pytestmark = pytest.mark.django_db
WHY = "same byline, same words"


@pytest.fixture
def reviewer():
    return make.person("reviewer")


@pytest.fixture
def two(now):
    """A claim, and a statement of another origin that corroborates it five hours later."""
    claim = make.claim_by_hand(level=2)
    return claim, make.evidence(claim, origin="Engineers Union", now=now + timedelta(hours=5))


def file_of(claim, **options):
    return case_files([Claim.objects.get(pk=claim.pk)], **options)[0]


def suggested(claim):
    return list(Evidence.objects.standing().filter(claim=claim).values_list("relation", flat=True))


class TestDrawing:
    def test_an_edge_makes_two_origins_one_and_the_corroboration_a_repetition(self, two, reviewer, now):
        claim, evidence = two
        assert (file_of(claim).origins, suggested(claim)) == (2, ["corroborates"])
        edges.add(evidence.statement, claim.opened_from, by=reviewer, now=now, reason=WHY)
        assert (file_of(claim).origins, suggested(claim)) == (1, ["repeats"])

    def test_the_flag_for_the_corroboration_closes_and_inflation_is_flagged(self, two, reviewer, now):
        claim, evidence = two
        assert Flag.objects.open().filter(claim=claim, kind="corroborated").exists()
        edges.add(evidence.statement, claim.opened_from, by=reviewer, now=now, reason=WHY)
        kinds = set(Flag.objects.open().filter(claim=claim).values_list("kind", flat=True))
        assert "corroborated" not in kinds
        assert "certainty_inflated" in kinds  # "may have been mined" became "was mined" on the way

    def test_taking_it_back_restores_relation_origins_and_flags(self, two, reviewer, now):
        claim, evidence = two
        edge = edges.add(evidence.statement, claim.opened_from, by=reviewer, now=now, reason=WHY)
        edges.undo(edge, by=reviewer, now=now, reason="another story")
        assert (file_of(claim).origins, suggested(claim)) == (2, ["corroborates"])
        kinds = set(Flag.objects.open().filter(claim=claim).values_list("kind", flat=True))
        assert "corroborated" in kinds
        assert "certainty_inflated" not in kinds

    def test_for_one_claim_it_leaves_the_other_alone(self, two, reviewer, now):
        claim, evidence = two
        other = make.claim_by_hand("The mayor of Lorn fled.", level=5)
        make.set_against(other, said=evidence.statement)
        assert file_of(other).origins == 2
        edges.add(evidence.statement, claim.opened_from, claim=claim, by=reviewer, now=now, reason=WHY)
        assert (file_of(claim).origins, file_of(other).origins) == (1, 2)

    def test_a_known_link_is_confirmed_instead_of_drawn_twice(self, two, reviewer, now):
        claim, evidence = two
        known = make.edge(evidence.statement, claim.opened_from)
        assert edges.add(evidence.statement, claim.opened_from, by=reviewer, now=now, reason=WHY).pk == known.pk
        assert Edge.objects.get().decided_by == reviewer

    def test_a_circle_drawn_by_hand_is_one_origin(self, two, reviewer, now):
        claim, evidence = two
        edges.add(evidence.statement, claim.opened_from, by=reviewer, now=now, reason=WHY)
        edges.add(claim.opened_from, evidence.statement, by=reviewer, now=now, reason="each cites the other")
        assert file_of(claim).origins == 1

    def test_nothing_is_taken_from_itself(self, two, reviewer, now):
        claim, _ = two
        with pytest.raises(Refused, match="not taken from itself"):
            edges.add(claim.opened_from, claim.opened_from, by=reviewer, now=now, reason=WHY)


class TestProposals:
    def test_a_proposal_counts_for_nothing_until_it_is_confirmed(self, two, reviewer, now):
        claim, evidence = two
        edge = make.edge(evidence.statement, claim.opened_from, proposed=True, confidence=0.4)
        assert file_of(claim).origins == 2
        edges.confirm(edge, by=reviewer, now=now, reason=WHY)
        assert (file_of(claim).origins, suggested(claim)) == (1, ["repeats"])
        edges.undo(edge, by=reviewer, now=now, reason="no, it was a handout")
        edge.refresh_from_db()
        assert (edge.state, edge.decided_by, file_of(claim).origins) == ("proposed", None, 2)

    def test_a_proposal_that_is_cut_is_not_made_again(self, two, reviewer, now):
        claim, evidence = two
        edge = make.edge(evidence.statement, claim.opened_from, proposed=True, confidence=0.4, claim=claim)
        edges.cut(edge, by=reviewer, now=now, reason="two reporters in one square")
        again = origins.link(evidence.statement, claim.opened_from, method="copy", confidence=0.4, now=now, claim=claim, proposed=True)
        assert again is None
        assert not Edge.objects.proposed().exists()

    def test_a_link_that_counts_takes_the_place_of_a_proposal(self, two, now):
        claim, evidence = two
        make.edge(evidence.statement, claim.opened_from, proposed=True, confidence=0.4, claim=claim)
        origins.link(evidence.statement, claim.opened_from, method="copy", confidence=0.9, now=now)
        assert [(edge.method, edge.confidence) for edge in Edge.objects.standing()] == [("copy", 0.9)]
        assert not Edge.objects.proposed().exists()


class TestCutting:
    def test_a_cut_link_frees_the_origin_and_stays_cut(self, two, reviewer, now):
        claim, evidence = two
        edge = make.edge(evidence.statement, claim.opened_from)
        Evidence.objects.filter(pk=evidence.pk).update(relation="repeats", same_origin=True)
        edges.cut(edge, by=reviewer, now=now, reason="an own interview")
        assert (file_of(claim).origins, suggested(claim)) == (2, ["corroborates"])
        assert origins.link(evidence.statement, claim.opened_from, method="copy", confidence=0.9, now=now) is None

    def test_cutting_twice_writes_one_decision(self, two, reviewer, now):
        claim, evidence = two
        edge = make.edge(evidence.statement, claim.opened_from)
        edges.cut(edge, by=reviewer, now=now, reason=WHY)
        edges.cut(edge, by=reviewer, now=now, reason=WHY)
        assert EdgeDecision.objects.count() == 1

    def test_what_a_person_relabelled_stays(self, two, reviewer, now):
        from verification.services import deciding

        claim, evidence = two
        deciding.relabel(evidence, by=reviewer, now=now, relation=Relation.UPDATES, reason="a newer count")
        edges.add(evidence.statement, claim.opened_from, by=reviewer, now=now, reason=WHY)
        [entry] = [entry for entry in file_of(claim).entries if not entry.opening]
        assert entry.relation is Relation.UPDATES

    def test_it_is_seen_as_it_stood_on_a_day(self, two, reviewer, now):
        claim, evidence = two
        edge = make.edge(evidence.statement, claim.opened_from)
        day = timedelta(days=1)
        edges.cut(edge, by=reviewer, now=now + 2 * day, reason=WHY)
        edges.undo(edge, by=reviewer, now=now + 4 * day, reason="it was copied after all")
        counts = [file_of(claim, as_of=now + n * day).origins for n in (1, 3, 5)]
        assert counts == [1, 2, 1]


class TestWhoMay:
    @pytest.mark.parametrize("role", ["reader", "admin", None])
    def test_others_are_refused(self, two, role, now):
        claim, evidence = two
        with pytest.raises(NotAllowed):
            edges.add(evidence.statement, claim.opened_from, by=make.person(role), now=now, reason=WHY)
        assert not Edge.objects.exists()

    @pytest.mark.parametrize("role", ["analyst", "reviewer", "lead"])
    def test_the_desk_may_and_the_log_says_who_and_why(self, two, role, now):
        claim, evidence = two
        person = make.person(role)
        edge = edges.add(evidence.statement, claim.opened_from, by=person, now=now, reason=WHY)
        event = Event.objects.get(kind="edge.added")
        assert (event.actor, event.reason, event.subject) == (person, WHY, f"edge:{edge.uuid}")

    @pytest.mark.parametrize("reason", ["", "   ", "x" * 4001])
    def test_a_word_without_a_reason_is_refused(self, two, reviewer, reason, now):
        claim, evidence = two
        with pytest.raises(Refused) as refusal:
            edges.add(evidence.statement, claim.opened_from, by=reviewer, now=now, reason=reason)
        assert refusal.value.field == "reason"

    def test_nothing_decided_cannot_be_taken_back(self, two, reviewer, now):
        claim, evidence = two
        with pytest.raises(Refused, match="nobody has decided"):
            edges.undo(make.edge(evidence.statement, claim.opened_from), by=reviewer, now=now, reason=WHY)
