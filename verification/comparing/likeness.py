"""Where no rule fits: how alike two texts are word by word, weighed by a small fitted model. Features and probabilities only; what follows is decided in the rules."""

from __future__ import annotations

import math
from functools import lru_cache

from tracker.terms import Polarity
from verification.comparing.alignment import Alignment, meets
from verification.comparing.figures import agree, same_unit
from verification.comparing.lexicon import families, loose, rarity, rows
from verification.comparing.shapes import Frame

ANSWERS = ("corroborates", "contradicts", "none")
LEAST_SHARED = 2.0


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
    clash = agreeing = open_figures = 0.0
    for point in claim.figures:
        alike = [f for f in later.figures if same_unit(point, f)]
        if not alike:
            open_figures += 1
        elif any(agree(point, f) for f in alike):
            agreeing += 1
        else:
            clash += 1
    count = max(1, len(claim.figures))
    negated = (claim.polarity is Polarity.DENIED) != (later.polarity is Polarity.DENIED)
    opposite = any(p.turn < 0 for p in alignment.pairs) and not any(p.turn > 0 and p.claim.senses for p in alignment.pairs)
    return {
        "bias": 1.0,
        "cover": cover,
        "cover_squared": cover * cover,
        "back": back,
        "all_met": float(cover > 0.999),
        "names_missing": min(3, len(missing)) / 3,
        "no_names": float(not names),
        "figures_agree": agreeing / count,
        "figures_clash": clash / count,
        "figures_open": open_figures / count,
        "clash_and_cover": clash / count * cover,
        "negated": float(negated),
        "negated_and_cover": float(negated) * cover,
        "opposite": float(opposite) * cover,
        "length": min(1.0, len(later.words) / 40),
        "one_differs": float(len(mine) - len(met) == 1 and cover < 1),
    }


def probabilities(given: dict[str, float]) -> dict[str, float]:
    """How probable each answer is, 0..1, together 1."""
    table = coefficients()
    sums = [sum(value * table[name][k] for name, value in given.items() if name in table) for k in range(3)]
    top = max(sums)
    parts = [math.exp(s - top) for s in sums]
    return {answer: part / sum(parts) for answer, part in zip(ANSWERS, parts, strict=True)}
