"""How alike two texts are, word by word and number by number, weighed by a small fitted model. Features and probabilities only; what follows is decided in the rules."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise

from tracker.terms import Polarity
from verification.comparing.alignment import Alignment
from verification.comparing.lexicon import rows
from verification.comparing.limits import bounded_dates, nearest_apart, within_dates, within_figures
from verification.comparing.numbered import Answered, answered
from verification.comparing.shapes import Frame
from verification.comparing.wording import Kind, differences, worded_alike
from verification.comparing.wordwise import Met, Sort, cover, cover_close_by, in_its_place, looked_at, met_in

ANSWERS = ("corroborates", "contradicts", "none")
LEAST_SHARED = 2.0
NEGATIONS = frozenset(["not", "no", "never", "none", "neither", "nor", "n't", "n’t", "without", "nobody", "nothing"])
STEPS = (0.25, 0.45, 0.6, 0.75, 0.88, 0.99)  # of a cover, so that its weight need not grow evenly
SHOWN = 6  # contributions that an explanation names


@lru_cache(maxsize=1)
def coefficients() -> dict[str, tuple[float, float, float]]:
    """Feature → its weight for each answer. Fitted with softmax regression on VitaminC pairs (CC BY-SA 3.0), half of the pages held out."""
    return {name: (float(a), float(b), float(c)) for _, (name, a, b, c) in rows("likeness.tsv", 4)}


def features(claim: Frame, later: Frame, alignment: Alignment) -> dict[str, float]:
    """What the model looks at, each in a range of about 0..1; what is not named is 0."""
    met = met_in(claim.text, later.text)
    numbers = answered(claim.text, later.text)
    whole = cover(met)
    found = {"bias": 1.0, "cover": whole, **_words_met(met), **_in_place(met, claim.text, later.text), **_numbers_met(numbers)}
    told = cover(m for m in met if not m.word.leading)
    close = cover_close_by(claim.text, later.text)
    kept, broken = bool(numbers) and all(n.state == "kept" for n in numbers), any(n.state == "broken" for n in numbers)
    found |= {
        "leading_cover": cover(m for m in met if m.word.leading),
        "rest_cover": told,
        "close_cover": close,
        **{f"cover_over_{step}": 1.0 for step in STEPS if whole > step},
        **{f"rest_over_{step}": 1.0 for step in STEPS if told > step},
        **{f"close_over_{step}": 1.0 for step in STEPS if close > step},
        "numbered": float(bool(numbers)),
        "numbers_kept": float(kept),
        "numbers_broken": float(broken),
        "kept_and_cover": float(kept) * whole,
        "kept_and_rest": float(kept) * told,
        "broken_and_cover": float(broken) * whole,
        "broken_and_close": float(broken) * close,
        "unnumbered_and_cover": float(not numbers) * whole,
        "unnumbered_and_rest": float(not numbers) * told,
        "unnumbered_in_place": float(not numbers) * found["in_place"],
    }
    return {name: value for name, value in (found | _figures_and_dates(claim, later) | _said(claim, later, alignment, whole)).items() if value}


def _words_met(met: tuple[Met, ...]) -> dict[str, float]:
    """Which sorts of words are met and which are not."""
    found: dict[str, float] = {}
    for sort in (Sort.NAME, Sort.NOUN, Sort.VERB, Sort.ADJECTIVE):
        mine = [m for m in met if m.word.sort is sort]
        unmet = sum(not m.degree for m in mine)
        found |= {f"{sort}": float(bool(mine)), f"{sort}_unmet": min(3, unmet) / 3, f"every_{sort}": float(bool(mine) and not unmet), f"one_{sort}_unmet": float(unmet == 1)}
    unmet_names = [m for m in met if m.word.sort is Sort.NAME and not m.degree]
    found["leading_name_unmet"] = min(2, sum(m.word.leading for m in unmet_names)) / 2
    found["rest_name_unmet"] = min(2, sum(not m.word.leading for m in unmet_names)) / 2
    unmet_words = [m for m in met if not m.degree]
    found["unmet"] = min(6, len(unmet_words)) / 6
    found["rarest_unmet"] = max((m.word.weight for m in unmet_words if not m.word.leading), default=0.0) / 1.4
    return found


def _in_place(met: tuple[Met, ...], claim: str, later: str) -> dict[str, float]:
    """Whether another word of its sort stands where an unmet word of the claim would stand."""
    best, excluded = dict.fromkeys(Sort, 0), False
    for m in met:
        if not m.degree:
            neighbours, out = in_its_place(m.word, claim, later)
            best[m.word.sort] = max(best[m.word.sort], neighbours)
            excluded = excluded or out
    return {"in_place": min(5, max(best.values())) / 5, "name_in_place": min(5, best[Sort.NAME]) / 5, "excluded": float(excluded)}


def _numbers_met(numbers: tuple[Answered, ...]) -> dict[str, float]:
    """What became of the claim's numbers, by sort, limit and distance."""
    found: dict[str, float] = {}
    for n in numbers:
        dated = n.number.sort in ("year", "day", "month", "ordinal")
        sort = "day" if n.number.sort == "month" else n.number.sort if dated else "amount"
        limit = n.number.limit if n.number.limit in ("equal", "about") else "limit"
        if n.state == "unmet":
            found[f"{sort}_unmet"] = found["numbers_unmet"] = 1.0
        elif dated:
            found[f"{sort}_{limit}_{n.state}"] = 1.0
        else:
            found[f"{sort}_{limit}_{n.state}_{n.distance}"] = 1.0
            if n.shared >= 2 and n.distance in ("same", "near"):
                found[f"{sort}_{limit}_{n.state}_{n.distance}_among_like_words"] = 1.0
    return found


def _figures_and_dates(claim: Frame, later: Frame) -> dict[str, float]:
    figures, dates, bounded = within_figures(claim, later), within_dates(claim, later), bounded_dates(claim)
    count = max(1, len(claim.figures))
    return {
        "figures_kept": figures.held / count,
        "figure_broken": float(figures.broken > 0),
        "figure_broken_nearby": float(figures.broken > 0) * (1 - nearest_apart(claim, later)),
        "dates_kept": float(dates.held > 0 and not dates.broken),
        "dates_broken": float(dates.broken > 0),
        "dates_unmet": float(dates.unmet > 0),
        "limits_kept": float(bounded and dates.held > 0 and not dates.broken),
        "limits_broken": float(bounded and dates.broken > 0),
    }


def _said(claim: Frame, later: Frame, alignment: Alignment, whole: float) -> dict[str, float]:
    """Negation, opposites, the order of the words, and how long the texts are."""
    theirs = {w.said.head for w in looked_at(later.text) if w.telling}
    mine = {w.said.head for w in looked_at(claim.text) if w.telling}
    pairs_mine, pairs_theirs = _two_by_two(claim), _two_by_two(later)
    turned = bool(NEGATIONS & set(claim.words)) != bool(NEGATIONS & set(later.words))
    denied = (claim.polarity is Polarity.DENIED) != (later.polarity is Polarity.DENIED)
    same = any(p.turn > 0 and p.claim.senses for p in alignment.pairs)
    return {
        "back": len(mine & theirs) / max(1, len(theirs)),
        "in_order": worded_alike(claim.text, later.text),
        "two_by_two": len(pairs_mine & pairs_theirs) / max(1, len(pairs_mine)),
        "denied": float(denied),
        "denied_and_cover": float(denied) * whole,
        "turned": float(turned),
        "turned_and_cover": float(turned) * whole,
        "opposite": float(any(p.turn < 0 for p in alignment.pairs) and not same) * whole,
        "same_happening": float(same),
        "value_differs": float(any(d.kind in (Kind.EXCLUSIVE, Kind.ORDINAL, Kind.NUMBER, Kind.DENIED) for d in differences(claim.text, later.text))),
        "only": float("only" in claim.words or "just" in claim.words),
        "length": min(1.0, len(later.words) / 40),
        "short_claim": 1 / max(1.0, len(mine) ** 0.5),
    }


def _two_by_two(frame: Frame) -> set[tuple[str, str]]:
    """Neighbouring head words, articles left out."""
    words = [w for w in frame.words if w not in ("a", "an", "the")]
    return set(pairwise(words))


def probabilities(given: dict[str, float]) -> dict[str, float]:
    """How probable each answer is, 0..1, together 1."""
    table = coefficients()
    sums = [sum(value * table[name][k] for name, value in given.items() if name in table) for k in range(3)]
    top = max(sums)
    parts = [math.exp(s - top) for s in sums]
    return {answer: part / sum(parts) for answer, part in zip(ANSWERS, parts, strict=True)}


def contributions(given: dict[str, float], answer: str) -> dict[str, float]:
    """What speaks most for and against an answer: feature → value times weight, less the mean over the answers. The bias is left out."""
    table, at = coefficients(), ANSWERS.index(answer)
    shares = {name: value * (table[name][at] - sum(table[name]) / len(ANSWERS)) for name, value in given.items() if name in table and name != "bias"}
    return {name: round(shares[name], 3) for name in sorted(shares, key=lambda name: -abs(shares[name]))[:SHOWN]}
