"""ClaimReview: what schema.org asks for is there, only signed claims leave, and nothing that belongs in the house does."""

from __future__ import annotations

import json
from datetime import date
from urllib.parse import urlsplit

import pytest

from tests.exports import told
from tracker.errors import Refused
from verification.exports.cases import this_desk
from verification.exports.claimreview import claim_review, claim_reviews

pytestmark = pytest.mark.django_db
WORKS = {"CreativeWork", "Article", "NewsArticle", "WebPage"}
AUTHORS = {"Person", "Organization"}


def check(review: dict) -> None:
    """What schema.org and the consumers of ClaimReview ask of one, written by hand from their pages."""
    assert review["@type"] == "ClaimReview"
    assert urlsplit(review["url"]).scheme in ("http", "https")
    date.fromisoformat(review["datePublished"])
    assert isinstance(review["claimReviewed"], str)
    assert review["claimReviewed"].strip()
    check_author(review["author"])
    rating = review["reviewRating"]
    assert rating["@type"] == "Rating"
    assert rating["alternateName"]
    if "ratingValue" in rating:
        assert rating["worstRating"] <= rating["ratingValue"] <= rating["bestRating"]
    item = review["itemReviewed"]
    assert item["@type"] == "Claim"
    check_author(item["author"])
    if "firstAppearance" in item:
        assert item["firstAppearance"] == item["appearance"][0]
        date.fromisoformat(item["datePublished"])
        for one in item["appearance"]:
            check_work(one)


def check_author(author: dict) -> None:
    assert author["@type"] in AUTHORS
    assert author["name"].strip()


def check_work(work: dict) -> None:
    assert work["@type"] in WORKS
    date.fromisoformat(work["datePublished"])
    assert work.get("url", "https://a.example").startswith(("http://", "https://"))
    if "publisher" in work:
        check_author(work["publisher"])


def review(claim) -> dict:
    [text] = claim_reviews([told.case(claim)], this_desk(), single=True)
    return json.loads(text)


def test_a_signed_claim_is_a_whole_review():
    told_so = review(told.signed(told.claim()))
    check(told_so)
    assert told_so["@context"] == "https://schema.org"
    assert told_so["claimReviewed"] == "The dam at Lorn may have been mined."
    item = told_so["itemReviewed"]
    assert item["author"] == {"@type": "Organization", "name": "Lorn Ministry"}
    assert item["firstAppearance"]["url"] == "https://harbour.example/dam"
    assert len(item["appearance"]) == 3, "each report on its own side once; what contradicts it is no appearance"


@pytest.mark.parametrize(("verdict", "value"), [("confirmed", 5), ("partly_confirmed", 3), ("refuted", 1), ("unresolved", None)])
def test_each_verdict_has_its_rating_and_an_unresolved_claim_none(verdict, value):
    rating = review(told.signed(told.claim(), verdict))["reviewRating"]
    assert rating.get("ratingValue") == value
    assert rating["alternateName"] == verdict.replace("_", " ").capitalize()


def test_one_signature_says_so(settings):
    settings.SIGNATURES = 1
    assert "one signature" in review(told.signed(told.claim(), numbers=(2,)))["reviewRating"]["ratingExplanation"]


def test_a_claim_that_was_typed_still_has_an_author():
    from tests import make

    typed = told.signed(make.tracked(by=make.person("analyst")))
    told_so = review(typed)
    check(told_so)
    assert told_so["itemReviewed"]["author"]["name"] == "unknown"


@pytest.mark.parametrize("arrange", [told.claim, lambda: told.sealed(told.claim())])
def test_what_is_not_signed_is_refused_with_the_reason(arrange):
    with pytest.raises(Refused, match="only a signed verdict") as refusal:
        claim_review(told.case(arrange()), this_desk())
    assert refusal.value.code == "not_signed"


def test_of_many_only_the_signed_are_in_the_graph():
    signed, unsigned = told.signed(told.claim()), told.claim(text="The bridge at Orl fell.")
    graph = json.loads("".join(claim_reviews([told.case(unsigned), told.case(signed)], this_desk())))
    assert [one["claimReviewed"] for one in graph["@graph"]] == [signed.text]
    check(graph["@graph"][0])


def test_who_signed_and_why_stays_in_the_house():
    claim = told.signed(told.claim())
    text = json.dumps(review(claim))
    signer = claim.rounds.get().reviews.first()
    for kept in (signer.reason, signer.basis, signer.person.username):
        assert kept not in text
