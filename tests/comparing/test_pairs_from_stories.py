"""What stories told to the whole program showed of the comparison: each fault in two or three sentences of other stories, with the lead of their reports around them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tracker.terms import Kinship, Level, Polarity
from verification.comparing.finding import Finding
from verification.comparing.frames import frame_of
from verification.comparing.relation import compare

FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)

BUS = "Nine hurt as school bus overturns at Tavern Hill\nA school bus overturned at Tavern Hill on Monday and nine pupils were hurt, the fire brigade said."
BRIDGE = "Footbridge falls into river at Marn\nA footbridge over the river Osk collapsed at Marn on Monday, the council said."
FEVER = "Fever spreads at Orlan barracks\nForty recruits fell ill with fever at the Orlan barracks, the army said."
FUND = "Charity says 2 million missing\nAbout 2 million dollars is missing from the accounts of the Tarn Relief Fund, the charity said."
ROCKETS = "Rockets hit airfield at Seva\nRockets hit the airfield at Seva overnight, killing four, the regional governor said."
SHAFT = "Shaft collapses at Grell mine\nA shaft collapsed at the Grell mine on Monday, killing three miners, police said."


def found(
    claim: str, later: str, *, around: str, days: int = 20, later_around: str | None = None, level: int = 2, denied: bool = False
) -> Finding:
    mine = frame_of(claim, said_at=FIRST, level=Level(level), context=around)
    theirs = frame_of(
        later,
        said_at=FIRST + timedelta(days=days),
        polarity=Polarity.DENIED if denied else None,
        context=later_around or later,
    )
    return compare(mine, theirs)


RIVALS = [
    ("A loose bolt may have caused the accident", "Icy tarmac caused the accident of a school bus at Tavern Hill", BUS),
    ("A loose bolt may have caused the accident", "The accident of the school bus at Tavern Hill was caused by icy tarmac", BUS),
    ("A burst tyre probably caused the accident", "The cause of the accident at Tavern Hill was a sleeping driver", BUS),
    ("Heavy crowds may have triggered the collapse", "A missing girder triggered the collapse of the footbridge at Marn", BRIDGE),
    ("Heavy crowds may have led to the collapse", "Cheap steel, and not the crowds, led to the collapse of the footbridge at Marn", BRIDGE),
    ("A tainted pond is probably the source of the fever", "Mosquitoes were the source of the fever at the Orlan barracks", FEVER),
    (
        "A tainted pond is probably to blame for the fever",
        "A bad batch of sausages was to blame for the fever at the Orlan barracks",
        FEVER,
    ),
    ("An earth tremor brought down the shaft", "Rotten props brought down the shaft at the Grell mine", SHAFT),
]


@pytest.mark.parametrize(("claim", "later", "around"), RIVALS)
@pytest.mark.parametrize("days", [3, 100])
def test_another_cause_of_the_same_event_contradicts_and_is_a_rival_however_long_the_inquiry_took(claim, later, around, days) -> None:
    answer = found(claim, later, around=around, days=days)
    assert (answer.relation.value, answer.opens) == ("contradicts", Kinship.RIVAL), answer


CULPRITS = [
    (
        "The treasurer, Owen Pell, may have moved the money to firms in Belm",
        "The fund's accountant, Ada Rusk, moved the money to firms in Belm",
        FUND,
    ),
    ("The treasurer may have taken the money", "A cleaner took the money of the Tarn Relief Fund", FUND),
    ("A hacker possibly deleted the accounts", "A director deleted the accounts of the Tarn Relief Fund", FUND),
    (
        "The rockets were likely launched from Kasia",
        "The rockets that hit the airfield at Seva were launched from a ship in the bay",
        ROCKETS,
    ),
    (
        "The rockets were probably fired from the territory of Kasia",
        "The rockets that hit the airfield at Seva were fired from a trawler in the bay",
        ROCKETS,
    ),
]


@pytest.mark.parametrize(("claim", "later", "around"), CULPRITS)
def test_somebody_else_who_did_it_or_another_place_it_came_from_is_a_rival(claim, later, around) -> None:
    answer = found(claim, later, around=around, days=30)
    assert (answer.relation.value, answer.opens) == ("contradicts", Kinship.RIVAL), answer


APART = [
    (
        "A loose bolt may have caused the accident",
        "Icy tarmac caused the accident of a lorry near Port Kell",
        BUS,
        "Lorry crash closes road\nA lorry overturned near Port Kell on Friday, police said.",
    ),
    (
        "Heavy crowds may have triggered the collapse",
        "A missing girder triggered the collapse of a grandstand in Dunmere",
        BRIDGE,
        "Grandstand falls in Dunmere\nA grandstand collapsed in Dunmere, police said.",
    ),
    (
        "A tainted pond is probably the source of the fever",
        "Mosquitoes were the source of the fever in Lower Tamsin",
        FEVER,
        "Fever in Lower Tamsin\nFever has spread in Lower Tamsin, doctors said.",
    ),
]


@pytest.mark.parametrize(("claim", "later", "around", "elsewhere"), APART)
def test_the_cause_of_another_event_says_nothing(claim, later, around, elsewhere) -> None:
    assert found(claim, later, around=around, later_around=elsewhere).relation.value == "none"


def test_whoever_denies_one_cause_does_not_deny_another() -> None:
    answer = found(
        "Icy tarmac caused the accident of a school bus at Tavern Hill",
        "A loose bolt had caused the accident at Tavern Hill",
        around=BUS,
        denied=True,
        level=5,
    )
    assert answer.relation.value == "none"
    answer = found(
        "Mosquitoes were the source of the fever at the Orlan barracks",
        "The pond is not the source of the fever at the Orlan barracks",
        around=FEVER,
        level=5,
    )
    assert answer.relation.value == "none"


SIDES = [
    (
        "A worn hose may have caused the leak",
        "Twelve people were treated after the ammonia leak at the Korva dairy",
        "Leak at Korva dairy\nAmmonia leaked at the Korva dairy, police said.",
    ),
    (
        "A worn hose may have caused the leak",
        "The number of people in hospital after the chemical leak at the Korva dairy rose to 40",
        "Leak at Korva dairy\nAmmonia leaked at the Korva dairy, police said.",
    ),
    (
        "Typhoid has killed 12 people at the Orlan barracks",
        "The pond is not the source of the typhoid outbreak at the Orlan barracks",
        FEVER,
    ),
    (
        "Cholera has killed 12 people at the Orlan barracks",
        "The river is not the cause of the cholera outbreak at the Orlan barracks",
        FEVER,
    ),
]


@pytest.mark.parametrize(("claim", "later", "around"), SIDES)
def test_what_followed_from_an_event_is_not_its_cause_nor_its_cause_the_toll(claim, later, around) -> None:
    assert found(claim, later, around=around, days=2).relation.value == "none"


TOLLS = [
    ("A shaft collapsed at the Grell mine on Monday, killing three miners", "It put the number of dead at 17", SHAFT, SHAFT, 100),
    (
        "A shaft collapsed at the Grell mine on Monday, killing three miners",
        "Eight miners died in the accident",
        SHAFT,
        "Rotten props brought down shaft at Grell mine\nRotten props brought down the shaft at the Grell mine, inspectors said.",
        70,
    ),
    (
        "A shaft collapsed at the Grell mine on Monday, killing three miners",
        "Crews recovered two more bodies at the Grell mine on Wednesday, which brings the number of miners killed to five",
        SHAFT,
        SHAFT,
        2,
    ),
    (
        "Typhoid has killed 12 people at the Orlan barracks since the start of February",
        "The outbreak ended in late March after 30 deaths",
        FEVER,
        "Well water spread typhoid at Orlan barracks\nA tainted pond spread typhoid at the Orlan barracks, doctors found.",
        40,
    ),
]


@pytest.mark.parametrize(("claim", "later", "around", "later_around", "days"), TOLLS)
def test_the_toll_that_a_later_report_gives_in_passing_brings_the_first_up_to_date(claim, later, around, later_around, days) -> None:
    assert found(claim, later, around=around, later_around=later_around, days=days, level=5).relation.value == "updates"


OTHERS = [
    ("Rescuers found six bodies at the Grell mine", "Inspectors found no trace of an explosion at the Grell mine", SHAFT),
    (
        "About 2 million dollars is missing from the accounts of the Tarn Relief Fund",
        "Treasurer of Harlow Trust charged over missing funds",
        FUND,
    ),
    ("About 2 million dollars is missing from the accounts of the Tarn Relief Fund", "The clerk moved the missing money to Belm", FUND),
]


@pytest.mark.parametrize(("claim", "later", "around"), OTHERS)
def test_a_word_in_common_is_not_the_same_thing_said(claim, later, around) -> None:
    assert found(claim, later, around=around, days=3, level=5).relation.value == "none"
