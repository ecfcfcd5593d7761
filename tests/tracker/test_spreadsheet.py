"""CSV on the way out: nothing in it is run by a spreadsheet, and everything in it is read back as it was."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tracker.downloads import csv_download, download, file_name
from tracker.spreadsheet import cell, csv_lines
from tracker.terms import Status

FORMULA_STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]


def read_back(header, rows) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(csv_lines(header, rows)), newline="")))


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(start):
    assert read_back(["claim"], [[f'{start}HYPERLINK("http://evil.example")']])[1] == [f'\'{start}HYPERLINK("http://evil.example")']


def test_a_header_is_defused_as_well():
    assert read_back(["=1+1"], []) == [["'=1+1"]]


def test_what_only_holds_such_a_sign_stays_as_it_is():
    told = ["a = b", "mail@desk.example", "'quoted'", " =1", "10-20", ""]
    assert read_back(["a"] * len(told), [told])[1] == told


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (-3, "-3"),
        (-0.5, "-0.5"),
        (True, "true"),
        (False, "false"),
        ("-3", "'-3"),
        (Status.IN_REVIEW, "in_review"),
        (datetime(2026, 3, 4, 12, tzinfo=UTC), "2026-03-04T12:00:00Z"),
        (datetime(2026, 3, 4, 14, tzinfo=timezone(timedelta(hours=2))), "2026-03-04T12:00:00Z"),
    ],
)
def test_each_kind_of_value_has_one_way_to_be_written(value, written):
    assert cell(value) == written


@given(some.lists(some.lists(some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=3, max_size=3)))
def test_every_text_comes_back_but_for_the_apostrophe(rows):
    back = read_back(["a", "b", "c"], rows)[1:]
    assert len(back) == len(rows)
    for row, told in zip(rows, back, strict=True):
        assert not any(text.startswith(tuple(FORMULA_STARTS)) for text in told)
        assert [text if text == was else text.removeprefix("'") for text, was in zip(told, row, strict=True)] == row


def test_a_download_is_kept_by_nobody_and_shown_by_no_browser():
    answer = csv_download(file_name("claims", "Lorn dam", ending="csv"), ["text"], [["=1"], ["ü"]])
    assert answer["Content-Disposition"] == 'attachment; filename="claims-Lorn-dam.csv"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"], answer["Cache-Control"]) == (
        "text/csv; charset=utf-8",
        "nosniff",
        "no-store",
    )
    assert b"".join(answer.streaming_content).decode() == "\ufefftext\r\n'=1\r\nü\r\n"


@pytest.mark.parametrize("asked", ['x"\r\nSet-Cookie: a=b', "../../etc/passwd", "…", "a" * 500])
def test_no_name_breaks_out_of_its_header_or_folder(asked):
    answer = download("{}", name=file_name(asked, ending="json"), content_type="application/json")
    name = answer["Content-Disposition"].removeprefix('attachment; filename="').removesuffix('"')
    assert all(letter.isalnum() or letter in "._-" for letter in name)
    assert not name.startswith(".")
    assert len(name) <= 100
