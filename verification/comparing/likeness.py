"""Where no rule fits: how alike two texts are word by word, weighed by a small fitted model. Features and probabilities only; what follows is decided in the rules."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise

from tracker.terms import Polarity
from verification.comparing.alignment import Alignment, meets
from verification.comparing.lexicon import excludes, families, loose, rarity, rows
from verification.comparing.limits import bounded_dates, nearest_apart, within_dates, within_figures
from verification.comparing.shapes import Frame
from verification.comparing.wording import Kind, differences, worded_alike

ANSWERS = ("corroborates", "contradicts", "none")
LEAST_SHARED = 2.0
NEGATIONS = frozenset(["not", "no", "never", "none", "neither", "nor", "n't", "n’t", "without", "nobody", "nothing"])


@lru_cache(maxsize=1)
def coefficients() -> dict[str, tuple[float, float, float]]:
    """Feature → its weight for each answer. Fitted with softmax regression on VitaminC pairs (CC BY-SA 3.0), half of the pages held out."""
    return {name: (float(a), float(b), float(c)) for _, (name, a, b, c) in rows("likeness.tsv", 4)}


def _content(frame: Frame) -> dict[str, float]:
    """The telling words with their weights; what happened stands under its class, a known variant under its head word."""
    found: dict[str, float] = {}
    ignored = loose()
    happened = {w: sorted(h.classes)[0] for h in frame.happenings if h.senses for w in h.word.split()}
    variants = families()
    for word in frame.words:
        if word not in ignored and len(word) > 1 and not word[0].isdigit():
            key = happened.get(word) or variants.get(word, word)
            found[key] = 0.4 + min(15, rarity(word)) / 15
    return found


def features(claim: Frame, later: Frame, alignment: Alignment) -> dict[str, float]:
    """What the model looks at, each in a range of about 0..1."""
    mine, theirs = _content(claim), _content(later)
    met = set(mine) & set(theirs)
    total_mine, total_theirs = sum(mine.values()) or 1.0, sum(theirs.values()) or 1.0
    cover = sum(mine[w] for w in met) / total_mine
    back = sum(theirs[w] for w in met) / total_theirs
    names = [t for t in claim.terms if t.name]
    missing = [t for t in names if not any(meets(t, o) for o in later.terms)]
    count = max(1, len(claim.figures))
    figures, dates = within_figures(claim, later), within_dates(claim, later)
    negated = (claim.polarity is Polarity.DENIED) != (later.polarity is Polarity.DENIED)
    turned = bool(NEGATIONS & set(claim.words)) != bool(NEGATIONS & set(later.words))
    opposite = any(p.turn < 0 for p in alignment.pairs) and not any(p.turn > 0 and p.claim.senses for p in alignment.pairs)
    same = any(p.turn > 0 and p.claim.senses for p in alignment.pairs)
    apart = differences(claim.text, later.text)
    excluded = any(excludes(a, b) for a in set(claim.words) - set(later.words) for b in set(later.words) - set(claim.words))
    pairs_mine, pairs_theirs = _two_by_two(claim), _two_by_two(later)
    left = [w for w in mine if w not in met]
    rarest = max((mine[w] for w in left), default=0.0)
    alike = worded_alike(claim.text, later.text)
    return {
        "bias": 1.0,
        "cover": cover,
        "cover_squared": cover * cover,
        "back": back,
        "all_met": float(cover > 0.999),
        "one_differs": float(len(left) == 1),
        "left_over": min(5, len(left)) / 5,
        "rarest_left": rarest / 1.4,
        "in_order": alike,
        "two_by_two": len(pairs_mine & pairs_theirs) / max(1, len(pairs_mine)),
        "names_missing": min(3, len(missing)) / 3,
        "all_names": float(bool(names) and not missing),
        "no_names": float(not names),
        "figures_kept": figures.held / count,
        "figures_broken": figures.broken / count,
        "figures_unmet": figures.unmet / count,
        "any_broken": float(figures.broken > 0),
        "broken_and_near": float(figures.broken > 0) * (1 - nearest_apart(claim, later)),
        "broken_and_cover": figures.broken / count * cover,
        "kept_and_cover": figures.held / count * cover,
        "no_figures": float(not claim.figures),
        "dates_kept": float(dates.held > 0 and not dates.broken),
        "dates_broken": float(dates.broken > 0),
        "dates_unmet": float(dates.unmet > 0),
        "limits_kept": float(bounded_dates(claim) and dates.held > 0 and not dates.broken),
        "limits_broken": float(bounded_dates(claim) and dates.broken > 0),
        "negated": float(negated),
        "negated_and_cover": float(negated) * cover,
        "turned": float(turned),
        "turned_and_cover": float(turned) * cover,
        "opposite": float(opposite) * cover,
        "same_happening": float(same),
        "excluded": float(excluded),
        "excluded_and_cover": float(excluded) * cover,
        "value_differs": float(any(d.kind in (Kind.EXCLUSIVE, Kind.ORDINAL, Kind.NUMBER, Kind.DENIED) for d in apart)),
        "word_differs": float(any(d.kind is Kind.OTHER for d in apart)),
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
