"""Mail against a real SMTP server that refuses, drops, hangs and stays silent: what each means for the digest."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from tests import make
from tests.mailbox import mailbox, opened
from tracker.models import Event, Person
from tracker.terms import Cadence, DigestState
from verification import mail
from verification.models import Digest
from verification.services import digesting, following, sending


@pytest.fixture
def sink(settings):
    with mailbox(settings) as made:
        yield made


@pytest.fixture
def pending(db, now):
    """Three people's digests, made and not yet sent."""
    for _ in range(3):
        following.follow(make.person("reader"), "all", now=now)
    make.claim_by_hand("The dam at Lorn may have been mined.", now=now)
    return digesting.prepare_due(now=now)


def states():
    return list(Digest.objects.order_by("pk").values_list("state", flat=True))


def test_an_accepted_digest_is_sent_once_with_both_bodies_and_a_way_out(sink, pending, now):
    run = sending.send_pending(now=now)
    assert len(run.sent) == 3
    assert sending.send_pending(now=now + timedelta(minutes=1)).sent == []
    assert states() == [DigestState.SENT] * 3
    assert len(sink.taken) == 3
    recipients, octets = sink.taken[0]
    message = opened(octets)
    assert recipients == [pending[0].person.email] == [message["To"]]
    assert message["Message-ID"] == pending[0].message_id == mail.message_id(pending[0].person, "daily:2026-03-04")
    assert message["List-Unsubscribe"].strip() == f"<{mail.unsubscribe_url(pending[0].person)}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "The dam at Lorn may have been mined." in message["Subject"]
    assert "You get this because" in message.get_body(("plain",)).get_content()
    assert "you get this because" in message.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    ("answer", "state", "tried_again"),
    [
        ("451 try later", DigestState.PENDING, True),
        ("421 closing", DigestState.PENDING, True),
        ("554 no such thing here", DigestState.REJECTED, False),
        ("drop", DigestState.UNCERTAIN, False),
        ("taken, drop", DigestState.UNCERTAIN, False),
        ("hang", DigestState.UNCERTAIN, False),
    ],
)
def test_what_comes_after_the_final_dot_decides(sink, pending, now, answer, state, tried_again):
    sink.answers = [answer]
    sending.send_pending(now=now)
    assert states() == [state, DigestState.SENT, DigestState.SENT]
    assert Digest.objects.order_by("pk")[0].last_error
    offered = sink.offered
    sending.send_pending(now=now + timedelta(hours=1))
    assert sink.offered - offered == int(tried_again)
    assert states()[0] == (DigestState.SENT if tried_again else state)


@pytest.mark.parametrize(
    ("answer", "state"),
    [("450 mailbox busy", DigestState.PENDING), ("550 no such user", DigestState.REJECTED), ("drop", DigestState.PENDING)],
)
def test_what_fails_before_the_text_was_surely_not_accepted(sink, pending, now, answer, state):
    sink.recipients[pending[1].person.email] = answer
    sending.send_pending(now=now)
    assert states() == [DigestState.SENT, state, DigestState.SENT]
    assert len(sink.taken) == 2


def test_an_unreachable_server_leaves_all_pending_and_is_left_alone(sink, pending, now, settings):
    working, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    run = sending.send_pending(now=now)
    assert (len(run.waiting), run.sent) == (3, [])
    assert states() == [DigestState.PENDING] * 3
    settings.EMAIL_PORT = working
    sending.send_pending(now=now)
    assert states() == [DigestState.SENT] * 3


def test_a_message_that_always_fails_does_not_hold_up_the_others(sink, pending, now):
    sink.recipients = {pending[0].person.email: "drop"}
    for n in range(3):
        sending.send_pending(now=now + timedelta(minutes=n))
    assert states() == [DigestState.PENDING, DigestState.SENT, DigestState.SENT]


def test_the_call_comes_before_the_server_has_the_message(sink, pending):
    seen = []

    def before_dot():
        threading.Event().wait(0.2)
        seen.append(sink.offered)
        return True

    with mail.Post() as post:
        post.send(mail.message_for(pending[0], pending[0].person), before_dot=before_dot)
    assert (seen, sink.offered) == ([0], 1)


def test_a_call_that_says_no_leaves_the_message_unsent(sink, pending):
    with mail.Post() as post:
        with pytest.raises(mail.Overtaken):
            post.send(mail.message_for(pending[0], pending[0].person), before_dot=lambda: False)
        post.send(mail.message_for(pending[1], pending[1].person), before_dot=lambda: True)
    assert [recipients for recipients, _ in sink.taken] == [[pending[1].person.email]]


def test_two_senders_with_the_same_list_mail_it_once(sink, pending, now, monkeypatch):
    offer = mail.Post.send
    first_time = []

    def overtaken_on_the_way(post, message, *, before_dot):
        if not first_time:
            first_time.append(True)
            sending.send_pending(now=now)
        offer(post, message, before_dot=before_dot)

    monkeypatch.setattr(mail.Post, "send", overtaken_on_the_way)
    sending.send_pending(now=now)
    assert len(sink.taken) == 3
    assert states() == [DigestState.SENT] * 3


def test_lines_that_begin_with_a_dot_arrive_whole(sink, pending):
    digest = pending[0]
    digest.text = "one\n.\n..two\n.three\n"
    with mail.Post() as post:
        post.send(mail.message_for(digest, digest.person), before_dot=lambda: True)
    body = opened(sink.taken[0][1]).get_body(("plain",)).get_content()
    assert body.splitlines() == ["one", ".", "..two", ".three"]


def test_a_sender_that_died_between_dot_and_answer_leaves_it_uncertain(sink, pending, now):
    Digest.objects.filter(pk=pending[0].pk).update(state=DigestState.SENDING, sent_at=now)
    sending.send_pending(now=now + timedelta(seconds=30))
    assert states()[0] == DigestState.SENDING
    run = sending.send_pending(now=now + timedelta(minutes=10))
    assert [digest.pk for digest in run.uncertain] == [pending[0].pk]
    assert states()[0] == DigestState.UNCERTAIN
    assert len(sink.taken) == 2


@pytest.mark.django_db(transaction=True)
def test_sending_inside_a_transaction_is_refused_since_its_state_would_not_be_on_disk(sink, now):
    following.follow(make.person("reader"), "all", now=now)
    make.claim_by_hand(now=now)
    digesting.prepare_due(now=now)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        sending.send_pending(now=now)
    assert sink.taken == []


def test_a_file_outbox_holds_the_digest(pending, now, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    sending.send_pending(now=now)
    written = "".join(path.read_text() for path in tmp_path.iterdir())
    assert written.count("The dam at Lorn may have been mined.") >= 3
    assert states() == [DigestState.SENT] * 3


@pytest.mark.django_db
def test_looking_at_the_way_out_changes_nothing_and_one_post_takes_it():
    person = make.person("reader")
    page = mail.unsubscribe_url(person).split("8000", 1)[1]
    browser = Client(enforce_csrf_checks=True)
    assert b"Stop these mails" in browser.get(page).content
    assert Person.objects.get(pk=person.pk).cadence == Cadence.DAILY
    for _ in range(2):
        assert browser.post(page, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Person.objects.get(pk=person.pk).cadence == Cadence.OFF
    assert Event.objects.filter(kind="person.digests_off").count() == 1


@pytest.mark.django_db
def test_a_forged_way_out_leads_nowhere():
    person, other = make.person("reader"), make.person("reader")
    token = mail.unsubscribe_url(person).rstrip("/").rsplit("/", 1)[1]
    forged = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
    for wrong in (forged, "x", str(other.uuid), "a" * 3000):
        assert Client().post(f"/unsubscribe/{wrong}/").status_code == 404
    assert set(Person.objects.values_list("cadence", flat=True)) == {Cadence.DAILY}
