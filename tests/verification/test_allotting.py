"""Giving out work by rule: whom it names and why, what it never does, the plan that a lead sees, and the scheduler that does it alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import make
from tracker.errors import Refused
from tracker.models import Claim, Event, Topic
from tracker.roles import NotAllowed
from verification.models import Assignment
from verification.services import allotting, assigning, claims, reviewing

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def waiting(text="Waiting.", **fields):
    """A claim that an analyst has accepted and nobody works on."""
    claim = make.claim_by_hand(text, **fields)
    claims.accept(claim, by=make.person("analyst"), now=make.NOW)
    return Claim.objects.get(pk=claim.pk)


def named(claim):
    chosen = allotting.choice_for(claim)
    return chosen.person if chosen else None


def test_the_rule_prefers_skill_then_the_lightest_load_and_says_why(now):
    make.person("lead", is_active=False)
    busy, idle, skilled = make.person("reviewer"), make.person("reviewer"), make.person("reviewer", first_name="Rui")
    floods = Topic.objects.create(name="floods", slug="floods")
    skilled.skills.add(floods)
    for n in range(2):
        assigning.take(make.claim_by_hand(f"Work {n}."), by=skilled, now=now)
    assigning.take(make.claim_by_hand("Other work."), by=busy, now=now)
    plain, wet = make.claim_by_hand("Plain."), make.claim_by_hand("Wet.", topics=[floods])
    assert named(plain) == idle
    assert allotting.choice_for(plain).why == "no special skill, 0 open, not the author"
    assert named(wet) == skilled
    assert allotting.choice_for(wet).why == "skill floods, 2 open, not the author"
    wet.edited_by.add(skilled)
    assert named(wet) == idle


@pytest.mark.parametrize("kept_from", ["author", "conflict", "signed", "inactive", "no role"])
def test_the_rule_never_names_who_may_not_sign(now, kept_from):
    person, claim = make.person("reviewer"), make.claim_by_hand(origin="Harbour Board")
    if kept_from == "author":
        Claim.objects.filter(pk=claim.pk).update(opened_by=person)
    elif kept_from == "conflict":
        person.conflicts.add(make.body("Harbour Board"))
    elif kept_from == "signed":
        reviewing.sign(claim, by=person, verdict="confirmed", confidence="high", reason="seen", basis="the log", now=now)
    elif kept_from == "inactive":
        person.is_active = False
        person.save()
    else:
        person.groups.clear()
    claim.refresh_from_db()
    assert named(claim) is None
    with pytest.raises(Refused, match="nobody"):
        allotting.assign_by_rule(claim, by=barred_lead([claim]), now=now)


def barred_lead(several):
    """A lead who may sign none of these claims."""
    lead = make.person("lead")
    for claim in several:
        claim.edited_by.add(lead)
    return lead


def test_who_gave_it_back_is_asked_last(now):
    first = make.person("reviewer")
    claim = waiting()
    assigning.take(claim, by=first, now=now)
    assigning.give_back(claim, by=first, now=now)
    assert named(claim) == first
    other = make.person("reviewer")
    assigning.take(make.claim_by_hand("Work."), by=other, now=now)
    assert named(claim) == other


def test_giving_out_spreads_the_work_and_the_history_says_why(now):
    people = [make.person("reviewer") for _ in range(3)]
    several = [waiting(f"Claim {n}.") for n in range(6)]
    given, refused = allotting.give_out(by=barred_lead(several), now=now)
    assert (len(given), refused) == (6, [])
    assert sorted(task.person.pk for task in given) == sorted([person.pk for person in people] * 2)
    event = Event.objects.filter(kind="assignment.made").order_by("pk").last()
    assert event.reason == "no special skill, 1 open, not the author"
    assert allotting.give_out(by=event.actor, now=now) == ([], [])


def test_nobody_is_given_more_than_the_desk_s_limit(now, settings):
    settings.REVIEWS_AT_ONCE = 2
    make.person("reviewer")
    for n in range(3):
        waiting(f"Claim {n}.")
    found = allotting.plan(now=now)
    assert len(found.choices) == 2
    assert [why for _, why in found.nobody] == ["whoever may sign it has 2 open already"]


def test_what_lay_overdue_goes_to_somebody_else_once(now, settings):
    settings.REVIEW_DAYS = 3
    slow, claim = make.person("reviewer"), waiting()
    assigning.assign(claim, person=slow, by=barred_lead([claim]), now=now, due=now + DAY)
    quick = make.person("reviewer")
    assert allotting.plan(now=now + 3 * DAY).choices == []
    later = now + 5 * DAY
    [choice] = allotting.plan(now=later).choices
    assert (choice.person, choice.taken_from) == (quick, str(slow))
    assert choice.why.startswith(f"overdue with {slow}, ")
    allotting.give_out(by=None, now=later)
    assert [(task.person, task.closed_because) for task in Assignment.objects.order_by("pk")] == [(slow, "overdue"), (quick, "")]
    assert allotting.plan(now=later + 9 * DAY).choices == []


def test_only_leads_and_the_scheduler_give_out(now):
    claim, reviewer = waiting(), make.person("reviewer")
    with pytest.raises(NotAllowed):
        allotting.give_out(by=reviewer, now=now)
    assert not Assignment.objects.exists()
    allotting.give_out(by=None, now=now)
    event = Event.objects.get(kind="assignment.made")
    assert (event.actor, event.claim) == (None, claim)


def test_what_somebody_took_between_plan_and_lock_stays_theirs(now, monkeypatch):
    claim, quick = waiting(), make.person("reviewer")
    make.person("reviewer")
    plan = allotting.plan

    def overtaken(*, now):
        found = plan(now=now)
        assigning.take(claim, by=quick, now=now)
        return found

    monkeypatch.setattr(allotting, "plan", overtaken)
    given, refused = allotting.give_out(by=None, now=now)
    assert given == []
    assert "already" in refused[0][1]
    assert Assignment.objects.get().person == quick


def test_a_lead_sees_the_plan_and_gives_out_what_is_ticked(client, now):
    lead, reviewer = make.person("lead"), make.person("reviewer")
    first, second = waiting("First."), waiting("Second.")
    for claim in (first, second):
        claim.edited_by.add(lead)
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("admin:hand_out")).content.decode()
    assert "no special skill, 0 open, not the author" in page
    assert not Assignment.objects.exists()
    sent = {"give": [f"{first.pk}:{reviewer.pk}", f"{second.pk}:{lead.pk}", "x", "9:9"]}
    page = client.post(reverse("admin:hand_out"), sent, follow=True).content.decode()
    assert [(task.claim, task.person) for task in Assignment.objects.all()] == [(first, reviewer)]
    assert "1 claim given to 1 person" in page
    assert "changed meanwhile" in page


def test_the_claim_page_s_button_says_why(client, now):
    lead = make.person("lead")
    make.person("reviewer", first_name="Rui")
    claim = make.claim_by_hand()
    claim.edited_by.add(lead)
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    page = client.post(reverse("admin:claim_do", args=[claim.pk, "assign"]), {"person": "rule"}, follow=True).content.decode()
    assert "is with Rui: no special skill, 0 open, not the author." in page
