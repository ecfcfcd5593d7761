"""Edges that one claim shows between what is said of it: links, feeds, and shared words that a person should look at. Copies live in ``origins``."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime

from tracker.errors import Refused
from tracker.intake.canonical import canonical_url
from tracker.language.names import canonical
from tracker.models import Claim, Revision, Statement
from tracker.terms import Part
from verification.comparing.copies import containment
from verification.provenance import attributed, later, speaker_key
from verification.services.origins import COPY, COPY_WORDS, link, said_by_others

PROPOSE = 0.25  # containment of word 3-grams from which a person is asked
LINK, FEED = 0.8, 0.9  # how sure an address in the text, and the feed's own word, make it
ADDRESS = re.compile(r"https?://[^\s<>\"'”’)\]]+")
HREF = re.compile(rb"""href\s*=\s*["'](https?://[^"'<>\s]+)""", re.IGNORECASE)
MOST_ADDRESSES = 400
FED = "_fed"  # remembered on a revision whose metadata were not read


def addresses_in(revision: Revision) -> frozenset[str]:
    """The addresses that a text names or, as it came, linked to; canonical."""
    named = ADDRESS.findall(revision.text)
    named += [found.decode("ascii", "ignore") for found in HREF.findall(bytes(revision.raw or b""))]
    found = set()
    for address in named[:MOST_ADDRESSES]:
        try:
            found.add(canonical_url(address.rstrip(".,;:!?")))
        except Refused:
            continue
    return frozenset(found - {""})


def trace(claim: Claim, own: Iterable[Statement], *, now: datetime) -> None:
    """Edges from statements on one side of *claim* to what their reports link to or were fed from, if that says it too.

    A text that names somebody else as its source has that from there, whatever it links to.
    """
    own = list(own)
    feeds = feeds_of(own)
    by_address: dict[str, list[Statement]] = {}
    by_outlet: dict[str, list[Statement]] = {}
    for one in own:
        report = one.reading.revision.report
        if report.canonical_url:
            by_address.setdefault(report.canonical_url, []).append(one)
        if report.publisher:
            by_outlet.setdefault(canonical(report.publisher.name), []).append(one)
    for child in own:
        revision = child.reading.revision
        if child.part == Part.BODY and len(by_address) > 1 and not _traced(child, claim):
            for address in sorted(addresses_in(revision) & by_address.keys()):
                parent = _first(child, by_address[address])
                if parent is not None and says_it_after(child, parent):
                    link(child, parent, method="link", confidence=LINK, now=now, claim=claim, grounds={"address": address})
        fed = feeds.get(revision.pk, "")
        if fed and (parent := _first(child, by_outlet.get(canonical(fed), ()))) is not None and says_it_after(child, parent):
            link(child, parent, method="feed", confidence=FEED, now=now, claim=claim, grounds={"feed": fed})


def feeds_of(own: Iterable[Statement]) -> dict[int, str]:
    """The outlets from which revisions were fed, where that is known, by revision; what is not in memory is asked for once and remembered there."""
    own = list(own)
    revisions = {one.reading.revision_id: one.reading.revision for one in own}
    waiting = [key for key, one in revisions.items() if "metadata" in one.get_deferred_fields() and FED not in vars(one)]
    fed = dict(Revision.objects.filter(pk__in=waiting).values_list("pk", "metadata__feed_source")) if waiting else {}
    for one in own:
        revision = one.reading.revision
        if revision.pk in fed:
            vars(revision)[FED] = fed[revision.pk]
    return {key: str(vars(one).get(FED) or (vars(one).get("metadata") or {}).get("feed_source") or "") for key, one in revisions.items()}


def says_it_after(child: Statement, parent: Statement) -> bool:
    """Whether *child* may have its words from *parent*: it names nobody as its source, or the parent's outlet or speaker."""
    if not attributed(child):
        return True
    publisher = parent.reading.revision.report.publisher
    return speaker_key(child) in {speaker_key(parent), publisher.body.pk if publisher else None} - {None}


def _traced(child: Statement, claim: Claim) -> bool:
    """Whether it is known already, for this claim or any, from which report the child has it."""
    rows = child.edges.standing().exclude(parent__reading__revision__report=child.reading.revision.report_id)
    return any(row.claim_id in (None, claim.pk) and row.method != "link" for row in rows)


def _first(child: Statement, said: Iterable[Statement]) -> Statement | None:
    """The earliest of these in another report that was not said after the child."""
    report = child.reading.revision.report_id
    earlier = [one for one in said if one.reading.revision.report_id != report and not later(one, child) and one.part == Part.BODY]
    return min(earlier, key=lambda one: (one.said_at, one.seq), default=None)


def propose(
    claim: Claim, own: Iterable[Statement], fresh: Iterable[Statement], reached: Mapping[int, frozenset[Hashable]], *, now: datetime
) -> None:
    """Ask a person where a text shares a good part of its words with an earlier one of another origin: a copy cut short, or one event told twice.

    Only the likeliest earlier one is proposed, and none where two named speakers say it.
    """
    own = [one for one in own if one.part == Part.BODY]
    for child in fresh:
        if child.part != Part.BODY or len(child.quote.split()) < COPY_WORDS:
            continue
        report = child.reading.revision.report_id
        shares = {}
        for parent in own:
            if parent.reading.revision.report_id == report or not later(child, parent) or reached[child.pk] & reached[parent.pk]:
                continue
            share = max(containment(child.quote, parent.quote), containment(child.reading.revision.text, parent.reading.revision.text))
            if PROPOSE <= share < COPY and not said_by_others(child, parent):
                shares[parent.pk] = (share, -parent.seq, parent)
        if shares:
            share, _, parent = max(shares.values(), key=lambda one: one[:2])
            link(child, parent, method="copy", confidence=share, now=now, claim=claim, proposed=True, grounds={"shared": round(share, 3)})


__all__ = ["addresses_in", "feeds_of", "propose", "says_it_after", "trace"]
