"""Two bare texts compared: both are read, and the pair of statements with the strongest relation answers. No record and no provenance graph is looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from tracker.language.names import canonical
from tracker.language.reader import read
from tracker.language.reading import Statement
from tracker.language.spans import Span
from tracker.terms import Level, Marker, Relation, SpeakerKind
from verification.comparing.bare import weighed
from verification.comparing.copies import COPIED, containment
from verification.comparing.finding import Finding
from verification.comparing.frames import frame_of
from verification.comparing.headline import is_headline, passes_on
from verification.comparing.reference import deny_by_reference, refers_back
from verification.comparing.relation import compare
from verification.comparing.shapes import Frame

NAMED_KINDS = (SpeakerKind.NAMED_PERSON, SpeakerKind.NAMED_BODY, SpeakerKind.DOCUMENT)
PREFERENCE = {Relation.CONTRADICTS: 0.15, Relation.UPDATES: 0.15, Relation.CORROBORATES: 0.05, Relation.NONE: -1.0}
NOBODY_NAMED = (SpeakerKind.UNNAMED_OFFICIAL, SpeakerKind.DOCUMENT, SpeakerKind.SOCIAL_MEDIA, SpeakerKind.NONE)
TELLING_RULES = ("no_position", "speakers_differ")


@dataclass(frozen=True, slots=True)
class Piece:
    """One statement of a text as a frame, with its place in the text and its root origin where that is named."""

    frame: Frame
    span: Span
    shown: bool
    origin: str | None
    distance: tuple[str, ...] = ()


def pieces_of(text: str, said_at: datetime | None) -> tuple[Piece, ...]:
    """The statements of *text* as frames, check-worthy ones only if there are any; a text in which nothing is found is one piece itself."""
    reading = read(text, published=said_at)
    worthy = [s for s in reading.statements if s.check_worthy] or list(reading.statements)
    context = text if len(worthy) > 1 else ""
    pieces = [_piece(text, s, said_at, context) for s in worthy]
    return tuple(pieces) or (Piece(frame_of(text, said_at=said_at), Span(0, len(text)), True, None),)


def _piece(text: str, statement: Statement, said_at: datetime | None, context: str) -> Piece:
    root = statement.chain[0] if statement.chain else None
    frame = frame_of(
        statement.display,
        said_at=said_at,
        level=statement.level,
        polarity=statement.polarity,
        markers=statement.markers,
        speaker=root.source if root else None,
        context=context,
    )
    origin = canonical(root.source) if root is not None and root.kind in NAMED_KINDS else None
    return Piece(frame, statement.span, statement.display == statement.quote, origin, _distance(text, statement))


def _distance(text: str, statement: Statement) -> tuple[str, ...]:
    """How a text keeps away from what it tells: it asks, hedges, passes it on, or lays it to somebody whom it does not name."""
    root = statement.chain[0] if statement.chain else None
    kept = {
        "question": text.rstrip("\"'”’ ").endswith("?"),
        "possible": Level.DOUBTFUL < statement.level <= Level.PROBABLE,
        "hearsay": Marker.HEARSAY in statement.markers,
        "unverified": Marker.UNVERIFIED in statement.markers,
        "unnamed": root is not None and root.kind in NOBODY_NAMED,
    }
    told = tuple(name for name, is_so in kept.items() if is_so)
    return tuple(dict.fromkeys(told + passes_on(text))) if is_headline(text) else told


def compare_texts(claim: str, later: str, claim_date: datetime | None = None, later_date: datetime | None = None, *, likeness: bool = True) -> Finding:
    """What *later* says of *claim*. A corroboration from the same named origin, or of copied words, *repeats*.

    ``likeness`` False leaves every answer to the rules. A denial by reference ("the allegations are groundless") refers to the claim. Spans of the finding are offsets into the two texts as given.
    """
    theirs = pieces_of(later, later_date)
    answers = [(_one(mine, piece), mine, piece) for mine in pieces_of(claim, claim_date) for piece in theirs]
    finding, mine, piece = max(answers, key=lambda answer: _strength(answer[0]))
    finding = replace(finding, claim_spans=_placed(finding.claim_spans, mine), later_spans=_placed(finding.later_spans, piece))
    if likeness:
        finding = weighed(finding, claim, later, claim_date, later_date)
    finding = replace(finding, distance=piece.distance)
    if finding.relation is Relation.CORROBORATES:
        if mine.origin is not None and mine.origin == piece.origin:
            return replace(
                finding, relation=Relation.REPEATS, rule="same_origin", sentence=f"{finding.sentence} Both go back to {mine.frame.speaker}."
            )
        if max(containment(later, claim), containment(claim, later)) >= COPIED:
            return replace(finding, relation=Relation.REPEATS, rule="copied_words", sentence=f"{finding.sentence} The words are copied.")
    return finding


def _strength(finding: Finding) -> float:
    """How strongly a finding speaks for being the answer of two whole texts; of equals the first one stands."""
    return finding.score + PREFERENCE[finding.relation] + (0.2 if finding.rule in TELLING_RULES else 0.0)


def _one(mine: Piece, theirs: Piece) -> Finding:
    reference = refers_back(theirs.frame)
    if reference is not None and reference.bare:
        return deny_by_reference(mine.frame, theirs.frame, reference)
    return compare(mine.frame, theirs.frame)


def _placed(spans: tuple[Span, ...], piece: Piece) -> tuple[Span, ...]:
    """Offsets within a statement's display as offsets into its text; where the display was reworded, the whole statement."""
    if not spans:
        return ()
    if piece.shown:
        return tuple(span.shifted(piece.span.start) for span in spans)
    return (piece.span,)
