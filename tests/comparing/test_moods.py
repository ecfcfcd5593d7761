"""What is only supposed or asked for is not told; what is called off does not take place; what may happen is a plan until it has."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker.language.words import words_of
from verification.comparing.clauses import tokens_of
from verification.comparing.frames import frame_of
from verification.comparing.moods import mood_at, supposed_ranges
from verification.comparing.relation import compare
from verification.comparing.shapes import Mood, Rank

EARLIER, LATER = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)


def answer(claim: str, later: str) -> tuple[str, str]:
    found = compare(frame_of(claim, said_at=EARLIER), frame_of(later, said_at=LATER))
    return found.relation.value, found.rule


def mood(text: str, word: str) -> Mood:
    tokens = tokens_of(words_of(text))
    return mood_at(tokens, next(i for i, t in enumerate(tokens) if t.word.low == word), supposed_ranges(tokens))


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Sanctions will follow if Moravia sells arms to Kasia.", "sells", Mood.SUPPOSED),
        ("Kasia would close the strait if it were attacked.", "close", Mood.SUPPOSED),
        ("Unless the union gives way, the yard will close.", "gives", Mood.SUPPOSED),
        ("Unless the union gives way, the yard will close.", "close", Mood.SUPPOSED),
        ("Should talks fail, the army could attack Seva.", "attack", Mood.SUPPOSED),
        ("The troops stand ready in case Moravia attacks.", "attacks", Mood.SUPPOSED),
        ("Nobody knows whether the bridge collapsed.", "collapsed", Mood.SUPPOSED),
        ("The union urged the firm to close the yard.", "close", Mood.WANTED),
        ("The union asked for the yard to be closed.", "closed", Mood.WANTED),
        ("Lawmakers demanded that the minister resign.", "resign", Mood.WANTED),
        ("The envoy called for a ceasefire in Seva.", "ceasefire", Mood.WANTED),
        ("Kasia wants Moravia to withdraw.", "withdraw", Mood.WANTED),
        ("The firm closed the yard.", "closed", Mood.ASSERTED),
        ("The firm wanted to stay but closed the yard.", "closed", Mood.ASSERTED),
        ("The minister said that the firm should close the yard.", "close", Mood.ASSERTED),
        ("He insisted that the firm had closed the yard.", "closed", Mood.ASSERTED),
        ("The judge was forced to resign.", "resign", Mood.ASSERTED),
    ],
)
def test_a_happening_is_told_supposed_or_asked_for(text: str, word: str, expected: Mood) -> None:
    assert mood(text, word) is expected


def test_what_is_not_told_is_only_named() -> None:
    happened = frame_of("The union urged the firm to close the yard.").happenings
    assert [(h.word, h.rank) for h in happened] == [("urge", Rank.MAIN), ("close", Rank.NAMED)]


@pytest.mark.parametrize(
    ("claim", "later", "rule"),
    [
        (
            "No accord was signed between Kasia and Moravia.",
            "Moravia will lift the tariff if Kasia and Moravia sign an accord.",
            "only_supposed",
        ),
        ("Kasia and Moravia signed an accord.", "The envoy called on Kasia and Moravia to sign an accord.", "only_asked_for"),
        ("Minister Lena Moor has resigned.", "The opposition demanded that minister Lena Moor resign.", "only_asked_for"),
        ("Kasia sent drones to Moravia.", "Kasia may send drones to Moravia, a general said.", "only_planned"),
    ],
)
def test_what_is_not_told_says_nothing_of_the_claim(claim: str, later: str, rule: str) -> None:
    assert answer(claim, later) == ("none", rule)


@pytest.mark.parametrize(
    ("claim", "later", "relation", "rule"),
    [
        ("Minister Lena Moor may resign.", "Lena Moor resigned as minister on Thursday.", "corroborates", "plan_carried_out"),
        ("Minister Lena Moor may have resigned.", "Minister Lena Moor has resigned.", "corroborates", "same_proposition"),
        ("Kasia and Moravia will meet in Seva in April.", "Kasia has called off the Seva meeting with Moravia.", "contradicts", "denial"),
        ("Kasia and Moravia will meet in Seva in April.", "The Seva meeting of Kasia and Moravia was postponed.", "contradicts", "denial"),
        ("Lena Moor won the election in Veria.", "Lena Moor was defeated in the election in Veria.", "contradicts", "opposite"),
        ("Lena Moor won the election in Veria.", "Piet Horn was defeated in the election in Veria.", "none", "other_participants"),
    ],
)
def test_what_comes_of_a_plan(claim: str, later: str, relation: str, rule: str) -> None:
    assert answer(claim, later) == (relation, rule)


@pytest.mark.parametrize(
    ("claim", "later", "rule"),
    [
        ("Kasian troops withdrew from the Orr Pass.", "Moravian troops advanced towards the Orr Pass.", "other_participants"),
        ("Rebels attacked a government column near Seva.", "Government troops attacked a rebel column near Seva.", "roles_swapped"),
        ("Solvane bought a 10 percent stake in Brask.", "Brask bought a 10 percent stake in Solvane.", "roles_swapped"),
        ("Voters in Veria rejected a ban on hunting.", "Voters in Veria approved a new bridge.", "other_object"),
        ("Lena Moor pleaded guilty to assault.", "Lena Moor pleaded not guilty to tax fraud.", "other_matter"),
        ("A fire destroyed the toy museum in Veria.", "A fire destroyed the film theatre in Veria.", "other_thing"),
    ],
)
def test_other_doers_things_and_matters_are_other_events(claim: str, later: str, rule: str) -> None:
    assert answer(claim, later) == ("none", rule)
