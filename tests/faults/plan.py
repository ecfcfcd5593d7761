"""What is sent during a fault run and what must be there afterwards, worked out from a seed alone. Imports nothing of the program.

A story is an invented place where something collapsed: five reports, two propositions. Whatever order the reports arrive in, each proposition
is one claim, and each of its other statements one evidence.
"""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

OBJECTS = ("viaduct", "dam", "lighthouse", "grandstand", "chapel", "footbridge", "warehouse", "silo")
OUTLETS = ("Northsea Wire", "Harbour Post", "Metro Daily", "Tarn Courier", "Volna Online")
FIRST = ("Tor", "Sel", "Brun", "Kal", "Vost", "Mar", "Fen", "Hol", "Dra", "Ster", "Ul", "Pel")
MIDDLE = ("v", "m", "d", "n", "sk", "g", "t", "l")
LAST = ("ik", "ar", "ova", "eth", "und", "isle", "orp", "aga")
STORY = 5  # reports
BROKEN = ("no-sweep", "no-lock", "no-fence", "mark-after-send", "naive")  # the guards that a run can take away (tests.faults.breaking)
BEGIN = datetime(2026, 3, 10, 6, tzinfo=UTC)
# Who hears of everything: name, cadence, and the (zone, hour) that make three daily periods in one run, each later than the one before.
PERIODS = (("Pacific/Pago_Pago", 23), ("Pacific/Pago_Pago", 0), ("Pacific/Kiritimati", 0))
FOLLOWERS = (("uma", "at_once", PERIODS), ("noor", "at_once", PERIODS), ("dag", "daily", PERIODS), ("ida", "daily", PERIODS))


@dataclass(frozen=True, slots=True)
class Sent:
    """One report: ``key`` is its address and its Idempotency-Key, ``side`` where it stands in its proposition."""

    key: str
    publisher: str
    published: str
    text: str
    proposition: str
    side: str


@dataclass(frozen=True, slots=True)
class Plan:
    seed: int
    reports: tuple[Sent, ...]
    places: tuple[str, ...]

    def propositions(self) -> dict[str, tuple[Sent, ...]]:
        """Each proposition with the reports that speak on it."""
        found: dict[str, tuple[Sent, ...]] = {}
        for report in self.reports:
            found[report.proposition] = (*found.get(report.proposition, ()), report)
        return found

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Plan:
        given: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return cls(given["seed"], tuple(Sent(**one) for one in given["reports"]), tuple(given["places"]))


def relations(opening: Sent, other: Sent) -> tuple[str, ...]:
    """How *other* may stand to a claim that *opening* opened: the same word is a corroboration or, from a known origin, a repetition."""
    if opening.side == "count":
        return ("updates",)
    return ("corroborates", "repeats") if opening.side == other.side else ("contradicts",)


def make(seed: int, *, reports: int) -> Plan:
    """The plan of a seed: stories of five reports. Those that speak on one proposition are sent at nearly the same time; the last story in order."""
    chance = random.Random(f"plan {seed}")
    names = sorted({"".join(parts) for parts in product(FIRST, MIDDLE, LAST)})
    places = chance.sample(names, reports // STORY)
    stories = [story(number, place, chance.choice(OBJECTS)) for number, place in enumerate(places)]
    sent: list[Sent] = []
    for told in stories[:-1]:
        parts = [[one for one in told if one.side != "count"], [one for one in told if one.side == "count"]]
        for part in parts:
            chance.shuffle(part)
        chance.shuffle(parts)
        sent += [one for part in parts for one in part]
    for at in range(2, len(sent), 3):  # a little out of order across stories, as things arrive
        if chance.random() < 0.3:
            sent[at - 2], sent[at] = sent[at], sent[at - 2]
    return Plan(seed, (*sent, *stories[-1]), tuple(places))


def story(number: int, place: str, thing: str) -> list[Sent]:
    """Two agree that it collapsed and one denies it; two count the hurt, the later one more."""
    count = 3 + number % 20
    fell, hurt = f"{place}: it fell", f"{place}: people hurt"
    told = (
        (fell, "for", f"The {thing} at {place} collapsed on Monday, police said."),
        (fell, "for", f"The {thing} at {place} collapsed on Monday, the fire brigade said."),
        (fell, "against", f"The {thing} at {place} did not collapse on Monday, the mayor of {place} said."),
        (hurt, "count", f"At least {count} people were hurt at the {place} {thing}, the hospital said."),
        (hurt, "count", f"The number of people hurt at the {place} {thing} has risen to {count * 3}, the hospital said."),
    )
    return [
        Sent(
            key=f"{place.lower()}-{part}",
            publisher=OUTLETS[part],
            published=(BEGIN + timedelta(minutes=7 * number, hours=part)).isoformat(),
            text=text,
            proposition=proposition,
            side=side,
        )
        for part, (proposition, side, text) in enumerate(told)
    ]
