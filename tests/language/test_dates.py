"""Dates in text: which words are dates, and which interval they name on a given day of publication."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.language.dates import find_dates

THURSDAY = datetime(2024, 3, 14, 15, 30, tzinfo=UTC)


def day(text):
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


# text, the words of the date, from, to (half-open); published on Thursday 14 March 2024
ONE_DATE = [
    ("on 9 February 2021", "9 February 2021", "2021-02-09", "2021-02-10"),
    ("On February 9, 2021, it", "February 9, 2021", "2021-02-09", "2021-02-10"),
    ("the 9th of February 2021", "the 9th of February 2021", "2021-02-09", "2021-02-10"),
    ("on 2021-02-09", "2021-02-09", "2021-02-09", "2021-02-10"),
    ("on 23.02.2021", "23.02.2021", "2021-02-23", "2021-02-24"),
    ("on 02/23/2021", "02/23/2021", "2021-02-23", "2021-02-24"),
    ("on Feb. 9 the", "Feb. 9", "2024-02-09", "2024-02-10"),
    ("On November 20 they", "November 20", "2023-11-20", "2023-11-21"),
    ("on April 2", "April 2", "2024-04-02", "2024-04-03"),
    ("on 29 February", "29 February", "2024-02-29", "2024-03-01"),
    ("Tuesday, 5 March 2024", "Tuesday, 5 March 2024", "2024-03-05", "2024-03-06"),
    ("in June 2022", "June 2022", "2022-06-01", "2022-07-01"),
    ("in December", "December", "2023-12-01", "2024-01-01"),
    ("in May they met", "May", "2023-05-01", "2023-06-01"),
    ("in early August", "early August", "2023-08-01", "2023-08-11"),
    ("in mid-October", "mid-October", "2023-10-11", "2023-10-21"),
    ("in late January 2024", "late January 2024", "2024-01-21", "2024-02-01"),
    ("at the end of August", "the end of August", "2023-08-21", "2023-09-01"),
    ("in May last year", "May last year", "2023-05-01", "2023-06-01"),
    ("in 2019", "2019", "2019-01-01", "2020-01-01"),
    ("in 1853", "1853", "1853-01-01", "1854-01-01"),
    ("from 1998 to 2003", "from 1998 to 2003", "1998-01-01", "2004-01-01"),
    ("in mid-2020", "mid-2020", "2020-05-01", "2020-09-01"),
    ("in late 2020", "late 2020", "2020-09-01", "2021-01-01"),
    ("the first half of 2021", "the first half of 2021", "2021-01-01", "2021-07-01"),
    ("in Q3 2021", "Q3 2021", "2021-07-01", "2021-10-01"),
    ("in the summer of 2021", "summer of 2021", "2021-06-01", "2021-09-01"),
    ("in the 1990s", "1990s", "1990-01-01", "2000-01-01"),
    ("the 2014-2016 war", "2014-2016", "2014-01-01", "2017-01-01"),
    ("the 2018 elections", "2018", "2018-01-01", "2019-01-01"),
    ("on Tuesday", "Tuesday", "2024-03-12", "2024-03-13"),
    ("on Thursday", "Thursday", "2024-03-14", "2024-03-15"),
    ("last Thursday", "last Thursday", "2024-03-07", "2024-03-08"),
    ("next Monday", "next Monday", "2024-03-18", "2024-03-19"),
    ("They will meet on Saturday", "Saturday", "2024-03-16", "2024-03-17"),
    ("on Sunday evening", "Sunday evening", "2024-03-10", "2024-03-11"),
    ("today", "today", "2024-03-14", "2024-03-15"),
    ("tonight", "tonight", "2024-03-14", "2024-03-15"),
    ("yesterday", "yesterday", "2024-03-13", "2024-03-14"),
    ("the day before yesterday", "the day before yesterday", "2024-03-12", "2024-03-13"),
    ("tomorrow", "tomorrow", "2024-03-15", "2024-03-16"),
    ("this week", "this week", "2024-03-11", "2024-03-18"),
    ("last week", "last week", "2024-03-04", "2024-03-11"),
    ("last month", "last month", "2024-02-01", "2024-03-01"),
    ("earlier this month", "earlier this month", "2024-03-01", "2024-04-01"),
    ("last year", "last year", "2023-01-01", "2024-01-01"),
    ("two days ago", "two days ago", "2024-03-12", "2024-03-13"),
    ("a week ago", "a week ago", "2024-03-07", "2024-03-08"),
    ("three months ago", "three months ago", "2023-12-01", "2024-01-01"),
    ("over the past two weeks", "the past two weeks", "2024-02-29", "2024-03-15"),
    ("in the last three days", "the last three days", "2024-03-11", "2024-03-15"),
    ("in recent weeks", "recent weeks", "2024-02-01", "2024-03-15"),
    ("over the weekend", "over the weekend", "2024-03-09", "2024-03-11"),
    ("since mid-2022", "since mid-2022", "2022-05-01", None),
    ("since October", "since October", "2023-10-01", None),
    ("after 24 February 2022", "after 24 February 2022", "2022-02-25", None),
    ("from June 2022 onwards", "from June 2022 onwards", "2022-06-01", None),
    ("until Friday", "until Friday", None, "2024-03-09"),
    ("by 2030", "by 2030", None, "2031-01-01"),
    ("before 7 October", "before 7 October", None, "2023-10-07"),
    ("between August and September", "between August and September", "2023-08-01", "2023-10-01"),
    ("between December and February", "between December and February", "2023-12-01", "2024-03-01"),
    ("from 7 September to 1 October", "from 7 September to 1 October", "2023-09-07", "2023-10-02"),
    ("7 September–1 October", "7 September–1 October", "2023-09-07", "2023-10-02"),
    ("from 20 December to 5 January 2023", "from 20 December to 5 January 2023", "2022-12-20", "2023-01-06"),
    ("13–15 October 2022", "13–15 October 2022", "2022-10-13", "2022-10-16"),
    ("October 13-15, 2022", "October 13-15, 2022", "2022-10-13", "2022-10-16"),
    ("as of 09:00 on 13 March", "09:00 on 13 March", "2024-03-13T09:00", "2024-03-13T09:01"),
    ("as of 6 p.m. Tuesday", "6 p.m. Tuesday", "2024-03-12T18:00", "2024-03-12T18:01"),
    ("as of 5 pm, 40 were dead", "5 pm", "2024-03-14T17:00", "2024-03-14T17:01"),
]


@pytest.mark.parametrize(("text", "words", "start", "end"), ONE_DATE)
def test_a_date_is_read_as_an_interval(text, words, start, end):
    assert [(w.span.of(text), w.start, w.end) for w in find_dates(text, THURSDAY)] == [(words, day(start), day(end))]


@pytest.mark.parametrize(
    "text",
    [
        "Theresa May said that it may rain",
        "They march on the town",
        "Give me a second",
        "killed 2000 people",
        "2000 crates were shipped",
        "Black Friday",
        "the Sunday Times",
        "USA Today",
        "30 February 2022",
        "a fall in prices",
        "spring into action",
        "NORTH KOREA MAY HAVE FIRED",
        "room 2023-4",
        "1,999 people",
        "$2022",
        "rose to 2000",
        "the previous day",
        "",
    ],
)
def test_words_that_only_look_like_a_date_are_none(text):
    assert find_dates(text, THURSDAY) == ()


@pytest.mark.parametrize(
    "text",
    ["yesterday", "on Tuesday", "in October", "last week", "two days ago", "on 3 May", "until Friday", "between August and September"],
)
def test_a_relative_date_without_publication_is_unknown(text):
    (found,) = find_dates(text, None)
    assert (found.start, found.end) == (None, None)


def test_an_absolute_date_needs_no_publication():
    (found,) = find_dates("on 9 February 2021", None)
    assert found.start == datetime(2021, 2, 9, tzinfo=UTC)


def test_the_day_of_publication_is_that_of_utc():
    late_in_new_york = datetime(2024, 3, 14, 22, 0, tzinfo=timezone(timedelta(hours=-5)))
    assert find_dates("today", late_in_new_york)[0].start == datetime(2024, 3, 15, tzinfo=UTC)


WORDS = st.lists(
    st.sampled_from(
        [
            "13",
            "May",
            "2023",
            "Tuesday",
            "last",
            "next",
            "since",
            "until",
            "between",
            "and",
            "from",
            "to",
            "the",
            "past",
            "two",
            "weeks",
            "ago",
            "October",
            "-",
            "–",
            ",",
            ".",
            "early",
            "mid-2022",
            "31",
            "February",
            "09:00",
            "as",
            "of",
            "on",
            "yesterday",
            "29",
            "\n",
            "year",
            "2099",
        ]
    ),
    max_size=20,
).map(" ".join)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=80), WORDS), st.none() | st.datetimes() | st.datetimes(timezones=st.just(UTC)))
def test_any_text_gives_ordered_dates_that_do_not_overlap(text, published):
    found = find_dates(text, published)
    for when in found:
        assert 0 <= when.span.start < when.span.end <= len(text)
        assert when.start is None or when.end is None or when.start < when.end
        assert when.start is None or when.start.tzinfo is UTC
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


@settings(deadline=None)
@given(st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)), st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)))
def test_a_day_with_its_year_means_that_day_whenever_it_is_published(when, published):
    start = datetime(when.year, when.month, when.day, tzinfo=UTC)
    for written in (f"{when.day} {when:%B} {when.year}", f"{when:%B} {when.day}, {when.year}", f"{when:%Y-%m-%d}"):
        (found,) = find_dates(f"It sank on {written}.", published)
        assert (found.start, found.end) == (start, start + timedelta(days=1))
