"""Notes beside a claim, and what is marked as new since somebody last had it open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import make
from tracker.errors import Refused
from tracker.models import Event
from tracker.roles import NotAllowed
from verification.models import Note, Visit
from verification.services import claims, deciding, merging, notes, visits

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=2)


def signed_in(client, role, **fields):
    person = make.person(role, **fields)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def page(client, claim, **asked):
    return client.get(reverse("admin:tracker_claim_change", args=[claim.pk]), asked)


def newest(claim):
    return Event.objects.filter(claim=claim).order_by("-pk").first().pk


# ---- notes


def test_a_note_is_kept_as_it_was_written_and_stands_in_the_history(now):
    claim, analyst = make.claim_by_hand(), make.person("analyst")
    note = notes.add(claim, by=analyst, text="  Ask the harbour master.\r\nHe knows. ", now=now)
    assert note.text == "Ask the harbour master.\nHe knows."
    event = Event.objects.get(kind="claim.noted")
    assert (event.actor, event.claim, event.after["note"]) == (analyst, claim, str(note.uuid))


def test_only_its_author_strikes_it_out_and_it_stays(now):
    analyst = make.person("analyst")
    note = notes.add(make.claim_by_hand(), by=analyst, text="Ask.", now=now)
    with pytest.raises(NotAllowed, match="only its author"):
        notes.strike(note, by=make.person("lead"), now=now)
    assert notes.strike(note, by=analyst, now=now) is True
    assert notes.strike(note, by=analyst, now=now) is False
    assert (Note.objects.get().text, Note.objects.get().struck_at) == ("Ask.", now)
    assert Event.objects.filter(kind="claim.note_struck").count() == 1


@pytest.mark.parametrize(("text", "message"), [("  \x00 ", "nothing to keep"), ("x" * 5001, "at most 5,000 characters, this has 5,001")])
def test_what_is_no_note_is_refused(now, text, message):
    with pytest.raises(Refused, match=message):
        notes.add(make.claim_by_hand(), by=make.person("analyst"), text=text, now=now)


def test_notes_stand_on_the_page_and_escape_what_they_hold(client):
    ruth = signed_in(client, "reviewer", username="ruth")
    claim = make.claim_by_hand()
    do = reverse("admin:claim_do", args=[claim.pk, "note"])
    shown = client.post(do, {"note": "<script>alert(1)</script>"}, follow=True).content.decode()
    assert "&lt;script&gt;alert(1)" in shown
    assert "Strike out" in shown
    client.post(reverse("admin:claim_do", args=[claim.pk, "strike_note"]), {"note": Note.objects.get().pk})
    assert "<s>&lt;script" in page(client, claim).content.decode()
    signed_in(client, "reader")
    shown = page(client, claim).content.decode()
    assert "struck out" in shown
    assert "Keep the note" not in shown
    assert ruth.notes.count() == 1


def test_a_note_that_is_refused_comes_back_in_its_field(client):
    signed_in(client, "reviewer")
    claim = make.claim_by_hand()
    answer = client.post(reverse("admin:claim_do", args=[claim.pk, "note"]), {"note": "long " * 1001})
    assert answer.status_code == 422
    assert "long long long" in answer.content.decode()
    assert client.post(reverse("admin:claim_do", args=[claim.pk, "strike_note"]), {"note": "77"}).status_code == 422


def test_notes_of_a_merged_claim_and_of_an_earlier_day(client, now):
    lead = signed_in(client, "lead")
    claim, other = make.claim_by_hand(), make.claim_by_hand("The Lorn dam was mined.", origin="Harbour Guild")
    notes.add(other, by=lead, text="Of the other one.", now=now)
    merging.merge(other, into=claim, by=lead, reason="the same", now=now + LATER)
    notes.add(claim, by=lead, text="Much later.", now=now + timedelta(days=3))
    assert "on a claim merged into this one" in page(client, claim).content.decode()
    then = page(client, claim, as_of="2026-03-05").content.decode()
    assert "Of the other one." in then
    assert "Much later." not in then


# ---- what is new


def test_nothing_is_new_the_first_time_and_what_others_did_since_is(now):
    claim, reader = make.claim_by_hand(), make.person("reader")
    assert visits.since(claim, reader=reader, now=now) is None
    seen = newest(claim)
    visits.saw(claim, by=reader, event=seen, now=now)
    assert visits.with_news([claim], by=reader) == set()
    make.evidence(claim)
    assert visits.since(claim, reader=reader, now=now + LATER).event == seen
    assert visits.with_news([claim], by=reader) == {claim.pk}
    visits.saw(claim, by=reader, event=newest(claim), now=now + LATER)
    assert visits.with_news([claim], by=reader) == set()


def test_coming_back_within_half_an_hour_is_the_same_visit(now):
    claim, reader = make.claim_by_hand(), make.person("reader")
    first = newest(claim)
    visits.saw(claim, by=reader, event=first, now=now)
    make.evidence(claim)
    visits.saw(claim, by=reader, event=newest(claim), now=now + LATER)
    soon = visits.since(claim, reader=reader, now=now + LATER + timedelta(minutes=29))
    assert (soon.event, soon.at) == (first, now)
    visits.saw(claim, by=reader, event=first, now=now + LATER + timedelta(minutes=29))
    assert Visit.objects.get().seen == newest(claim)
    assert visits.since(claim, reader=reader, now=now + 2 * LATER).event == newest(claim)


def test_ones_own_doing_is_no_news_and_neither_is_what_is_sealed(now):
    claim, reviewer = make.claim_by_hand(), make.person("reviewer")
    evidence = make.evidence(claim)
    visits.saw(claim, by=reviewer, event=newest(claim), now=now)
    notes.add(claim, by=reviewer, text="Mine.", now=now)
    deciding.reject(evidence, by=make.person("reviewer"), now=now)
    assert visits.with_news([claim], by=reviewer) == set()


def test_the_page_marks_what_is_new_and_says_what_it_showed(client, now):
    signed_in(client, "reader")
    claim = make.claim_by_hand()
    assert "New since" not in page(client, claim).content.decode()
    seen = reverse("admin:claim_seen", args=[claim.pk])
    assert client.post(seen, {"event": newest(claim)}).status_code == 204
    Visit.objects.update(at=now)
    make.evidence(claim, "contradicts")
    notes.add(claim, by=make.person("analyst"), text="Look.", now=now)
    shown = page(client, claim).content.decode()
    assert "1 statement, 1 flag, 1 note" in shown
    assert shown.count("●</b>new") == 6  # the evidence, the flag and the note, each in its place and in the history
    client.post(seen, {"event": newest(claim)})
    assert "New since" in page(client, claim).content.decode()


def test_a_hidden_decision_is_not_told_as_news(client, now):
    signed_in(client, "reviewer")
    claim = make.claim_by_hand()
    evidence = make.evidence(claim)
    client.post(reverse("admin:claim_seen", args=[claim.pk]), {"event": newest(claim)})
    Visit.objects.update(at=now)
    deciding.accept(evidence, by=make.person("reviewer"), now=now)
    assert "New since" not in page(client, claim).content.decode()


def test_lists_mark_the_claims_that_have_news(client, now):
    signed_in(client, "lead")
    claim, other = make.claim_by_hand(), make.claim_by_hand("Pier 7 fell.", origin="Guild")
    for one in (claim, other):
        claims.accept(one, by=make.person("analyst"), now=now)
        client.post(reverse("admin:claim_seen", args=[one.pk]), {"event": newest(one)})
    make.evidence(claim)
    for name in ("admin:tracker_claim_changelist", "admin:queue"):
        assert client.get(reverse(name)).content.decode().count("●</b>new") == 1


@pytest.mark.parametrize("event", ["", "x", "-1", "9" * 30])
def test_a_made_up_event_is_passed_over(client, event):
    signed_in(client, "reader")
    assert client.post(reverse("admin:claim_seen", args=[make.claim_by_hand().pk]), {"event": event}).status_code == 204
    assert not Visit.objects.exists()
