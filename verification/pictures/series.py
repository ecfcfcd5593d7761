"""Figures over time: one line per bloc, each value with its comparator, drawn side by side. Pure; what belongs to a series is decided elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor, log10

from verification.pictures.picture import Picture, drawing, element, words

WIDTH = 760.0
LEFT, RIGHT, TOP, BOTTOM = 66.0, 128.0, 26.0, 40.0
TALL = 230.0  # the height of the plot
R = 4.5
SMALLEST = 1e-6  # what the record keeps of a figure
LEGEND = 14.0  # the least distance between two names at the right edge
SIGNS = {"about": "~", "nearly": "↗", "at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<"}
WORDS = {
    "about": "about ",
    "nearly": "nearly ",
    "at_least": "at least ",
    "more_than": "more than ",
    "at_most": "at most ",
    "less_than": "less than ",
}
DASHES = (None, "7 4", "2 3", "9 3 2 3", "4 2")
SHAPES = ("circle", "square", "triangle", "diamond", "star")


@dataclass(frozen=True, slots=True)
class Amount:
    """One figure: the day it is counted to, its ends (None = open), its comparator, whose count it is, and its side ("for", "against", "none")."""

    at: datetime
    low: float | None
    high: float | None
    comparator: str
    bloc: str
    side: str = "for"
    copy: bool = False
    href: str = ""

    @property
    def centre(self) -> float:
        ends = [end for end in (self.low, self.high) if end is not None]
        return sum(ends) / len(ends) if ends else 0.0


def series(amounts: Iterable[Amount], unit: str = "") -> Picture | None:
    """The picture of these figures of one *unit*, whatever their order; None for fewer than two. A figure that says the same twice is drawn once."""
    known = distinct(amounts)
    if len(known) < 2:
        return None
    sizes = Counter(one.bloc for one in known)
    blocs = sorted(sizes, key=lambda bloc: -sizes[bloc])  # of equals the one that spoke first
    first, last = known[0].at, known[-1].at
    pad = max((last - first) * 0.04, timedelta(hours=12))
    start, end = first - pad, last + pad
    ticks = ticks_to(max(end_of(one) for one in known))
    top = ticks[-1]

    def across(at: datetime) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * ((at - start) / (end - start))

    def up(value: float) -> float:
        return TOP + TALL * (1 - max(0.0, value) / top)

    placed = [(one, across(one.at), up(one.centre)) for one in known]
    content = [scale(ticks, up, unit), days(known, across)]
    for number, bloc in enumerate(blocs):
        own = [row for row in placed if row[0].bloc == bloc]
        content.append(element("g", line(own, number) + "".join(mark(*row, number, up) for row in own), class_=group_of(number)))
    content.append(values(placed))
    content.append(names(blocs, placed))
    return drawing("".join(content), width=WIDTH, height=TOP + TALL + BOTTOM, text=in_words(known, blocs, unit))


def group_of(number: int) -> str:
    """The class that a page may colour; beyond the shapes there are, all that counted least share one."""
    return f"series series-{number}" if number < len(SHAPES) else "series series-other"


def distinct(amounts: Iterable[Amount]) -> list[Amount]:
    """In the order of time; of figures that say the same for one bloc on one day the first own word is kept, of copies none that adds nothing."""
    ordered = sorted(amounts, key=lambda one: (one.at, one.bloc, one.copy, one.side != "for", one.centre, one.comparator, one.href))
    kept: dict[tuple[object, ...], Amount] = {}
    said: set[tuple[object, ...]] = set()
    for one in ordered:
        size = (one.bloc, one.low, one.high)
        if (one.low is None and one.high is None) or (one.copy and size in said):
            continue
        said.add(size)
        kept.setdefault((one.at.date(), *size), one)
    return list(kept.values())


def end_of(one: Amount) -> float:
    return max(end for end in (one.low, one.high, 0.0) if end is not None)


def ticks_to(most: float) -> list[float]:
    """Round steps from nought to at least *most*, three to six of them."""
    if most < SMALLEST:
        return [0.0, 1.0]
    rough = most / 4
    power = 10.0 ** floor(log10(rough))
    step = next(power * n for n in (1, 2, 2.5, 5, 10, 20) if power * n >= rough * 0.999)
    return [step * n for n in range(max(2, ceil(most / step - 1e-9) + 1))]


def scale(ticks: list[float], up: Callable[[float], float], unit: str) -> str:
    rows = []
    for value in ticks:
        y = up(value)
        rows.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, stroke="currentColor", stroke_opacity=".14"))
        rows.append(element("text", words(plain(value)), x=LEFT - 8, y=y + 4, text_anchor="end", fill_opacity=".75"))
    if unit:
        rows.append(element("text", words(unit), x=2, y=12, fill_opacity=".75"))
    return "".join(rows)


def days(known: list[Amount], across: Callable[[datetime], float]) -> str:
    """Up to five days along the foot, the first and the last among them."""
    first, last = known[0].at, known[-1].at
    count = 1 if first.date() == last.date() else min(5, (last.date() - first.date()).days + 1)
    written = []
    for n in range(count):
        moment = first + (last - first) * (n / max(1, count - 1))
        anchor = "middle" if count == 1 or 0 < n < count - 1 else ("start" if n == 0 else "end")
        written.append(element("text", words(day(moment)), x=across(moment), y=TOP + TALL + 24, text_anchor=anchor, fill_opacity=".75"))
    return "".join(written)


def line(own: list[tuple[Amount, float, float]], number: int) -> str:
    """Through the bloc's own words; copies and what is said against stand beside it."""
    joined = [(x, y) for one, x, y in own if one.side != "against" and not one.copy]
    if len(joined) < 2:
        return ""
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in joined)
    return element(
        "path",
        d=path,
        fill="none",
        stroke="currentColor",
        stroke_width="1.6",
        stroke_opacity=".7",
        stroke_dasharray=DASHES[min(number, len(DASHES) - 1)],
    )


def mark(one: Amount, x: float, y: float, number: int, up: Callable[[float], float]) -> str:
    """The bloc's shape, hollow for a copy, crossed for what is said against; a range is a bar, an open end an arrow."""
    drawn = []
    if one.low is not None and one.high is not None and one.low != one.high:
        low, high = up(one.low), up(one.high)
        drawn.append(element("path", d=f"M{x:.1f} {low:.1f}V{high:.1f}M{x - 4:.1f} {low:.1f}h8M{x - 4:.1f} {high:.1f}h8", **STROKE))
    elif one.comparator in ("at_least", "more_than"):
        drawn.append(element("path", d=f"M{x:.1f} {y:.1f}v-15m-3.5 4l3.5 -4l3.5 4", **STROKE))
    elif one.comparator in ("at_most", "less_than"):
        drawn.append(element("path", d=f"M{x:.1f} {y:.1f}v15m-3.5 -4l3.5 4l3.5 -4", **STROKE))
    drawn.append(shape(number, x, y, hollow=one.copy))
    if one.side == "against":
        s = R + 2.5
        drawn.append(
            element("path", d=f"M{x - s:.1f} {y - s:.1f}l{2 * s:.1f} {2 * s:.1f}m0 {-2 * s:.1f}l{-2 * s:.1f} {2 * s:.1f}", **STROKE)
        )
    group = element("g", element("title", words(told(one))) + "".join(drawn))
    return element("a", group, href=one.href) if one.href else group


HALO = {
    "paint_order": "stroke",
    "stroke": "var(--d-paper, #fff)",
    "stroke_width": "3",
}  # keeps a number readable where a line runs through it
STROKE = {"fill": "none", "stroke": "currentColor", "stroke_width": "1.6"}


def shape(number: int, x: float, y: float, *, hollow: bool) -> str:
    """The mark of the bloc of this number: a small dot for all beyond the shapes there are."""
    name = SHAPES[number] if number < len(SHAPES) else "dot"
    paint = {"fill": "var(--d-paper, #fff)" if hollow else "currentColor", "stroke": "currentColor", "stroke_width": "1.6"}
    if name == "circle":
        return element("circle", cx=x, cy=y, r=R, **paint)
    if name == "dot":
        return element("circle", cx=x, cy=y, r=2.6, **paint)
    if name == "square":
        return element("rect", x=x - R, y=y - R, width=2 * R, height=2 * R, **paint)
    r = R + 1.2
    if name == "triangle":
        return element("path", d=f"M{x:.1f} {y - r:.1f}L{x + r:.1f} {y + r * 0.8:.1f}H{x - r:.1f}z", **paint)
    if name == "diamond":
        return element("path", d=f"M{x:.1f} {y - r:.1f}l{r:.1f} {r:.1f}l{-r:.1f} {r:.1f}l{-r:.1f} {-r:.1f}z", **paint)
    d = f"M{x - r:.1f} {y:.1f}h{2 * r:.1f}M{x:.1f} {y - r:.1f}v{2 * r:.1f}"
    return element("path", d=d, stroke="currentColor", stroke_width="3" if not hollow else "1.6", fill="none")


def values(placed: list[tuple[Amount, float, float]]) -> str:
    """The figure beside each mark, where there is room; above it, else below."""
    taken: list[tuple[float, float, float, float]] = [(x - R, x + R, y - R, y + R) for _, x, y in placed]
    written = []
    for one, x, y in placed:
        text = short_form(one)
        half = len(text) * 3.2
        arrow = 12 if one.comparator in ("at_least", "more_than") and (one.low is None or one.high is None or one.low == one.high) else 0
        for dx, dy, anchor in ((0, -9 - arrow, "middle"), (0, 18, "middle"), (-9, 4, "end"), (9, 4, "start")):
            middle = x + dx + (half if anchor == "start" else -half if anchor == "end" else 0)
            box = (middle - half, middle + half, y + dy - 9, y + dy + 2)
            if box[0] > LEFT - 2 and box[2] > 12 and all(box[1] <= a or box[0] >= b or box[3] <= c or box[2] >= d for a, b, c, d in taken):
                taken.append(box)
                written.append(element("text", words(text), x=x + dx, y=y + dy, text_anchor=anchor, font_weight="600", **HALO))
                break
    return "".join(written)


def names(blocs: list[str], placed: list[tuple[Amount, float, float]]) -> str:
    """Each bloc's name with its shape, at the height of its last value, pushed apart where they would cover each other."""
    ends = sorted(([y for one, _, y in placed if one.bloc == bloc][-1], number) for number, bloc in enumerate(blocs))
    written, last = [], -LEGEND
    highest = TOP + TALL - LEGEND * (len(ends) - 1)
    for place, (y, number) in enumerate(ends):
        y = max(min(y, highest + LEGEND * place), last + LEGEND)
        last = y
        x = WIDTH - RIGHT + 16
        drawn = shape(number, x, y, hollow=False)
        drawn += element("text", words(clipped(blocs[number])), x=x + 10, y=y + 4)
        written.append(element("g", element("title", words(blocs[number])) + drawn, class_=group_of(number)))
    return "".join(written)


def clipped(name: str, most: int = 17) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def plain(value: float) -> str:
    """1200000.0 → 1.2 million; 12500.0 → 12,500; 2.5 stays."""
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{value / size:.2f}".rstrip("0").rstrip(".") + f" {word}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0").rstrip(".")


def size_of(one: Amount) -> str:
    low, high = (None if end is None else plain(end) for end in (one.low, one.high))
    return low or high or "" if low == high or None in (low, high) else f"{low}–{high}"


def short_form(one: Amount) -> str:
    """ "≥ 10,000", "~2,000", "3–5"."""
    return f"{SIGNS.get(one.comparator, '')}{size_of(one)}"


def long_form(one: Amount) -> str:
    return f"{WORDS.get(one.comparator, '')}{size_of(one)}"


def told(one: Amount) -> str:
    side = {"against": ", against", "none": ", no position"}.get(one.side, "")
    return f"{day(one.at)}: {long_form(one)}, {one.bloc}{side}{', a copy' if one.copy else ''}"


def day(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}"


def in_words(known: list[Amount], blocs: list[str], unit: str) -> str:
    """The same as one sentence per bloc."""
    sentences = []
    for bloc in blocs:
        own = [
            f"{long_form(one)} ({day(one.at)}{', against' if one.side == 'against' else ''}{', a copy' if one.copy else ''})"
            for one in known
            if one.bloc == bloc
        ]
        sentences.append(f"{bloc}: {', '.join(own)}.")
    return (f"In {unit}. " if unit else "") + " ".join(sentences)
