"""Dates as news words them, set on the calendar by the day of publication; each row of our own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker.language.dates import find_dates

THURSDAY = datetime(2024, 3, 14, 15, 30, tzinfo=UTC)


def day(text):
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


# text, words of the date, from, to (half-open); published on Thursday 14 March 2024
DATES = [
    ("Cargo ships left between August and September.", "between August and September", "2023-08-01", "2023-10-01"),
    ("The port has been closed since mid-2022.", "since mid-2022", "2022-05-01", None),
    ("Rockets hit the town overnight.", "overnight", "2024-03-14", "2024-03-15"),
    ("The depot burned on the night of 3–4 March.", "3–4 March", "2024-03-03", "2024-03-05"),
    ("The river froze last winter.", "last winter", "2023-12-01", "2024-03-01"),
    ("Output fell in the second quarter of 2023.", "the second quarter of 2023", "2023-04-01", "2023-07-01"),
    ("Exports rose in the first half of 2022.", "the first half of 2022", "2022-01-01", "2022-07-01"),
    ("The law dates from the 1980s.", "1980s", "1980-01-01", "1990-01-01"),
    ("As of Monday, 61 people had died.", "Monday", "2024-03-11", "2024-03-12"),
    ("By Friday evening the toll had reached 40.", "By Friday evening", None, "2024-03-09"),
    ("The talks will resume next Tuesday.", "next Tuesday", "2024-03-19", "2024-03-20"),
    ("He was arrested on Wednesday night.", "Wednesday night", "2024-03-13", "2024-03-14"),
    ("The bridge reopened on 2 January.", "2 January", "2024-01-02", "2024-01-03"),
    ("The bridge opened on 20 November.", "20 November", "2023-11-20", "2023-11-21"),
    ("The ship was seen from 3 to 9 February.", "3 to 9 February", "2024-02-03", "2024-02-10"),
    ("The mayor died three weeks ago.", "three weeks ago", "2024-02-22", "2024-02-23"),
    ("Sales fell last quarter.", "last quarter", "2023-10-01", "2024-01-01"),
    ("The vote is due in early April.", "early April", "2024-04-01", "2024-04-11"),
    ("It was built in the late 1990s.", "the late 1990s", "1997-01-01", "2000-01-01"),
    ("The fire broke out at dawn on Tuesday.", "Tuesday", "2024-03-12", "2024-03-13"),
    ("The siege lasted from May 2021 until July 2022.", "from May 2021 until July 2022", "2021-05-01", "2022-08-01"),
    ("The dam burst this morning.", "this morning", "2024-03-14", "2024-03-15"),
    ("The pact expires at the end of 2025.", "the end of 2025", "2025-10-01", "2026-01-01"),
    ("Police acted in the early hours of Sunday.", "Sunday", "2024-03-10", "2024-03-11"),
]


@pytest.mark.parametrize(("text", "words", "start", "end"), DATES, ids=[row[0][:60] for row in DATES])
def test_a_date_is_set_on_the_calendar_by_the_day_of_publication(text, words, start, end):
    found = [(d.span.of(text), d.start, d.end) for d in find_dates(text, THURSDAY)]
    assert found == [(words, day(start), day(end))]


@pytest.mark.parametrize(
    "text",
    [
        "The may blossom was white.",
        "She may march on.",
        "A second chance",
        "Sun and rain",
        "The march began.",
        "Theresa May met April Jones.",
    ],
)
def test_what_only_looks_like_a_date_is_none(text):
    assert [d.span.of(text) for d in find_dates(text, THURSDAY)] == []
