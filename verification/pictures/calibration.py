"""The calibration picture of a source: how firmly things were said against how often they came true. Pure; the steps are worked out elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from verification.pictures.picture import Picture, drawing, element, words

WIDTH, HEIGHT = 380.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 26.0, 26.0, 44.0
LEAST = 0.5  # what is asserted at all is stated at even odds or above
TICKS_ACROSS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
TICKS_UP = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Settled:
    """One step of the curve: the mean of what was stated, the share that came true with its 80 % interval, and of how many."""

    stated: float
    realised: float
    low: float
    high: float
    count: int


def calibration(steps: Iterable[Settled]) -> Picture | None:
    """The picture of these steps; None without any. On the diagonal, what is said with .8 comes true eight times in ten."""
    known = sorted(steps, key=lambda step: (step.stated, step.realised, step.low, step.high, step.count))
    if not known:
        return None
    content = axes() + "".join(mark(step) for step in known)
    return drawing(content, width=WIDTH, height=HEIGHT, text=in_words(known))


def across(stated: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (min(max(stated, LEAST), 1.0) - LEAST) / (1 - LEAST)


def up(realised: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(max(realised, 0.0), 1.0)


def axes() -> str:
    drawn = []
    drawn.append(element("text", "how often it came true", x=LEFT - 6, y=12))
    for tick in TICKS_UP:
        y = up(tick)
        drawn.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, stroke="currentColor", stroke_opacity=".14"))
        drawn.append(element("text", f"{round(tick * 100)} %", x=LEFT - 6, y=y + 4, text_anchor="end", fill_opacity=".75"))
    for tick in TICKS_ACROSS:
        drawn.append(element("text", share(tick), x=across(tick), y=HEIGHT - 26, text_anchor="middle", fill_opacity=".75"))
    drawn.append(element("text", "how firmly it was said", x=(LEFT + WIDTH - RIGHT) / 2, y=HEIGHT - 8, text_anchor="middle"))
    drawn.append(
        element(
            "line",
            x1=across(LEAST),
            y1=up(LEAST),
            x2=across(1.0),
            y2=up(1.0),
            stroke="currentColor",
            stroke_opacity=".5",
            stroke_dasharray="5 4",
        )
    )
    return "".join(drawn)


def mark(step: Settled) -> str:
    """A dot with its interval and the number that it stands for."""
    x, y = across(step.stated), up(step.realised)
    told = element("title", words(described(step)))
    whisker = element("line", x1=x, x2=x, y1=up(step.low), y2=up(step.high), stroke="currentColor", stroke_width="1.6")
    dot = element("circle", cx=x, cy=y, r=5.0, fill="currentColor")
    right = x > WIDTH - RIGHT - 60
    number = element("text", f"n {step.count}", x=x - 9 if right else x + 9, y=y + 4, text_anchor="end" if right else "start")
    return element("g", told + whisker + dot + number, class_="settled")


def share(p: float) -> str:
    return f"{p:.2f}"


def described(step: Settled) -> str:
    low, high = f"{step.low * 100:.0f}", f"{step.high * 100:.0f}"
    return f"said with {share(step.stated)}, {step.realised * 100:.0f} % of {step.count} came true (80 % interval {low} to {high} %)"


def in_words(steps: Sequence[Settled]) -> str:
    """The same as sentences, and which way it leans."""
    told = "; ".join(described(step) for step in steps)
    count = sum(step.count for step in steps)
    stated = sum(step.stated * step.count for step in steps)
    true = sum(step.realised * step.count for step in steps)
    if not count:
        return f"{told[:1].upper()}{told[1:]}."
    off = (stated - true) / count
    lean = (
        "about as firmly as it came true"
        if abs(off) < 0.03
        else "more firmly than it came true"
        if off > 0
        else "less firmly than it came true"
    )
    return f"{told[:1].upper()}{told[1:]}. Over all, said {lean}."
