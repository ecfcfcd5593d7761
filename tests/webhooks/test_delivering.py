"""Events told to other programs: once or more, signed, again with pauses, given up in the open, and never anything sealed. The receiver is a real server."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import make
from tests.exports import told
from tests.webhooks.receiver import Receiver
from tracker import events, work
from tracker.errors import Refused
from tracker.models import Event, Topic, WorkItem
from tracker.roles import NotAllowed
from verification.models import Delivery, Webhook
from verification.services import claims, deciding, delivering
from verification.webhooks import check_address

pytestmark = pytest.mark.django_db
NOW = make.NOW
SOON = NOW + timedelta(seconds=10)


@pytest.fixture
def receiver(settings):
    made = Receiver()
    settings.FETCH_TEST_PORTS = (*settings.FETCH_TEST_PORTS, made.port)
    yield made
    made.close()


@pytest.fixture
def lead():
    return make.person("lead")


@pytest.fixture
def hook(receiver, lead):
    return delivering.make(url=receiver.url, by=lead, now=NOW)[0]


def happen(kind: str = "claim.accepted", claim=None, **fields) -> Event:
    claim = claim or make.tracked()
    return events.record(kind, claim, now=NOW, claim=claim, **fields)


def send(now=SOON) -> None:
    """What the scheduler and a worker do."""
    delivering.take_up(now=now)
    work.run_until_idle(now=now)


def kinds(receiver) -> list[str]:
    return [one.told["kind"] for one in receiver.heard]


def test_an_event_is_told_signed_and_with_its_number(receiver, lead):
    _, secret = delivering.make(url=receiver.url, by=lead, now=NOW)
    claim = make.tracked()
    event = happen(claim=claim, reason="it is worth it")
    send()
    heard = next(one for one in receiver.heard if one.told["id"] == event.pk)
    assert heard.signed_with(secret)
    assert not heard.signed_with("whsec_of_somebody_else")
    assert heard.headers["Claim-Tracker-Event"] == str(event.pk)
    assert heard.headers["Claim-Tracker-Delivery"] == str(Delivery.objects.get(event=event).uuid)
    assert heard.path == "/hook?key=kept-to-ourselves"
    assert (heard.told["kind"], heard.told["reason"], heard.told["claim"]["number"]) == ("claim.accepted", "it is worth it", claim.number)


def test_what_happened_before_it_was_made_is_not_told_and_everything_after_is(receiver, lead):
    happen("claim.accepted")
    delivering.make(url=receiver.url, by=lead, now=NOW)
    happen("claim.edited")
    send()
    assert "claim.accepted" not in kinds(receiver)
    assert "claim.edited" in kinds(receiver)


def test_looking_twice_tells_nothing_twice(receiver, hook):
    happen()
    send()
    send()
    assert len(receiver.heard) == Delivery.objects.count() == len({one.told["id"] for one in receiver.heard})


def test_an_event_that_was_committed_late_is_told_too(receiver, hook):
    early, late = happen("claim.accepted"), happen("claim.edited")
    unseen = Event.objects.exclude(pk=early.pk)
    held, delivering.Event.objects = delivering.Event.objects, _Blind(unseen)
    try:
        send()
    finally:
        delivering.Event.objects = held
    assert "claim.accepted" not in kinds(receiver)
    send()
    assert sorted(one.told["id"] for one in receiver.heard if one.told["id"] in (early.pk, late.pk)) == [early.pk, late.pk]


class _Blind:
    """The log as a transaction sees it that began before some line was committed."""

    def __init__(self, rows) -> None:
        self.rows = rows

    def filter(self, *args, **given):
        return self.rows.filter(*args, **given)

    def aggregate(self, **given):
        return self.rows.aggregate(**given)


def test_what_is_ten_minutes_old_is_left_behind_for_good(receiver, hook):
    happen()
    send()
    hook.refresh_from_db()
    assert hook.after < hook.seen or hook.seen == hook.after
    send(NOW + timedelta(minutes=11))
    send(NOW + timedelta(minutes=22))
    hook.refresh_from_db()
    assert hook.after == Event.objects.order_by("-pk").first().pk
    happen("claim.edited")
    send(NOW + timedelta(minutes=23))
    assert "claim.edited" in kinds(receiver)


@pytest.mark.parametrize("answer", [500, 404, 302])
def test_what_was_not_taken_is_sent_again_after_a_pause(receiver, hook, answer):
    receiver.location, receiver.answers = "http://127.0.0.1:1/", [answer]
    event = happen("claim.edited")
    Event.objects.exclude(pk=event.pk)
    send()
    delivery = Delivery.objects.order_by("pk").first()
    assert (delivery.state, delivery.attempts, delivery.last_status) == ("pending", 1, answer)
    assert str(answer) in delivery.last_error
    heard = len(receiver.heard)
    work.run_until_idle(now=SOON + timedelta(seconds=5))
    assert len(receiver.heard) == heard, "it waits"
    work.run_until_idle(now=SOON + timedelta(seconds=11))
    assert {one.state for one in Delivery.objects.all()} == {"delivered"}


def test_while_it_is_down_it_is_asked_once_a_pause_whatever_waits(receiver, hook):
    for _ in range(5):
        happen("claim.edited")
    receiver.answers = [503, 503]
    send()
    assert len(receiver.heard) == 1
    work.run_until_idle(now=SOON + timedelta(seconds=11))
    assert len(receiver.heard) == 2
    work.run_until_idle(now=SOON + timedelta(minutes=5))
    work.run_until_idle(now=SOON + timedelta(minutes=6))
    told_ids = [one.told["id"] for one in receiver.heard[2:]]
    assert len(told_ids) == len(set(told_ids)) == Delivery.objects.filter(state="delivered").count() == Delivery.objects.count()


def test_after_ten_tries_in_a_row_it_is_paused_and_nothing_is_lost(receiver, hook, lead):
    receiver.answers = [500] * 10
    happen("claim.edited")
    moment = SOON
    send()
    while Webhook.objects.get().active:
        moment += timedelta(hours=7)
        work.run_until_idle(now=moment)
    assert "10 tries in a row failed" in Webhook.objects.get().paused_because
    assert Event.objects.filter(kind="webhook.paused", actor=None).exists()
    assert Delivery.objects.filter(state="dead", last_status=500).count() == 1
    heard = len(receiver.heard)
    happen("claim.restored")
    send(moment)
    assert len(receiver.heard) == heard, "a paused one is not told"
    delivering.resume(hook, by=lead, now=moment)
    send(moment)
    assert set(Delivery.objects.exclude(state="dead").values_list("state", flat=True)) == {"delivered"}
    assert "claim.restored" in kinds(receiver), "what happened meanwhile, too"
    delivering.send_again(Delivery.objects.get(state="dead"), by=lead, now=moment)
    work.run_until_idle(now=moment)
    assert {one.state for one in Delivery.objects.all()} == {"delivered"}


def test_who_answers_gone_is_told_nothing_more(receiver, hook):
    receiver.answers = [410]
    happen()
    send()
    assert not Webhook.objects.get().active
    assert "wants nothing any more" in Webhook.objects.get().paused_because


def test_a_receiver_that_is_not_there_is_a_failure_with_its_reason(receiver, hook):
    receiver.close()
    happen()
    send()
    delivery = Delivery.objects.order_by("pk").first()
    assert (delivery.attempts, delivery.last_status) == (1, None)
    assert "broke off or does not speak HTTP" in delivery.last_error


def test_a_worker_that_dies_after_the_post_sends_it_again_and_never_loses_it(receiver, hook, monkeypatch):
    happen()
    work.run_until_idle(now=SOON)
    delivering.take_up(now=SOON)
    item = work.lease(now=SOON)
    delivering.carry(item.subject, now=SOON)
    work.run_until_idle(now=SOON + timedelta(hours=1))
    first = receiver.heard[0].told["id"]
    assert [one.told["id"] for one in receiver.heard].count(first) == 2
    assert {one.state for one in Delivery.objects.all()} == {"delivered"}


def test_one_topic_is_told_of_that_topic_alone(receiver, lead):
    topic = Topic.objects.create(name="Dams", slug="dams")
    inside, outside = make.tracked(), make.tracked("The bridge at Orl fell.")
    inside.topics.add(topic)
    report, other = make.received("A dam."), make.received("A bridge.")
    report.topics.add(topic)
    delivering.make(url=receiver.url, by=lead, now=NOW, topic=topic)
    mine = [happen("claim.edited", inside), events.record("report.revised", report, now=NOW)]
    happen("claim.edited", outside)
    events.record("report.revised", other, now=NOW)
    send()
    assert sorted(one.told["id"] for one in receiver.heard) == [event.pk for event in mine]


def test_nothing_sealed_and_no_name_is_ever_told(receiver, hook, lead):
    claim = told.sealed(told.claim())
    deciding.reject(claim.evidence.get(relation="contradicts"), by=make.person("reviewer"), now=NOW, reason="a forged stamp")
    make.token(lead)
    settled = told.signed(told.claim(text="The bridge at Orl fell."))
    disputed = told.claim(text="The tunnel at Kells was flooded.")
    told.signed(disputed, "confirmed", numbers=(2,))
    told.signed(disputed, "refuted", numbers=(2,))
    send(NOW + timedelta(days=9))
    said = b"\n".join(one.body for one in receiver.heard).decode()
    for secret in (told.SEALED, "a forged stamp", "refuted", "evidence.rejected", "token.issued"):
        assert secret not in said
    for person in type(lead).objects.all():
        assert person.username not in said
    assert {"review.first_signature", "review.settled", "review.disputed"} <= set(kinds(receiver))
    assert any(one.told["kind"] == "review.settled" and one.told["after"]["status"] == "confirmed" for one in receiver.heard)
    assert settled.text in said


def test_where_one_signature_settles_it_says_so(receiver, hook, settings):
    settings.SIGNATURES = 1
    told.signed(told.claim(), numbers=(2,))
    send(NOW + timedelta(days=9))
    assert all(one.told["signatures"] == 1 and "one signature" in one.told["rule"] for one in receiver.heard)


def test_a_new_secret_signs_beside_the_old_one_for_a_day(receiver, lead):
    hook, old = delivering.make(url=receiver.url, by=lead, now=NOW)
    _, new = delivering.rotate(hook, by=lead, now=NOW)
    happen("claim.edited")
    send()
    assert receiver.heard[-1].signed_with(old)
    assert receiver.heard[-1].signed_with(new)
    happen("claim.restored")
    send(NOW + timedelta(hours=25))
    assert not receiver.heard[-1].signed_with(old)
    assert receiver.heard[-1].signed_with(new)


def test_no_secret_stands_in_the_database_as_it_is(receiver, lead, settings):
    hook, secret = delivering.make(url=receiver.url, by=lead, now=NOW)
    assert secret not in hook.secret
    settings.SECRET_KEY = "of another desk"
    happen()
    send()
    assert not receiver.heard
    assert "cannot be opened" in Delivery.objects.order_by("pk").first().last_error
    delivering.pause(hook, by=lead, now=NOW)
    with pytest.raises(Refused, match="give it a new one first"):
        delivering.resume(hook, by=lead, now=NOW)
    _, fresh = delivering.rotate(hook, by=lead, now=NOW)
    delivering.resume(hook, by=lead, now=SOON)
    work.run_until_idle(now=SOON)
    assert receiver.heard[-1].signed_with(fresh)


def test_a_test_says_that_it_is_one(receiver, hook, lead):
    delivering.test(hook, by=lead, now=NOW)
    work.run_until_idle(now=SOON)
    assert (receiver.heard[0].told["kind"], receiver.heard[0].told["id"]) == ("webhook.test", None)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://hooks.example/", "bad_scheme"),
        ("http://hooks.example:8080/", "bad_port"),
        ("http://name:word@hooks.example/", "has_credentials"),
        ("http://127.0.0.1/", "forbidden_address"),
        ("http://[::ffff:10.0.0.1]/", "forbidden_address"),
        ("http://169.254.169.254/latest/meta-data", "forbidden_address"),
        ("https://no-such-name.invalid/", "unknown_host"),
        ("", "bad_scheme"),
    ],
)
def test_only_the_open_internet_is_told(url, code):
    with pytest.raises(Refused) as refusal:
        check_address(url)
    assert (refusal.value.code, refusal.value.field) == (code, "url")


def test_a_name_that_leads_inside_after_it_was_checked_is_refused_at_every_try(lead, monkeypatch, settings):
    from tracker.intake import fetch

    monkeypatch.setattr(fetch, "addresses_of", lambda host, port: ["93.184.216.34"])
    check_address("http://hooks.example/")
    delivering.make(url="http://hooks.example/", by=lead, now=NOW)
    monkeypatch.setattr(fetch, "addresses_of", lambda host, port: ["10.0.0.7"])
    happen()
    send()
    assert "not the open internet" in Delivery.objects.order_by("pk").first().last_error


def test_the_same_address_is_not_told_the_same_twice(receiver, hook, lead):
    with pytest.raises(Refused, match="already"):
        delivering.make(url=receiver.url, by=lead, now=NOW)


def test_only_leads_look_after_webhooks(receiver, hook):
    analyst = make.person("analyst")
    delivery = Delivery.objects.create(webhook=hook, made_at=NOW)
    for forbidden in (
        lambda: delivering.make(url=receiver.url, by=analyst, now=NOW),
        lambda: delivering.rotate(hook, by=analyst, now=NOW),
        lambda: delivering.pause(hook, by=analyst, now=NOW),
        lambda: delivering.resume(hook, by=analyst, now=NOW),
        lambda: delivering.test(hook, by=analyst, now=NOW),
        lambda: delivering.send_again(delivery, by=analyst, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


def test_the_address_beyond_its_host_is_in_no_line_of_the_log(receiver, hook, lead):
    delivering.pause(hook, by=lead, now=NOW, reason="a holiday")
    for event in Event.objects.filter(kind__startswith="webhook."):
        assert "kept-to-ourselves" not in f"{event.after}{event.before}{event.reason}"


def test_a_delivery_whose_webhook_was_paused_waits_without_work(receiver, hook, lead):
    happen()
    delivering.take_up(now=SOON)
    delivering.pause(hook, by=lead, now=SOON)
    work.run_until_idle(now=SOON)
    assert not receiver.heard
    assert not WorkItem.objects.filter(kind="deliver", state="todo").exists()
    assert Delivery.objects.filter(state="pending").exists()


def test_a_dismissal_is_told_by_its_service(receiver, hook, lead):
    claim = make.tracked()
    claims.dismiss(claim, by=lead, reason="gossip", now=NOW)
    send()
    assert "claim.dismissed" in kinds(receiver)
