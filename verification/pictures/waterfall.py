"""The waterfall of a weighing: from even odds, step by step, to the model's support. Pure; what each step weighs is decided elsewhere.

Lengths are log odds, so that equal steps are equally long and the steps add up; the foot is labelled with the probabilities that they come to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, fsum, log

from verification.pictures.picture import Picture, drawing, element, fitted, words

WIDTH = 380.0
LEFT, RIGHT, TOP, FOOT = 8.0, 8.0, 8.0, 26.0
ROW = 36.0
BAR = 10.0
FIGURES = 104.0  # what the figures at the right end of a line take
MOST = 12  # steps; beyond it the smallest are one step
FARTHEST = 1000.0  # log odds that no weighing comes to
EVEN = 0.5
MARKS = (0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97)  # probabilities written along the foot


Across = Callable[[float], float]  # from log odds to a place between the edges


@dataclass(frozen=True, slots=True)
class Step:
    """What one bloc adds to the log odds: above 0 for the claim, below 0 against it."""

    name: str
    change: float


def waterfall(steps: Iterable[Step], *, start: float, shown: float) -> Picture | None:
    """The picture of *steps* from the probability *start*, in the order given, to *shown*, where the model stopped; None without a step.

    Steps of no weight or none that can be drawn are left out. *start* and *shown* lie within 0 and 1.
    """
    known = gathered([step for step in steps if 0 < abs(step.change) < FARTHEST])
    if not known:
        return None
    begin, end = odds(start), odds(shown)
    levels = [begin]
    for step in known:
        levels.append(levels[-1] + step.change)
    low, high = min(*levels, end, odds(0.3)), max(*levels, end, odds(0.7))
    pad = (high - low) * 0.04

    def across(level: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (level - low + pad) / (high - low + 2 * pad)

    rows = [line(n, step, *ends, across) for n, (step, ends) in enumerate(zip(known, pairwise(levels), strict=True))]
    rows.append(outcome(len(known), end, shown, across))
    height = TOP + ROW * (len(known) + 1) + FOOT
    content = foot(across, low - pad, high + pad, len(rows)) + "".join(rows)
    return drawing(content, width=WIDTH, height=height, text=in_words(known, start, levels, shown))


def odds(p: float) -> float:
    held = min(max(p, 1e-6), 1 - 1e-6)
    return log(held / (1 - held))


def probability(level: float) -> float:
    return 1 / (1 + exp(-min(max(level, -60.0), 60.0)))


def gathered(steps: Sequence[Step]) -> list[Step]:
    """The steps, the smallest of too many as one."""
    if len(steps) <= MOST:
        return list(steps)
    ranked = sorted(range(len(steps)), key=lambda n: (-abs(steps[n].change), n))
    kept = sorted(ranked[: MOST - 1])
    rest = [steps[n].change for n in ranked[MOST - 1 :]]
    return [*(steps[n] for n in kept), Step(f"{len(rest)} smaller ones together", fsum(rest))]


def line(n: int, step: Step, before: float, after: float, across: Across) -> str:
    """One step: its name and figures above its bar. For the claim the bar is full, against it hollow with a broken outline."""
    y = TOP + ROW * n
    x1, x2 = sorted((across(before), across(after)))
    for_it = step.change > 0
    told = element("title", words(f"{step.name}: {signed(step.change)}, from {share(probability(before))} to {share(probability(after))}"))
    bar = element(
        "rect",
        x=x1,
        y=y + 17,
        width=max(x2 - x1, 1.0),
        height=BAR,
        fill="currentColor" if for_it else "none",
        fill_opacity=".8" if for_it else None,
        stroke="currentColor",
        stroke_dasharray=None if for_it else "3 2",
    )
    figures = f"{signed(step.change)} → {share(probability(after))}"
    return element("g", told + named(step.name, figures, y) + bar, class_="step-for" if for_it else "step-against")


def outcome(n: int, end: float, shown: float, across: Across) -> str:
    """Where it ends: a bar from even odds."""
    y = TOP + ROW * n
    x1, x2 = sorted((across(odds(EVEN)), across(end)))
    bar = element(
        "rect", x=x1, y=y + 17, width=max(x2 - x1, 1.5), height=BAR, fill="currentColor", fill_opacity=".35", stroke="currentColor"
    )
    return element("g", named("Model support", share(shown), y, bold=True) + bar, class_="outcome")


def named(name: str, figures: str, y: float, *, bold: bool = False) -> str:
    weight = "600" if bold else None
    left = element("text", words(fitted(name, WIDTH - LEFT - RIGHT - FIGURES)), x=LEFT, y=y + 11, font_weight=weight)
    return left + element("text", words(figures), x=WIDTH - RIGHT, y=y + 11, text_anchor="end", font_weight=weight)


def foot(across: Across, low: float, high: float, rows: int) -> str:
    """The probabilities along the foot, each with a stroke beside every bar; even odds with a stronger one. No stroke runs through a text."""
    drawn = []
    taken = -100.0
    for mark in MARKS:
        if not low <= odds(mark) <= high:
            continue
        x = across(odds(mark))
        strokes = "".join(f"M{x:.1f} {TOP + ROW * n + 15:.1f}v{BAR + 4:.1f}" for n in range(rows))
        drawn.append(element("path", d=strokes, fill="none", stroke="currentColor", stroke_opacity=".6" if mark == EVEN else ".2"))
        if x - taken >= 32 and LEFT + 10 <= x <= WIDTH - RIGHT - 10:
            drawn.append(element("text", share(mark), x=x, y=TOP + ROW * rows + FOOT - 8, text_anchor="middle", fill_opacity=".75"))
            taken = x
    return "".join(drawn)


def signed(change: float) -> str:
    return f"{'+' if change > 0 else '−'}{abs(change):.2f}"


def share(p: float) -> str:
    return f"{p:.2f}"


def in_words(steps: Sequence[Step], start: float, levels: Sequence[float], shown: float) -> str:
    """The same as sentences: every step with where it leads, and where the model stops."""
    told = [
        f"{' '.join(step.name.split()) or 'somebody'} {signed(step.change)} to {share(probability(level))}"
        for step, level in zip(steps, levels[1:], strict=True)
    ]
    text = f"From {share(start)}: {'; '.join(told)}. Model support {share(shown)}"
    beyond = share(probability(levels[-1])) != share(shown)
    return text + (", beyond which the model does not go." if beyond else ".")
