"""The claim page's support: its arithmetic laid open, its picture, and sealed from whoever may still sign."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tests.verification.settled import claim_from, copied, outlet, own_words, theta_of_88
from verification.services import reviewing

pytestmark = pytest.mark.django_db


def signed_in(client, role):
    person = make.person(role)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def page(client, claim, **asked):
    return client.get(reverse("admin:tracker_claim_change", args=[claim.pk]), asked).content.decode()


def panel(client, claim, **asked):
    return page(client, claim, **asked).split('aria-label="Model support"')[1].split("</section>")[0]


def test_two_wires_are_shown_with_what_each_adds_and_what_it_hangs_on(client):
    signed_in(client, "reader")
    theta_of_88(outlet("Wire"), outlet("Post"))
    claim = claim_from(own_words("Wire"))
    make.set_against(claim, said=own_words("Post", day=1))
    html = panel(client, claim)
    assert "0.97" in html
    assert "suggests credibility <b>1</b>, confirmed by other sources" in html
    assert "without Wire it would be 0.84 (2)" in html or "without Post it would be 0.84 (2)" in html
    assert html.count("+1.673") == 2
    assert "From 0.50: " in html
    assert "record 0.880" in html


def test_where_nothing_is_material_no_probability_and_no_picture_are_shown(client):
    signed_in(client, "reader")
    theta_of_88(outlet("Wire"))
    claim = claim_from(own_words("Wire", level=2))
    html = panel(client, claim)
    assert "cannot be judged" in html
    assert "0.54" not in html
    assert "<svg" not in html
    assert "not material" in html


def test_a_copy_that_dropped_the_hedge_is_held_down_and_said_so(client):
    signed_in(client, "reader")
    first = own_words("Wire", level=2)
    claim = claim_from(first)
    make.set_against(claim, "repeats", said=copied(first, "Daily", level=5))
    html = panel(client, claim)
    assert "held down" in html
    assert "1 relay firmer than what it relays" in html


def test_two_in_one_bloc_show_the_sum_of_the_bloc(client):
    signed_in(client, "reader")
    for name in ("Wire", "Post"):
        outlet(name, bloc="Lorn")
    theta_of_88(outlet("Wire"), outlet("Post"))
    claim = claim_from(own_words("Wire"))
    make.set_against(claim, said=own_words("Post", day=1))
    html = panel(client, claim)
    assert "one bloc, 2 origins" in html
    assert "1.673 + ¼ × (1.673)" in html
    assert "0.89" in html


def test_a_denial_lowers_and_both_sides_are_named(client):
    signed_in(client, "reader")
    theta_of_88(outlet("Wire"), outlet("Post"))
    claim = claim_from(own_words("Wire"))
    make.set_against(claim, "contradicts", said=own_words("Post", "The dam at Lorn was not mined.", day=1, polarity="denied"))
    html = panel(client, claim)
    assert "both sides weigh" in html
    assert "−1.673" in html


def test_what_does_not_weigh_is_listed_with_the_reason(client):
    signed_in(client, "reader")
    claim = claim_from(own_words("Wire"))
    make.set_against(claim, said=own_words("Post", day=1, markers=["unverified"]))
    html = panel(client, claim)
    assert "1 statement on it does not weigh" in html
    assert "unverified: it asserts nothing" in html


def test_whoever_may_still_sign_sees_it_after_their_own_verdict_only(client):
    lead = signed_in(client, "lead")
    theta_of_88(outlet("Wire"))
    claim = claim_from(own_words("Wire"))
    before = panel(client, claim)
    assert "once you have given your own verdict" in before
    assert "0.84" not in before
    assert "<svg" not in before
    reviewing.sign(claim, by=lead, verdict="confirmed", confidence="high", reason="seen", basis="the log", now=make.NOW)
    assert "0.84" in panel(client, claim)


def test_a_past_day_is_weighed_as_the_record_stood_then(client, now):
    signed_in(client, "reader")
    claim = claim_from(own_words("Wire"))
    make.set_against(claim, said=own_words("Post", day=1))
    html = page(client, claim, as_of=make.NOW.date().isoformat())
    assert 'aria-label="Model support"' in html


def test_names_from_texts_are_escaped(client):
    signed_in(client, "reader")
    claim = claim_from(own_words("<script>alert(1)</script>"))
    assert "<script>alert(1)" not in page(client, claim)


def test_more_origins_cost_no_more_queries(client):
    signed_in(client, "reader")
    few, many = claim_from(own_words("Wire")), claim_from(own_words("Post", "The bridge at Lorn fell."))
    for claim, count in ((few, 3), (many, 12)):
        for n in range(count):
            make.set_against(claim, said=own_words(f"Outlet {claim.pk} {n}", claim.text, day=n + 1))
    page(client, few)
    with CaptureQueriesContext(connection) as three:
        page(client, few)
    with CaptureQueriesContext(connection) as twelve:
        page(client, many)
    assert len(twelve) <= len(three)
