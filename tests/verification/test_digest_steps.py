"""Digests by the queue of record: one step a person, one a mail, whoever looks and however often; what comes at once; what is offered again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail as outbox
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tracker import work
from tracker.errors import Refused
from tracker.models import Event, Person, WorkItem
from tracker.roles import NotAllowed
from tracker.services import preferences
from tracker.terms import Cadence, DigestState
from verification import mail
from verification.letter import as_html, as_text
from verification.models import Digest, DigestLine
from verification.services import assigning, digesting, following, sending

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def follower(now, **fields) -> Person:
    person = make.person("reader", **fields)
    following.follow(person, "all", now=now - DAY)
    return person


def contradicted(claim, now, origin="Engineers Union"):
    return make.evidence(claim, "contradicts", text="The dam at Lorn was not mined.", polarity="denied", origin=origin, now=now)


def look(now) -> int:
    """One look of a scheduler, and everything that it leaves done."""
    assigning.remind(now=now)
    called = digesting.call_due(now=now) + sending.call_adrift(now=now)
    work.run_until_idle(now=now)
    return called


def to(person):
    return [message.subject for message in outbox.outbox if message.to == [person.email]]


def test_each_person_gets_their_mail_once_however_many_schedulers_look(now):
    people = [follower(now) for _ in range(3)]
    make.claim_by_hand(now=now)
    assert [digesting.call_due(now=now) for _ in range(2)] == [3, 3]  # the second finds the steps of the first
    work.run_until_idle(now=now)
    assert WorkItem.objects.filter(kind="digest").count() == 3
    assert look(now + timedelta(minutes=1)) == 0
    assert [len(to(person)) for person in people] == [1, 1, 1]
    assert set(Digest.objects.values_list("state", flat=True)) == {DigestState.SENT}


def test_who_left_between_the_look_and_the_step_gets_nothing(now):
    person = follower(now)
    make.claim_by_hand(now=now)
    digesting.call_due(now=now)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    work.run_until_idle(now=now)
    assert outbox.outbox == []
    assert not Digest.objects.exists()


def test_an_urgent_flag_is_mailed_at_once_to_who_wants_its_kind_and_hears_of_the_claim(now):
    at_once = {"cadence": Cadence.AT_ONCE}
    wants, wants_other, hears_nothing = follower(now, **at_once), follower(now, **at_once), make.person("reader", **at_once)
    daily = follower(now, digest_hour=23)
    Person.objects.filter(pk=wants_other.pk).update(urgent_kinds=["disputed"])
    claim = make.claim_by_hand(now=now - DAY)
    look(now)
    outbox.outbox.clear()
    later = now + timedelta(minutes=3)
    contradicted(claim, later)
    assert look(later) == 1
    assert to(wants) == [f"Contradicted: #{claim.number} {claim.text}"]
    assert to(wants_other) == to(hears_nothing) == to(daily) == []
    look(later + timedelta(minutes=1))
    assert len(outbox.outbox) == 1
    event = Event.objects.get(kind="flag.raised")
    assert Digest.objects.get(person=wants).period_key == f"event:{event.pk}"


@pytest.mark.parametrize("way", ["claim", "topic", "source", "parent of a source", "own work", "merged"])
def test_whoever_hears_of_a_claim_is_among_its_listeners(now, way):
    from tracker.models import Claim, Topic

    floods = Topic.objects.create(name="Floods", slug="floods")
    claim = make.claim_by_hand(topics=[floods], now=now)
    evidence = contradicted(claim, now)
    person, event = make.person("reviewer"), Event.objects.get(kind="flag.raised")
    ministry = make.body("Lorn Ministry")
    match way:
        case "claim":
            following.follow(person, claim, now=now)
        case "topic":
            following.follow(person, floods, now=now)
        case "source":
            following.follow(person, evidence.statement.report.publisher, now=now)
        case "parent of a source":
            ministry.parent = make.body("Government of Lorn")
            ministry.save()
            following.follow(person, ministry.parent, now=now)
        case "own work":
            assigning.take(claim, by=person, now=now)
        case "merged":
            into = make.claim_by_hand("The dam was blown up.", now=now)
            Claim.objects.filter(pk=claim.pk).update(merged_into=into)
            following.follow(person, into, now=now)
    event.refresh_from_db()
    assert person in following.listeners_of(event)
    assert event.pk in {one.event.pk for one in following.untold(person, now=now)}
    assert make.person("reader") not in following.listeners_of(event)


def test_urgent_news_that_nobody_could_send_for_a_day_comes_in_one_mail(now):
    person = follower(now, cadence=Cadence.AT_ONCE)
    claims = [make.claim_by_hand(f"Claim {n}.", now=now - DAY) for n in range(4)]
    for n, claim in enumerate(claims[:3]):
        contradicted(claim, now - DAY + n * HOUR, origin=f"Body {n}")
    contradicted(claims[3], now, origin="Body 3")
    look(now)
    assert sorted(Digest.objects.values_list("lines__event__claim__number", flat=True)) == [claim.number for claim in claims]
    assert len(to(person)) == 2


@pytest.mark.parametrize("cadence", [Cadence.DAILY, Cadence.WEEKLY, Cadence.AT_ONCE])
def test_a_nudge_comes_before_and_after_the_due_date_once_each_whatever_the_cadence(now, cadence):
    reviewer, lead = make.person("reviewer", cadence=cadence), make.person("lead", cadence=Cadence.OFF)
    claim = make.claim_by_hand(now=now)
    assigning.assign(claim, person=reviewer, by=lead, now=now, due=now + 3 * DAY)
    for n in range(0, 24 * 4, 2):
        look(now + n * HOUR)
    nudges = [subject for subject in to(reviewer) if subject.startswith(("Due soon", "Overdue"))]
    assert [subject.partition(":")[0] for subject in nudges] == ["Due soon", "Overdue"]
    keys = Digest.objects.filter(person=reviewer, lines__event__kind__in=following.NUDGES).values_list("period_key", flat=True)
    assert all(key.startswith("event:") for key in keys)


def test_several_tasks_that_fall_due_together_are_one_reminder(now):
    reviewer, lead = make.person("reviewer"), make.person("lead")
    for n in range(3):
        assigning.assign(make.claim_by_hand(f"Claim {n}.", now=now), person=reviewer, by=lead, now=now, due=now + 2 * DAY)
    look(now)
    outbox.outbox.clear()
    look(now + 1 * DAY + HOUR)
    assert [subject for subject in to(reviewer) if subject.startswith("Due soon") and "(and 2 more)" in subject]


def test_nobody_who_switched_mail_off_is_nudged(now):
    reviewer, lead = make.person("reviewer", cadence=Cadence.OFF), make.person("lead", cadence=Cadence.OFF)
    assigning.assign(make.claim_by_hand(now=now), person=reviewer, by=lead, now=now, due=now + 2 * DAY)
    look(now + 3 * DAY)
    assert outbox.outbox == []
    assert Event.objects.filter(kind="assignment.overdue").count() == 1


def test_a_new_schedule_begins_with_its_next_period(now):
    person = make.person("reader", cadence=Cadence.OFF)
    following.follow(person, "all", now=now - 5 * DAY)
    make.claim_by_hand(now=now - 4 * DAY)
    preferences.choose(person, cadence="daily", digest_hour=7, now=now)
    assert look(now + HOUR) == 0
    assert look(now + DAY) == 1
    assert len(to(person)) == 1


def test_a_digest_that_nobody_wanted_any_more_is_told_when_they_want_it_again(now):
    person = follower(now)
    claim = make.claim_by_hand(now=now)
    first = digesting.prepare(person, "daily:2026-03-04", now=now)
    Person.objects.filter(pk=person.pk).update(cadence=Cadence.OFF)
    look(now)
    assert Digest.objects.get().state == DigestState.CANCELLED
    Person.objects.filter(pk=person.pk).update(cadence=Cadence.DAILY)
    person.refresh_from_db()
    again = digesting.prepare(person, "daily:2026-03-04", now=now + HOUR)
    assert (again.pk, again.state, again.message_id) == (first.pk, DigestState.PENDING, first.message_id)
    assert f"#{claim.number}" in again.subject
    assert DigestLine.objects.filter(person=person).count() == 1


def test_what_a_server_does_not_take_is_offered_again_later_and_the_others_wait_while_it_is_away(now, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1
    people = [follower(now) for _ in range(4)]
    make.claim_by_hand(now=now)
    look(now)
    assert sorted(Digest.objects.values_list("tries", flat=True)) == [0, 0, 0, 1]
    assert {item.due_at for item in WorkItem.objects.filter(kind="mail", state="todo")} == {now + sending.pause()}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    work.run_until_idle(now=now + sending.pause())
    assert [len(to(person)) for person in people] == [1] * 4
    assert not WorkItem.objects.exclude(state="done").exists()


def test_a_digest_that_is_never_taken_is_offered_ever_more_rarely(now):
    digest = Digest(made_at=now, tries=3)
    assert sending.wait_for(digest, now=now + HOUR) == sending.pause()
    digest.tries = 30
    assert sending.wait_for(digest, now=now + 4 * HOUR) == HOUR / 2
    assert sending.wait_for(digest, now=now + 30 * DAY) == HOUR


def test_a_digest_that_a_command_could_not_send_gets_a_step(now):
    person = follower(now)
    make.claim_by_hand(now=now)
    digesting.prepare_due(now=now)
    assert outbox.outbox == []
    assert look(now) == 1
    assert len(to(person)) == 1


def test_a_time_limit_before_the_dot_refuses_nothing():
    verdict = mail.verdict_on(SoftTimeLimitExceeded(), dotted=False, answer=None)
    assert type(verdict) is mail.NotAccepted
    assert isinstance(mail.verdict_on(TimeoutError("timed out"), dotted=False, answer=None), mail.Unreachable)
    assert isinstance(mail.verdict_on(UnicodeEncodeError("ascii", "é", 0, 1, "no"), dotted=False, answer=None), mail.Refusal)


# ---- by a person's decision


@pytest.fixture
def in_doubt(now):
    person = follower(now)
    make.claim_by_hand(now=now)
    digest = digesting.prepare(person, "daily:2026-03-04", now=now)
    Digest.objects.filter(pk=digest.pk).update(state=DigestState.UNCERTAIN, last_error=f"timed out for {person.email}")
    digest.refresh_from_db()
    return digest


def test_a_lead_sends_an_uncertain_digest_again_as_the_same_mail(now, in_doubt):
    sending.send_again(in_doubt, by=make.person("lead"), now=now)
    work.run_until_idle(now=now)
    assert len(to(in_doubt.person)) == 1
    assert outbox.outbox[0].extra_headers["Message-ID"] == in_doubt.message_id
    in_doubt.refresh_from_db()
    assert (in_doubt.state, in_doubt.sent_again) == (DigestState.SENT, 1)
    assert Event.objects.get(kind="digest.sent_again").after == {"person": in_doubt.person.username}


def test_what_arrived_is_not_sent_again_and_nobody_else_decides_it(now, in_doubt):
    with pytest.raises(NotAllowed):
        sending.send_again(in_doubt, by=make.person("reviewer"), now=now)
    Person.objects.filter(pk=in_doubt.person.pk).update(cadence=Cadence.OFF)
    with pytest.raises(Refused, match="switched"):
        sending.send_again(in_doubt, by=make.person("lead"), now=now)
    Digest.objects.update(state=DigestState.SENT)
    with pytest.raises(Refused, match="only uncertain and rejected"):
        sending.send_again(in_doubt, by=make.person("admin"), now=now)


def test_a_digest_announced_in_one_that_was_lost_is_announced_once_more(now, in_doubt):
    person = in_doubt.person
    second = digesting.prepare(person, "daily:2026-03-05", now=now + DAY)
    assert [one.pk for one in second.announces.all()] == [in_doubt.pk]
    Digest.objects.filter(pk=second.pk).update(state=DigestState.REJECTED)
    make.claim_by_hand("Another.", now=now + DAY)
    third = digesting.prepare(person, "daily:2026-03-06", now=now + 2 * DAY)
    assert {one.pk for one in third.announces.all()} == {in_doubt.pk, second.pk}
    assert "The dam at Lorn may have been mined." in third.text
    Digest.objects.filter(pk=third.pk).update(state=DigestState.SENT)
    assert digesting.prepare(person, "daily:2026-03-07", now=now + 3 * DAY).state == DigestState.SKIPPED_EMPTY


# ---- what it costs


def test_the_words_are_frozen_before_the_bodies_are_written(now, django_assert_num_queries):
    person = follower(now)
    contradicted(make.claim_by_hand(now=now), now)
    letter = digesting.compose(person, now=now).letter
    with django_assert_num_queries(0):
        assert "one contradiction" in as_text(letter)
        assert "one contradiction" in as_html(letter)


def test_a_whole_step_costs_the_same_queries_for_ten_claims_and_twenty(now):
    spent = []
    for size in (10, 20):
        for n in range(10):
            contradicted(make.claim_by_hand(f"Claim {size} {n}.", now=now), now, origin=f"Body {size} {n}")
        person = follower(now)
        with CaptureQueriesContext(connection) as queries:
            digesting.prepare(person, "daily:2026-03-04", now=now)
        spent.append(len(queries))
    assert spent[0] == spent[1]


def test_looking_for_what_is_due_costs_the_same_queries_for_two_people_and_twenty(now):
    spent = []
    for size in (2, 18):
        for _ in range(size):
            follower(now)
        with CaptureQueriesContext(connection) as queries:
            digesting.call_due(now=now)
        spent.append(len(queries))
    assert spent[0] == spent[1]
