"""One verb, two matters: another site, another ban, another charge, another one's brother; and the same matter in other words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from verification.comparing.frames import frame_of
from verification.comparing.matters import sites_in
from verification.comparing.relation import compare

EARLIER, LATER = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)


def answer(claim: str, later: str) -> tuple[str, str]:
    found = compare(frame_of(claim, said_at=EARLIER), frame_of(later, said_at=LATER))
    return found.relation.value, found.rule


@pytest.mark.parametrize(
    ("claim", "later", "rule"),
    [
        ("A court jailed Victor Sand for tax evasion.", "A court jailed Victor Sand's brother for assault.", "other_matter"),
        ("Police in Calder arrested 15 people over the riot.", "Police in Calder arrested three men over the robbery.", "other_matter"),
        (
            "The Supreme Court upheld the ban on logging in Tarn.",
            "The Supreme Court struck down the ban on fishing in Tarn.",
            "other_matter",
        ),
        ("A short circuit caused the fire at the Kesh market.", "A gas cylinder caused the fire at the Orra market.", "other_site"),
        ("Sudra's army shelled the town of Petch from Karesh.", "Karesh's army shelled a village near Petch from Sudra.", "roles_swapped"),
        ("Brask Energy bought Northwind for $3 billion.", "Northwind bought a plant from Brask Energy for $90 million.", "roles_swapped"),
    ],
)
def test_another_matter_is_another_event(claim, later, rule):
    assert answer(claim, later) == ("none", rule)


@pytest.mark.parametrize(
    ("claim", "later", "relation"),
    [
        (
            "The Supreme Court upheld the ban on logging in Tarn.",
            "The Supreme Court struck down the ban on logging in Tarn.",
            "contradicts",
        ),
        ("A short circuit caused the fire at the Kesh market.", "A gas cylinder caused the fire at the Kesh market.", "contradicts"),
        (
            "The avalanche above Sern killed three skiers.",
            "The number of skiers killed by the avalanche above Sern has risen to seven.",
            "updates",
        ),
        (
            "Police have arrested 15 people over the riot in Calder.",
            "The number of arrests over the riot in Calder had reached 42.",
            "updates",
        ),
    ],
)
def test_the_same_matter_still_meets(claim, later, relation):
    assert answer(claim, later)[0] == relation


def test_a_banned_substance_bans_nobody():
    claim = "The athletics federation banned Lina Maros for four years."
    assert answer(claim, "Lina Maros tested positive for a banned steroid.")[0] == "none"


def test_sites_are_known_by_the_name_before_them_and_by_nothing_else():
    assert sites_in("A fire at the Kesh market spread to Saint Orra hospital.") == {("market", "kesh"), ("hospital", "saint orra")}
    assert sites_in("The market burned; Police station staff fled the hospital.") == frozenset()
