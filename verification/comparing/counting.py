"""The rules for statements whose figures count what the claim counts."""

from __future__ import annotations

import re
from datetime import timedelta

from tracker.language.spans import Span
from tracker.terms import Relation
from verification.comparing.alignment import Pair
from verification.comparing.case import COVER_ENOUGH, Case, enough, found_of, measures, none_of, sign_of
from verification.comparing.figures import OPEN_ABOVE, FigureFinding, same_unit, set_against
from verification.comparing.finding import Finding
from verification.comparing.shapes import Point, Rank
from verification.comparing.slots import in_another_place

POINTING = re.compile(r"^(?:it|they|he|she)\b|\b(?:the|this|that) (?:[\w-]+ )?(?:accident|disaster|tragedy|incident|crash|collision|derailment|collapse|fire|blaze|blast|explosion|attack|strike|outbreak|epidemic|flood|quake|earthquake|storm|sinking|leak|spill|crush|stampede|avalanche|landslide|shooting|bombing|dead|victims|toll)\b", re.I)
BROUGHT_TO = re.compile(r"\b(?:bring|bringing|brings|brought|take|takes|taking|took|push|pushes|pushing|pushed|raise|raises|raising|raised|lift|lifts|lifted) (?:the|its|their|to) (?:[\w-]+ ){0,3}?(?:toll|number|total|count|tally|\d)", re.I)
TOLL_UNITS = frozenset(("death", "injury", "missing person"))


def counted_pair(case: Case) -> tuple[Point, Point] | None:
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


def series_window(case: Case, figure: tuple[Point, Point]) -> bool:
    """Whether a figure belongs to a series that may run for long: same thing counted, names shared, not dated to single days."""
    mine, theirs = case.claim.said_at, case.later.said_at
    if mine is None or theirs is None or abs(theirs - mine) > timedelta(days=400):
        return False
    return case.alignment.names >= 1 and case.alignment.cover >= COVER_ENOUGH and figure[1].unit not in TOLL_UNITS and not (case.claim.dated and case.later.dated)


def later_toll(case: Case, figure: tuple[Point, Point]) -> bool:
    """Whether a toll belongs to the claim's event although it was told long after or on another day.

    Either the text only points at an event that its report knows by a name which the claim's report has too ("twelve died in the accident", "it put the number
    of dead at 71"), or it names the claim's place and says to what the count has been brought.
    """
    mine, theirs, a = case.claim.said_at, case.later.said_at, case.alignment
    if figure[1].unit not in TOLL_UNITS or mine is None or theirs is None or abs(theirs - mine) > timedelta(days=400) or a.strangers:
        return False
    if not any(term.name for term in case.later.terms):
        return a.acquainted and bool(POINTING.search(case.later.text))
    return a.names >= 1 and abs(theirs - mine) <= timedelta(days=60) and bool(BROUGHT_TO.search(case.later.text))


def figures(case: Case) -> Finding | None:
    """Figures that count the same thing are set against each other; the strongest answer stands."""
    claim, later = case.claim, case.later
    if not later.figures or not (claim.series or claim.figures) or not (enough(case) or _toll_of_one_event(case)):
        return None
    if case.pair is not None and sign_of(later, case.pair.later) * sign_of(claim, case.pair.claim) * case.pair.turn < 0 and not (_rises_and_falls(case.pair) or _tolls_on_both_sides(case)):
        return None
    answers = _series_answers(case) if claim.series else _text_answers(case)
    if not answers:
        return None
    order = {Relation.CONTRADICTS: 0, Relation.UPDATES: 1, Relation.CORROBORATES: 2, Relation.NONE: 3}
    best = min(answers, key=lambda a: order[a.relation])
    if best.relation is Relation.CORROBORATES and case.pair is None and _round_word(best.later, later.text):
        return none_of(case, "figure_left_open", "“Thousands” or the like, told in passing of another thing, restates no count.", 0.65)
    if best.relation is Relation.NONE and case.pair is not None and case.pair.known and not claim.figures:
        return None
    if best.relation is Relation.CONTRADICTS and not (case.alignment.names or case.alignment.ground >= 2 or case.alignment.cover >= 0.75):
        return none_of(case, "too_little_shared", "The figures differ, but nothing shows that they are about one event.", 0.6)
    if best.relation in (Relation.CONTRADICTS, Relation.UPDATES) and case.pair is not None and best.later.unit not in TOLL_UNITS and (things := in_another_place(claim, later, case.pair.claim, case.pair.later)) is not None:
        return none_of(case, "other_matter", f"Counted of another thing: {things[0].span.of(claim.text)}, not {things[1].span.of(later.text)}.", 0.75)
    on_claim, on_later = _with(case.alignment.claim_spans, best.claim.span), _with(case.alignment.later_spans, best.later.span)
    if best.relation is Relation.NONE:
        return Finding(Relation.NONE, 0.85, best.rule, best.sentence, on_claim, on_later, features=measures(case))
    score = {Relation.UPDATES: 0.88, Relation.CONTRADICTS: 0.78, Relation.CORROBORATES: 0.85}[best.relation]
    return found_of(case, best.relation, best.rule, best.sentence, score, gap=best.relation is Relation.CORROBORATES, claim_spans=on_claim, later_spans=on_later)


def _round_word(point: Point, text: str) -> bool:
    """Whether a figure is only a word for many: "dozens of", "hundreds of", "thousands of"."""
    return point.span is not None and point.comparator in OPEN_ABOVE and not any(c.isdigit() for c in point.span.of(text))


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
    return any(p.unit in TOLL_UNITS for p in case.later.figures) and case.alignment.ground >= 2 and not case.alignment.strangers


def _tolls_on_both_sides(case: Case) -> bool:
    """Whether both count dead, hurt or missing, whatever else their verbs say of one another."""
    return case.pair is not None and case.pair.turn < 0 and any(p.unit in TOLL_UNITS for p in case.claim.figures) and any(p.unit in TOLL_UNITS for p in case.later.figures)


def _rises_and_falls(pair: Pair) -> bool:
    return "rise" in pair.claim.classes & pair.later.classes


def _with(spans: tuple[Span, ...], extra: Span | None) -> tuple[Span, ...]:
    if extra is None or any(s.covers(extra) for s in spans):
        return spans
    return tuple(sorted([s for s in spans if not extra.overlap(s)] + [extra]))
