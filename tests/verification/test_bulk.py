"""Acts on many claims: what each leaves, what is refused, and undoing within ten minutes, by rows and never by deleting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import make
from tracker.errors import Refused
from tracker.models import Claim, Event, Topic
from tracker.roles import NotAllowed
from verification.models import Assignment, BulkAct
from verification.services import assigning, bulk, claims, reviewing

pytestmark = pytest.mark.django_db
SOON = timedelta(minutes=9)


def three() -> list[Claim]:
    return [make.claim_by_hand(f"Pier {n} fell.", origin=f"Ministry {n}") for n in range(3)]


def fresh(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def test_accepting_is_undone_and_bars_for_good(now):
    lead, chosen = make.person("lead"), three()
    made, outcome = bulk.act_on(chosen, "accept", told=bulk.Told(), by=lead, now=now)
    assert [claim.accepted_by for claim in outcome.done] == [lead] * 3
    bulk.undo(made, by=lead, now=now + SOON)
    assert {fresh(claim).accepted_by for claim in chosen} == {None}
    assert "you edited" in assigning.may_review(lead, fresh(chosen[0]))
    assert list(Event.objects.filter(claim=chosen[0]).order_by("pk").values_list("kind", flat=True)) == [
        "claim.opened",
        "claim.accepted",
        "claim.unaccepted",
    ]
    assert set(Event.objects.filter(kind__startswith="bulk.").values_list("kind", flat=True)) == {"bulk.accept", "bulk.undone"}


def test_a_refused_claim_does_not_stop_the_others_and_is_not_undone(now):
    analyst = make.person("analyst")
    mine, third = make.claim_by_hand(), make.claim_by_hand("Third.")
    other = make.claim_by_hand("Second.", by=make.person("analyst"))
    made, outcome = bulk.act_on([mine, other, third], "dismiss", told=bulk.Told(reason="noise"), by=analyst, now=now)
    assert [claim.pk for claim in outcome.done] == [mine.pk, third.pk]
    assert [(claim.pk, "another analyst" in why) for claim, why in outcome.refused] == [(other.pk, True)]
    assert made.lines.count() == 2


def test_a_dismissal_is_undone_with_those_who_had_the_claim(now):
    lead, reviewer, [claim, *_] = make.person("lead"), make.person("reviewer"), three()
    task = assigning.assign(claim, person=reviewer, by=lead, now=now)
    made, _ = bulk.act_on([claim], "dismiss", told=bulk.Told(reason="noise"), by=lead, now=now)
    assert not Assignment.objects.open().exists()
    bulk.undo(made, by=lead, now=now + SOON)
    assert fresh(claim).status == "in_review"
    assert Assignment.objects.open().get().due == task.due
    assert Assignment.objects.count() == 2


def test_an_assignment_is_undone_and_a_moved_due_date_is_moved_back(now):
    lead, reviewer, [one, two, _] = make.person("lead"), make.person("reviewer"), three()
    first = assigning.assign(one, person=reviewer, by=lead, now=now)
    later = now + timedelta(days=9)
    made, _ = bulk.act_on([one, two], "assign", told=bulk.Told(person=reviewer, due=later), by=lead, now=now)
    assert set(Assignment.objects.open().values_list("due", flat=True)) == {later}
    outcome = bulk.undo(made, by=lead, now=now + SOON)
    assert len(outcome.done) == 2
    assert Assignment.objects.open().get().due == first.due
    assert (fresh(one).status, fresh(two).status) == ("in_review", "unverified")


def test_topics_come_back_as_they_were(now):
    lead, [one, two, _] = make.person("lead"), three()
    old, new = Topic.objects.create(name="Old", slug="old"), Topic.objects.create(name="New", slug="new")
    claims.set_topics(one, topics=[old], by=lead, now=now)
    made, _ = bulk.act_on([one, two], "add_topic", told=bulk.Told(topic=new), by=lead, now=now)
    assert set(one.topics.all()) == {old, new}
    bulk.undo(made, by=lead, now=now + SOON)
    assert (set(one.topics.all()), set(two.topics.all())) == ({old}, set())


def test_what_somebody_changed_since_is_left_as_it_is(now):
    lead, chosen = make.person("lead"), three()
    made, _ = bulk.act_on(chosen, "assign", told=bulk.Told(person=make.person("reviewer")), by=lead, now=now)
    signer = make.person("reviewer")
    reviewing.sign(chosen[1], by=signer, verdict="refuted", confidence="low", reason="No.", basis="Seen.", now=now)
    outcome = bulk.undo(made, by=lead, now=now + SOON)
    assert [(claim.pk, "changed it since" in why) for claim, why in outcome.refused] == [(chosen[1].pk, True)]
    assert fresh(chosen[1]).status == "awaiting_second_signature"


def test_it_is_undone_once_for_ten_minutes_and_by_nobody_else(now):
    lead, chosen = make.person("lead"), three()
    made, _ = bulk.act_on(chosen, "accept", told=bulk.Told(), by=lead, now=now)
    with pytest.raises(NotAllowed, match="only the person"):
        bulk.undo(made, by=make.person("lead"), now=now)
    with pytest.raises(Refused, match="ten minutes have passed"):
        bulk.undo(made, by=lead, now=now + timedelta(minutes=10, seconds=1))
    assert bulk.last_of(lead, now=now + SOON) == made
    assert bulk.last_of(lead, now=now + timedelta(minutes=11)) is None
    bulk.undo(made, by=lead, now=now + SOON)
    with pytest.raises(Refused, match="already"):
        bulk.undo(made, by=lead, now=now + SOON)
    assert bulk.last_of(lead, now=now + SOON) is None


def test_doing_again_what_is_done_leaves_nothing_to_undo(now):
    lead, chosen = make.person("lead"), three()
    bulk.act_on(chosen, "accept", told=bulk.Told(), by=lead, now=now)
    made, outcome = bulk.act_on(chosen, "accept", told=bulk.Told(), by=lead, now=now)
    assert (made, len(outcome.done)) == (None, 3)
    assert BulkAct.objects.count() == 1


@pytest.mark.parametrize(("verb", "message"), [("dismiss", "say why"), ("assign", "choose the person"), ("add_topic", "choose the topic")])
def test_what_an_act_needs_is_asked_for_before_any_claim_is_touched(now, verb, message):
    with pytest.raises(Refused, match=message):
        bulk.act_on(three(), verb, told=bulk.Told(), by=make.person("lead"), now=now)
    assert not BulkAct.objects.exists()


def test_there_is_a_most_at_once(now, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 2)
    with pytest.raises(Refused, match="more than 2"):
        bulk.act_on(three(), "accept", told=bulk.Told(), by=make.person("lead"), now=now)
