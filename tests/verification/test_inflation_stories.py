"""Certainty that grew on the way, in six small stories of our own: who is flagged, with which two quotes, and who passes on faithfully."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import make
from verification.models import Flag

pytestmark = pytest.mark.django_db


def told(now, *reports):
    """Reports an hour apart: (publisher, text) or (publisher, text, title); the same address for one publisher is one report."""
    for n, (publisher, text, *title) in enumerate(reports):
        at = now + timedelta(hours=n)
        url = f"https://{publisher.lower().replace(' ', '-')}.example/story"
        make.report(text, publisher=publisher, title=title[0] if title else "", url=url, published=at, now=at)


def inflated():
    """(who says it, the earlier words, the later words) of each open flag."""
    rows = Flag.objects.open().filter(kind="certainty_inflated").order_by("pk")
    return [(row.detail["relay_publisher"], row.detail["original_quote"], row.detail["relay_quote"], row.detail) for row in rows]


def test_a_relay_that_drops_may_is_flagged_with_both_quotes(now):
    told(
        now,
        ("Brenn Wire", "Bandits may have blown up the pipeline near Orsa on Monday, the Brenn energy ministry said."),
        ("Hill Gazette", "Bandits blew up the pipeline near Orsa on Monday, Brenn Wire reported."),
    )
    [(who, first, later, detail)] = inflated()
    assert (who, "may have" in first, "may" in later) == ("Hill Gazette", True, False)
    assert detail["lost_cues"] == ["may have"] or detail["lost_cues"] == ["may"]


def test_a_faithful_relay_is_not(now):
    told(
        now,
        ("Brenn Wire", "Bandits may have blown up the pipeline near Orsa on Monday, the Brenn energy ministry said."),
        ("River Daily", "Bandits may have blown up the pipeline near Orsa on Monday, Brenn Wire reported."),
    )
    assert inflated() == []


def test_hearsay_that_is_lost_is_flagged(now):
    told(
        now,
        ("Tessa Post", "The bank in Tessa reportedly lost 40 million crowns in March."),
        ("Money Mail", "The bank in Tessa lost 40 million crowns in March, the Tessa Post reported."),
    )
    [(who, _, _, detail)] = inflated()
    assert who == "Money Mail"
    assert detail["lost_markers"] == ["hearsay"]


def test_a_headline_firmer_than_its_text_is_flagged(now):
    told(
        now,
        (
            "Karsk Telegraph",
            "A faulty heater possibly caused the fire at the Karsk school on Tuesday, the fire service said.",
            "Faulty heater caused the fire at the Karsk school",
        ),
    )
    [(_, first, later, detail)] = inflated()
    assert detail["headline"] is True
    assert ("possibly" in first, "possibly" in later) == (True, False)


def test_a_text_that_its_outlet_changed_from_may_to_has_is_flagged(now):
    told(
        now,
        ("Varrin Echo", "The mayor of Varrin may have taken bribes from the builder, prosecutors said on Monday."),
        ("Varrin Echo", "The mayor of Varrin took bribes from the builder, prosecutors said on Monday."),
    )
    [(who, first, later, detail)] = inflated()
    assert who == "Varrin Echo"
    assert ("may have" in first, "may have" in later) == (True, False)
    assert detail["sentence"].startswith("Varrin Echo says “stated as fact” where its own revision 1 said “possible”")


def test_a_text_that_its_outlet_hedged_afterwards_is_not(now):
    told(
        now,
        ("Varrin Echo", "The mayor of Varrin took bribes from the builder, prosecutors said on Monday."),
        ("Varrin Echo", "The mayor of Varrin may have taken bribes from the builder, prosecutors said on Monday."),
    )
    assert inflated() == []


def test_who_drops_the_speaker_is_flagged(now):
    told(
        now,
        ("Lorn Wire", "The dam at Lorn was blown up by rebels on Monday, the Lorn Army said in a statement."),
        ("Metro Daily", "The dam at Lorn was blown up by rebels on Monday."),
    )
    [(who, _, _, detail)] = inflated()
    assert (who, detail["attribution_dropped"]) == ("Metro Daily", True)


def test_another_source_that_is_surer_is_no_inflation(now):
    told(
        now,
        ("Brenn Wire", "Bandits may have blown up the pipeline near Orsa on Monday, the Brenn energy ministry said."),
        ("Hill Gazette", "The pipeline near Orsa was destroyed by bandits on Monday, according to the Orsa police."),
    )
    assert inflated() == []
