"""What became of a plan, a report or a group; what has begun or ended has taken place; phrases that take their object into their midst."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from verification.comparing.frames import frame_of
from verification.comparing.relation import compare
from verification.comparing.shapes import Rank

EARLIER, LATER = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)


def answer(claim: str, later: str) -> tuple[str, str]:
    found = compare(frame_of(claim, said_at=EARLIER), frame_of(later, said_at=LATER))
    return found.relation.value, found.rule


@pytest.mark.parametrize(
    ("claim", "later", "relation", "rule"),
    [
        ("Solvane plans to build a mill in Marn.", "Solvane has scrapped its plan for a mill in Marn.", "contradicts", "plan_dropped"),
        ("Solvane built a mill in Marn.", "Solvane has scrapped its plan for a bridge in Marn.", "none", "other_thing"),
        ("Colonel Piet Horn fled to Kasia.", "The Courier withdrew its report about Colonel Piet Horn.", "contradicts", "taken_back"),
        ("Colonel Piet Horn fled to Kasia.", "The Courier withdrew its report about Lena Moor.", "none", "other_aspect"),
        ("All 30 on board the ferry Orla were rescued.", "Two of those on board the ferry Orla drowned.", "contradicts", "all_and_some"),
        ("Nine on board the ferry Orla were rescued.", "Two of those on board the ferry Orla drowned.", "none", "other_aspect"),
        ("Nine people survived the crash of the bus in Marn.", "Four people died in the crash of the bus in Marn.", "none", "other_part"),
    ],
)
def test_plans_reports_and_groups(claim: str, later: str, relation: str, rule: str) -> None:
    assert answer(claim, later) == (relation, rule)


@pytest.mark.parametrize(
    ("text", "word", "negated"),
    [
        ("Construction of the mill in Marn has begun.", "construction", False),
        ("Construction of the mill in Marn has not begun.", "construction", True),
        ("Engineers stopped the leak in Marn.", "leak", False),
        ("The storm forced the closure of the bridge.", "closure", False),
        ("The summit in Marn was cancelled.", "summit", True),
    ],
)
def test_what_began_ended_or_was_called_off_is_told(text: str, word: str, negated: bool) -> None:
    told = next(h for h in frame_of(text).happenings if h.word == word)
    assert (told.rank, told.negated) == (Rank.MAIN, negated)


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("The oysters made eleven guests ill.", ("infect", 1)),
        ("Kasia ordered the envoy to leave.", ("expel", 1)),
        ("Kasia fired a missile at Orlan.", ("launch", 1)),
        ("The firm agreed to sell its cable branch.", ("transfer", 1)),
    ],
)
def test_a_phrase_may_take_its_object_into_its_midst(text: str, sense: tuple[str, int]) -> None:
    assert any(sense in h.senses for h in frame_of(text).happenings)


def test_who_agrees_to_sell_is_told_to_sell() -> None:
    assert "agree" not in {c for h in frame_of("The firm agreed to sell its cable branch.").happenings for c in h.classes}
    assert "agree" in {c for h in frame_of("The firms agreed to merge.").happenings for c in h.classes}


def test_the_subject_of_the_main_clause_did_what_follows_after() -> None:
    beaten = next(h for h in frame_of("Orla United lifted the cup after beating Marn Rovers.").happenings if h.word == "beat")
    assert [t.key for t in beaten.agents] == ["orla united"]


def test_the_first_text_speaks_of_the_fire_and_the_second_of_a_fire() -> None:
    assert (
        answer("The fire near Tarn was caused by lightning.", "A fire at a mill in Tarn was caused by a faulty switch.")[0] != "contradicts"
    )
    assert answer("The fire near Tarn was caused by lightning.", "The fire near Tarn was caused by a faulty switch.")[0] == "contradicts"
