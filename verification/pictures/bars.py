"""Counts per day as small bars. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from verification.pictures.picture import Picture, drawing, element, words

WIDTH, HEIGHT, FOOT = 520.0, 96.0, 18.0


def bars(counts: Sequence[tuple[date, int]], noun: str) -> Picture | None:
    """One bar a day, in the order given, the tallest one filling the height; None without any day. *noun* is the plural of what is counted."""
    if not counts:
        return None
    top = max(max(n for _, n in counts), 1)
    slot = WIDTH / len(counts)
    drawn = []
    for place, (day, n) in enumerate(counts):
        height = (HEIGHT - FOOT - 12) * n / top
        x, y = place * slot + slot * 0.14, HEIGHT - FOOT - height
        told = element("title", words(f"{day:%a} {day.day} {day:%b}: {n}"))
        bar = element("rect", x=x, y=y if n else y - 1, width=slot * 0.72, height=height or 1.0, rx=1.5, fill_opacity=".8" if n else ".25")
        drawn.append(element("g", told + bar))
        if n == top and n:
            drawn.append(element("text", str(n), x=x + slot * 0.36, y=y - 3, text_anchor="middle"))
    for place, anchor, at in ((0, "start", 0.0), (len(counts) - 1, "end", WIDTH)):
        day = counts[place][0]
        drawn.append(element("text", words(f"{day.day} {day:%b}"), x=at, y=HEIGHT - 4, text_anchor=anchor, fill_opacity=".75"))
    total = sum(n for _, n in counts)
    text = f"{total} {noun} in {len(counts)} days, at most {max(n for _, n in counts)} on one day."
    return drawing("".join(drawn), width=WIDTH, height=HEIGHT, text=text)
