"""The source page: the letter beside the suggested one, the record with its interval, the picture or the list, the relay ledger; and who may see it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.verification.settled import claim_from, copied, ledger, outlet, own_words, settle, told_by
from tracker.models import Event
from tracker.services import source_register
from verification.models import Flag
from verification.services import assigning, weighing

pytestmark = pytest.mark.django_db


def signed_in(client, role):
    person = make.person(role)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def page(client, source):
    return client.get(reverse("admin:tracker_source_change", args=[source.pk])).content.decode()


def panel(client, source, name="Track record"):
    return page(client, source).split(f'aria-label="{name}"')[1].split("</section>")[0]


def test_without_a_record_it_says_where_every_source_begins(client):
    signed_in(client, "reader")
    html = panel(client, outlet("Wire"))
    assert "0.65" in html
    assert "this is where every source begins" in html
    assert "the record suggests <b>F, cannot be judged</b>" in html


def test_the_list_stands_below_thirty_and_the_picture_from_thirty_on(client):
    signed_in(client, "reader")
    wire = outlet("Wire")
    ledger(wire, lines=[(0.95, 1.0)] * 28 + [(0.95, 0.0)])
    html = panel(client, wire)
    assert "<svg" not in html
    assert html.count("did not hold") == 1
    ledger(wire, lines=[(0.95, 1.0)])
    html = panel(client, wire)
    assert "<svg" in html
    assert "Said with 0.95, 97 % of 30 came true" in html
    assert "n 27.0" in html


def test_open_claims_are_counted_and_listed_without_an_outcome(client):
    signed_in(client, "reader")
    claim = claim_from(own_words("Wire"))
    html = panel(client, outlet("Wire"))
    assert "still open <b>1</b>" in html
    assert f">#{claim.number}</a>" in html


def test_letter_and_suggestion_stand_side_by_side_and_a_disagreement_is_named(client):
    signed_in(client, "reader")
    wire, lead = outlet("Wire"), make.person("lead")
    ledger(wire, lines=[(0.95, 1.0)] * 40)
    source_register.grade(wire, letter="D", reason="by hearsay", by=lead, now=make.NOW)
    weighing.watch_letters([wire.pk], now=make.NOW)
    html = panel(client, wire)
    assert "<b>D, not usually reliable</b>" in html
    assert "the record suggests <b>A, completely reliable</b>" in html
    assert "record disagrees" in html
    assert "does not bear out the letter D" in html


def test_a_lead_takes_the_suggested_letter_over_and_the_log_says_so(client):
    signed_in(client, "lead")
    wire = outlet("Wire")
    ledger(wire, lines=[(0.95, 1.0)] * 40)
    address = reverse("admin:source_letter", args=[wire.pk])
    client.post(address, {"suggested": "A", "why-suggested": "forty settled claims"})
    assert wire.grades.get().letter == "A"
    assert Event.objects.get(kind="source.graded").after["from_suggestion"] is True
    assert "taken over from the suggestion" in panel(client, wire)


@pytest.mark.parametrize(
    ("role", "sent"),
    [
        ("lead", {"suggested": "B", "why-suggested": "seen"}),
        ("lead", {"suggested": "A", "why-suggested": " "}),
        ("analyst", {"suggested": "A", "why-suggested": "seen"}),
    ],
)
def test_no_letter_is_taken_over_that_changed_has_no_reason_or_is_not_theirs_to_give(client, role, sent):
    signed_in(client, role)
    wire = outlet("Wire")
    ledger(wire, lines=[(0.95, 1.0)] * 40)
    client.post(reverse("admin:source_letter", args=[wire.pk]), sent)
    assert not wire.grades.exists()


def test_whoever_may_still_sign_on_it_sees_no_record_and_takes_no_letter_over(client, now):
    lead = signed_in(client, "lead")
    wire = outlet("Wire")
    ledger(wire, lines=[(0.95, 1.0)] * 40)
    claim = claim_from(own_words("Wire"))
    assigning.assign(claim, person=lead, by=lead, now=timezone.now())
    html = page(client, wire)
    assert "so its record is shown once you have given your own verdict" in html
    assert "Brier" not in html
    assert "Relay ledger" not in html
    client.post(reverse("admin:source_letter", args=[wire.pk]), {"suggested": "A", "why-suggested": "seen"})
    assert not wire.grades.exists()


def test_the_relay_ledger_counts_and_leads_to_the_quotes(client):
    signed_in(client, "reader")
    ministry = make.body("Lorn Ministry")
    claim = claim_from(told_by(ministry, "The dam may have been mined.", through="Wire", level=2))
    make.set_against(claim, "repeats", said=told_by(ministry, "The dam has been mined.", through="Daily", day=1))
    html = panel(client, outlet("Daily"), "Relay ledger")
    assert "?kind=hardened" in html
    assert "0 %</b> faithful" in html


def test_more_settled_claims_and_relays_cost_no_more_queries(client):
    signed_in(client, "reader")
    for name, count in (("Wire", 3), ("Post", 12)):
        ledger(outlet(name), lines=[(0.95, 1.0)] * count)
        for n in range(count):
            text = f"Tower {n} of {name} fell."
            first = own_words("Agency", text)
            make.set_against(claim_from(first), "repeats", said=copied(first, name, text, crediting=outlet("Agency")))
    page(client, outlet("Wire"))
    with CaptureQueriesContext(connection) as three:
        page(client, outlet("Wire"))
    with CaptureQueriesContext(connection) as twelve:
        page(client, outlet("Post"))
    assert len(twelve) <= len(three)


def test_a_settled_claim_turns_up_in_the_list(client, now):
    signed_in(client, "reader")
    settle(claim_from(own_words("Wire")), 0.0, now=now)
    html = panel(client, outlet("Wire"))
    assert "refuted" in html
    assert "settled <b>1</b>" in html


@pytest.mark.parametrize(("role", "closed", "status"), [("reviewer", True, 302), ("reader", False, 403)])
def test_the_flag_is_closed_by_whoever_may_and_stays_closed(client, role, closed, status):
    wire = outlet("Wire")
    ledger(wire, lines=[(0.95, 1.0)] * 40)
    source_register.grade(wire, letter="D", reason="by hearsay", by=make.person("lead"), now=make.NOW)
    weighing.watch_letters([wire.pk], now=make.NOW)
    flag = Flag.objects.get(source=wire)
    person = signed_in(client, role)
    address = reverse("admin:source_flag_close", args=[flag.pk])
    client.get(address)
    assert Flag.objects.open().filter(pk=flag.pk).exists()
    assert client.post(address).status_code == status
    weighing.watch_letters([wire.pk], now=make.NOW)
    flag.refresh_from_db()
    assert (flag.closed_by == person) is closed
    assert (flag.closed_at is not None) is closed
