"""CSV and JSON of claims: every line is as wide as its header, formulas are defused, JSON says what version it is."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.exports import told
from tests.tracker.test_spreadsheet import FORMULA_STARTS
from verification.exports.cases import this_desk
from verification.exports.document import document
from verification.exports.table import claims_table, statements_table

pytestmark = pytest.mark.django_db


def rows(lines) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(lines), newline=""), strict=True))


def test_a_claim_is_one_line():
    [row] = rows(claims_table([told.case(told.signed(told.claim()))], this_desk()))
    assert None not in row
    assert (row["claim"], row["status"], row["signed_by"], row["credibility"]) == (
        "The dam at Lorn may have been mined.",
        "confirmed",
        "2 signatures",
        "3",
    )
    assert (row["first_level"], row["first_stated"], row["reports"], row["origins"], row["against"]) == ("2", "possible", "3", "2", "1")
    assert (row["first_said_by"], row["first_published_by"]) == ("Lorn Ministry", "Harbour Post")


def test_a_statement_is_one_line_and_carries_the_letters():
    told_rows = rows(statements_table([told.case(told.claim())], this_desk()))
    assert [row["relation"] for row in told_rows] == ["opening", "corroborates", "contradicts", "repeats"]
    assert (told_rows[0]["published_by_reliability"], told_rows[1]["published_by_reliability"]) == ("B", "")


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_cell_of_either_table_runs(start):
    from tracker.models import Claim

    claim = told.claim()
    Claim.objects.filter(pk=claim.pk).update(text=f"{start}1+1 is what the dam cost")
    claim.refresh_from_db()
    claim.evidence.get(relation="contradicts").statement.__class__.objects.update(quote=f"{start}cmd|'/c calc'!A0")
    case = told.case(claim)
    for row in [*rows(claims_table([case], this_desk())), *rows(statements_table([case], this_desk()))]:
        assert not any(value.startswith(tuple(FORMULA_STARTS)) for value in row.values())


def test_a_sealed_verdict_is_in_neither_table_nor_document():
    case = told.case(told.sealed(told.claim()))
    for lines in (claims_table([case], this_desk()), statements_table([case], this_desk()), document([case], this_desk())):
        assert told.SEALED not in "".join(lines)


def test_the_document_says_its_version_and_holds_the_case():
    whole = json.loads("".join(document([told.case(told.signed(told.claim()))], this_desk())))
    assert (whole["format"], whole["version"], whole["signatures"]) == ("claim-tracker claims", 1, 2)
    [claim] = whole["claims"]
    assert (claim["status"], claim["level_first"], claim["signed_by"], len(claim["said"])) == ("confirmed", 2, "2 signatures", 4)
    assert claim["said"][0]["publisher"]["letter"] == "B"
