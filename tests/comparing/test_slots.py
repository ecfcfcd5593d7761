"""What speaks against a claim must be about the claim's matter: another thing in the same place of the sentence, and both may hold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from verification.comparing.frames import frame_of
from verification.comparing.relation import compare
from verification.comparing.slots import told_apart_by_value

EARLIER, LATER = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)


def answer(claim: str, later: str) -> tuple[str, str]:
    found = compare(frame_of(claim, said_at=EARLIER), frame_of(later, said_at=LATER))
    return found.relation.value, found.rule


@pytest.mark.parametrize(
    ("claim", "later"),
    [
        ("Solvane raised its dividend.", "Solvane cut its growth forecast."),
        ("Kasia signed a trade treaty with Marn.", "Kasia refused to sign a fishing treaty with Tulm."),
        ("Kasia signed a trade treaty.", "Kasia refused to sign a fishing treaty."),
        ("The Foxes won the first leg against Orlan.", "The Foxes lost the second leg against Orlan."),
        ("The Foxes won at home to Orlan.", "The Foxes lost away to Orlan."),
        ("The drug Relan cut deaths among men.", "The drug Relan did not cut deaths among women."),
        ("Judges in Veria upheld the verdict against Piet Horn.", "Judges in Veria overturned the verdict against Lena Moor."),
        ("The price of wheat rose by 4 percent in Veria.", "The price of copper fell by 3 percent in Veria."),
    ],
)
def test_another_thing_in_the_same_place_is_no_contradiction(claim: str, later: str) -> None:
    relation, rule = answer(claim, later)
    assert relation == "none"
    assert rule in ("other_matter", "other_participants")


@pytest.mark.parametrize(
    ("claim", "later"),
    [
        ("Solvane raised its dividend.", "Solvane cut its dividend."),
        ("Kasia signed a trade treaty with Marn.", "Kasia refused to sign the treaty with Marn."),
        ("The regulator approved the merger of Solvane and Brask.", "The regulator blocked the takeover of Brask by Solvane."),
        ("Six miners were killed in the fire at the Belden plant.", "Nobody was killed in the fire at the Belden plant."),
        ("The northern bridge in Marn is closed.", "The bridge in Marn is open."),
    ],
)
def test_the_same_thing_or_none_leaves_the_contradiction(claim: str, later: str) -> None:
    assert answer(claim, later)[0] == "contradicts"


def test_values_set_two_things_apart_only_where_each_stands_on_one_side() -> None:
    first, second = frame_of("The men in the first group recovered."), frame_of("The women in the second group did not recover.")
    assert told_apart_by_value(first, second) == ("man", "woman")
    both = frame_of("The men and women in the first group did not recover.")
    assert told_apart_by_value(first, both) is None
    assert told_apart_by_value(frame_of("The first trial failed."), frame_of("The third trial succeeded.")) == (
        "first trial",
        "third trial",
    )
