"""Digests: who is told what and why, once, in words that say what changed; and what they never say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.core.management import call_command

from tests import make
from tracker.models import Event, Person, Topic
from tracker.terms import Cadence, DigestState
from verification.models import Digest, DigestLine, Flag
from verification.services import assigning, claims, deciding, digesting, following, reviewing, sending, withdrawals

pytestmark = pytest.mark.django_db


def told(person, now):
    return [(one.event.kind, one.why) for one in following.untold(person, now=now)]


def sign(claim, by, now, verdict="confirmed"):
    return reviewing.sign(claim, by=by, verdict=verdict, confidence="high", reason="the harbour log", basis="the log", now=now)


def contradicted(claim, now, origin="Engineers Union"):
    return make.evidence(claim, "contradicts", text="The dam at Lorn was not mined.", polarity="denied", origin=origin, now=now)


@pytest.fixture
def follower(now):
    person = make.person("reader")
    following.follow(person, "all", now=now)
    return person


def test_everything_is_told_to_who_follows_everything_from_then_on(now, follower):
    before = make.claim_by_hand("Before.", now=now - timedelta(hours=1))
    claim = make.claim_by_hand(now=now)
    contradicted(claim, now)
    assert before.pk not in {one.claim.pk for one in following.untold(follower, now=now)}
    assert told(follower, now) == [
        ("claim.opened", "you follow everything"),
        ("evidence.suggested", "you follow everything"),
        ("flag.raised", "you follow everything"),
    ]


def test_each_way_of_following_gives_its_reason(now):
    floods = Topic.objects.create(name="Floods", slug="floods")
    claim = make.claim_by_hand(topics=[floods])
    ways = {
        "you follow this claim": (make.person("reader"), claim),
        "you follow the topic Floods": (make.person("reader"), floods),
        "you follow the source Lorn Ministry": (make.person("reader"), make.body("Lorn Ministry")),
        "you follow the source Engineers Union": (make.person("reader"), make.body("Engineers Union")),
    }
    for person, target in ways.values():
        following.follow(person, target, now=now)
    later = now + timedelta(hours=1)
    contradicted(claim, later)
    for why, (person, _) in ways.items():
        assert told(person, later)[-2:] == [("evidence.suggested", why), ("flag.raised", why)]


def test_following_a_body_hears_its_spokesman(now):
    person, ministry = make.person("reader"), make.body("Ministry")
    spokesman = make.body("The ministry's spokesman")
    spokesman.parent = ministry
    spokesman.save()
    following.follow(person, ministry, now=now)
    make.claim_by_hand(origin=spokesman.name)
    assert told(person, now) == [("claim.opened", "you follow the source Ministry")]


def test_one_hears_of_one_s_own_work_but_not_of_one_s_own_doings(now):
    lead, reviewer, analyst = make.person("lead"), make.person("reviewer"), make.person("analyst")
    claim = make.claim_by_hand()
    claims.accept(claim, by=analyst, now=now)
    assigning.assign(claim, person=reviewer, by=lead, now=now)
    contradicted(claim, now)
    assert told(reviewer, now) == [
        ("claim.opened", "you are assigned to it"),
        ("assignment.made", "you are assigned to it"),
        ("evidence.suggested", "you are assigned to it"),
        ("flag.raised", "you are assigned to it"),
    ]
    assert told(analyst, now)[-1] == ("flag.raised", "you accepted it")
    assert "claim.accepted" not in dict(told(analyst, now))
    assert told(lead, now) == []
    following.follow(lead, claim, now=now)
    sign(claim, reviewer, now)
    assert "review.first_signature" in dict(told(lead, now))
    assert "review.first_signature" not in dict(told(reviewer, now))


def test_a_reviewer_still_hears_after_signing_and_no_more_after_giving_back(now):
    signer, quitter, claim = make.person("reviewer"), make.person("reviewer"), make.claim_by_hand()
    assigning.take(claim, by=quitter, now=now)
    assigning.give_back(claim, by=quitter, now=now)
    assigning.take(claim, by=signer, now=now)
    sign(claim, signer, now)
    later = now + timedelta(hours=1)
    contradicted(claim, later)
    assert "flag.raised" in dict(told(signer, later))
    assert told(quitter, later) == []


def test_an_accepted_claim_can_be_muted_and_an_assigned_one_not(now):
    lead, reviewer = make.person("lead"), make.person("reviewer")
    claim, other = make.claim_by_hand(), make.claim_by_hand("Other.")
    claims.accept(claim, by=lead, now=now)
    following.unfollow(lead, claim, now=now)
    assigning.take(other, by=reviewer, now=now)
    following.unfollow(reviewer, other, now=now)
    contradicted(claim, now)
    contradicted(other, now)
    assert not following.follows(lead, claim)
    assert told(lead, now) == []
    assert "flag.raised" in dict(told(reviewer, now))
    following.follow(lead, claim, now=now)
    assert "flag.raised" in dict(told(lead, now))


def test_news_of_a_merged_claim_reaches_the_followers_of_both(now):
    claim, into = make.claim_by_hand(), make.claim_by_hand("The dam was blown up.")
    one, two = make.person("reader"), make.person("reader")
    following.follow(one, claim, now=now)
    following.follow(two, into, now=now)
    type(claim).objects.filter(pk=claim.pk).update(merged_into=into)
    contradicted(claim, now)
    for person in (one, two):
        assert {heard.claim.pk for heard in following.untold(person, now=now)} == {into.pk}


def test_a_source_s_own_flag_reaches_who_follows_the_source(now):
    from tracker.events import record

    person, agency = make.person("reader"), make.body("Agency")
    following.follow(person, agency, now=now)
    flag = Flag.objects.create(source=agency, kind="record_disagrees", cause="grade:1", raised_at=now)
    record("flag.raised", flag, now=now, after={"kind": "record_disagrees"}, reason="The record suggests C, the letter is A.")
    composed = digesting.compose(person, now=now)
    assert "Agency" in composed.subject
    assert "The record suggests C" in composed.text


def test_a_digest_says_what_changed_with_both_quotes_and_why(now, follower):
    claim = make.claim_by_hand("The dam at Lorn may have been mined.", now=now - timedelta(hours=1))
    make.evidence(claim, "repeats", text="The dam may have been mined.", origin="Lorn Ministry", level=2, now=now)
    make.evidence(claim, "corroborates", text="The dam was probably mined.", origin="River Guard", level=3, now=now)
    contradicted(claim, now)
    composed = digesting.compose(follower, now=now)
    assert composed.subject == f"Contradicted: #{claim.number} The dam at Lorn may have been mined."
    for words in (
        "+2 reports, +1 origin (now 3 reports · 2 origins, 1 against); one contradiction; one corroboration; one repetition; possible → probable",
        "“The dam at Lorn may have been mined.”",
        "“The dam at Lorn was not mined.”",
        "You get this because you follow everything.",
    ):
        assert words in composed.text
    assert "one contradiction" in composed.html
    assert "one contradiction" in composed.html


def test_inflation_shows_the_two_wordings_side_by_side(now, follower):
    claim = make.claim_by_hand(now=now - timedelta(hours=1))
    relay = make.evidence(claim, "repeats", text="The dam at Lorn was mined.", origin="Lorn Ministry", level=5, now=now)
    assert Flag.objects.filter(claim=claim, kind="certainty_inflated", statement=relay.statement).exists()
    composed = digesting.compose(follower, now=now)
    assert composed.subject.startswith("Certainty inflated: ")
    quotes = composed.letter.news[0].quotes
    assert [(quote.words, quote.level) for quote in quotes] == [
        ("The dam at Lorn may have been mined.", "possible"),
        ("The dam at Lorn was mined.", "stated as fact"),
    ]


def test_a_digest_never_says_what_is_sealed(now, follower):
    claim, reviewer, second = make.claim_by_hand(now=now), make.person("reviewer"), make.person("lead")
    following.follow(second, claim, now=now)
    evidence = make.evidence(claim, level=2, now=now)
    deciding.reject(evidence, by=reviewer, now=now, reason="a forged stamp")
    sign(claim, reviewer, now, verdict="refuted")
    for person, counted in ((follower, "(now 1 report · 1 origin)"), (second, "+1 report, +1 origin (now 2 reports · 2 origins)")):
        composed = digesting.compose(person, now=now)
        assert "first signature given" in composed.text
        assert counted in composed.text
        for secret in ("refuted", "harbour log", "forged", "rejected"):
            assert secret not in composed.text + composed.html + composed.subject


def test_a_settled_verdict_is_told_with_the_number_of_signatures(now, follower, settings):
    claim = make.claim_by_hand(now=now)
    sign(claim, make.person("reviewer"), now)
    sign(claim, make.person("lead"), now)
    assert "confirmed (two signatures)" in digesting.compose(follower, now=now).text
    settings.SIGNATURES = 1
    other = make.claim_by_hand("Other.", now=now)
    sign(other, make.person("reviewer"), now)
    composed = digesting.compose(follower, now=now)
    assert "confirmed (one signature)" in composed.text
    assert "one signature settles" in composed.html


def test_each_event_is_told_once_and_each_period_mailed_once(now, follower):
    claim = make.claim_by_hand(now=now)
    assert [digest.state for digest in digesting.prepare_due(now=now)] == [DigestState.PENDING]
    sending.send_pending(now=now)
    contradicted(claim, now)
    assert digesting.prepare_due(now=now + timedelta(hours=1)) == []
    second = digesting.prepare_due(now=now + timedelta(days=1))
    assert [digest.period_key for digest in second] == ["daily:2026-03-05"]
    assert "one contradiction" in second[0].text
    assert "since your last digest, of 4 March 2026." in second[0].text
    assert "new claim" not in second[0].text
    lines = DigestLine.objects.filter(person=follower).order_by("event")
    assert list(lines.values_list("event__kind", flat=True)) == ["claim.opened", "evidence.suggested", "flag.raised"]
    assert [digest.state for digest in digesting.prepare_due(now=now + timedelta(days=2))] == [DigestState.SKIPPED_EMPTY]


def test_missed_periods_are_caught_up_in_one_mail(now, follower):
    for n in range(3):
        make.claim_by_hand(f"Claim {n}.", now=now + timedelta(days=n))
    digests = digesting.prepare_due(now=now + timedelta(days=5))
    assert [(digest.period_key, digest.lines.count()) for digest in digests] == [("daily:2026-03-09", 3)]


def test_two_schedulers_make_one_digest(now, follower):
    make.claim_by_hand(now=now)
    first = digesting.prepare(follower, "daily:2026-03-04", now=now)
    assert digesting.prepare(follower, "daily:2026-03-04", now=now) is None
    assert list(Digest.objects.all()) == [first]
    assert DigestLine.objects.count() == 1


def test_nothing_new_sends_no_mail(now, follower):
    digesting.prepare_due(now=now)
    run = sending.send_pending(now=now)
    assert (run.sent, outbox.outbox) == ([], [])
    assert Digest.objects.get().state == DigestState.SKIPPED_EMPTY


@pytest.mark.parametrize("fields", [{"is_active": False}, {"email": ""}, {"cadence": Cadence.OFF}])
def test_who_wants_or_can_have_no_mail_gets_none_even_when_it_was_made(now, follower, fields):
    make.claim_by_hand(now=now)
    digesting.prepare_due(now=now)
    Person.objects.filter(pk=follower.pk).update(**fields)
    run = sending.send_pending(now=now)
    assert [digest.person for digest in run.cancelled] == [follower]
    assert Digest.objects.get().state == DigestState.CANCELLED
    assert outbox.outbox == []
    make.claim_by_hand("Other.", now=now)
    assert digesting.prepare_due(now=now + timedelta(days=1)) == []


def test_at_once_mails_each_urgent_event_and_no_other(now):
    person = make.person("reader", cadence=Cadence.AT_ONCE)
    following.follow(person, "all", now=now)
    claim = make.claim_by_hand(now=now)
    make.evidence(claim, "updates", level=2, now=now)
    contradicted(claim, now)
    event = Event.objects.get(kind="flag.raised", after__kind="contradicted")
    digests = digesting.prepare_due(now=now)
    assert [digest.period_key for digest in digests] == [f"event:{event.pk}"]
    assert digests[0].subject.startswith("Contradicted: ")
    assert digesting.prepare_due(now=now) == []


def test_beyond_forty_claims_the_rest_is_counted_linked_and_told(now, follower, settings):
    made = [make.claim_by_hand(f"Claim number {n} of many.", now=now) for n in range(43)]
    contradicted(made[0], now)
    digest = digesting.prepare_due(now=now)[0]
    assert digest.text.count("You get this because") == 40
    assert digest.subject.startswith(f"Contradicted: #{made[0].number} ")
    lines = [
        "News on 43 claims.",
        "contradicted 1 · new claim 42",
        "",
        "CONTRADICTED, 4 March 2026, 12:00",
        f"#{made[0].number} Claim number 0 of many.",
    ]
    assert digest.text.splitlines()[:5] == lines
    assert f"and 3 more: {settings.PUBLIC_URL}/admin/digests/{digest.uuid}/" in digest.text
    assert digest.lines.count() == 45


def test_composing_costs_the_same_queries_for_ten_claims_and_twenty(now, follower, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    spent = []
    for n in range(20):
        contradicted(make.claim_by_hand(f"Claim {n}.", now=now), now, origin=f"Body {n}")
        if n in (9, 19):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                digesting.compose(follower, now=now)
            spent.append(len(queries))
    assert spent[0] == spent[1]


def test_dates_stand_in_the_reader_s_own_time_zone(now):
    reviewer, lead = make.person("reviewer", time_zone="Asia/Kolkata"), make.person("lead")
    assigning.assign(make.claim_by_hand(), person=reviewer, by=lead, now=now, due=datetime(2026, 3, 9, 20, tzinfo=UTC))
    assert "assigned to you, due 10 March" in digesting.compose(reviewer, now=now).text


def test_a_claim_full_of_markup_and_line_breaks_harms_neither_subject_nor_page(now, follower):
    make.claim_by_hand("The <script>alert(1)</script> dam\r\nBcc: all@desk.example", now=now)
    digesting.prepare_due(now=now)
    sending.send_pending(now=now)
    message = outbox.outbox[0]
    assert "\n" not in message.subject
    assert message.recipients() == [follower.email]
    assert "<script>" not in message.alternatives[0][0]


def test_a_very_long_claim_is_cut_at_a_word(now, follower):
    make.claim_by_hand("Officials say " + "very " * 300 + "much.", now=now)
    assert len(digesting.compose(follower, now=now).subject) <= 200


def test_an_uncertain_digest_is_announced_in_the_next_and_never_again(now, follower):
    make.claim_by_hand(now=now)
    first = digesting.prepare_due(now=now)[0]
    Digest.objects.filter(pk=first.pk).update(state=DigestState.UNCERTAIN)
    second = digesting.prepare_due(now=now + timedelta(days=1))[0]
    assert second.state == DigestState.PENDING
    assert "may not have reached you" in second.text
    assert first.subject.partition("#")[2] in second.text
    assert str(first.uuid) in second.text
    assert (first.lines.count(), second.lines.count()) == (1, 0)
    assert digesting.prepare_due(now=now + timedelta(days=2))[0].state == DigestState.SKIPPED_EMPTY


def test_a_rejected_digest_is_announced_along_with_news_only(now, follower):
    make.claim_by_hand(now=now)
    first = digesting.prepare_due(now=now)[0]
    Digest.objects.filter(pk=first.pk).update(state=DigestState.REJECTED)
    assert digesting.prepare_due(now=now + timedelta(days=1))[0].state == DigestState.SKIPPED_EMPTY
    make.claim_by_hand("Other.", now=now + timedelta(days=1))
    assert "did not reach you" in digesting.prepare_due(now=now + timedelta(days=2))[0].text


def test_the_command_previews_without_a_trace(now, follower, capsys):
    make.claim_by_hand(now=now)
    call_command("send_digests", preview=follower.username, now=now)
    assert "Subject: New claim: #" in capsys.readouterr().out
    assert not Digest.objects.exists()
    assert outbox.outbox == []


def test_the_command_sends_and_says_one_line_a_person(now, follower, capsys):
    make.claim_by_hand(now=now)
    call_command("send_digests", now=now)
    assert capsys.readouterr().out.startswith(f"{follower.username}: sent (daily:2026-03-04) New claim: #")
    call_command("send_digests", now=now)
    assert capsys.readouterr().out == "Nothing is due.\n"
    assert len(outbox.outbox) == 1


def test_somebody_without_a_role_is_told_nothing(now):
    person = make.person(None)
    following.Follow.objects.create(person=person, target="all", since=now)
    make.claim_by_hand(now=now)
    assert told(person, now) == []
    assert digesting.prepare_due(now=now) == []


def test_a_retraction_tells_what_was_taken_back_without_a_level(now, follower):
    claim = make.claim_by_hand(now=now)
    withdrawals.withdraw(statement=claim.opened_from, by=make.person("analyst"), reason="Taken back on air.", now=now)
    composed = digesting.compose(follower, now=now)
    assert composed.subject.startswith("Retracted")
    assert f"“{claim.opened_from.quote}”" in composed.text
    assert "; )" not in composed.text
    assert "“”" not in composed.text
