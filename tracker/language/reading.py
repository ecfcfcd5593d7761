"""What a reader hands over: frozen dataclasses with offsets. Shapes only; how they are found lives in the modules beside.

All offsets are half-open, in code points, into the text as given (a headline's into the title).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tracker.language.spans import Span
from tracker.terms import Comparator, CueKind, Level, Marker, Part, Polarity, SpeakerKind


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that carry a hedge, a boost, a negation, an attribution or a marker. ``level`` 5 where they do not hedge.

    ``low`` and ``high`` (0..1) are the range that people read into the words; ``basis`` says how we know: survey, yardstick or judgement.
    """

    span: Span
    text: str
    kind: CueKind
    level: Level
    low: float
    high: float
    basis: str
    marker: Marker | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a chain: who speaks or carries, with which words, how firmly. ``source`` is resolved within the article ("They" → "Joint Chiefs of Staff", no leading article).

    ``affiliation`` is the body for which a person or an unnamed official speaks, where the article says so: "White House" for "White House spokesman John Kirby",
    "South Korean military" for "South Korean military officials"; else empty.
    """

    source: str
    kind: SpeakerKind
    cue: str
    level: Level
    source_span: Span | None = None
    cue_span: Span | None = None
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure in a text: ``low <= high`` in ``unit``, None = open; a plain "12" has low == high.

    ``unit`` is the counted noun or measure, singular and lower case ("container", "percent", "usd"), None if it cannot be told.
    ``rate`` is the period of a rate ("week"), else None. ``cumulative`` is True for a running total, False for a state, None if it cannot be told.
    ``capacity`` marks what something could hold, which is not a count.
    """

    span: Span
    low: Decimal | None
    high: Decimal | None
    unit: str | None
    comparator: Comparator
    rate: str | None = None
    cumulative: bool | None = None
    capacity: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A date or period named in a text, as a half-open interval [start, end) in UTC days; None = open on that side or cannot be told.

    "on 13 October 2023" → [2023-10-13, 2023-10-14); "since mid-2022" → [2022-05-01, None). Relative words without a publication date give (None, None).
    """

    span: Span
    start: datetime | None
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One assertion: the span covers what is asserted; cues and chain may lie outside of it.

    ``display`` says the same standing alone (pronouns and elided subjects resolved); ``quote`` is untouched.
    ``level`` is the lowest of the chain and of the hedges that cover the assertion; ``low``/``high`` its range before polarity.
    ``check_worthy`` with ``unworthy_because`` naming the rule where it is False.
    """

    part: Part
    span: Span
    quote: str
    display: str
    level: Level
    low: float
    high: float
    polarity: Polarity
    markers: tuple[Marker, ...]
    cues: tuple[Cue, ...]
    chain: tuple[Link, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[When, ...]
    check_worthy: bool
    unworthy_because: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One pass over one text. ``language`` is an ISO 639-1 code; statements are empty unless it is "en"."""

    title: str | None
    published: datetime | None
    language: str
    statements: tuple[Statement, ...]
    engine: str
    lexicon: str
