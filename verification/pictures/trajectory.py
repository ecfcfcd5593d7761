"""The trajectory of a claim: how firmly it was said over time, one mark per statement, for and against by shape, hollow for copies. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.terms import Level, label
from verification.pictures.picture import Picture, drawing, element, words

WIDTH, HEIGHT = 760.0, 254.0
LEFT, RIGHT, TOP, BOTTOM = 104.0, 22.0, 30.0, 40.0
RADIUS = 5.0
CROWD = 12.0  # marks nearer than this on one level are set beside each other


@dataclass(frozen=True, slots=True)
class Point:
    """One statement: when it counts from, its level 1–5, its side ("for", "against", "none"), whether it is a copy, and who said it."""

    at: datetime
    level: int
    side: str
    copy: bool = False
    who: str = ""
    href: str = ""


def trajectory(points: Iterable[Point]) -> Picture | None:
    """The picture of these points, whatever their order; None without any. The line joins what the claim's own side said by itself."""
    known = sorted(points, key=lambda point: (point.at, point.level, point.side, point.copy, point.who, point.href))
    if not known:
        return None
    first, last = known[0].at, known[-1].at
    pad = max((last - first) * 0.04, timedelta(hours=12))
    start, end = first - pad, last + pad
    placed = [(point, *place) for point, place in zip(known, places(known, start, end), strict=True)]
    content = grid() + dates(first, last, start, end) + line(placed) + "".join(mark(*one) for one in placed)
    return drawing(content, width=WIDTH, height=HEIGHT, text=in_words(known))


def across(at: datetime, start: datetime, end: datetime) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * ((at - start) / (end - start))


def up(level: int) -> float:
    step = (HEIGHT - TOP - BOTTOM) / 4
    return HEIGHT - BOTTOM - (level - 1) * step


def places(points: list[Point], start: datetime, end: datetime) -> list[tuple[float, float]]:
    """Where each mark goes; those that would cover each other are moved up and down by turns, by at most half the way to the next level."""
    taken: list[tuple[float, float]] = []
    shifts = (0.0, -11.0, 11.0, -22.0, 22.0)
    for point in points:
        x, y = across(point.at, start, end), up(point.level)
        free = (shift for shift in shifts if all(abs(x - a) >= CROWD or abs(y + shift - b) >= CROWD - 2 for a, b in taken))
        taken.append((x, y + next(free, 0.0)))
    return taken


def grid() -> str:
    rows = []
    for level in Level:
        y = up(level)
        rows.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, stroke="currentColor", stroke_opacity=".14"))
        rows.append(element("text", words(f"{level.value}  {label(level)}"), x=2, y=y + 4, fill_opacity=".75"))
    return "".join(rows)


def dates(first: datetime, last: datetime, start: datetime, end: datetime) -> str:
    """Up to five days along the foot, the first and the last among them."""
    days = (last.date() - first.date()).days
    count = 1 if days == 0 else min(5, days + 1)
    moments = [first + (last - first) * (n / max(1, count - 1)) for n in range(count)]
    written = []
    for n, moment in enumerate(moments):
        anchor = "middle" if count == 1 or 0 < n < count - 1 else ("start" if n == 0 else "end")
        x = across(moment, start, end)
        written.append(
            element("line", x1=x, x2=x, y1=HEIGHT - BOTTOM + 8, y2=HEIGHT - BOTTOM + 13, stroke="currentColor", stroke_opacity=".4")
        )
        written.append(element("text", words(day(moment)), x=x, y=HEIGHT - 7, text_anchor=anchor, fill_opacity=".75"))
    return "".join(written)


def line(placed: list[tuple[Point, float, float]]) -> str:
    """A step line through the own side's own words."""
    own = [(x, up(point.level)) for point, x, _ in placed if point.side == "for" and not point.copy]
    if len(own) < 2:
        return ""
    path = f"M{own[0][0]:.1f} {own[0][1]:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in own[1:])
    return element("path", d=path, fill="none", stroke="currentColor", stroke_opacity=".35", stroke_width="1.5")


def mark(point: Point, x: float, y: float) -> str:
    """Circle for, cross against, diamond for no position; filled for own words, hollow for copies."""
    r = RADIUS
    paint = {"fill": "none" if point.copy else "currentColor", "stroke": "currentColor", "stroke_width": "1.8"}
    if point.side == "against":
        shape = element(
            "path",
            d=f"M{x - r:.1f} {y - r:.1f}L{x + r:.1f} {y + r:.1f}M{x - r:.1f} {y + r:.1f}L{x + r:.1f} {y - r:.1f}",
            fill="none",
            stroke="currentColor",
            stroke_width="1.4" if point.copy else "3",
            stroke_dasharray="2 1.6" if point.copy else None,
        )
    elif point.side == "none":
        s = r + 1
        shape = element("path", d=f"M{x:.1f} {y - s:.1f}l{s:.1f} {s:.1f}l{-s:.1f} {s:.1f}l{-s:.1f} {-s:.1f}z", **(paint | {"fill": "none"}))
    else:
        shape = element("circle", cx=x, cy=y, r=r, **paint)
    told = element("title", words(f"{day(point.at)}: {said(point)}"))
    group = element("g", told + shape, class_=f"side-{point.side}")
    return element("a", group, href=point.href) if point.href else group


def said(point: Point) -> str:
    side = {"for": "for", "against": "against", "none": "no position"}[point.side]
    return f"{point.who or 'somebody'}, {label(Level(point.level))}, {side}{', a copy' if point.copy else ''}"


def day(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}"


def in_words(points: list[Point]) -> str:
    """The same as a sentence or two."""
    own = [point for point in points if point.side == "for" and not point.copy]
    counts = [
        (sum(point.side == side for point in points), word)
        for side, word in (("for", "for"), ("against", "against"), ("none", "without a position"))
    ]
    copies = sum(point.copy for point in points)
    told = ", ".join(f"{n} {word}" for n, word in counts if n)
    span = day(points[0].at) if points[0].at.date() == points[-1].at.date() else f"{day(points[0].at)} to {day(points[-1].at)}"
    text = f"{span}: {len(points)} statement{'s' if len(points) != 1 else ''}, {told}{f'; {copies} of them copies' if copies else ''}."
    if own:
        begin, now = own[0], own[-1]
        if begin.level == now.level:
            firmest = max(own, key=lambda point: point.level)
            steady = all(point.level == now.level for point in own)
            text += f" Said as {label(Level(now.level))} {'throughout' if steady else 'first and last'}"
            text += f", at its firmest as {label(Level(firmest.level))} ({day(firmest.at)})." if firmest.level > now.level else "."
        else:
            text += f" From {label(Level(begin.level))} ({day(begin.at)}) to {label(Level(now.level))} ({day(now.at)})."
    return text
