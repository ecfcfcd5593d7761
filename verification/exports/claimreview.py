"""ClaimReview of schema.org as JSON-LD: what a fact-checker publishes of a claim. Only what people have signed; who signed and why stays in the house."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from tracker.errors import Refused
from tracker.terms import SourceKind, Verdict, label
from verification.exports.cases import Case, Desk, Party, Said

CONTEXT = "https://schema.org"
BEST, WORST = 5, 1
RATINGS = {Verdict.CONFIRMED: 5, Verdict.PARTLY_CONFIRMED: 3, Verdict.REFUTED: 1, Verdict.UNRESOLVED: None}
UNKNOWN = "unknown"  # an author is required, and of some claims nobody is known


def claim_reviews(cases: Iterable[Case], desk: Desk, *, single: bool = False) -> Iterator[str]:
    """One review as an object of its own, or several as a graph; of several, claims that are not signed are left out."""
    if single:
        for case in cases:
            yield json.dumps({"@context": CONTEXT, **claim_review(case, desk)}, ensure_ascii=False, indent=1)
        return
    yield f'{{"@context": "{CONTEXT}", "@graph": ['
    comma = ""
    for case in cases:
        if case.signed is not None:
            yield comma + "\n" + json.dumps(claim_review(case, desk), ensure_ascii=False)
            comma = ","
    yield "\n]}\n"


def claim_review(case: Case, desk: Desk) -> dict[str, Any]:
    """The review of a signed claim. Raises ``Refused`` for any other: nobody may publish what the desk has not concluded."""
    if case.signed is None:
        raise Refused(
            "not_signed",
            f"claim #{case.number} is {label(case.status)}; only a signed verdict (confirmed, partly confirmed, refuted, unresolved)"
            " is exported as a ClaimReview.",
        )
    return {
        "@type": "ClaimReview",
        "@id": f"urn:uuid:{case.uuid}",
        "url": case.address,
        "datePublished": case.signed.at.date().isoformat(),
        "author": {"@type": "Organization", "name": desk.name, "url": desk.address},
        "claimReviewed": case.text,
        "itemReviewed": reviewed(case),
        "reviewRating": rating(case),
    }


def rating(case: Case) -> dict[str, Any]:
    """In words, and from 1 to 5; an unresolved claim has no figure."""
    signed = case.signed
    assert signed is not None
    value = RATINGS[signed.verdict]
    figures = {} if value is None else {"ratingValue": value, "bestRating": BEST, "worstRating": WORST}
    words = label(signed.verdict)
    denied = " The claim is a denial." if case.polarity == "denied" else ""
    explained = f"{words.capitalize()} by {signed.signed_by}, with {signed.confidence} confidence.{denied}"
    return {"@type": "Rating", **figures, "alternateName": words.capitalize(), "ratingExplanation": explained}


def reviewed(case: Case) -> dict[str, Any]:
    """The claim as it was made: by whom, and where it appeared, each report once."""
    appearances: dict[Any, Said] = {}
    for said in case.own_side:
        appearances.setdefault(said.report, said)
    works = [work(said) for said in appearances.values()]
    item: dict[str, Any] = {"@type": "Claim", "name": case.text, "author": author(case.opening)}
    if works:
        first = case.opening or case.own_side[0]
        item |= {"datePublished": first.said_at.date().isoformat(), "firstAppearance": works[0], "appearance": works}
    return item


def author(said: Said | None) -> dict[str, Any]:
    """Who made the claim."""
    if said is None or (said.speaker is None and said.publisher is None):
        return {"@type": "Organization", "name": said.origin if said and said.origin else UNKNOWN}
    party = said.speaker or said.publisher
    assert party is not None
    return {"@type": kind(party), "name": party.name}


def kind(party: Party) -> str:
    return "Person" if party.kind == SourceKind.PERSON else "Organization"


def work(said: Said) -> dict[str, Any]:
    """A report that carries the claim."""
    told: dict[str, Any] = {
        "@type": "CreativeWork",
        "identifier": f"urn:uuid:{said.report}",
        "datePublished": said.said_at.date().isoformat(),
    }
    if said.title:
        told["headline"] = said.title
    if said.url:
        told["url"] = said.url
    if said.publisher:
        told["publisher"] = {"@type": kind(said.publisher), "name": said.publisher.name}
    return told
