"""Marks on a text: cutting it where they nest and overlap, and what changed between two texts. Pure; draws nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to be shown at ``text[start:end]``: ``kind`` is "statement" or a kind of cue, ``key`` tells marks of one kind apart."""

    start: int
    end: int
    kind: str
    key: str = ""
    level: int = 5
    note: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text under the same marks throughout; ``opening`` are those of them that begin here. Longer marks come first."""

    start: int
    text: str
    marks: tuple[Mark, ...]
    opening: tuple[Mark, ...]

    def innermost(self, kind: str) -> Mark | None:
        """The shortest mark of *kind* here."""
        return next((mark for mark in reversed(self.marks) if mark.kind == kind), None)


def segments(text: str, marks: Iterable[Mark]) -> tuple[Segment, ...]:
    """*text* in order, nothing lost and nothing twice: the texts of the segments joined are *text*.

    Marks are clipped to the text; those left empty are not shown. Two segments that touch differ in their marks.
    """
    size = len(text)
    kept = {mark for mark in marks if max(0, mark.start) < min(size, mark.end)}
    borders = sorted({0, size, *(max(0, mark.start) for mark in kept), *(min(size, mark.end) for mark in kept)})
    cut = []
    for start, end in pairwise(borders):
        here = sorted(
            (mark for mark in kept if mark.start <= start and end <= mark.end),
            key=lambda mark: (mark.start - mark.end, mark.start, mark.kind != "statement", mark.kind, mark.key),
        )
        opening = tuple(mark for mark in here if max(0, mark.start) == start)
        cut.append(Segment(start, text[start:end], tuple(here), opening))
    return tuple(cut)


WORD = re.compile(r"\S+")
LINE = re.compile(r"[^\n]+")
WORDS_COMPARED = 20_000


def changes(old: str, new: str) -> tuple[list[Mark], list[Mark]]:
    """What is gone from *old* and what is fresh in *new*, as marks on each, by words; by lines where the texts are long."""
    unit = WORD if max(len(old), len(new)) < WORDS_COMPARED * 6 else LINE
    left, right = list(unit.finditer(old)), list(unit.finditer(new))
    matcher = SequenceMatcher(
        None, [place.group() for place in left], [place.group() for place in right], autojunk=len(left) + len(right) > 2000
    )
    gone, fresh = [], []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal" and a < b:
            gone.append(Mark(left[a].start(), left[b - 1].end(), "gone", note="not in the newer text"))
        if kind != "equal" and c < d:
            fresh.append(Mark(right[c].start(), right[d - 1].end(), "fresh", note="not in the older text"))
    return gone, fresh
