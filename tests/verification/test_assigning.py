"""Who looks next: assigning, taking, giving back, the pool and its order, nudges, and people who leave."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import make
from tracker.errors import Refused
from tracker.models import Claim, Event, Person
from tracker.roles import NotAllowed
from tracker.terms import Status
from verification.models import Assignment, Round
from verification.services import assigning, claims, reviewing

pytestmark = pytest.mark.django_db


def fresh(claim):
    return Claim.objects.get(pk=claim.pk)


def sign(claim, by, now):
    return reviewing.sign(claim, by=by, verdict="confirmed", confidence="high", reason="seen", basis="the log", now=now)


def test_assigning_puts_the_claim_in_review_with_a_round_and_a_due_date(now, settings):
    settings.REVIEW_DAYS = 5
    claim, reviewer, lead = make.claim_by_hand(), make.person("reviewer"), make.person("lead")
    task = assigning.assign(claim, person=reviewer, by=lead, now=now)
    assert (task.person, task.by, task.due) == (reviewer, lead, now + timedelta(days=5))
    assert fresh(claim).status == Status.IN_REVIEW
    assert Round.objects.get(claim=claim).no == 1
    assert Event.objects.get(kind="assignment.made").after["person"] == reviewer.username


def test_assigning_again_only_moves_the_due_date(now):
    claim, reviewer, lead = make.claim_by_hand(), make.person("reviewer"), make.person("lead")
    first = assigning.assign(claim, person=reviewer, by=lead, now=now)
    again = assigning.assign(claim, person=reviewer, by=lead, now=now, due=now + timedelta(days=9))
    assert (again.pk, again.due) == (first.pk, now + timedelta(days=9))
    assert Assignment.objects.count() == 1


def test_only_leads_assign_and_only_to_who_may_sign(now):
    claim, lead, reviewer = make.claim_by_hand(), make.person("lead"), make.person("reviewer")
    with pytest.raises(NotAllowed):
        assigning.assign(claim, person=reviewer, by=reviewer, now=now)
    with pytest.raises(Refused) as refusal:
        assigning.assign(claim, person=make.person("analyst"), by=lead, now=now)
    assert refusal.value.field == "person"
    claims.accept(claim, by=lead, now=now)
    with pytest.raises(Refused, match="four eyes"):
        assigning.assign(claim, person=lead, by=lead, now=now)
    assert not Assignment.objects.exists()


def test_a_due_date_in_the_past_is_refused(now):
    with pytest.raises(Refused) as refusal:
        assigning.assign(make.claim_by_hand(), person=make.person("reviewer"), by=make.person("lead"), now=now, due=now - timedelta(1))
    assert refusal.value.field == "due"


def test_a_claim_that_somebody_works_on_is_not_taken(now):
    claim, one, two = make.claim_by_hand(), make.person("reviewer"), make.person("reviewer")
    task = assigning.take(claim, by=one, now=now)
    assert assigning.take(claim, by=one, now=now) == task
    with pytest.raises(Refused, match="with"):
        assigning.take(claim, by=two, now=now)


def test_giving_back_returns_an_untouched_claim_to_unverified(now):
    claim, reviewer = make.claim_by_hand(), make.person("reviewer")
    assigning.take(claim, by=reviewer, now=now)
    assert assigning.give_back(claim, by=reviewer, now=now, reason="no time").status == Status.UNVERIFIED
    assert not Assignment.objects.open().exists()
    assert assigning.take(claim, by=make.person("reviewer"), now=now).closed_at is None
    assert Round.objects.filter(claim=claim).count() == 1


def test_giving_back_keeps_a_first_signature_waiting(now):
    claim, first, second = make.claim_by_hand(), make.person("reviewer"), make.person("lead")
    sign(claim, first, now)
    assigning.take(claim, by=second, now=now)
    assert assigning.give_back(claim, by=second, now=now).status == Status.AWAITING_SECOND_SIGNATURE


def test_only_a_lead_returns_what_somebody_else_holds(now):
    claim, reviewer, other = make.claim_by_hand(), make.person("reviewer"), make.person("reviewer")
    assigning.take(claim, by=reviewer, now=now)
    with pytest.raises(NotAllowed):
        assigning.give_back(claim, by=other, person=reviewer, now=now)
    assigning.give_back(claim, by=make.person("lead"), person=reviewer, now=now)
    assert not Assignment.objects.open().exists()


def test_the_pool_serves_the_gravest_flag_first_then_the_oldest(now):
    quiet = make.claim_by_hand("Quiet.", by=make.person("analyst"))
    updated, retracted, contradicted = (make.claim_by_hand(text) for text in ("Updated.", "Retracted.", "Contradicted."))
    older = make.claim_by_hand("Contradicted before.")
    for claim, kind, age in (
        (updated, "updated", 9),
        (retracted, "retracted", 1),
        (contradicted, "contradicted", 2),
        (older, "contradicted", 5),
    ):
        make.flag(claim, kind, raised_at=now - timedelta(hours=age))
    make.flag(retracted, "updated", raised_at=now)
    make.claim_by_hand("A proposal that nobody accepted and nothing flags.")
    waiting = make.claim_by_hand("Waiting.")
    sign(waiting, make.person("lead"), now)
    reviewer = make.person("reviewer")
    served = [assigning.take_next(by=reviewer, now=now) for _ in range(7)]
    assert served == [retracted, older, contradicted, updated, waiting, quiet, None]
    assert Assignment.objects.open().filter(person=reviewer).count() == 6


def test_the_pool_passes_over_what_the_person_is_barred_from(now):
    reviewer, lead = make.person("reviewer"), make.person("lead")
    reviewer.conflicts.add(make.body("Harbour Board"))
    conflicted = make.claim_by_hand("The pier is safe.", origin="Harbour Board")
    accepted, edited, signed, assigned, settled, free = (make.claim_by_hand(f"Claim {n}.") for n in range(6))
    for claim in (conflicted, accepted, edited, signed, assigned, settled, free):
        make.flag(claim, raised_at=now)
    Claim.objects.filter(pk=accepted.pk).update(accepted_by=reviewer, accepted_at=now)
    edited.edited_by.add(reviewer)
    sign(signed, reviewer, now)
    assigning.assign(assigned, person=lead, by=lead, now=now)
    sign(settled, make.person("lead"), now)
    sign(settled, lead, now)
    assert assigning.take_next(by=reviewer, now=now) == free
    assert assigning.take_next(by=reviewer, now=now) is None


def test_an_analyst_takes_nothing(now):
    with pytest.raises(NotAllowed):
        assigning.take_next(by=make.person("analyst"), now=now)


def test_who_leaves_hands_back_what_is_open_and_keeps_what_is_signed(now):
    reviewer = make.person("reviewer")
    open_one, signed = make.claim_by_hand("Open."), make.claim_by_hand("Signed.")
    assigning.take(open_one, by=reviewer, now=now)
    sign(signed, reviewer, now)
    reviewer.is_active = False
    reviewer.save()
    assert assigning.return_work_of(reviewer, now=now) == [open_one]
    assert fresh(open_one).status == Status.UNVERIFIED
    assert fresh(signed).status == Status.AWAITING_SECOND_SIGNATURE
    assert assigning.return_work_of(reviewer, now=now) == []


def test_one_nudge_before_and_one_after_the_due_date(now):
    claim, reviewer, lead = make.claim_by_hand(), make.person("reviewer"), make.person("lead")
    assigning.assign(claim, person=reviewer, by=lead, now=now, due=now + timedelta(days=3))
    moments = [now, now + timedelta(days=2, hours=1), now + timedelta(days=2, hours=2), now + timedelta(days=4), now + timedelta(days=5)]
    assert [assigning.remind(now=moment) for moment in moments] == [0, 1, 0, 1, 0]
    assert list(Event.objects.filter(kind__startswith="assignment.").values_list("kind", flat=True)) == [
        "assignment.made",
        "assignment.due_soon",
        "assignment.overdue",
    ]


def test_a_settled_or_returned_task_is_not_nudged(now):
    claim, reviewer = make.claim_by_hand(), make.person("reviewer")
    assigning.take(claim, by=reviewer, now=now)
    assigning.give_back(claim, by=reviewer, now=now)
    assert assigning.remind(now=now + timedelta(days=30)) == 0


def test_who_is_barred_is_said_for_many_as_for_one(now, django_assert_num_queries):
    reader, _free, opener, editor, torn, entered, gone = (
        make.person(role) for role in ("reader", "reviewer", "lead", "reviewer", "reviewer", "reviewer", "reviewer")
    )
    torn.conflicts.add(make.body("Lorn Ministry"))
    claim = make.claim_by_hand(by=opener)
    claim.edited_by.add(editor)
    claim.opened_from.reading.revision.report.revisions.update(entered_by=entered)
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    people = Person.objects.with_roles().order_by("pk")
    barred = assigning.barred_among(people, claim)
    assert barred.keys() == {one.pk for one in (reader, opener, editor, torn, entered, gone)}
    assert barred == {person.pk: why for person in Person.objects.all() if (why := assigning.may_review(person, claim))}
    torn.conflicts.clear()
    claim = Claim.objects.select_related("opened_from__reading__revision").get(pk=claim.pk)
    with django_assert_num_queries(5):
        assigning.barred_among(people.all(), claim)
