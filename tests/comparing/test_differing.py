"""Two sentences worded alike that differ in one place: a value that rules the other out contradicts, another thing says nothing, the same thing in another word agrees."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker.terms import Relation
from verification.comparing.finding import Finding
from verification.comparing.frames import frame_of
from verification.comparing.lexicon import excludes
from verification.comparing.relation import compare
from verification.comparing.wording import Kind, differences

SAID = datetime(2026, 3, 2, 12, tzinfo=UTC)


def found(claim: str, later: str) -> Finding:
    return compare(frame_of(claim, said_at=SAID), frame_of(later, said_at=SAID))


@pytest.mark.parametrize(
    ("claim", "later"),
    [
        (
            "The northern span of the Harbour Bridge in Marn collapsed on Monday.",
            "The southern span of the Harbour Bridge in Marn collapsed on Monday.",
        ),
        ("The van that hit the market stall in Dovna was white.", "The van that hit the market stall in Dovna was blue."),
        ("The suspect in the Dovna shooting was an armed man.", "The suspect in the Dovna shooting was an unarmed man."),
        ("A Greek captain commanded the tanker Boreas.", "A Turkish captain commanded the tanker Boreas."),
        ("A civilian aircraft violated Kasian airspace near Seva.", "A military aircraft violated Kasian airspace near Seva."),
        ("The roof of the Lume stadium is made of wooden beams.", "The roof of the Lume stadium is made of steel beams."),
        ("The pilot who landed the jet at Gerrin was a man.", "The pilot who landed the jet at Gerrin was a woman."),
        ("The vote in the Verian council was unanimous.", "The vote in the Verian council was split."),
        ("Police shot an unarmed man in Gerrin.", "The man shot by police in Gerrin was armed, the interior minister said."),
    ],
)
def test_a_value_that_rules_the_other_out_contradicts(claim: str, later: str) -> None:
    assert found(claim, later).relation is Relation.CONTRADICTS
    assert found(later, claim).relation is Relation.CONTRADICTS


@pytest.mark.parametrize(
    ("claim", "later"),
    [
        ("The ministry published a map of Seva's harbour.", "The ministry published a timetable of Seva's harbour."),
        ("Inspectors sealed the laboratory of the Belden plant.", "Inspectors sealed the canteen of the Belden plant."),
        ("The company recalled its Norda cereal bars.", "The company recalled its Norda toasters."),
        ("The council closed the library and the museum in Lume.", "The council closed the library in Lume."),
        ("The minister will visit Orlan.", "The minister will visit Orlan or Dabo."),
        ("The dancers trained in Veria for the spring gala.", "The dancers trained in Kasia for the spring gala."),
    ],
)
def test_another_thing_or_only_a_part_of_it_is_not_the_same_thing_said_again(claim: str, later: str) -> None:
    assert found(claim, later).relation is Relation.NONE


@pytest.mark.parametrize(
    ("claim", "later"),
    [
        ("A grey vessel sank off Marn on Monday.", "A gray ship sank off Marn on Monday."),
        ("A big warehouse burned down in Dovna.", "A large warehouse burned down in Dovna."),
        ("A vessel ran aground off Torvik.", "A tanker ran aground off Torvik."),
        ("Two villages near Korvat were evacuated.", "2 villages near Korvat were evacuated."),
        ("Kasia may have sold Veria long-range drones and small surveillance drones.", "Kasia has sold Veria long-range drones."),
    ],
)
def test_another_word_for_the_same_thing_still_agrees(claim: str, later: str) -> None:
    assert found(claim, later).relation is Relation.CORROBORATES


def test_the_same_words_with_a_not_in_one_of_them_contradict() -> None:
    assert (
        found("There is access to the orchard behind the Lume mill.", "There is no access to the orchard behind the Lume mill.").relation
        is Relation.CONTRADICTS
    )


def test_the_explanation_shows_the_two_words() -> None:
    claim, later = "The van that hit the stall in Dovna was white.", "The van that hit the stall in Dovna was blue."
    finding = found(claim, later)
    assert finding.rule == "exclusive_value"
    assert [span.of(claim) for span in finding.claim_spans] == ["white"]
    assert [span.of(later) for span in finding.later_spans] == ["blue"]


def test_two_dates_make_two_events_whatever_else_differs() -> None:
    claim = "The northern span of the Harbour Bridge was closed on 2 March 2026."
    later = "The southern span of the Harbour Bridge was closed on 9 April 2026."
    assert found(claim, later).relation is Relation.NONE


@pytest.mark.parametrize(
    ("first", "second", "answer"),
    [
        ("red", "blue", True),
        ("grey", "gray", False),
        ("armed", "unarmed", True),
        ("north", "western", True),
        ("red", "armed", False),
        ("ship", "red", False),
    ],
)
def test_words_exclude_one_another_both_ways_or_not_at_all(first: str, second: str, answer: bool) -> None:
    assert excludes(first, second) is excludes(second, first) is answer


@pytest.mark.parametrize(
    ("claim", "later", "kind"),
    [
        ("The council bought three red buses.", "The council bought three green buses.", Kind.EXCLUSIVE),
        ("The council bought three buses in May.", "The council bought four buses in May.", Kind.NUMBER),
        ("She was the fourth woman to hold the office.", "She was the ninth woman to hold the office.", Kind.ORDINAL),
        ("The council bought red buses.", "The council bought red bicycles.", Kind.OTHER),
        ("The council bought buses and trams.", "The council bought buses.", Kind.PART),
        ("The council bought buses.", "The council bought buses or trams.", Kind.EITHER),
        ("The council has money.", "The council has no money.", Kind.DENIED),
    ],
)
def test_each_difference_is_named(claim: str, later: str, kind: Kind) -> None:
    assert [difference.kind for difference in differences(claim, later)] == [kind]
