"""What a careful editor expects of the claims of each story, written before the program ever saw it; the tests are in ``test_editor``."""

from __future__ import annotations

from dataclasses import dataclass

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Hedged:
    """The hedged cause or culprit of a story: copied, relayed without its hedge, denied, and set aside by a finding."""

    words: tuple[str, ...]  # patterns that the claim's text matches, and no other claim's of the first report
    level: int
    rival: tuple[str, ...]  # patterns of the claim that the finding opens
    again: str  # a pattern of words in which a second claim about the same cause would be put
    repeated_by: frozenset[str] = frozenset({"2-copy", "3-relay"})
    contradicted_by: frozenset[str] = frozenset({"5-denial", "6-finding"})
    origins: int = 1


@dataclass(frozen=True)
class Growing:
    """A count that grows."""

    words: tuple[str, ...]
    updated_by: frozenset[str]
    origins: int
    again: str  # a pattern of words in which a second claim about the same count would be put
    repeated_by: frozenset[str] = frozenset({"2-copy"})


@dataclass(frozen=True)
class Expected:
    """One story: its two claims, and the event that has nothing to do with it."""

    cause: Hedged
    count: Growing
    other: tuple[str, ...]  # patterns of a claim that the unrelated report opens
    unrelated: str = "7-unrelated"
    growth: str = "4-toll"


STORIES: dict[str, Expected] = {
    "derailment": Expected(
        cause=Hedged((r"cracked rail may have caused",), 2, (r"speed", r"caused"), r"cracked rail"),
        count=Growing((r"killing at least seven",), frozenset({"4-toll"}), 1, r"\b12\b"),
        other=(r"cracked rail may have caused",),
    ),
    "cholera": Expected(
        cause=Hedged((r"water.*probably the source",), 3, (r"sewer", r"source"), r"canal is (?:not )?the source|water from"),
        count=Growing((r"31 people",), frozenset({"4-toll", "6-finding"}), 2, r"\b58\b|\b74\b"),
        other=(r"12 people",),
    ),
    "dam": Expected(
        cause=Hedged((r"rain.*may have triggered",), 2, (r"spillway", r"triggered"), r"heavy rain"),
        count=Growing((r"at least 20 people",), frozenset({"4-toll", "6-finding"}), 2, r"\b63\b|\b71\b"),
        other=(r"killing two people",),
    ),
    "mine": Expected(
        cause=Hedged((r"methane explosion brought down",), 2, (r"timber", r"brought down"), r"methane"),
        count=Growing((r"killing five",), frozenset({"4-toll", "6-finding"}), 2, r"killed to 11|twelve"),
        other=(r"two miners were killed|killed two miners",),
    ),
    "missing-millions": Expected(
        cause=Hedged((r"Voss.*may have moved",), 2, (r"Cobb", r"moved"), r"Voss.*moved"),
        count=Growing((r"\$340 million is missing",), frozenset({"4-growth"}), 1, r"510"),
        other=(r"\$90 million",),
        growth="4-growth",
    ),
    "voter-roll": Expected(
        cause=Hedged((r"software error possibly deleted",), 2, (r"official", r"deleted"), r"software error|error in it"),
        count=Growing((r"3,200 voters",), frozenset({"4-growth"}), 1, r"4,750"),
        other=(r"800 voters",),
        growth="4-growth",
    ),
    "drone-depot": Expected(
        cause=Hedged((r"likely launched from.*Morovia",), 3, (r"launched from.*ship",), r"launched from (?!a cargo)"),
        count=Growing((r"killing three workers",), frozenset({"4-toll"}), 1, r"seven people"),
        other=(r"killing one guard",),
    ),
    "spill": Expected(
        cause=Hedged((r"corroded valve caused",), 2, (r"forklift", r"caused"), r"corroded valve"),
        count=Growing((r"30 people were taken",), frozenset({"4-toll", "6-finding"}), 2, r"\b85\b|\b92\b"),
        other=(r"11 people were taken",),
    ),
    "crush": Expected(
        cause=Hedged((r"Police may have set off",), 2, (r"gates", r"set off"), r"tear gas"),
        count=Growing((r"eighteen people died",), frozenset({"4-toll", "6-finding"}), 2, r"\b25\b|\b27\b"),
        other=(r"four people died",),
    ),
    "airliner": Expected(
        cause=Hedged((r"ice on the wings brought the plane down",), 3, (r"crew error", r"brought down"), r"\bice\b"),
        count=Growing((r"11 bodies",), frozenset({"4-toll"}), 1, r"\b43\b"),  # how many were killed is not how many were found
        other=(r"two pilots were killed",),
    ),
    "poisoning": Expected(
        cause=Hedged((r"could have been contaminated with pesticide",), 2, (r"salmonella",), r"contaminated with pesticide"),
        count=Growing((r"140 pupils",), frozenset({"4-toll", "6-finding"}), 2, r"\b212\b|\b230\b"),
        other=(r"sixty wedding guests",),
    ),
    "bridge": Expected(
        cause=Hedged((r"probably lost its steering",), 3, (r"captain", r"asleep"), r"steering"),
        count=Growing((r"killing at least four",), frozenset({"4-toll", "6-finding"}), 2, r"to nine|eleven people"),
        other=(r"barge struck",),
    ),
}
