"""Reports as a desk gets them, made by rule and written as prose: some twenty statements, about eight of which can be checked. For measuring, never truth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

STATEMENTS = 20
IDLE = (
    "It was a perfect day for an announcement of that kind.",
    "The ministry did not elaborate.",
    "Residents said that they felt abandoned and hoped for better times.",
    "The question should have been asked years ago.",
    "Nobody could be reached for comment.",
    "It remains to be seen whether anybody will listen.",
    "The spokesman declined to give details.",
    "All of this raises questions about the role of the region.",
    "Time will tell.",
    "It is a good sign, and good news for everybody there.",
    "What should be done next?",
    "We thank everybody who helped.",
    "The officials gave no reasons.",
    "Such a thing is without precedent in its history.",
    "Perhaps people deserve better than that.",
    "The announcement came days after a similar one.",
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One report on its way in."""

    key: str
    title: str
    text: str
    published: datetime
    publisher: str


def dressed(chance: Random, key: str, title: str, told: list[str], published: datetime, publisher: str) -> Incoming:
    """A report of *told*, eight sentences that say something, among twelve that do not."""
    lines = [*told, *chance.sample(IDLE, STATEMENTS - len(told))]
    chance.shuffle(lines)
    paragraphs = [" ".join(lines[at : at + 4]) for at in range(0, len(lines), 4)]
    return Incoming(key, title, "\n\n".join(paragraphs), published, publisher)
