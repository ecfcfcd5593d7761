"""A claim and a statement side by side, with what their comparison rests on. No relation is decided here."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.language.spans import Span
from tracker.terms import Kinship, Relation
from verification.comparing.alignment import Alignment, Obstacle, Pair, obstacle
from verification.comparing.figures import same_unit
from verification.comparing.finding import Finding
from verification.comparing.meeting import meets
from verification.comparing.reference import Reference
from verification.comparing.shapes import Frame, Happening, Rank
from verification.comparing.slots import in_another_place, told_apart_by_value

SHARED_ENOUGH = 1.5
COVER_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Case:
    """A claim and a statement with everything that the rules look at."""

    claim: Frame
    later: Frame
    alignment: Alignment
    reference: Reference | None
    pair: Pair | None

    @property
    def gap(self) -> int:
        return int(self.later.level) - int(self.claim.level)


def measures(case: Case) -> dict[str, float]:
    a = case.alignment
    return {
        "claim_cover": round(a.claim_cover, 3),
        "later_cover": round(a.later_cover, 3),
        "shared_weight": round(a.shared, 3),
        "shared_names": float(a.names),
        "shared_ground": a.ground,
        "same_happening": float(case.pair.turn) if case.pair else 0.0,
        "known_happening": float(case.pair is not None and case.pair.known and case.pair.later.rank is not Rank.NAMED),
        "claim_known": float((mine := head(case.claim)) is not None and bool(mine.senses)),
        "later_known": float((theirs := head(case.later)) is not None and bool(theirs.senses)),
    }


def none_of(case: Case, rule: str, sentence: str, score: float = 0.9) -> Finding:
    return Finding(Relation.NONE, score, rule, sentence, case.alignment.claim_spans, case.alignment.later_spans, features=measures(case))


def found_of(case: Case, relation: Relation, rule: str, sentence: str, score: float, *, opens: Kinship | None = None, claim_spans: tuple[Span, ...] = (), later_spans: tuple[Span, ...] = (), gap: bool = False) -> Finding:
    sure = score + 0.1 * (case.alignment.cover - 0.7) + (0.03 if case.alignment.names else -0.03)
    return Finding(
        relation,
        round(min(0.98, max(0.05, sure)), 3),
        rule,
        sentence,
        claim_spans or case.alignment.claim_spans,
        later_spans or case.alignment.later_spans,
        opens=opens,
        certainty_gap=case.gap if gap else None,
        features=measures(case),
    )


def head(frame: Frame) -> Happening | None:
    """What the text asserts: its first known main happening, else its first main one."""
    main = frame.main or frame.happenings
    return next((h for h in main if h.senses), main[0] if main else None)


def best_pair(claim: Frame, later: Frame, alignment: Alignment) -> Pair | None:
    """The pair that carries the claim's own assertion, asserted again on the other side if it is anywhere."""
    told = [p for p in alignment.pairs if p.claim.mood is p.later.mood]
    asserted = [p for p in told if p.claim.rank is Rank.MAIN] or ([] if claim.main else told)
    if not asserted:
        return None
    mine, theirs = head(claim), head(later)
    return min(asserted, key=lambda p: (p.later.rank is Rank.NAMED, p.claim is not mine, not p.known, p.later is not theirs, p.later.rank is not Rank.MAIN, -p.turn))


def sign_of(frame: Frame, happening: Happening) -> int:
    """+1 where the text affirms the happening. The polarity of the text is that of its head; another happening has its own."""
    if happening is head(frame) or (happening.rank is Rank.MAIN and not any(h.negated != happening.negated for h in frame.main)):
        return frame.sign
    return -1 if happening.negated else 1


def enough(case: Case) -> bool:
    """Whether what they share, in the texts or in their reports, is enough to tell the event from another of its kind."""
    a = case.alignment
    if a.strangers and not a.names:
        return False
    bare = len(case.later.terms) <= 1 or len(case.claim.terms) <= 1
    if a.shared >= SHARED_ENOUGH and a.cover >= COVER_ENOUGH:
        return True
    if a.ground >= 2 and (a.cover >= COVER_ENOUGH or bare):
        return True
    return a.shared >= 0.5 and a.cover >= 0.6 and not case.claim.ground and not case.later.ground


def obstacle_of(case: Case, pair: Pair | None, leave_out: tuple[str, ...] = ()) -> Obstacle | None:
    return obstacle(case.claim, case.later, pair, leave_out)


def days_apart(case: Case) -> float:
    if case.claim.said_at is None or case.later.said_at is None:
        return 0.0
    return abs((case.later.said_at - case.claim.said_at).total_seconds()) / 86400


def same_words(case: Case) -> bool:
    """Nearly all the telling words are shared, and at most a verb that no table knows differs."""
    a = case.alignment
    if min(a.claim_cover, a.later_cover) < 0.75 or a.shared < 3:
        return False
    if case.claim.sign * case.later.sign < 0:
        return False
    if case.claim.figures and case.later.figures and not any(same_unit(p, q) for p in case.claim.figures for q in case.later.figures):
        return False  # the beds of a hospital are not its patients
    mine, theirs = head(case.claim), head(case.later)
    if (mine is not None and mine.negated) != (theirs is not None and theirs.negated):
        return False
    if mine is None or theirs is None or mine.word == theirs.word:
        return True
    return not (mine.senses and theirs.senses) and any(meets(x, y) for x in mine.agents for y in theirs.agents)


def another_matter(case: Case, pair: Pair) -> Finding | None:
    """Before the one is said to be against the other: whether something else stands where the claim names a thing, so that both may hold."""
    things = in_another_place(case.claim, case.later, pair.claim, pair.later)
    if things is not None:
        mine, theirs = (term.span.of(frame.text) for term, frame in zip(things, (case.claim, case.later), strict=True))
        return none_of(case, "other_matter", f"On another matter: {mine}, not {theirs}.", 0.75)
    values = told_apart_by_value(case.claim, case.later)
    return none_of(case, "other_matter", f"On another matter: {values[0]}, not {values[1]}.", 0.75) if values else None
