"""What a careful editor expects of each claim of six stories, written before the program saw them; the tests are in ``test_fresh``."""

from __future__ import annotations

from dataclasses import dataclass

NONE: frozenset[str] = frozenset()


def reports(*names: str) -> frozenset[str]:
    return frozenset(names)


@dataclass(frozen=True)
class Track:
    """One claim and where every report of its story must stand on it; *flags* are exactly the open ones."""

    words: str
    opened_by: str
    corroborated: frozenset[str] = NONE
    repeated: frozenset[str] = NONE
    updated: frozenset[str] = NONE
    contradicted: frozenset[str] = NONE
    origins: int = 1
    level: int = 5
    flags: frozenset[str] = NONE


FRESH: dict[str, tuple[Track, ...]] = {
    "bank-run": (
        Track(r"14 branches", "1-wire", repeated=reports("2-copy"), updated=reports("5-growth"), flags=frozenset(["updated"])),
        Track(
            r"may need emergency funding",
            "1-wire",
            repeated=reports("2-copy", "3-relay"),
            contradicted=reports("4-denial", "6-retraction"),
            level=2,
            flags=frozenset(["certainty_inflated", "contradicted", "retracted"]),
        ),
        Track(r"five branches", "7-unrelated"),
        Track(r"credit union may need", "7-unrelated", level=2),
    ),
    "hostages": (
        Track(r"12 hostages", "1-wire", updated=reports("3-growth"), origins=2, flags=frozenset(["updated"])),
        Track(
            r"members of the Red Dawn",
            "1-wire",
            repeated=reports("4-relay"),
            contradicted=reports("5-denial", "7-finding"),
            level=3,
            flags=frozenset(["certainty_inflated", "contradicted"]),
        ),
        Track(r"30 hostages", "2-city", repeated=reports("6-freed")),
    ),
    "trial": (
        Track(r"38%", "1-paper", updated=reports("5-correction"), flags=frozenset(["retracted", "updated"])),
        Track(
            r"risk of stroke",
            "1-paper",
            corroborated=reports("3-caution"),
            repeated=reports("2-relay"),
            contradicted=reports("4-second"),
            origins=2,
            level=2,
            flags=frozenset(["certainty_inflated", "contradicted", "corroborated"]),
        ),
        Track(r"approved velorastat", "6-approval"),
        Track(r"tamoril", "7-unrelated"),
    ),
    "resignation": (
        Track(
            r"will resign",
            "1-leak",
            corroborated=reports("4-hedged", "5-true", "6-reason"),
            repeated=reports("2-copy"),
            contradicted=reports("3-denial"),
            origins=4,
            flags=frozenset(["contradicted", "corroborated"]),
        ),
        Track(r"Ostrow resigned", "7-unrelated"),
    ),
    "market-fires": (
        Track(r"40 stalls", "1-wire", repeated=reports("2-copy"), updated=reports("3-growth"), origins=2, flags=frozenset(["updated"])),
        Track(
            r"electrical fault may have",
            "1-wire",
            repeated=reports("2-copy"),
            contradicted=reports("5-denial", "6-finding"),
            level=2,
            flags=frozenset(["contradicted"]),
        ),
        Track(r"22 stalls", "4-second"),
        Track(r"gas cylinder may", "4-second", level=2),
        Track(r"two people died", "7-orra"),
    ),
    "doping": (
        Track(
            r"Maros tested positive",
            "1-wire",
            corroborated=reports("4-lab"),
            contradicted=reports("2-denial"),
            origins=2,
            flags=frozenset(["contradicted", "corroborated"]),
        ),
        Track(
            r"contaminated supplement",
            "1-wire",
            repeated=reports("3-relay"),
            contradicted=reports("7-finding"),
            level=2,
            flags=frozenset(["certainty_inflated", "contradicted"]),
        ),
        Track(r"banned Lina Maros", "5-ban", updated=reports("6-reduced"), origins=2, flags=frozenset(["updated"])),
        Track(r"Dana Holt", "8-unrelated"),
    ),
}
