"""Headers count only at the very top and only up to a blank line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tracker.language.headers import parse_headers, parse_published


def test_known_headers_are_named_and_others_kept():
    text = "Title: Dam bursts\nPublisher: Harbour Post\nPublished: 2023-11-02\nURL: https://example.org/a\nDesk: Coast\n\nA dam burst.\n"
    headers = parse_headers(text)
    assert (headers.title, headers.publisher, headers.url) == ("Dam bursts", "Harbour Post", "https://example.org/a")
    assert headers.published == datetime(2023, 11, 2, tzinfo=UTC)
    assert headers.metadata == {"Desk": "Coast"}
    assert headers.body == "A dam burst.\n" == text[headers.body_start :]


def test_an_unnamed_outlet_is_no_publisher():
    assert parse_headers("Title: A\nPublisher: (unnamed outlet)\n\nB").publisher is None


@pytest.mark.parametrize(
    "text", ["A dam burst.\n\nTitle: no\n\nB", "Note: a\n\nB", "Title: A\nthen text that is none\n\nB", "", "\n\nTitle: late\n\nB"]
)
def test_what_is_no_header_stays_in_the_body(text):
    assert parse_headers(text).body == text
    assert parse_headers(text).title is None


def test_lines_may_end_the_windows_way():
    assert parse_headers("Title: A\r\nPublished: 2023-11-02\r\n\r\nB").body == "B"


def test_a_date_with_a_zone_keeps_it():
    assert parse_published("2023-11-02T09:30+02:00") == datetime(2023, 11, 2, 9, 30, tzinfo=timezone(timedelta(hours=2)))


def test_a_bad_date_names_the_field_and_the_value():
    with pytest.raises(ValueError, match=r"Published: 'soon'"):
        parse_headers("Title: A\nPublished: soon\n\nB")
