"""The words of the project as enumerations: one word, one thing. Pure; no Django, no logic beyond a lookup.

Every value is the snake_case word that tables, URLs, exports and the API use.
"""

from __future__ import annotations

from enum import Enum, IntEnum, StrEnum


def label(member: Enum) -> str:
    """The word as a person reads it: ``Status.IN_REVIEW`` → "in review"."""
    return member.name.lower().replace("_", " ")


class Level(IntEnum):
    """How firmly a speaker committed to an assertion (the hedging level). Never a judgement on truth."""

    DOUBTFUL = 1
    POSSIBLE = 2
    PROBABLE = 3
    VERY_LIKELY = 4
    STATED_AS_FACT = 5

    @property
    def low(self) -> float:
        """Lower bound, 0..1, of the probability that the words of this level convey."""
        return LEVEL_RANGES[self][0]

    @property
    def high(self) -> float:
        """Upper bound, 0..1, of the probability that the words of this level convey."""
        return LEVEL_RANGES[self][1]


LEVEL_RANGES: dict[Level, tuple[float, float]] = {
    Level.STATED_AS_FACT: (0.95, 1.0),
    Level.VERY_LIKELY: (0.80, 0.95),
    Level.PROBABLE: (0.55, 0.80),
    Level.POSSIBLE: (0.25, 0.60),
    Level.DOUBTFUL: (0.05, 0.25),
}


class Polarity(StrEnum):
    AFFIRMED = "affirmed"
    DENIED = "denied"

    @property
    def opposite(self) -> Polarity:
        return Polarity.DENIED if self is Polarity.AFFIRMED else Polarity.AFFIRMED


class Marker(StrEnum):
    """Stands beside the level, never folded into it."""

    HEARSAY = "hearsay"
    CONDITIONAL = "conditional"
    UNVERIFIED = "unverified"


class CueKind(StrEnum):
    HEDGE = "hedge"
    BOOSTER = "booster"
    NEGATION = "negation"
    ATTRIBUTION = "attribution"
    MARKER = "marker"


class SpeakerKind(StrEnum):
    """What stands at one link of a chain."""

    NAMED_PERSON = "named_person"
    NAMED_BODY = "named_body"
    UNNAMED_OFFICIAL = "unnamed_official"
    DOCUMENT = "document"
    SOCIAL_MEDIA = "social_media"
    PUBLISHER = "publisher"
    NONE = "none"


class Comparator(StrEnum):
    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    RANGE = "range"
    NEARLY = "nearly"


class Part(StrEnum):
    TITLE = "title"
    BODY = "body"


class Relation(StrEnum):
    CORROBORATES = "corroborates"
    CONTRADICTS = "contradicts"
    UPDATES = "updates"
    REPEATS = "repeats"
    NONE = "none"


class Kinship(StrEnum):
    """Why a claim stands beside another one."""

    NARROWER = "narrower"
    RIVAL = "rival"


class Status(StrEnum):
    """What people concluded about a claim."""

    UNVERIFIED = "unverified"
    IN_REVIEW = "in_review"
    AWAITING_SECOND_SIGNATURE = "awaiting_second_signature"
    CONFIRMED = "confirmed"
    PARTLY_CONFIRMED = "partly_confirmed"
    REFUTED = "refuted"
    UNRESOLVED = "unresolved"
    SUPERSEDED = "superseded"
    DISMISSED = "dismissed"


UNSETTLED = (Status.UNVERIFIED, Status.IN_REVIEW, Status.AWAITING_SECOND_SIGNATURE)  # what a reviewer may still look at


class Verdict(StrEnum):
    """What one reviewer concluded in one round; two that agree settle the status of the same name."""

    CONFIRMED = "confirmed"
    PARTLY_CONFIRMED = "partly_confirmed"
    REFUTED = "refuted"
    UNRESOLVED = "unresolved"


class Confidence(StrEnum):
    """How sure the *analyst* is of a verdict. Apart from the hedging level, always."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class FlagKind(StrEnum):
    CORROBORATED = "corroborated"
    CONTRADICTED = "contradicted"
    UPDATED = "updated"
    CERTAINTY_INFLATED = "certainty_inflated"
    HARDENED = "hardened"
    SOFTENED = "softened"
    RETRACTED = "retracted"
    DISPUTED = "disputed"
    RECORD_DISAGREES = "record_disagrees"


URGENT = (
    FlagKind.RETRACTED,
    FlagKind.CONTRADICTED,
    FlagKind.CERTAINTY_INFLATED,
    FlagKind.DISPUTED,
)  # mailed at once to who wants it, gravest first


class Ruling(StrEnum):
    """A person's decision on a suggested evidence."""

    ACCEPT = "accept"
    REJECT = "reject"
    RELABEL = "relabel"


class EdgeRuling(StrEnum):
    """A person's word on how text travelled."""

    ADD = "add"
    CONFIRM = "confirm"
    CUT = "cut"


class SourceKind(StrEnum):
    PERSON = "person"
    BODY = "body"
    AGENCY = "agency"
    OUTLET = "outlet"
    UNNAMED = "unnamed"
    DOCUMENT = "document"


class Linking(StrEnum):
    """By what a name in a report was taken for a source."""

    ALIAS = "alias"
    AFFILIATION = "affiliation"
    COUNTRY = "country"
    SCENE = "scene"
    OUTLET = "outlet"
    NEW = "new"


class Surety(StrEnum):
    """How sure the program is that a name means that source."""

    SURE = "sure"
    LIKELY = "likely"
    GUESS = "guess"


class Letter(StrEnum):
    """Reliability of a source, Admiralty code. F is "cannot be judged": null in arithmetic."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Role(StrEnum):
    READER = "reader"
    ANALYST = "analyst"
    REVIEWER = "reviewer"
    LEAD = "lead"
    ADMIN = "admin"


class Scope(StrEnum):
    """What a token may be used for; the rights of its owner are the ceiling."""

    READ = "read"
    INGEST = "ingest"
    REVIEW = "review"


class Via(StrEnum):
    """Through which door a report came in."""

    PASTE = "paste"
    FILE = "file"
    URL = "url"
    FEED = "feed"
    MAIL = "mail"
    TABLE = "table"
    API = "api"
    COMMAND = "command"
    SEED = "seed"


class Fetching(StrEnum):
    """When the page behind an entry of a feed is fetched, rather than what the feed says of it."""

    WHEN_SHORT = "when_short"
    ALWAYS = "always"
    NEVER = "never"


class ItemState(StrEnum):
    """What became of an entry of a feed, or of a line of a table."""

    TAKEN = "taken"
    WAITING = "waiting"
    NOT_TAKEN = "not_taken"


class WorkState(StrEnum):
    TODO = "todo"
    DONE = "done"
    PARKED = "parked"


class DigestState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    REJECTED = "rejected"
    SKIPPED_EMPTY = "skipped_empty"
    CANCELLED = "cancelled"


class DeliveryState(StrEnum):
    """What became of one event for one webhook."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


class Cadence(StrEnum):
    """How often a person wants a digest."""

    OFF = "off"
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
