"""PDF files: the text as a person would copy it, and a clear word about those that hold none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.papers import pdf
from tracker.errors import Refused
from tracker.intake.papers import MOST_PAGES, read_pdf

HEAD, FOOT = "Ministry of Civil Protection", "Situation report 14"
PAGES = [
    [
        HEAD, "", "Flood in the Marrow valley: situation as of noon", "",
        "About 2,300 residents of the lower town of Selby were told to leave their homes as a pre-",
        "caution on Sunday. The dyke at Marrow could give way within hours, the flood centre has",
        "warned.",
        "At least four people are missing, the fire brigade said. Divers are still look-",
        "ing for them along the river, but the current is too strong at present, and the anti-",
        "Western slogans on a bridge have nothing to do with it, the police said after a",
        "", FOOT, "Page 1 of 3",
    ],
    [
        HEAD, "",
        "long search on the eastern bank.",
        "",
        "WHAT IS NEEDED",
        "• 400 beds in the district of Tarn",
        "• two helicopters with searchlights, which the neighbouring province may be able to lend for",
        "a week",
        "", FOOT, "Page 2 of 3",
    ],
    [HEAD, "", "The next report is due on Tuesday.", "", FOOT, "Page 3 of 3"],
]  # fmt: skip


def test_lines_become_paragraphs_and_what_stands_on_every_page_is_left_out():
    got = read_pdf(
        pdf(PAGES, title="Flood in the Marrow valley: situation as of noon", author="Press office", created="20260301120500+01'00'")
    )
    assert got.text.split("\n\n") == [
        "About 2,300 residents of the lower town of Selby were told to leave their homes as a precaution on Sunday. "
        "The dyke at Marrow could give way within hours, the flood centre has warned.",
        "At least four people are missing, the fire brigade said. Divers are still looking for them along the river, but the current is "
        "too strong at present, and the anti-Western slogans on a bridge have nothing to do with it, the police said after a "
        "long search on the eastern bank.",
        "WHAT IS NEEDED",
        "• 400 beds in the district of Tarn",
        "• two helicopters with searchlights, which the neighbouring province may be able to lend for a week",
        "The next report is due on Tuesday.",
    ]
    assert (got.title, got.published) == ("Flood in the Marrow valley: situation as of noon", datetime(2026, 3, 1, 11, 5, tzinfo=UTC))
    assert got.metadata == {"pages": 3, "published_from": "the day the file was made", "authors": ["Press office"]}


@pytest.mark.parametrize("named", ["", "Microsoft Word - sitrep14_final.docx", "untitled", "sitrep.indd", "x"])
def test_a_title_that_is_none_gives_way_to_the_first_line(named):
    got = read_pdf(pdf([PAGES[0][2:]], title=named))
    assert got.title == "Flood in the Marrow valley: situation as of noon"
    assert got.text.startswith("About 2,300 residents")


def test_what_is_set_largest_on_the_first_page_is_its_headline():
    page = ["Press office, 1 March 2026", "", "# The dyke at Marrow may give way", "# within hours", "", *PAGES[0][4:10]]
    assert read_pdf(pdf([page])).title == "The dyke at Marrow may give way within hours"


@pytest.mark.parametrize("created", ["", "20261345000000", "00010101000000Z", "yesterday", "99999999999999+99'99'"])
def test_a_day_that_is_none_is_left_out(created):
    assert read_pdf(pdf(PAGES, created=created)).published is None


def refusal(raw):
    with pytest.raises(Refused) as refused:
        read_pdf(raw)
    assert refused.value.field == "file"
    return refused.value


def test_a_locked_one_says_so_and_one_without_a_password_of_its_own_is_read():
    assert refusal(pdf(PAGES, locked="secret")).code == "encrypted"


def test_a_scan_says_what_to_do():
    refused = refusal(pdf([[], ["SCAN 14"], []]))
    assert (refused.code, "OCR" in str(refused)) == ("no_text", True)


def test_too_many_pages_are_refused_by_number():
    assert refusal(pdf([["A line of a long book."]] * (MOST_PAGES + 1))).code == "too_many_pages"


@pytest.mark.parametrize("cut", [0.05, 0.4, 0.9])
def test_half_a_file_is_read_or_refused_as_damaged(cut):
    raw = pdf(PAGES)
    try:
        assert "residents" in read_pdf(raw[: int(len(raw) * cut)]).text
    except Refused as refused:
        assert refused.code in ("unreadable", "no_text")


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 2500), st.binary(min_size=1, max_size=6)), max_size=12))
def test_no_damage_brings_it_down(wounds):
    raw = bytearray(pdf(PAGES, title="A title of some kind", created="20260301120500Z"))
    for place, what in wounds:
        raw[place : place + len(what)] = what
    try:
        read_pdf(bytes(raw))
    except Refused as refused:
        assert refused.code in ("unreadable", "no_text", "encrypted", "too_many_pages")
