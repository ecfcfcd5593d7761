"""The formats that claims leave the house in, by the names that every door uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from verification.exports import claimreview, document, misp, stix, table
from verification.exports.cases import Case, Desk


@dataclass(frozen=True, slots=True)
class Format:
    """``lines(cases, desk, single)`` is the text piece by piece; *single*: one claim was asked for by itself. None: see ``page``."""

    name: str
    title: str
    ending: str
    media_type: str
    lines: Callable[[Iterable[Case], Desk, bool], Iterator[str]] | None

    @property
    def of_many(self) -> bool:
        """Whether several claims fit into one file."""
        return self.lines is not None


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("html", "Case file to print", "html", "text/html; charset=utf-8", None),
        Format(
            "csv", "CSV, one claim a line", "csv", "text/csv; charset=utf-8", lambda cases, desk, single: table.claims_table(cases, desk)
        ),
        Format(
            "evidence_csv",
            "CSV, one statement a line",
            "csv",
            "text/csv; charset=utf-8",
            lambda cases, desk, single: table.statements_table(cases, desk),
        ),
        Format("json", "JSON", "json", "application/json", lambda cases, desk, single: document.document(cases, desk)),
        Format(
            "claimreview",
            "ClaimReview (JSON-LD)",
            "jsonld",
            "application/ld+json",
            lambda cases, desk, single: claimreview.claim_reviews(cases, desk, single=single),
        ),
        Format("stix", "STIX 2.1", "json", "application/stix+json;version=2.1", lambda cases, desk, single: stix.bundle(cases, desk)),
        Format("misp", "MISP event", "json", "application/json", lambda cases, desk, single: misp.events(cases, desk, single=single)),
    )
}
TO_PRINT = "html"
OF_MANY = tuple(name for name, one in FORMATS.items() if one.of_many)

__all__ = ["FORMATS", "OF_MANY", "TO_PRINT", "Format"]
