"""The case file to print: sound HTML that stands by itself, loads nothing, and holds nothing sealed."""

from __future__ import annotations

import html5lib
import pytest

from tests import make
from tests.exports import told
from verification.exports.formats import FORMATS
from verification.services.exporting import export_claim

pytestmark = pytest.mark.django_db


def page(claim, by=None, **options) -> str:
    text = export_claim(claim, FORMATS["html"], by=by or make.person("reader"), now=make.NOW, **options)
    html5lib.HTMLParser(strict=True).parse(text)
    return text


def test_a_case_file_stands_by_itself():
    text = page(told.signed(told.claim()))
    assert text.count("<svg") >= 2, "trajectory and provenance"
    for loads in ("<script", "<link", "src=", "@import", "url("):
        assert loads not in text
    assert "@media print" in text
    for words in (
        "The dam was not mined, the navy said.",
        "3 reports · 2 origins",
        "2 signatures",
        "the minister&#x27;s letter",
        "reliability B",
    ):
        assert words in text


def test_what_is_in_the_record_is_text_and_no_markup():
    assert "<b>bold</b>" not in page(told.claim(text='The <b>bold</b> "dam" & <script>alert(1)</script>'))


@pytest.mark.parametrize("who", ["reader", "reviewer", "lead", "analyst"])
def test_a_sealed_verdict_is_not_printed_for_anybody(who):
    assert told.SEALED not in page(told.sealed(told.claim()), by=make.person(who))


def test_whoever_may_still_sign_is_printed_no_support_and_is_told_why():
    claim = told.claim()
    assert "Model support</h2>" in page(claim, by=make.person("reader"))
    sealed = page(claim, by=make.person("reviewer"))
    assert "Model support</h2>" not in sealed
    assert "may still sign" in sealed


def test_one_signature_says_so(settings):
    settings.SIGNATURES = 1
    text = page(told.signed(told.claim(), numbers=(6,)))
    assert "settles claims by one signature" in text
    assert "One signature." in text
    assert "cannot be judged" in text


def test_an_earlier_day_says_that_it_is_one():
    from datetime import timedelta

    text = page(told.signed(told.claim()), as_of=make.NOW + timedelta(days=4))
    assert "as of 8 Mar 2026" in text
    assert "What the desk concluded" not in text


def test_a_typed_claim_without_evidence_is_a_page_too():
    assert "nothing has been set against it yet" in page(make.tracked(by=make.person("analyst")))
