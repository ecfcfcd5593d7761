"""Two bare texts compared: both are read, and the pair of statements with the strongest relation answers. No record and no provenance graph is looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from tracker.language.names import canonical
from tracker.language.reader import read
from tracker.language.reading import Statement
from tracker.language.spans import Span
from tracker.terms import Relation, SpeakerKind
from verification.comparing.alignment import align
from verification.comparing.copies import COPIED, containment
from verification.comparing.finding import Finding
from verification.comparing.frames import frame_of
from verification.comparing.likeness import features, probabilities
from verification.comparing.reference import deny_by_reference, refers_back
from verification.comparing.relation import compare
from verification.comparing.shapes import Frame

NAMED_KINDS = (SpeakerKind.NAMED_PERSON, SpeakerKind.NAMED_BODY, SpeakerKind.DOCUMENT)
PREFERENCE = {Relation.CONTRADICTS: 0.15, Relation.UPDATES: 0.15, Relation.CORROBORATES: 0.05, Relation.NONE: -1.0}
LEFT_OPEN = ("other_aspect", "too_little_shared", "no_rule_fits", "alike")
LEFT_OPEN_UNDATED = (*LEFT_OPEN, "figures_agree", "told_in_passing", "other_time", "same_proposition")
LONGEST = 600  # characters; likeness word by word says nothing of whole articles
LEAST_UNDATED = {"corroborates": 0.4, "contradicts": 0.4, "none": 0.45}
SURE = 0.6  # to speak against a rule that already says that both say the same
LEAST_DATED = {"corroborates": 0.62, "contradicts": 0.85, "none": 1.1}
TELLING_RULES = ("no_position", "speakers_differ")


@dataclass(frozen=True, slots=True)
class Piece:
    """One statement of a text as a frame, with its place in the text and its root origin where that is named."""

    frame: Frame
    span: Span
    shown: bool
    origin: str | None


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
    return Piece(frame, statement.span, statement.display == statement.quote, origin)


def compare_texts(claim: str, later: str, claim_date: datetime | None = None, later_date: datetime | None = None) -> Finding:
    """What *later* says of *claim*. A corroboration from the same named origin, or of copied words, *repeats*.

    A denial by reference ("the allegations are groundless") refers to the claim. Spans of the finding are offsets into the two texts as given.
    """
    theirs = pieces_of(later, later_date)
    answers = [(_one(mine, piece), mine, piece) for mine in pieces_of(claim, claim_date) for piece in theirs]
    finding, mine, piece = max(answers, key=lambda answer: _strength(answer[0]))
    finding = replace(finding, claim_spans=_placed(finding.claim_spans, mine), later_spans=_placed(finding.later_spans, piece))
    finding = _weighed(finding, claim, later, claim_date, later_date)
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


def _weighed(finding: Finding, claim: str, later: str, claim_date: datetime | None, later_date: datetime | None) -> Finding:
    """Where the rules leave two short bare texts open, the likeness of their words answers, if it is sure enough.

    Nothing but the two texts is known here, and whoever asks takes them to be about one matter; among the candidates of a record nothing of the kind holds.
    Texts with dates may be about two events of one kind, so more is asked of them.
    """
    undated = claim_date is None and later_date is None
    if (
        finding.rule not in (LEFT_OPEN_UNDATED if undated else LEFT_OPEN)
        or max(len(claim), len(later)) > LONGEST
        or later.rstrip().endswith("?")
    ):
        return finding
    mine, theirs = frame_of(claim, said_at=claim_date), frame_of(later, said_at=later_date)
    alignment = align(mine, theirs)
    given = features(mine, theirs, alignment)
    chances = probabilities(given)
    answer = max(chances, key=lambda name: chances[name])
    least = LEAST_UNDATED if undated else LEAST_DATED
    sure = max(least[answer], SURE) if finding.relation is Relation.CORROBORATES else least[answer]
    if answer == finding.relation.value or chances[answer] < sure or (answer == "corroborates" and (given["negated"] or given["turned"])):
        return finding
    score = round(chances[answer], 3)
    if answer == "none":
        return replace(
            finding,
            relation=Relation.NONE,
            rule="unlike",
            sentence="Their words, figures and dates together leave it open.",
            score=score,
            certainty_gap=None,
            opens=None,
        )
    agrees = answer == "corroborates"
    return replace(
        finding,
        relation=Relation(answer),
        rule="alike",
        sentence="Weighed by their words, the one says what the other says."
        if agrees
        else "Weighed by their words, figures and dates, both cannot hold.",
        score=score,
        claim_spans=alignment.claim_spans,
        later_spans=alignment.later_spans,
        certainty_gap=int(theirs.level) - int(mine.level) if agrees else None,
        opens=None,
    )


def _placed(spans: tuple[Span, ...], piece: Piece) -> tuple[Span, ...]:
    """Offsets within a statement's display as offsets into its text; where the display was reworded, the whole statement."""
    if not spans:
        return ()
    if piece.shown:
        return tuple(span.shifted(piece.span.start) for span in spans)
    return (piece.span,)
