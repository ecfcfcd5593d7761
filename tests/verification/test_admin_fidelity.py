"""A source's fidelity page: each thing it passed on with both quotes and the words that differ marked, filtered by what it did."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.verification.settled import claim_from, copied, outlet, own_words, told_by
from verification.services import assigning

pytestmark = pytest.mark.django_db


def signed_in(client, role):
    person = make.person(role)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def page(client, source, **asked):
    return client.get(reverse("admin:source_fidelity", args=[source.pk]), asked)


@pytest.fixture
def daily():
    """An outlet that hardened one thing and passed on another as it was."""
    ministry = make.body("Lorn Ministry")
    claim = claim_from(told_by(ministry, "The dam may have been mined.", through="Wire", level=2))
    make.set_against(claim, "repeats", said=told_by(ministry, "The dam has been mined.", through="Daily", day=1))
    other = told_by(ministry, "The bridge fell.", through="Wire", day=2)
    make.set_against(claim_from(other), "repeats", said=copied(other, "Daily", "The bridge fell.", day=3, crediting=ministry))
    return outlet("Daily")


def test_both_quotes_stand_side_by_side_with_the_words_that_differ_marked(client, daily):
    signed_in(client, "reader")
    html = page(client, daily, kind="hardened").content.decode()
    assert '<span class="cue cue-gone" title="not in the newer text">may have</span>' in html
    assert '<span class="cue cue-fresh" title="not in the older text">has</span>' in html
    assert "The bridge fell." not in html


def test_all_are_listed_with_their_counts(client, daily):
    signed_in(client, "reader")
    html = page(client, daily).content.decode()
    assert "50 % faithful of 2" in html
    assert "The bridge fell." in html


def test_a_filter_that_nobody_knows_shows_all(client, daily):
    signed_in(client, "reader")
    assert len(page(client, daily, kind="<b>").context["rows"]) == 2


def test_a_source_that_passed_nothing_on_says_so(client):
    signed_in(client, "reader")
    assert "Nothing passed on" in page(client, outlet("Wire")).content.decode()


def test_a_source_that_is_not_there_is_not_found(client):
    signed_in(client, "reader")
    assert client.get(reverse("admin:source_fidelity", args=[404])).status_code == 404


def test_it_is_sealed_from_whoever_may_still_sign(client, daily):
    lead = signed_in(client, "lead")
    claim = claim_from(own_words("Daily", "The tower fell."))
    assigning.assign(claim, person=lead, by=lead, now=timezone.now())
    answer = page(client, daily)
    assert "rows" not in answer.context
    assert "once you have given your own verdict" in answer.content.decode()


def test_ten_and_twenty_relays_cost_the_same_queries(client):
    signed_in(client, "reader")
    counts = []
    for name, count in (("Daily", 10), ("Post", 20)):
        for n in range(count):
            first = own_words("Agency", f"Tower {n} of {name} fell.")
            make.set_against(claim_from(first), "repeats", said=copied(first, name, first.quote, crediting=outlet("Agency")))
        page(client, outlet(name))
        with CaptureQueriesContext(connection) as asked:
            page(client, outlet(name))
        counts.append(len(asked))
    assert counts[0] == counts[1]
