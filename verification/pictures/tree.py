"""The provenance tree: origins as roots, relays and copies below what they were taken from. Pure; what was taken from what is decided elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tracker.terms import Level, label
from verification.pictures.picture import Picture, drawing, element, fitted, words

WIDTH = 760.0
ROW = 24.0
INDENT = 26.0
LEFT, TOP = 14.0, 20.0
RADIUS = 5.0
BOLD = 0.92  # of a line that bold letters leave
DEEPEST = 12  # steps to the right; deeper ones stand below each other
MOST = 30  # lines; beyond it copies are grouped
LONGEST = 68  # characters of a name
TOLD_FIRST = 3  # copies of one parent that are drawn before the rest is grouped


@dataclass(frozen=True, slots=True)
class Told:
    """One statement: who published it, when, how firmly, by which origin; what it was taken from by its surest edge, and by further ones.

    ``side``: "for", "against" or "none". ``copy``: it brings no origin of its own. ``inflated``: it says it more firmly than what it was taken
    from, or dropped a mark on the way. ``proposed``: what a person is asked whether it was taken from.
    """

    key: str
    who: str
    at: datetime
    level: int
    origin: str
    parent: str | None = None
    also: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    side: str = "for"
    copy: bool = False
    inflated: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that several origins judged by, and their names."""

    name: str
    origins: tuple[str, ...]


@dataclass(slots=True)
class Line:
    """One line of the picture: an origin, a statement, or a number of copies that are not drawn one by one."""

    depth: int
    text: str
    point: Told | None = None
    above: int | None = None  # the line of what it hangs on
    more: int = 0
    row: int = field(default=0)


def tree(points: Iterable[Told], things: Iterable[Thing] = ()) -> Picture | None:
    """The picture of these statements, whatever their order; None without any. An edge to a statement that is not among them is left out."""
    known = sorted({point.key: point for point in points}.values(), key=lambda point: (point.at, point.key))
    if not known:
        return None
    lines = laid_out(known, tuple(things))
    for row, line in enumerate(lines):
        line.row = row
    by_key = {line.point.key: line for line in lines if line.point}
    content = [connector(line, lines[line.above]) for line in lines if line.above is not None]
    for line in by_key.values():
        point = line.point
        if point is not None:
            content += [further(line, by_key[key], dashed=False) for key in point.also if key in by_key]
            content += [further(line, by_key[key], dashed=True) for key in point.proposed if key in by_key]
    content += [mark(line) for line in lines]
    height = TOP + ROW * len(lines) + 6
    return drawing("".join(content), width=WIDTH, height=height, text=in_words(known, tuple(things)))


def laid_out(points: Sequence[Told], things: Sequence[Thing]) -> list[Line]:
    """The lines from top to bottom: each origin, what it said itself, and below each statement what was taken from it, in the order of time."""
    tied = parents(points)
    below: dict[str | None, list[Told]] = defaultdict(list)
    for point in points:
        below[tied[point.key]].append(point)
    roots: dict[str, list[Told]] = defaultdict(list)
    for point in below[None]:
        roots[point.origin].append(point)
    drawn = TOLD_FIRST
    while True:
        lines = _lines(roots, below, things, drawn)
        if len(lines) <= MOST or drawn < 0:
            return lines
        drawn -= 1


def parents(points: Sequence[Told]) -> dict[str, str | None]:
    """What each hangs on in the picture: its parent if that is drawn and does not hang on it in turn; of a circle the earliest stands on top."""
    keys = {point.key for point in points}
    tied: dict[str, str | None] = {}
    for point in reversed(points):
        parent = point.parent if point.parent in keys and point.parent != point.key else None
        above = parent
        while above is not None and above != point.key:
            above = tied.get(above)
        tied[point.key] = None if above == point.key else parent
    return tied


def _lines(roots: dict[str, list[Told]], below: dict[str | None, list[Told]], things: Sequence[Thing], drawn: int) -> list[Line]:
    lines: list[Line] = []
    for name, said in roots.items():
        seen = [thing.name for thing in things if name in thing.origins]
        root = len(lines)
        lines.append(Line(0, cut(name) + (f" · judged by: {', '.join(seen)}" if seen else "")))
        waiting = [(point, 1, root) for point in reversed(shown(said, below, lines, root, 1, drawn))]
        while waiting:
            point, depth, above = waiting.pop()
            here = len(lines)
            lines.append(Line(min(depth, DEEPEST), described(point), point, above))
            waiting += [(one, depth + 1, here) for one in reversed(shown(below[point.key], below, lines, here, depth + 1, drawn))]
    return lines


def shown(said: Sequence[Told], below: dict[str | None, list[Told]], lines: list[Line], above: int, depth: int, drawn: int) -> list[Told]:
    """Those that are drawn one by one; the plain copies beyond *drawn* become one line. Below nought everything plain is grouped."""
    plain = [point for point in said if not below[point.key] and not point.inflated and not point.proposed and (point.copy or drawn < 0)]
    hidden = plain[max(drawn, 0) :]
    if len(hidden) < 2:
        return list(said)
    kind = "copies" if all(point.copy for point in hidden) else "statements"
    lines.append(Line(min(depth, DEEPEST), f"and {len(hidden)} more {kind}", None, above, more=len(hidden)))
    left_out = {point.key for point in hidden}
    return [point for point in said if point.key not in left_out]


def across(line: Line) -> float:
    return LEFT + INDENT * line.depth


def down(line: Line) -> float:
    return TOP + ROW * line.row


def connector(line: Line, above: Line) -> str:
    """An elbow from what it hangs on."""
    x, y = across(above) + (0 if above.depth < line.depth else -INDENT / 2), down(above) + RADIUS
    return element(
        "path", d=f"M{x:.1f} {y:.1f}V{down(line):.1f}H{across(line) - RADIUS:.1f}", fill="none", stroke="currentColor", stroke_opacity=".4"
    )


def further(line: Line, other: Line, *, dashed: bool) -> str:
    """A curve on the left to what it was taken from too; dashed where a person is asked."""
    x1, y1, x2, y2 = across(line) - RADIUS, down(line), across(other) - RADIUS, down(other)
    bend = max(2.0, min(x1, x2) - INDENT / 2)
    told = element("title", words("proposed: was it taken from this?" if dashed else "also taken from this"))
    return element(
        "path",
        told,
        d=f"M{x1:.1f} {y1:.1f}C{bend:.1f} {y1:.1f} {bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}",
        fill="none",
        stroke="currentColor",
        stroke_opacity=".6",
        stroke_dasharray="4 3" if dashed else None,
        class_="edge-proposed" if dashed else "edge-also",
    )


def mark(line: Line) -> str:
    """A square for an origin, a circle for a statement, hollow for a copy, a cross for a denial; a triangle where certainty was inflated."""
    x, y, r, point = across(line), down(line), RADIUS, line.point
    begin = x + 2 * r + (12 if point and point.inflated else 2)
    written = element(
        "text",
        words(fitted(line.text, (WIDTH - begin) * (BOLD if line.depth == 0 else 1))),
        x=begin,
        y=y + 4,
        font_weight="600" if line.depth == 0 else None,
    )
    if line.more:
        dots = "".join(element("circle", cx=x - 4 + 4 * n, cy=y, r=1.4, fill="currentColor") for n in range(3))
        return element("g", dots + written, class_="more", fill_opacity=".75")
    if point is None:
        square = element("rect", x=x - r, y=y - r, width=2 * r, height=2 * r, fill="currentColor")
        return element("g", square + written, class_="origin")
    if point.side == "against":
        shape = element(
            "path",
            d=f"M{x - r:.1f} {y - r:.1f}L{x + r:.1f} {y + r:.1f}M{x - r:.1f} {y + r:.1f}L{x + r:.1f} {y - r:.1f}",
            stroke="currentColor",
            stroke_width="1.4" if point.copy else "3",
        )
    else:
        paint = "none" if point.copy or point.side == "none" else "currentColor"
        shape = element("circle", cx=x, cy=y, r=r, fill=paint, stroke="currentColor", stroke_width="1.8")
    if point.inflated:
        t = x + 2 * r + 3
        shape += element("path", d=f"M{t - 4:.1f} {y + 4:.1f}l4.0 -8.0l4.0 8.0z", fill="currentColor", class_="inflated")
    group = element("g", element("title", words(described(point))) + shape + written, class_=f"told side-{point.side}")
    return element("a", group, href=point.href) if point.href else group


def described(point: Told) -> str:
    """ "Harbour Post · 4 Mar 2026 · stated as fact · a copy · certainty inflated"."""
    parts = [cut(point.who or "somebody"), day(point.at), label(Level(point.level))]
    parts += ["against"] if point.side == "against" else ["no position"] if point.side == "none" else []
    parts += ["a copy"] if point.copy else []
    parts += ["certainty inflated"] if point.inflated else []
    return " · ".join(parts)


def cut(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def day(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}"


def in_words(points: Sequence[Told], things: Sequence[Thing]) -> str:
    """The same as sentences: how many origins, who speaks for each, who carries it, what was inflated, what is asked."""
    tied = parents(points)
    top = {point.key: point.key for point in points}
    for point in points:
        above = point.key
        while (next_up := tied[above]) is not None:
            above = next_up
        top[point.key] = above
    origin = {point.key: point.origin for point in points}
    carried = Counter(origin[top[point.key]] for point in points)
    told = [f"{name}: {_counted(n, 'statement')}" for name, n in carried.items()]
    text = f"{_counted(len(points), 'statement')} from {_counted(len(carried), 'origin')}. {'; '.join(told)}."
    copies = sum(point.copy for point in points)
    text += f" {_counted(copies, 'copy', 'copies')}." if copies else ""
    inflated = [point.who or "somebody" for point in points if point.inflated]
    text += f" Certainty inflated by {', '.join(dict.fromkeys(inflated))}." if inflated else ""
    asked = sum(len(point.proposed) for point in points)
    text += f" {_counted(asked, 'proposed link')} to decide." if asked else ""
    for thing in things:
        text += f" {_counted(len(thing.origins), 'origin')} on one object: {thing.name}."
    return text


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
