"""Figures as news words them: two counts in one sentence, lists, rates, as-of dates, running totals, capacity, what fell to and rose from."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.language.stated import stated
from tracker.language.quantities import find_quantities
from tracker.language.reader import read

PUBLISHED = datetime(2024, 3, 14, 15, 30, tzinfo=UTC)


def counted(text):
    return [(q.low, q.high, q.unit, q.comparator.value) for q in find_quantities(text)]


def number(value):
    return None if value is None else Decimal(str(value))


# text, [(low, high, unit, comparator)…] in the order of the text
FIGURES = [
    ("Two soldiers and three civilians were killed.", [(2, 2, "soldier", "exact"), (3, 3, "civilian", "exact")]),
    (
        "The army lost 12 tanks, 30 guns and 2,000 rounds.",
        [(12, 12, "tank", "exact"), (30, 30, "gun", "exact"), (2000, 2000, "round", "exact")],
    ),
    ("Police seized 40 kilograms of cocaine and 3 boats.", [(40, 40, "kilogram", "exact"), (3, 3, "boat", "exact")]),
    ("Dozens of homes were flooded.", [(24, None, "home", "at_least")]),
    ("A third of the crop was lost.", [("33.3", "33.3", "percent", "exact")]),
    ("Unemployment fell to 4.2 percent from 4.9 percent.", [("4.2", "4.2", "percent", "exact"), ("4.9", "4.9", "percent", "exact")]),
    ("Cases of measles fell to 212 from 1,046.", [(212, 212, "case", "exact"), (1046, 1046, "case", "exact")]),
    ("Sales of new cars rose to 84,000.", [(84000, 84000, "sale", "exact")]),
    ("The fund lost $3.2 billion.", [("3200000000", "3200000000", "usd", "exact")]),
    ("The bid values the firm at as much as €2.3bn.", [(None, "2300000000", "eur", "at_most")]),
    ("Between 30 and 40 passengers were on board.", [(30, 40, "passenger", "range")]),
    ("Nearly 1,500 nurses resigned.", [(1500, 1500, "nurse", "nearly")]),
    ("Just under 900 people voted.", [(900, 900, "person", "nearly")]),
    ("The probe will pass within 620 kilometres of the asteroid.", [(None, 620, "kilometre", "less_than")]),
    ("Temperatures exceeded 40 degrees.", [(40, None, "degree", "more_than")]),
    ("Over 200 protesters were detained.", [(200, None, "protester", "more_than")]),
    ("Fewer than 10 cases remain.", [(None, 10, "case", "less_than")]),
    ("At least one person drowned.", [(1, None, "death", "at_least")]),
    ("Up to 35 others are feared dead.", [(None, 35, "death", "at_most")]),
    ("As many as 40 miners may be trapped.", [(None, 40, "miner", "at_most")]),
    ("The region produces 2.5 million tonnes of wheat a year.", [("2500000", "2500000", "tonne", "exact")]),
    ("The signal was detected at 1,420 megahertz.", [(1420, 1420, "megahertz", "exact")]),
    ("The dam holds 90 million cubic metres of water.", [("90000000", "90000000", "cubic metre", "exact")]),
    ("The theatre owes 780,000 lei.", [(780000, 780000, "ron", "exact")]),
    ("Half a million homes lost power.", [(500000, 500000, "home", "exact")]),
    ("Tens of thousands of people marched.", [(20000, None, "person", "at_least")]),
    ("Some 300 stalls burned down.", [(300, 300, "stall", "about")]),
    ("The quake injured 14 and left 3 missing.", [(14, 14, "injury", "exact"), (3, 3, "missing person", "exact")]),
    ("Four women and a child died in the fire.", [(4, 4, "woman", "exact")]),
    ("The flight left at 14:30 from gate 12.", []),
    ("In 2019, flight 302 crashed near Bishoftu.", []),
]


@pytest.mark.parametrize(("text", "figures"), FIGURES, ids=[row[0][:60] for row in FIGURES])
def test_each_figure_of_a_sentence_keeps_its_own_unit(text, figures):
    assert counted(text) == [(number(low), number(high), unit, comparator) for low, high, unit, comparator in figures]


# text, rate
RATES = [
    ("Three to four ships leave every three to four days.", "three to four days"),
    ("The plant makes 300 cars a week.", "week"),
    ("The pipeline carries 2 million barrels per day.", "day"),
    ("About 20 trains arrive daily.", "day"),
    ("The clinic treats 90 patients every hour.", "hour"),
    ("Some 40 flights were cancelled.", None),
]


@pytest.mark.parametrize(("text", "rate"), RATES, ids=[row[0] for row in RATES])
def test_a_rate_names_its_period(text, rate):
    assert find_quantities(text)[0].rate == rate


# text, cumulative, capacity
KINDS = [
    ("The toll has reached 61 so far.", True, False),
    ("In all, 900 shells have been delivered since June.", True, False),
    ("There are currently 40 patients in the ward.", False, False),
    ("Inflation stands at 6 percent.", False, False),
    ("The hangar can hold 12 aircraft.", None, True),
    ("The hall has a capacity of 3,000 people.", None, True),
    ("The stadium could seat 40,000 spectators.", None, True),
    ("The ship was designed to carry 900 containers.", None, True),
    ("Some 200 people watched.", None, False),
]


@pytest.mark.parametrize(("text", "cumulative", "capacity"), KINDS, ids=[row[0] for row in KINDS])
def test_a_running_total_a_state_and_room_are_told_apart(text, cumulative, capacity):
    figure = find_quantities(text)[0]
    assert (figure.cumulative, figure.capacity) == (cumulative, capacity)


# text, words of the statement, first day, day after the last
AS_OF = [
    ("As of Monday, 61 people had died.", "61 people", datetime(2024, 3, 11, tzinfo=UTC), datetime(2024, 3, 12, tzinfo=UTC)),
    ("By Friday evening the toll had reached 40.", "toll had reached", None, datetime(2024, 3, 9, tzinfo=UTC)),
    ("Some 300 shells have been fired since 2 March.", "shells", datetime(2024, 3, 2, tzinfo=UTC), None),
]


@pytest.mark.parametrize(("text", "words", "start", "end"), AS_OF, ids=[row[0] for row in AS_OF])
def test_a_figure_stands_beside_the_day_it_is_as_of(text, words, start, end):
    found = stated(text, words, published=PUBLISHED)
    assert found.quantities
    assert (found.dates[0].start, found.dates[0].end) == (start, end)


def test_a_unit_is_always_singular_and_lower_case():
    text = "Officials counted 12 Tanks, 9 batteries, 4 wives, 3 Buses, 20 women, 8 feet of water and 5 churches."
    assert [q.unit for q in find_quantities(text)] == ["tank", "battery", "wife", "bus", "woman", "foot", "church"]


def test_a_figure_in_a_long_list_costs_no_more_than_in_a_short_one():
    figures = read(", ".join(f"{n} tanks" for n in range(11, 2011)) + " were lost.").statements
    assert sum(len(s.quantities) for s in figures) > 1500
