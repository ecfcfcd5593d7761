"""What a comparison works on: a text taken apart into what happened, to whom, where, when and how many. Shapes only; how they are found lives beside."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from tracker.language.spans import Span
from tracker.terms import Comparator, Level, Marker, Polarity


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a claim's figure series: the value, what it counts, whose word it is and as of when. ``low``/``high`` None = open."""

    bloc: str | None
    unit: str | None
    low: Decimal | None
    high: Decimal | None
    comparator: Comparator
    as_of_start: datetime | None = None
    as_of_end: datetime | None = None
    said_at: datetime | None = None
    span: Span | None = None
    since: datetime | None = None
    rate: str | None = None
    cumulative: bool | None = None
    capacity: bool = False
    scope: str | None = None


class Rank(StrEnum):
    """How a happening stands in its sentence: asserted, told in a clause beside, or only named."""

    MAIN = "main"
    BESIDE = "beside"
    NAMED = "named"


class Mood(StrEnum):
    """Whether a text tells a happening as so, only supposes it, or asks for it."""

    ASSERTED = "asserted"
    SUPPOSED = "supposed"
    WANTED = "wanted"


class Role(StrEnum):
    SUBJECT = "subject"
    OBJECT = "object"
    PLACE = "place"
    SOURCE = "source"
    GOAL = "goal"
    AGENT = "agent"
    OF = "of"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Term:
    """A word or name that says which event it is. ``keys``: what it meets by; ``group``: the family within which two different ones exclude one another; ``prep``: the preposition that governs it."""

    key: str
    keys: frozenset[str]
    span: Span
    weight: float
    index: int
    role: Role
    name: bool = False
    place: bool = False
    group: str | None = None
    clause: int = 0
    prep: str = ""
    noun: bool = True


@dataclass(frozen=True, slots=True)
class Happening:
    """A word that says what happened. ``senses``: (class, sign) pairs, empty for a verb that no table knows; ``negated`` by the words around it.

    ``planned``: laid down for later ("will", "plans to"); ``ahead``: left open for later or for any time ("may resign"); ``past``: told as done.
    """

    word: str
    senses: frozenset[tuple[str, int]]
    frame: str
    rank: Rank
    span: Span
    index: int
    negated: bool = False
    passive: bool = False
    planned: bool = False
    nominal: bool = False
    mood: Mood = Mood.ASSERTED
    past: bool = False
    ahead: bool = False
    agents: tuple[Term, ...] = ()
    patients: tuple[Term, ...] = ()
    goals: tuple[Term, ...] = ()
    origins: tuple[Term, ...] = ()

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(name for name, _ in self.senses)


@dataclass(frozen=True, slots=True)
class Cause:
    """What a text puts something down to. ``families`` as in causes.tsv, empty for a cause that no table knows; ``firm`` where the words name it a cause.

    ``span`` are the words that name it, ``phrase`` the whole phrase or clause that they stand in.
    """

    span: Span
    words: frozenset[str]
    families: frozenset[str]
    firm: bool
    denied: bool = False
    phrase: Span | None = None

    def holds(self, span: Span) -> bool:
        """Whether a word belongs to the cause and not to what it brought about."""
        return bool((self.phrase or self.span).overlap(span))


@dataclass(frozen=True, slots=True)
class Frame:
    """A statement or a claim, ready to be compared. Spans are offsets into ``text``. ``polarity`` is that of the whole text.

    ``revision``: 2 where the words say that a figure was revised, 1 where they say that it grew or stands, else 0.
    ``sites``: (kind, name) of the markets, hospitals, bridges … that the text, or else its report, calls by name.
    ``ground``: names and telling words of its report, which identify the event where the text itself does not.
    """

    text: str
    said_at: datetime | None
    level: Level
    polarity: Polarity
    markers: tuple[Marker, ...]
    speaker: str | None
    bloc: str | None
    terms: tuple[Term, ...]
    happenings: tuple[Happening, ...]
    figures: tuple[Point, ...]
    series: tuple[Point, ...]
    when_start: datetime | None
    when_end: datetime | None
    dated: bool
    cause: Cause | None
    ruled_out: tuple[Cause, ...]
    revision: int
    dismissed: bool
    another: bool
    never: bool
    words: tuple[str, ...] = ()
    ground: frozenset[str] = field(default_factory=frozenset)
    ground_places: frozenset[str] = field(default_factory=frozenset)
    ground_names: frozenset[str] = field(default_factory=frozenset)
    sites: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    @property
    def sign(self) -> int:
        """+1 where the text stands for what it says, −1 where it denies it; a doubtful word counts as the opposite."""
        sign = 1 if self.polarity is Polarity.AFFIRMED else -1
        return -sign if self.level is Level.DOUBTFUL else sign

    @property
    def main(self) -> tuple[Happening, ...]:
        return tuple(h for h in self.happenings if h.rank is Rank.MAIN)
