"""Names in text, their kinds, and the key under which spellings meet."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.language.names import canonical, find_names


def seen(text):
    return [(name.text, name.kind) for name in find_names(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Ministry of Defence of Latvia said nothing.", [("Ministry of Defence of Latvia", "body")]),
        ("The Joint Chiefs of Staff (JCS) met on Monday.", [("Joint Chiefs of Staff", "body"), ("JCS", "body")]),
        ("A White House spokesman Jim Harker spoke.", [("White House", "body"), ("Jim Harker", "person")]),
        (
            "North Korean leader Kim Jong Un arrived in Vladivostok.",
            [("North Korean", "place"), ("Kim Jong Un", "person"), ("Vladivostok", "place")],
        ),
        ("Norwegian Defence Minister Ola Brekke resigned.", [("Norwegian", "place"), ("Ola Brekke", "person")]),
        ("Doctors at Al-Nur Hospital fled.", [("Al-Nur Hospital", "place")]),
        ("Two KN-23 missiles and Russian Su-24 jets were seen.", [("KN-23", "other"), ("Russian", "place"), ("Su-24", "other")]),
        ("US Secretary of State Ann Calloway flew to Oman.", [("US", "place"), ("Ann Calloway", "person"), ("Oman", "place")]),
        ("The UN Security Council met.", [("UN Security Council", "body")]),
        ("Officials said that Israel's army had left.", [("Israel", "place")]),
        ("Police in Kenya said so on Wednesday.", [("Kenya", "place")]),
        ("In Rome, Mr. Bianchi told Reuters.", [("Rome", "place"), ("Bianchi", "person"), ("Reuters", "body")]),
        ("Samir al-Haddad, a farmer, agreed.", [("Samir al-Haddad", "person")]),
        ("Maria Lund left. Later Lund came back.", [("Maria Lund", "person"), ("Lund", "person")]),
        ("It may rain in May.", []),
        ("North Korea May Have Sold Shells to Syria, Officials Say", [("North Korea", "place"), ("Syria", "place")]),
        (
            "The Department of Health and Human Services in Texas answered.",
            [("Department of Health and Human Services", "body"), ("Texas", "place")],
        ),
        ("Both Turkey and Jordan agreed.", [("Turkey", "place"), ("Jordan", "place")]),
        ("the Polish Foreign Ministry", [("Polish Foreign Ministry", "body")]),
        ("Human Rights Watch wrote a letter.", [("Human Rights Watch", "body")]),
        ("", []),
    ],
)
def test_names_are_found_with_their_kinds(text, names):
    assert seen(text) == names


@pytest.mark.parametrize(
    ("key", "spellings"),
    [
        ("north korea", ["DPRK", "D.P.R.K.", "North Korea", "North Korean", "Pyongyang", "the DPRK", "North Korea's"]),
        ("united states", ["US", "U.S.", "the US", "USA", "Washington", "American", "the United States"]),
        ("united kingdom", ["UK", "Britain", "British", "London"]),
        ("russia", ["Russian", "Moscow", "the Kremlin", "Russia’s"]),
        ("united nations", ["UN", "U.N.", "the United Nations"]),
        ("joint chiefs of staff", ["JCS", "the Joint Chiefs of Staff"]),
        ("kim jong un", ["Kim Jong-un", "Kim Jong Un", "KIM JONG UN"]),
        ("us", ["us"]),
        ("who", ["who"]),
    ],
)
def test_spellings_of_one_name_meet_in_one_key(key, spellings):
    assert {canonical(spelling) for spelling in spellings} == {key}


def test_a_capital_as_a_place_stays_the_city():
    assert canonical("Baghdad", actor=False) == "baghdad"
    assert canonical("Baghdad") == "iraq"


WORDS = st.lists(
    st.sampled_from(
        [
            "The",
            "Ministry",
            "of",
            "Defence",
            "North",
            "Korea",
            "Korean",
            "President",
            "Kim",
            "al-Assad",
            "and",
            "for",
            "U.S.",
            "said",
            "Tuesday",
            "KN-23",
            "'s",
            "(",
            ")",
            ".",
            ",",
            "\n",
            "Secretary",
            "State",
            "UN",
            "ÉLAN",
            "Żuk",
            "’s",
        ]
    ),
    max_size=20,
).map(" ".join)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=80), WORDS))
def test_any_text_gives_ordered_names_that_do_not_overlap(text):
    found = find_names(text)
    for name in found:
        assert name.span.of(text) == name.text
        assert name.text == name.text.strip()
        assert name.text
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(name):
    assert canonical(canonical(name)) == canonical(name) or canonical(name) in ("us", "who")
