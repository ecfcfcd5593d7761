"""Frames that are kept beside statements and claims: looked up for many at once, made where there is none or an older one, and written down.

A kept frame is used only if it was made of the same words, times and names by the same version of the comparer: its sign says so.
The frames of statements that a
job publishes are written in its transaction; those that it had to make of older ones after it, by themselves, so that nobody waits for a lock on them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction

from tracker.models import Claim, Statement
from tracker.terms import Level, Marker, Polarity, SpeakerKind
from verification import provenance
from verification.comparing.frames import frame_of
from verification.comparing.packing import pack, sign, unpack
from verification.comparing.shapes import Frame
from verification.models import ClaimFrame, StatementFrame
from verification.provenance import uttered_at

CONTEXT = 600  # characters of a report that say which event it is about
AT_ONCE = 500
MODELS = {Statement: (StatementFrame, "statement_id"), Claim: (ClaimFrame, "claim_id")}
Place = tuple[type[Statement] | type[Claim], int]  # of whom a frame is


class Words(NamedTuple):
    """Everything that a frame is made of."""

    text: str
    said_at: datetime
    level: Level
    polarity: Polarity
    markers: tuple[Marker, ...] = ()
    speaker: str | None = None
    bloc: str | None = None
    context: str = ""

    def frame(self) -> Frame:
        return frame_of(
            self.text,
            said_at=self.said_at,
            level=self.level,
            polarity=self.polarity,
            markers=self.markers,
            speaker=self.speaker,
            bloc=self.bloc,
            context=self.context,
        )


made = lru_cache(maxsize=512)(Words.frame)
unpacked = lru_cache(maxsize=1024)(unpack)  # the same claims come up report after report


@dataclass(slots=True)
class Frames:
    """The kept frames that one job looked up, and those that it made itself."""

    kept: dict[Place, tuple[bytes, bytes]] = field(default_factory=dict)
    asked: set[Place] = field(default_factory=set)
    fresh: dict[Place, tuple[bytes, Frame]] = field(default_factory=dict)

    @classmethod
    def made_for(cls, subjects: Sequence[Statement | Claim]) -> int:
        """Make and keep what is missing of many; how many that were."""
        frames = cls()
        frames.load((one for one in subjects if isinstance(one, Statement)), (one for one in subjects if isinstance(one, Claim)))
        for one in subjects:
            if isinstance(one, Statement) or place_of(one)[0] is Claim:
                frames.of(one)
        count = len(frames.fresh)
        frames.keep()
        return count

    def load(self, statements: Iterable[Statement], claims: Iterable[Claim] = ()) -> None:
        """Look up the kept frames of statements, and of claims that have words of their own; one query for each of the two kinds."""
        wanted: dict[type[Statement] | type[Claim], set[int]] = {Statement: {one.pk for one in statements}, Claim: set()}
        for claim in claims:
            place = place_of(claim)
            wanted[place[0]].add(place[1])
        for kind, keys in wanted.items():
            self._load(kind, {key for key in keys if (kind, key) not in self.asked})

    def _load(self, kind: type[Statement] | type[Claim], keys: Collection[int]) -> None:
        model, key = MODELS[kind]
        if not keys:
            return
        self.asked.update((kind, one) for one in keys)
        rows = model._default_manager.filter(pk__in=keys).values_list(key, "made_of", "packed")
        self.kept.update({(kind, one): (bytes(made_of), bytes(packed)) for one, made_of, packed in rows})

    def of(self, subject: Statement | Claim) -> Frame:
        """The frame of a statement or claim as the reading has it, without what people corrected of figures and dates."""
        place = place_of(subject)
        wanted = sign_of(subject)
        if place in self.fresh and self.fresh[place][0] == wanted:
            return self.fresh[place][1]
        if place in self.kept and self.kept[place][0] == wanted:
            return unpacked(self.kept[place][1])
        frame = made(words_of(subject))
        self.fresh[place] = (wanted, frame)
        return frame

    def keep(self, own: Iterable[Statement] = ()) -> None:
        """Write down what was made: of *own* statements in the job's transaction, of others after it."""
        mine = {(Statement, one.pk) for one in own}
        rows = {place: self.fresh[place] for place in sorted(self.fresh, key=lambda place: (place[0].__name__, place[1]))}
        self.fresh.clear()
        _write({place: row for place, row in rows.items() if place in mine})
        rest = {place: row for place, row in rows.items() if place not in mine}
        if rest:
            transaction.on_commit(lambda: _write(rest), robust=True)


def _write(rows: dict[Place, tuple[bytes, Frame]]) -> None:
    for kind, (model, key) in MODELS.items():
        found = [
            model(**{key: place[1]}, made_of=made_of, packed=pack(frame)) for place, (made_of, frame) in rows.items() if place[0] is kind
        ]
        model._default_manager.bulk_create(
            found, batch_size=AT_ONCE, update_conflicts=True, unique_fields=[key], update_fields=["made_of", "packed"]
        )


def place_of(subject: Statement | Claim) -> Place:
    """Under whom the frame is kept: a claim that has the words of its opening statement shares that one's."""
    if isinstance(subject, Statement):
        return Statement, subject.pk
    first = subject.opened_from
    return (Statement, first.pk) if first is not None and subject.text == first.display else (Claim, subject.pk)


def sign_of(subject: Statement | Claim) -> bytes:
    """The sign of everything that a frame is made of, without a look at long texts: those of a revision never change."""
    if isinstance(subject, Claim) and place_of(subject)[0] is Claim:
        first = subject.opened_from
        own = (subject.text, subject.opened_at.timestamp(), int(subject.level_first), str(subject.polarity))
        return sign(_code(), *own, *(_stands(first) if first else ()))
    statement = subject if isinstance(subject, Statement) else subject.opened_from
    links = sorted(statement.links.all(), key=lambda link: link.position)
    source = links[0].source if links else None
    speaker = (source.body.name, source.bloc, source.body.bloc) if source else ()
    said = (statement.display, int(statement.level), str(statement.polarity), *map(str, statement.markers))
    return sign(_code(), *said, *speaker, *_stands(statement), *(link.name for link in links if link.kind == SpeakerKind.PUBLISHER))


def _stands(statement: Statement) -> tuple[Any, ...]:
    revision = statement.reading.revision
    return (revision.pk, str(statement.part), statement.start, statement.end, revision.at.timestamp(), revision.report.publisher_name)


@lru_cache(maxsize=1)
def _code() -> str:
    """A hash of the code that says what a frame is made of; what makes it is in the comparer's own fingerprint."""
    return blake2b(b"".join(Path(file).read_bytes() for file in (__file__, provenance.__file__))).hexdigest()


def words_of(subject: Statement | Claim) -> Words:
    """What the frame of a statement or claim is made of; a claim's figures so far are the caller's to add."""
    if isinstance(subject, Statement):
        return _words_of_statement(subject)
    first = subject.opened_from
    if first is not None and subject.text == first.display:
        return _words_of_statement(first)
    return Words(
        subject.text,
        said_at=first.said_at if first else subject.opened_at,
        level=Level(subject.level_first),
        polarity=Polarity(subject.polarity),
        context=_surroundings(first) if first else "",
    )


def _words_of_statement(statement: Statement) -> Words:
    first = min(statement.links.all(), key=lambda link: link.position, default=None)
    source = first.source if first else None
    return Words(
        statement.display,
        said_at=uttered_at(statement),
        level=Level(statement.level),
        polarity=Polarity(statement.polarity),
        markers=tuple(Marker(marker) for marker in statement.markers),
        speaker=source.body.name if source else None,
        bloc=(source.bloc or source.body.bloc or source.body.name) if source else None,
        context=_surroundings(statement),
    )


def _surroundings(statement: Statement) -> str:
    """Headline and lead: which event a bare "the toll rose to nine" belongs to. The outlet's own name in a dateline says nothing of that."""
    revision = statement.reading.revision
    words = f"{revision.title}\n{revision.text[:CONTEXT]}"
    outlets = {link.name for link in statement.links.all() if link.kind == SpeakerKind.PUBLISHER} | {revision.report.publisher_name}
    for outlet in outlets:
        words = words.replace(outlet, "")
    return words


__all__ = ["Frames", "Words", "made", "place_of", "sign_of", "words_of"]
