"""Figures in text: value, unit, comparator; what is no figure is left out."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.language.dates import find_dates
from tracker.language.quantities import find_quantities


def seen(text):
    return [(q.span.of(text), q.low, q.high, q.unit, q.comparator.value) for q in find_quantities(text)]


# text, the words of the figure, low, high, unit, comparator
ONE_FIGURE = [
    ("Seven ships left the harbour.", "Seven", 7, 7, "ship", "exact"),
    ("about 2,400 crates with spare parts", "about 2,400", 2400, 2400, "crate", "about"),
    ("at least 61 people gathered", "at least 61", 61, None, "person", "at_least"),
    ("more than a dozen trucks", "more than a dozen", 12, None, "truck", "more_than"),
    ("nearly half of the grain", "nearly half", 50, 50, "percent", "nearly"),
    ("a third of the fleet", "a third", "33.3", "33.3", "percent", "exact"),
    ("two-thirds of voters", "two-thirds", "66.7", "66.7", "percent", "exact"),
    ("about 30m people", "about 30m", 30000000, 30000000, "person", "about"),
    ("a $2.5 billion loan", "$2.5 billion", 2500000000, 2500000000, "usd", "exact"),
    ("a loan of €3bn", "€3bn", 3000000000, 3000000000, "eur", "exact"),
    ("60 million euros", "60 million euros", 60000000, 60000000, "eur", "exact"),
    ("£500,000 was paid", "£500,000", 500000, 500000, "gbp", "exact"),
    ("some 17 percent", "some 17 percent", 17, 17, "percent", "about"),
    ("3.4 per cent", "3.4 per cent", "3.4", "3.4", "percent", "exact"),
    ("8% of them", "8%", 8, 8, "percent", "exact"),
    ("between 5 and 9 rockets", "between 5 and 9", 5, 9, "rocket", "range"),
    ("Divers found four more bodies.", "four", 4, 4, "further death", "exact"),
    ("Another 12 houses burned down.", "12", 12, 12, "further house", "exact"),
    ("That brings the number of sailors killed to 19.", "19", 19, 19, "death", "exact"),
    ("The number of people who have died rose to 31.", "31", 31, 31, "death", "exact"),
    ("The landslide toll tops 80.", "tops 80", 80, None, "death", "more_than"),
    ("The outbreak has sickened 340 in the camp.", "340", 340, 340, "case", "exact"),
    ("More than 90 people have fallen ill.", "More than 90", 90, None, "case", "more_than"),
    ("six to eight boats", "six to eight", 6, 8, "boat", "range"),
    ("11–14 lorries", "11–14", 11, 14, "lorry", "range"),
    ("2-3 million shells", "2-3 million", 2000000, 3000000, "shell", "range"),
    ("two to three million rounds", "two to three million", 2000000, 3000000, "round", "range"),
    ("$5-7 billion", "$5-7 billion", 5000000000, 7000000000, "usd", "range"),
    ("up to 1.6 million shells", "up to 1.6 million", None, 1600000, "shell", "at_most"),
    ("fewer than 40 guards", "fewer than 40", None, 40, "guard", "less_than"),
    ("no fewer than 30 tanks", "no fewer than 30", 30, None, "tank", "at_least"),
    ("no more than 30 tanks", "no more than 30", None, 30, "tank", "at_most"),
    ("100 or more barges", "100 or more", 100, None, "barge", "at_least"),
    ("9,000+ troops", "9,000+", 9000, None, "troop", "at_least"),
    ("as many as 10,000 North Korean troops", "as many as 10,000", None, 10000, "troop", "at_most"),
    ("two hundred and fifty soldiers", "two hundred and fifty", 250, 250, "soldier", "exact"),
    ("twenty-five villages", "twenty-five", 25, 25, "village", "exact"),
    ("one and a half million shells", "one and a half million", 1500000, 1500000, "shell", "exact"),
    ("half a million people", "half a million", 500000, 500000, "person", "exact"),
    ("several hundred fighters", "several hundred", 200, 900, "fighter", "range"),
    ("dozens of lorries", "dozens", 24, None, "lorry", "at_least"),
    ("tens of thousands of shells", "tens of thousands", 20000, None, "shell", "at_least"),
    ("10 000 troops", "10 000", 10000, 10000, "troop", "exact"),
    ("1,345 secondary schoolchildren", "1,345", 1345, 1345, "schoolchild", "exact"),
    ("4,500 152 mm artillery shells", "4,500", 4500, 4500, "shell", "exact"),
    ("12 North Korean soldiers", "12", 12, 12, "soldier", "exact"),
    ("3 T-72 tanks", "3", 3, 3, "tank", "exact"),
    ("6,200 km", "6,200 km", 6200, 6200, "kilometre", "exact"),
    ("a four-day visit", "four", 4, 4, "day", "exact"),
    ("1600 containers were loaded", "1600", 1600, 1600, "container", "exact"),
    ("The number of crates rose to 2,200", "2,200", 2200, 2200, "crate", "exact"),
    ("a magnitude 6.8 earthquake", "6.8", "6.8", "6.8", "magnitude", "exact"),
    # tolls meet in one unit, whichever way they are worded
    ("The blast killed 38 people", "38", 38, 38, "death", "exact"),
    ("38 dead", "38", 38, 38, "death", "exact"),
    ("a death toll of 38", "38", 38, 38, "death", "exact"),
    ("the toll rose to 38", "38", 38, 38, "death", "exact"),
    ("38 bodies were found", "38", 38, 38, "death", "exact"),
    ("38 people were killed", "38", 38, 38, "death", "exact"),
    ("38 people are believed to have died", "38", 38, 38, "death", "exact"),
    ("one soldier was killed", "one", 1, 1, "death", "exact"),
    ("killing at least 38", "at least 38", 38, None, "death", "at_least"),
    ("wounding more than 90", "more than 90", 90, None, "injury", "more_than"),
    ("90 people were injured", "90", 90, 90, "injury", "exact"),
    ("14 people are missing", "14", 14, 14, "missing person", "exact"),
    ("14 miners remain unaccounted for", "14", 14, 14, "missing person", "exact"),
    ("12 children were killed", "12", 12, 12, "child", "exact"),
]


@pytest.mark.parametrize(("text", "words", "low", "high", "unit", "comparator"), ONE_FIGURE)
def test_a_figure_is_read_with_value_unit_and_comparator(text, words, low, high, unit, comparator):
    def number(value):
        return None if value is None else Decimal(value)

    assert seen(text) == [(words, number(low), number(high), unit, comparator)]


@pytest.mark.parametrize(
    "text",
    [
        "KN-23, T-72, Su-24 and Hwasong-11",
        "Room 12",
        "Article 5",
        "the G7",
        "COVID-19",
        "They won 3-1.",
        "call 202-555-0100",
        "a one in five chance",
        "in 2023",
        "the 2018 elections",
        "on 13 October 2023",
        "at 09:30",
        "at 5 p.m.",
        "the 47th brigade",
        "a 25-year-old man",
        "aged 40",
        "1. First point",
        "in 1853",
        "born 1988",
        "two days ago",
        "the second half",
        "half past nine",
        "one of them",
        "no one knows",
        "the 1990s",
        "short-range 152 mm shells",
        "Boeing 737",
        "2023-10-13",
        "13/10/2023",
        "",
    ],
)
def test_a_number_that_counts_nothing_is_left_out(text):
    assert seen(text) == []


def test_dead_injured_and_missing_are_told_apart_in_one_sentence():
    figures = find_quantities("The flood killed 17 people, injured 64 others and left 5 people missing.")
    assert [(q.unit, q.low) for q in figures] == [("death", 17), ("injury", 64), ("missing person", 5)]


def test_a_group_within_the_toll_is_not_the_toll():
    figures = find_quantities("At least 44 people, including 13 children, were killed.")
    assert [(q.unit, q.low) for q in figures] == [("death", 44), ("child", 13)]


def test_a_part_of_a_counted_whole_takes_its_noun():
    assert [(q.low, q.unit) for q in find_quantities("The fever was seen in 16 out of 28 provinces and in three of the seven towns.")] == [
        (16, "province"),
        (28, "province"),
        (3, "town"),
        (7, "town"),
    ]


def test_a_rate_keeps_its_period_and_swallows_its_numbers():
    (figure,) = find_quantities("five to six boats every three to four days")
    assert (figure.low, figure.high, figure.unit, figure.rate) == (5, 6, "boat", "three to four days")
    (weekly,) = find_quantities("It sails once a week.")
    assert (weekly.low, weekly.rate) == (1, "week")


def test_a_change_gives_both_figures_and_no_range():
    assert [(q.low, q.high, q.unit) for q in find_quantities("rose from 1,000 to 2,000 crates")] == [
        (1000, 1000, "crate"),
        (2000, 2000, "crate"),
    ]


def test_what_a_ship_could_hold_is_capacity_and_not_a_count():
    (capacity,) = find_quantities("The crates could hold up to 2 million rounds.")
    (count,) = find_quantities("The ship brought 2 million rounds.")
    assert capacity.capacity
    assert not count.capacity


def test_totals_grow_and_states_do_not():
    assert find_quantities("It has shipped 900 crates since May.")[0].cumulative is True
    assert find_quantities("It now has 900 guards.")[0].cumulative is False
    assert find_quantities("900 crates")[0].cumulative is None


WORDS = st.lists(
    st.sampled_from(
        [
            "41",
            "2,000",
            "3.5",
            "million",
            "killed",
            "people",
            "half",
            "a",
            "third",
            "of",
            "the",
            "dead",
            "between",
            "from",
            "to",
            "and",
            "-",
            "$",
            "%",
            "2023",
            "May",
            "13",
            "KN-23",
            "one",
            "in",
            "five",
            "ships.",
            "week",
            "per",
            "every",
            "\n",
            "(",
            ")",
            "toll",
            "rose",
            "40m",
            ",",
            "½",
            "al-",
        ]
    ),
    max_size=25,
).map(" ".join)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=80), WORDS))
def test_any_text_gives_ordered_figures_that_overlap_neither_each_other_nor_dates(text):
    found = find_quantities(text)
    for figure in found:
        assert 0 <= figure.span.start < figure.span.end <= len(text)
        assert figure.low is not None or figure.high is not None
        assert figure.low is None or figure.high is None or figure.low <= figure.high
    spans = sorted([*(q.span for q in found), *(w.span for w in find_dates(text))])
    assert [q.span for q in found] == sorted(q.span for q in found)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@settings(deadline=None)
@given(st.integers(1, 999_999), st.sampled_from(["crates", "soldiers", "rifles"]))
def test_digits_with_and_without_commas_are_one_number(number, noun):
    if 1900 <= number < 2100:
        return
    for written in (f"about {number} {noun}", f"about {number:,} {noun}"):
        (figure,) = find_quantities(written)
        assert figure.low == figure.high == number
