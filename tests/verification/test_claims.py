"""Claims before their review: opening, accepting, editing, dismissing, in bulk and against a stale version."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import make
from tracker.errors import Refused, Stale
from tracker.models import Claim, Event, Topic
from tracker.roles import NotAllowed
from tracker.terms import Status
from verification.services import claims

pytestmark = pytest.mark.django_db


def kinds(claim):
    return list(Event.objects.filter(claim=claim).values_list("kind", flat=True))


def test_opening_draws_a_number_and_a_place_and_says_so_in_the_log(now):
    first, second = make.claim_by_hand(), make.claim_by_hand("A bridge fell.")
    assert second.number == first.number + 1
    assert second.seq > second.opened_from.seq > first.seq
    event = Event.objects.get(kind="claim.opened", claim=second)
    assert event.actor is None
    assert event.after["statement"] == str(second.opened_from.uuid)


def test_a_person_needs_the_role_to_open_and_the_machine_a_statement(now):
    with pytest.raises(NotAllowed):
        claims.open_claim(text="It rained.", polarity="affirmed", level=5, now=now, opened_by=make.person("reader"))
    with pytest.raises(Refused) as refusal:
        claims.open_claim(text="It rained.", polarity="affirmed", level=5, now=now)
    assert refusal.value.field == "opened_from"
    assert not Claim.objects.exists()


@pytest.mark.parametrize("text", ["", "  \n\u00a0 ", "\x00"])
def test_a_claim_without_words_is_refused(now, text):
    with pytest.raises(Refused, match="needs words"):
        claims.open_claim(text=text, polarity="affirmed", level=3, now=now, opened_by=make.person("analyst"))


def test_accepting_is_told_once_and_bumps_the_version(now):
    claim, analyst = make.claim_by_hand(), make.person("analyst")
    accepted = claims.accept(claim, by=analyst, now=now)
    again = claims.accept(claim, by=make.person("analyst"), now=now + timedelta(hours=1))
    assert (accepted.accepted_by, accepted.accepted_at, accepted.version) == (analyst, now, claim.version + 1)
    assert (again.accepted_by, again.version) == (analyst, accepted.version)
    assert kinds(claim) == ["claim.opened", "claim.accepted"]


def test_editing_bars_the_editor_and_keeps_both_wordings_in_the_log(now):
    claim, analyst = make.claim_by_hand(), make.person("analyst")
    edited = claims.edit(claim, by=analyst, text="  The dam at  Lorn was perhaps mined. ", now=now)
    assert edited.text == "The dam at Lorn was perhaps mined."
    assert list(edited.edited_by.all()) == [analyst]
    event = Event.objects.get(kind="claim.edited")
    assert (event.before["text"], event.after["text"]) == (claim.text, edited.text)


def test_an_edit_that_changes_nothing_leaves_no_trace(now):
    claim, analyst = make.claim_by_hand(), make.person("analyst")
    same = claims.edit(claim, by=analyst, text=claim.text, now=now)
    assert same.version == claim.version
    assert not same.edited_by.exists()


def test_the_second_of_two_editors_is_told_that_theirs_is_stale(now):
    claim, one, two = make.claim_by_hand(), make.person("lead"), make.person("lead")
    claims.edit(claim, by=one, text="One.", now=now, version=claim.version)
    with pytest.raises(Stale) as stale:
        claims.edit(claim, by=two, text="Two.", now=now, version=claim.version)
    assert stale.value.current == claim.version + 1
    assert Claim.objects.get(pk=claim.pk).text == "One."


@pytest.mark.parametrize(
    ("role", "owner", "status", "allowed"),
    [
        ("analyst", "self", Status.UNVERIFIED, True),
        ("analyst", "nobody", Status.UNVERIFIED, True),
        ("analyst", "other", Status.UNVERIFIED, False),
        ("analyst", "self", Status.IN_REVIEW, False),
        ("lead", "other", Status.UNVERIFIED, True),
        ("lead", "other", Status.IN_REVIEW, False),
        ("lead", "other", Status.CONFIRMED, False),
        ("reviewer", "nobody", Status.UNVERIFIED, False),
        ("reader", "nobody", Status.UNVERIFIED, False),
        ("admin", "nobody", Status.UNVERIFIED, False),
    ],
)
def test_who_may_edit_whose_claim_and_until_when(now, role, owner, status, allowed):
    person = make.person(role)
    opener = {"self": person, "other": make.person("analyst"), "nobody": None}[owner]
    claim = make.claim_by_hand(by=opener)
    Claim.objects.filter(pk=claim.pk).update(status=status)
    try:
        claims.edit(claim, by=person, text="Other words.", now=now)
    except (NotAllowed, Refused):
        assert not allowed
        assert Claim.objects.get(pk=claim.pk).text == claim.text
    else:
        assert allowed


def test_dismissing_needs_a_reason_and_can_be_taken_back(now):
    claim, analyst = make.claim_by_hand(), make.person("analyst")
    with pytest.raises(Refused) as refusal:
        claims.dismiss(claim, by=analyst, reason="  ", now=now)
    assert refusal.value.field == "reason"
    dismissed = claims.dismiss(claim, by=analyst, reason="a figure of speech", now=now)
    assert dismissed.status == Status.DISMISSED
    assert claims.restore(claim, by=analyst, now=now).status == Status.UNVERIFIED
    assert kinds(claim) == ["claim.opened", "claim.dismissed", "claim.restored"]


def test_a_dismissed_claim_is_not_accepted(now):
    claim, analyst = make.claim_by_hand(), make.person("analyst")
    claims.dismiss(claim, by=analyst, reason="noise", now=now)
    with pytest.raises(Refused, match="restore"):
        claims.accept(claim, by=analyst, now=now)


def test_taking_back_an_acceptance_leaves_the_person_barred(now):
    claim, analyst = make.claim_by_hand(), make.person("lead")
    claims.accept(claim, by=analyst, now=now)
    claim = claims.unaccept(claim, by=analyst, now=now)
    assert claim.accepted_by is None
    assert list(claim.edited_by.all()) == [analyst]


def test_topics_are_set_as_given_and_unchanged_ones_say_nothing(now):
    claim, lead = make.claim_by_hand(), make.person("lead")
    floods = Topic.objects.create(name="Floods", slug="floods")
    claims.set_topics(claim, topics=[floods], by=lead, now=now)
    claims.set_topics(claim, topics=[floods], by=lead, now=now)
    assert list(claim.topics.all()) == [floods]
    assert kinds(claim).count("claim.topics_set") == 1


def test_a_merged_claim_is_not_worked_on(now):
    claim, into = make.claim_by_hand(), make.claim_by_hand("Second.")
    Claim.objects.filter(pk=claim.pk).update(merged_into=into)
    with pytest.raises(Refused, match=f"#{into.number}"):
        claims.accept(claim, by=make.person("analyst"), now=now)
