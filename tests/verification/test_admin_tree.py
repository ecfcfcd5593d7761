"""The provenance tree on the claim page, and each piece of evidence set beside the claim with what differs and what was measured."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tests.verification.settled import claim_from, copied, own_words
from verification.admin.casefile import differing_words
from verification.services import deciding

pytestmark = pytest.mark.django_db


def signed_in(client, role):
    person = make.person(role)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def page(client, claim, **asked):
    return client.get(reverse("admin:tracker_claim_change", args=[claim.pk]), asked).content.decode()


def section(html, name):
    return html.split(f'aria-label="{name}"')[1].split("</section>")[0]


def test_the_tree_stands_on_the_page_with_its_words_and_the_way_to_change_it(client):
    signed_in(client, "reviewer")
    first = own_words("Wire")
    claim = claim_from(first)
    make.set_against(claim, "repeats", said=copied(first, "Daily"))
    html = section(page(client, claim), "Provenance")
    assert "2 statements from 1 origin. Wire: 2 statements. 1 copy." in html
    assert "2 reports · 1 origin" in html
    assert reverse("admin:claim_provenance", args=[claim.pk]) in html


def test_a_single_statement_needs_no_tree(client):
    signed_in(client, "reader")
    assert 'aria-label="Provenance"' not in page(client, claim_from(own_words("Wire")))


def test_what_others_rejected_stays_in_the_tree_of_whoever_may_still_sign(client):
    reviewer = make.person("reviewer")
    claim = claim_from(own_words("Wire"))
    evidence = make.set_against(claim, said=own_words("Post", day=1))
    make.set_against(claim, said=own_words("Daily", day=2))
    deciding.reject(evidence, by=reviewer, now=make.NOW)
    signed_in(client, "lead")
    assert "Post: 1 statement" in section(page(client, claim), "Provenance")
    signed_in(client, "reader")
    assert "Post: 1 statement" not in section(page(client, claim), "Provenance")


def test_words_that_differ_are_marked_on_both_sides(client):
    signed_in(client, "reader")
    claim = claim_from(own_words("Wire", "The dam at Lorn may have been mined."))
    make.set_against(claim, said=own_words("Post", "The dam at Lorn was mined.", day=1))
    html = section(page(client, claim), "Evidence")
    assert '<span class="cue cue-differs" title="not in the statement">may have been</span>' in html
    assert '<span class="cue cue-differs" title="not in the claim">was</span>' in html


def test_texts_worded_otherwise_throughout_are_not_marked_all_over():
    assert differing_words("The dam at Lorn was mined.", "Engineers found explosives beneath a spillway.") == ([], [])


def test_what_the_rule_looked_at_is_not_marked_twice(client):
    signed_in(client, "reader")
    claim = claim_from(own_words("Wire", "The northern bridge at Lorn fell on Monday."))
    spans = {"claim_spans": [[4, 12]], "later_spans": [[4, 12]], "sentence": "The one rules out the other.", "features": {"alike": 0.8571}}
    make.set_against(claim, "contradicts", said=own_words("Post", "The southern bridge at Lorn fell on Monday.", day=1), explanation=spans)
    html = section(page(client, claim), "Evidence")
    assert '<span class="cue cue-match" title="what the comparison matched">northern</span>' in html
    assert "cue-differs" not in html
    assert "The one rules out the other." in html
    assert "<dt>alike</dt><dd>0.857</dd>" in html


def test_a_proposed_link_is_listed_on_both_reports_with_where_to_decide_it(client):
    signed_in(client, "reviewer")
    first, second = own_words("Wire"), own_words("Daily", day=1)
    claim = claim_from(first)
    make.set_against(claim, "repeats", said=second)
    made = make.edge(second, first, proposed=True, confidence=0.4)
    for said in (first, second):
        html = client.get(reverse("admin:tracker_report_change", args=[said.report.pk])).content.decode()
        assert "Links that wait for a person" in html
        assert f"{reverse('admin:claim_provenance', args=[claim.pk])}#edge-{made.uuid}" in html
    other = client.get(reverse("admin:tracker_report_change", args=[own_words("Post", day=2).report.pk])).content.decode()
    assert "Links that wait for a person" not in other


def test_more_proposed_links_cost_no_more_queries(client):
    signed_in(client, "reviewer")
    counts = []
    for count in (10, 20):
        first = own_words("Wire", f"Tower {count} fell.")
        claim = claim_from(first)
        for n in range(count):
            said = own_words(f"Outlet {n}", first.quote, day=n + 1)
            make.set_against(claim, "repeats", said=said)
            make.edge(said, first, proposed=True)
        address = reverse("admin:tracker_report_change", args=[first.report.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]
