"""``compare``: one statement against one claim, rule by rule; the first rule that fits answers with its name and its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tracker.language.spans import Span
from tracker.terms import Kinship, Relation
from verification.comparing.alignment import Alignment, Obstacle, Pair, align, obstacle, parties, same_name
from verification.comparing.figures import FigureFinding, behaviour, same_unit, set_against
from verification.comparing.finding import Finding
from verification.comparing.lexicon import causes, compatible_causes, presupposed
from verification.comparing.reference import Reference, deny_by_reference, refers_back
from verification.comparing.shapes import Cause, Frame, Happening, Point, Rank

COMPARER = "rules-1"
SHARED_ENOUGH = 1.5
COVER_ENOUGH = 0.5
TOLL_UNITS = frozenset(("death", "injury", "missing person"))
VOLATILE_TERMS = frozenset(("price", "share", "currency", "index", "rate", "oil", "gold", "temperature", "market", "rouble", "ruble", "dollar", "euro", "pound", "yen", "bitcoin"))
SINGLE_WINNER = frozenset(("win", "acquire", "appoint"))


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


def compare(claim: Frame, statement: Frame) -> Finding:
    """What *statement* says of *claim*: corroborates, contradicts, updates or none, with rule, reason, score and the words that meet.

    Order of decision: positions and references, exclusive alternatives, one event or two, what is presupposed, figures, polarity, certainty. Certainty never decides.
    Deterministic and total. Whether a corroboration only repeats an origin that the claim has is not decided here.
    """
    alignment = align(claim, statement)
    case = Case(claim, statement, alignment, refers_back(statement), _best_pair(claim, statement, alignment))
    for rule in RULES:
        found = rule(case)
        if found is not None:
            return found
    return _none(case, "no_rule_fits", "The words that they share do not settle how they stand to each other.", 0.6)


# Building findings


def _features(case: Case) -> dict[str, float]:
    a = case.alignment
    return {
        "claim_cover": round(a.claim_cover, 3),
        "later_cover": round(a.later_cover, 3),
        "shared_weight": round(a.shared, 3),
        "shared_names": float(a.names),
        "shared_ground": a.ground,
        "same_happening": float(case.pair.turn) if case.pair else 0.0,
    }


def _none(case: Case, rule: str, sentence: str, score: float = 0.9) -> Finding:
    return Finding(Relation.NONE, score, rule, sentence, case.alignment.claim_spans, case.alignment.later_spans, features=_features(case))


def _found(case: Case, relation: Relation, rule: str, sentence: str, score: float, *, opens: Kinship | None = None, claim_spans: tuple[Span, ...] = (), later_spans: tuple[Span, ...] = (), gap: bool = False) -> Finding:
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
        features=_features(case),
    )


# What the case rests on


def head(frame: Frame) -> Happening | None:
    """What the text asserts: its first known main happening, else its first main one."""
    main = frame.main or frame.happenings
    return next((h for h in main if h.senses), main[0] if main else None)


def _best_pair(claim: Frame, later: Frame, alignment: Alignment) -> Pair | None:
    """The pair that carries the claim's own assertion, asserted again on the other side if it is anywhere."""
    asserted = [p for p in alignment.pairs if p.claim.rank is Rank.MAIN] or ([] if claim.main else list(alignment.pairs))
    if not asserted:
        return None
    mine, theirs = head(claim), head(later)
    return min(asserted, key=lambda p: (p.later.rank is Rank.NAMED, p.claim is not mine, not p.known, p.later is not theirs, p.later.rank is not Rank.MAIN, -p.turn))


def _sign(frame: Frame, happening: Happening) -> int:
    """+1 where the text affirms the happening. The polarity of the text is that of its head; another happening has its own."""
    if happening is head(frame) or happening.rank is Rank.MAIN and not any(h.negated != happening.negated for h in frame.main):
        return frame.sign
    return -1 if happening.negated else 1


def _enough(case: Case) -> bool:
    """Whether what they share, in the texts or in their reports, is enough to tell the event from another of its kind."""
    a = case.alignment
    bare = len(case.later.terms) <= 1 or len(case.claim.terms) <= 1
    if a.shared >= SHARED_ENOUGH and a.cover >= COVER_ENOUGH:
        return True
    if a.ground >= 2 and (a.cover >= COVER_ENOUGH or bare):
        return True
    return a.shared >= 0.5 and a.cover >= 0.6 and not case.claim.ground and not case.later.ground


def _obstacle(case: Case, pair: Pair | None, leave_out: tuple[str, ...] = ()) -> Obstacle | None:
    return obstacle(case.claim, case.later, pair, leave_out)


# The rules


def takes_no_position(case: Case) -> Finding | None:
    """ "We do not comment", "could not confirm": asserts nothing."""
    reference = case.reference
    if reference is None or reference.kind != "no_position":
        return None
    if case.pair and case.pair.later.span.start < reference.span.start and case.pair.later.rank is Rank.MAIN and not reference.bare:
        return None
    finding = deny_by_reference(case.claim, case.later, reference)
    return Finding(finding.relation, finding.score, finding.rule, finding.sentence, case.alignment.claim_spans, finding.later_spans, features=_features(case))


def asks(case: Case) -> Finding | None:
    """A question asserts nothing."""
    if case.later.text.rstrip().endswith("?"):
        return _none(case, "asks", "A question asserts nothing.", 0.75)
    return None


def points_elsewhere(case: Case) -> Finding | None:
    """A denial or support that only points at what was said hangs on what its own report sets it against."""
    if case.reference is None or not case.reference.bare:
        return None
    return _none(case, "refers_back", "Points at what was said without saying it; its own report tells what it hangs on.", 0.6)


def denial_of_evidence(case: Case) -> Finding | None:
    """ "No evidence that …" denies the evidence, not the fact."""
    reference = case.reference
    if reference is None or reference.kind != "evidence" or not _enough(case) or (case.pair is None and case.alignment.cover < 0.7):
        return None
    if _obstacle(case, case.pair):
        return None
    finding = deny_by_reference(case.claim, case.later, reference)
    return Finding(finding.relation, min(0.5, finding.score), "denial_of_evidence", finding.sentence, case.alignment.claim_spans, finding.later_spans, features=_features(case))


def _effect_shared(case: Case) -> bool:
    """Whether both put one and the same thing down to something: it is named on both sides outside of the causes, or is the ground of both reports."""
    mine, theirs = case.claim.cause, case.later.cause
    outside = [(a, b) for a, b in case.alignment.terms if not (mine and mine.span.overlap(a.span)) and not (theirs and theirs.span.overlap(b.span))]
    weight = sum(a.weight for a, _ in outside)
    happened = any(p.turn == 1 and not (mine and mine.span.overlap(p.claim.span)) and not (theirs and theirs.span.overlap(p.later.span)) for p in case.alignment.pairs)
    return weight >= 1.5 or (weight >= 0.5 and happened) or (case.alignment.ground >= 2 and (happened or weight >= 0.5))


def _excluding(mine: Cause, theirs: Cause) -> bool:
    """Whether two causes cannot both be meant. One that no table knows excludes another only where both are plainly named as the cause and share no word."""
    if mine.families & theirs.families or mine.words & theirs.words:
        return False
    if mine.families and theirs.families:
        return not any((a, b) in compatible_causes() for a in mine.families for b in theirs.families)
    return mine.firm and theirs.firm


def _named_cause(frame: Frame) -> Cause | None:
    """The cause of a claim: what it puts the event down to, else the thing that its main verb has do it ("a missile hit the warehouse")."""
    if frame.cause is not None:
        return frame.cause
    top = head(frame)
    if top is None or not top.classes & {"hit", "damage", "down", "cut", "sink", "die", "collide", "explode"}:
        return None
    table = causes()
    for term in top.agents:
        words = tuple(frame.text[term.span.start : term.span.end].lower().split())
        family = table.get(words) or table.get(words[-1:]) or table.get((term.key,))
        if family:
            return Cause(term.span, frozenset((term.key,)), frozenset((family,)), False)
    return None


def cause_ruled_out(case: Case) -> Finding | None:
    """The statement rules out, by name, what the claim puts it down to: "a battery, not a gas leak"."""
    mine = _named_cause(case.claim)
    if mine is None or mine.denied or case.claim.sign < 0 or not case.later.ruled_out or not (_effect_shared(case) or _enough(case)):
        return None
    denied = next((c for c in case.later.ruled_out if c.families & mine.families or c.words & mine.words), None)
    if denied is None or _obstacle(case, None, ("other_kind", "other_thing")):
        return None
    rival = case.later.cause is not None and not case.later.cause.denied and not case.later.cause.families & mine.families
    return _found(
        case, Relation.CONTRADICTS, "cause_denied", f"Rules out what the claim names: {denied.span.of(case.later.text)}.", 0.85,
        opens=Kinship.RIVAL if rival else None, claim_spans=(mine.span,), later_spans=(denied.span,),
    )


def cause_against_cause(case: Case) -> Finding | None:
    """Both say why. The same cause agrees or is denied; another cause that excludes the first is a rival."""
    mine, theirs = case.claim.cause, case.later.cause
    if mine is None or theirs is None or not (mine.firm or theirs.firm) or not _effect_shared(case):
        return None
    same = bool(mine.families & theirs.families) or bool(mine.words & theirs.words)
    blocked = _obstacle(case, None, ("other_kind",))
    if blocked is not None:
        return None
    spans = {"claim_spans": (mine.span,), "later_spans": (theirs.span,)}
    my_side = -1 if mine.denied else _turn(case.claim)
    their_side = -1 if theirs.denied else _turn(case.later)
    words = f"{mine.span.of(case.claim.text)} / {theirs.span.of(case.later.text)}"
    if same:
        if my_side != their_side:
            return _found(case, Relation.CONTRADICTS, "cause_denied", f"The cause that one names is ruled out by the other: {words}.", 0.8, **spans)
        if mine.firm and theirs.firm and not case.claim.figures and not case.later.figures and case.pair is None:
            return _found(case, Relation.CORROBORATES, "same_cause", f"Both name the same cause: {words}.", 0.75, gap=True, **spans)
        return None
    if my_side == their_side == 1 and _excluding(mine, theirs):
        return _found(case, Relation.CONTRADICTS, "exclusive_cause", f"Two causes that exclude each other: {words}.", 0.8 if mine.families and theirs.families else 0.6, opens=Kinship.RIVAL, **spans)
    return None


def _turn(frame: Frame) -> int:
    return frame.sign


def exclusive_answer(case: Case) -> Finding | None:
    """Who won, who bought it, where it was made: one place for one answer, and the answers differ."""
    pair = case.pair
    if pair is None or pair.turn != 1 or _sign(case.claim, pair.claim) < 0 or _sign(case.later, pair.later) < 0:
        return None
    shared = pair.claim.classes & pair.later.classes
    if "produce" in shared:
        mine = [t for t in case.claim.terms if t.name and t.index >= pair.claim.index - 1]
        theirs = [t for t in case.later.terms if t.name and t.index >= pair.later.index - 1]
        things = [a for a, b in case.alignment.terms if not a.name]
        if mine and theirs and things and not any(same_name(a, b) for a in mine for b in theirs) and not _obstacle(case, None, ("other_place", "other_participants", "other_thing")):
            return _rival(case, "exclusive_maker", "Made in one place or the other", mine[0], theirs[0])
    if "beat" in shared and case.alignment.cover >= 0.9 and _days_apart(case) <= 3:
        blocked = _obstacle(case, pair)
        if blocked is not None and blocked.rule == "roles_swapped" and pair.claim.agents and pair.later.agents:
            return _rival(case, "exclusive_winner", "Only one can have won", pair.claim.agents[0], pair.later.agents[0])
    if shared & SINGLE_WINNER and not (shared == {"win"} and pair.claim.senses != pair.later.senses):
        mine_by = [t for t in (pair.claim.patients if "appoint" in shared else parties(pair.claim)[0] or pair.claim.agents) if t.name]
        theirs_by = [t for t in (pair.later.patients if "appoint" in shared else parties(pair.later)[0] or pair.later.agents) if t.name]
        rest = [a for a, b in case.alignment.terms if a.name or a.weight >= 0.8]
        if mine_by and theirs_by and not any(same_name(a, b) for a in mine_by for b in theirs_by) and any(a.name for a in rest) and len(rest) + len(case.alignment.pairs) >= 3:
            crossed = any(same_name(a, t) for a in mine_by for t in case.later.terms if t.name)
            if (not crossed or "win" in shared) and not _obstacle(case, None, ("other_participants",)):
                return _rival(case, "exclusive_winner", "Only one can have done it", mine_by[0], theirs_by[0])
    return None


def _rival(case: Case, rule: str, sentence: str, mine, theirs) -> Finding:
    words = f"{mine.span.of(case.claim.text)} / {theirs.span.of(case.later.text)}"
    return _found(case, Relation.CONTRADICTS, rule, f"{sentence}: {words}.", 0.75, opens=Kinship.RIVAL, claim_spans=(mine.span,), later_spans=(theirs.span,))


def different_event(case: Case) -> Finding | None:
    """Something stands against both being one event."""
    figure = _counted_pair(case)
    blocked = _obstacle(case, case.pair, ("other_time",) if figure is not None and _series_window(case, figure) else ())
    return _none(case, blocked.rule, blocked.sentence) if blocked else None


def _series_window(case: Case, figure: tuple[Point, Point]) -> bool:
    """Whether a figure belongs to a series that may run for long: same thing counted, names shared, not dated to single days."""
    mine, theirs = case.claim.said_at, case.later.said_at
    if mine is None or theirs is None or abs(theirs - mine) > timedelta(days=400):
        return False
    return case.alignment.names >= 1 and case.alignment.cover >= COVER_ENOUGH and figure[1].unit not in TOLL_UNITS and not (case.claim.dated and case.later.dated)


def presupposes(case: Case) -> Finding | None:
    """What the statement says could not be, had the claim not been: what was fired had been supplied. One way only."""
    claim_head = head(case.claim)
    if claim_head is None or case.claim.sign < 0 or (case.pair is not None and case.pair.later.rank is not Rank.NAMED and case.pair.turn == 1 and case.pair.known):
        return None
    if case.alignment.shared < 2.0 or case.later.sign < 0:
        return None
    table = presupposed()
    for happening in case.later.happenings:
        if happening.rank is Rank.NAMED or happening.negated or happening.planned:
            continue
        for sense in sorted(happening.senses):
            for earlier, days in table.get(sense, {}).items():
                if earlier not in claim_head.senses or claim_head.negated:
                    continue
                if any(p.turn == 1 and p.later.rank is Rank.MAIN and p.claim is claim_head for p in case.alignment.pairs):
                    continue
                if not _presupposed_fits(case, claim_head, days):
                    continue
                return _found(case, Relation.CORROBORATES, "presupposes", f"“{happening.span.of(case.later.text)}” takes for granted that “{claim_head.span.of(case.claim.text)}”.", 0.65, opens=Kinship.NARROWER)
    return None


def _presupposed_fits(case: Case, claim_head: Happening, days: int) -> bool:
    givers, takers = parties(claim_head)
    named = [t for t in givers if t.name]
    later_names = [t for t in case.later.terms if t.name]
    if named and not any(same_name(a, b) for a in named for b in later_names):
        return False
    things = claim_head.patients
    if things and not any(a in things for a, _ in case.alignment.terms):
        return False
    if not named and not things and not case.alignment.names:
        return False
    if case.claim.said_at and case.later.said_at and abs(case.later.said_at - case.claim.said_at) > timedelta(days=days):
        return False
    return obstacle(case.claim, case.later, None, ("other_time", "other_kind", "other_place")) is None


def _counted_pair(case: Case) -> tuple[Point, Point] | None:
    """A figure of either side that count the same thing; None where there is none."""
    series = case.claim.series or case.claim.figures
    for later in case.later.figures:
        for point in series:
            if same_unit(point, later) and _comparable(case, point, later):
                return point, later
    return None


def _comparable(case: Case, point: Point, later: Point) -> bool:
    """Whether two figures of one unit count one thing: people killed are not people evacuated."""
    if point.unit in TOLL_UNITS:
        return True
    pair = case.pair
    if pair is not None and pair.later.rank is not Rank.NAMED and (pair.known or case.alignment.cover >= 0.6):
        return True
    generic = point.unit is None or point.unit in ("person", "percent", "usd", "eur", "gbp", "year", "day", "hour", "month", "week")
    vague = not any(h.senses for h in case.claim.main) or not any(h.senses for h in case.later.main)
    if generic:
        return vague and case.alignment.cover >= 0.75 and case.alignment.shared >= 2
    return (vague or bool(case.later.revision)) and case.alignment.cover >= COVER_ENOUGH


def figures(case: Case) -> Finding | None:
    """Figures that count the same thing are set against each other; the strongest answer stands."""
    claim, later = case.claim, case.later
    if not later.figures or not (claim.series or claim.figures) or not (_enough(case) or _toll_of_one_event(case)):
        return None
    if case.pair is not None and _sign(later, case.pair.later) * _sign(claim, case.pair.claim) * case.pair.turn < 0 and not _rises_and_falls(case.pair):
        return None
    answers = _series_answers(case) if claim.series else _text_answers(case)
    if not answers:
        return None
    order = {Relation.CONTRADICTS: 0, Relation.UPDATES: 1, Relation.CORROBORATES: 2, Relation.NONE: 3}
    best = min(answers, key=lambda a: order[a.relation])
    if best.relation is Relation.NONE and case.pair is not None and case.pair.known and not claim.figures:
        return None
    if best.relation is Relation.CONTRADICTS and not (case.alignment.names or case.alignment.ground >= 2 or case.alignment.cover >= 0.75):
        return _none(case, "too_little_shared", "The figures differ, but nothing shows that they are about one event.", 0.6)
    spans = {"claim_spans": _with(case.alignment.claim_spans, best.claim.span), "later_spans": _with(case.alignment.later_spans, best.later.span)}
    if best.relation is Relation.NONE:
        return Finding(Relation.NONE, 0.85, best.rule, best.sentence, spans["claim_spans"], spans["later_spans"], features=_features(case))
    score = {Relation.UPDATES: 0.88, Relation.CONTRADICTS: 0.78, Relation.CORROBORATES: 0.85}[best.relation]
    return _found(case, best.relation, best.rule, best.sentence, score, gap=best.relation is Relation.CORROBORATES, **spans)


def _series_answers(case: Case) -> list[FigureFinding]:
    """Each figure of the statement against the claim's series."""
    found = []
    for figure in case.later.figures:
        alike = tuple(p for p in case.claim.series if same_unit(p, figure) and _comparable(case, p, figure))
        answer = set_against(alike, figure, case.later.revision) if alike else None
        if answer is not None:
            found.append(answer)
    return found


def _text_answers(case: Case) -> list[FigureFinding]:
    """Each figure of the claim against the figure of the statement that is its best match: of several that count the same, one that agrees is enough."""
    found = []
    for point in case.claim.figures:
        answers = [a for f in case.later.figures if same_unit(point, f) and _comparable(case, point, f) and (a := set_against((point,), f, case.later.revision)) is not None]
        if answers:
            found.append(next((a for a in answers if a.relation is Relation.CORROBORATES), answers[0]))
    return found


def _toll_of_one_event(case: Case) -> bool:
    """A bare "the toll rose to nine" belongs to the event of its report."""
    return any(p.unit in TOLL_UNITS for p in case.later.figures) and case.alignment.ground >= 2


def _rises_and_falls(pair: Pair) -> bool:
    return "rise" in pair.claim.classes & pair.later.classes


def _with(spans: tuple[Span, ...], extra: Span | None) -> tuple[Span, ...]:
    if extra is None or any(s.covers(extra) for s in spans):
        return spans
    return tuple(sorted([s for s in spans if not extra.overlap(s)] + [extra]))


def other_aspect(case: Case) -> Finding | None:
    """The claim's assertion is not asserted by the statement: another side of the event, or nothing of it."""
    if case.pair is not None and case.pair.later.rank is not Rank.NAMED:
        return None
    if _same_words(case):
        return None
    return _none(case, "other_aspect", "What the claim asserts is not what the statement asserts.", 0.85)


def _same_words(case: Case) -> bool:
    """Nearly all the telling words are shared, and at most a verb that no table knows differs."""
    a = case.alignment
    if min(a.claim_cover, a.later_cover) < 0.75 or a.shared < 3:
        return False
    if case.claim.sign * case.later.sign < 0:
        return False
    mine, theirs = head(case.claim), head(case.later)
    return mine is None or theirs is None or not (mine.senses and theirs.senses)


def about_the_cause(case: Case) -> Finding | None:
    """Why it happened is another matter than that it happened."""
    theirs, mine = head(case.later), case.claim.cause
    if case.later.cause is None or not case.later.cause.firm or theirs is None or not theirs.nominal or (mine is not None and mine.firm):
        return None
    return _none(case, "other_aspect", "The statement is about the cause, the claim is not.", 0.7)


def too_little(case: Case) -> Finding | None:
    """They share too little to be told from two events of one kind."""
    if _enough(case) or _same_words(case):
        return None
    return _none(case, "too_little_shared", "They share too little to be about one event.", 0.7)


def polarity(case: Case) -> Finding | None:
    """Denial, negation and opposites: the two cannot both hold."""
    pair = case.pair
    if pair is None:
        return None
    product = _sign(case.claim, pair.claim) * _sign(case.later, pair.later) * pair.turn
    if product > 0:
        return None
    if pair.turn < 0 and _volatile(case) and _days_apart(case) >= 1:
        return _none(case, "other_time", "What rises and falls from day to day was told of two days.", 0.7)
    if case.later.never and case.claim.dated and case.later.said_at and case.claim.when_start > case.later.said_at:
        return _none(case, "after_never", "“Never” speaks up to the day it was said.", 0.8)
    if case.claim.never and case.claim.said_at and case.later.dated and case.later.when_start >= case.claim.said_at:
        return _none(case, "after_never", "“Never” speaks up to the day it was said.", 0.8)
    if pair.later.rank is Rank.NAMED:
        return None
    if case.claim.cause is not None and case.claim.cause.firm and case.later.cause is None and pair.turn > 0 and case.claim.sign < 0:
        return _none(case, "cause_left_open", "The claim denies a cause, the statement names none.", 0.6)
    denied = case.later.polarity.value == "denied" or pair.later.negated or case.claim.polarity.value == "denied"
    rule = "opposite" if pair.turn < 0 else "denial" if denied else "doubted"
    sentence = (
        f"The one says the opposite of the other: “{pair.claim.span.of(case.claim.text)}” and “{pair.later.span.of(case.later.text)}”."
        if rule == "opposite"
        else "One side denies what the other says." if rule == "denial" else "One side holds it to be unlikely."
    )
    return _found(case, Relation.CONTRADICTS, rule, sentence, 0.82 if rule == "denial" else 0.75 if rule == "opposite" else 0.6, opens=None)


def _volatile(case: Case) -> bool:
    return any(t.keys & VOLATILE_TERMS for t in case.claim.terms)


def _days_apart(case: Case) -> float:
    if case.claim.said_at is None or case.later.said_at is None:
        return 0.0
    return abs((case.later.said_at - case.claim.said_at).total_seconds()) / 86400


def cause_left_open(case: Case) -> Finding | None:
    """The claim says why it happened; a statement that it happened does not say so too."""
    if case.claim.cause is None or not case.claim.cause.firm or case.claim.cause.denied or case.later.cause is not None:
        return None
    met = any(a.span.overlap(case.claim.cause.span) for a, _ in case.alignment.terms) or any(p.claim.span.overlap(case.claim.cause.span) for p in case.alignment.pairs)
    return None if met else _none(case, "cause_left_open", "The claim is about the cause, which the statement leaves open.", 0.75)


def same_proposition(case: Case) -> Finding | None:
    """The same thing said again, firmer or weaker, in these words or others."""
    pair = case.pair
    if pair is None or (pair.later.rank is Rank.NAMED and not pair.known):
        if _same_words(case):
            return _found(case, Relation.CORROBORATES, "same_words", "Nearly all the telling words are shared.", 0.6, gap=True)
        return None
    if pair.later.planned and not pair.claim.planned and not case.claim.sign < 0:
        return _none(case, "only_planned", "The claim says that it happened, the statement that it is planned.", 0.65)
    narrower = _adds(case)
    opens = Kinship.NARROWER if narrower else None
    if pair.claim.planned and not pair.later.planned:
        return _found(case, Relation.CORROBORATES, "plan_carried_out", "What was planned has come about.", 0.75, opens=opens, gap=True)
    if pair.later.rank is Rank.BESIDE:
        if case.claim.figures and not case.later.figures or _counted_pair(case) is None and case.claim.figures:
            return _none(case, "figure_left_open", "Told in passing, and without the figure that the claim is about.", 0.65)
        return _found(case, Relation.CORROBORATES, "told_in_passing", "Told in passing, as a thing that happened.", 0.62, gap=True)
    if not pair.known and case.alignment.cover < 0.75:
        return None
    certainty = "" if not case.gap else ", said more firmly" if case.gap > 0 else ", said less firmly"
    return _found(case, Relation.CORROBORATES, "same_proposition", f"The same thing said again{certainty}.", 0.8 if pair.known else 0.65, opens=opens, gap=True)


def _adds(case: Case) -> bool:
    """Whether the statement covers the claim whole and adds a name, a figure or a cause that the claim left open."""
    met = {b.key for _, b in case.alignment.terms}
    added = [t for t in case.later.terms if t.key not in met]
    more = any(t.name for t in added) or (case.later.cause is not None and case.claim.cause is None and bool(case.later.cause.families))
    return case.alignment.claim_cover >= 0.95 and more and sum(t.weight for t in added) >= 1.5


RULES = (
    asks,
    takes_no_position,
    points_elsewhere,
    denial_of_evidence,
    cause_ruled_out,
    cause_against_cause,
    exclusive_answer,
    presupposes,
    different_event,
    figures,
    other_aspect,
    about_the_cause,
    too_little,
    polarity,
    cause_left_open,
    same_proposition,
)

__all__ = ["COMPARER", "Case", "behaviour", "compare", "deny_by_reference", "head"]
