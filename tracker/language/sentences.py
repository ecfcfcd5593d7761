"""Text into lines, quotations and sentences, by their offsets only. What a sentence says is not looked at here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.language.spans import Span

_TERMINAL = re.compile(r"[.!?…]+[\"'”’“)\]]*(?=\s|$)")
_NEVER_LAST = frozenset(
    "mr mrs ms dr prof gen lt col sgt capt cmdr maj adm brig sen rep gov pres hon rev st mt ft fr sr jr messrs vs no nos art sec "
    "fig vol ch pp approx est dept univ jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri al "
    "e.g i.e cf viz supt det insp const atty asst".split()
)
_MAYBE_LAST = frozenset("inc corp co ltd plc llc u.s u.k u.n u.s.a e.u d.c a.m p.m etc bros ph.d m.d b.a jr sr no ave blvd rd".split())
_OPENERS = frozenset(
    "the a an in on at it he she they we i this that these those but and however meanwhile there after before since for from with "
    "when while as by according officials police its his her their no some many most several two three four five six seven eight "
    "nine ten more about around if although though despite under during since now last".split()
)
_SAID = re.compile(r"\s+(?:[\w.'’-]+\s+){0,4}?(?:said|says|asked|told|wrote|added|shouted|replied|tweeted|posted|asks|demanded)\b")


def blocks(text: str) -> list[Span]:
    """Lines, blanks trimmed off; lines that were wrapped at a fixed width are put together again."""
    lines: list[Span] = []
    wrapped: list[Span] = []
    at = 0
    for line in text.splitlines(keepends=True):
        start, end = at, at + len(line)
        at = end
        bare = line.strip()
        if not bare:
            lines.extend(_rejoin(text, wrapped))
            wrapped = []
            continue
        left = start + len(line) - len(line.lstrip())
        wrapped.append(Span(left, left + len(bare)))
    lines.extend(_rejoin(text, wrapped))
    return lines


def _rejoin(text: str, lines: list[Span]) -> list[Span]:
    if len(lines) < 2:
        return lines
    widest = max(len(line) for line in lines)
    filled = len(lines) >= 3 and widest <= 100 and all(len(line) >= 50 and len(line) >= widest - 22 for line in lines[:-1])
    out = [lines[0]]
    for line in lines[1:]:
        before, head = text[out[-1].end - 1], text[line.start]
        continues = head.islower() and (before.isalnum() or before in ",;-–—") and len(out[-1]) >= 40
        if (filled and not _ends(text, out[-1])) or (filled and widest - len(text[out[-1].start:out[-1].end].rsplit("\n", 1)[-1]) < 14) or continues:
            out[-1] = Span(out[-1].start, line.end)
        else:
            out.append(line)
    return out


def _ends(text: str, line: Span) -> bool:
    return text[line.end - 1] in ".!?…\"”:"


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between quotation marks: ``span`` without the marks, ``outer`` with them. ``closed`` is False where the line ended first."""

    span: Span
    outer: Span
    closed: bool


def quotations(text: str, block: Span) -> list[Quotation]:
    """The quotations of one block, in order, never nested: a quotation in a quotation belongs to the outer one."""
    found: list[Quotation] = []
    opened = -1
    body = text[block.start : block.end]
    marks = [m.start() for m in re.finditer(r'["“”„«»]|``|\'\'', body)]
    single = not marks and ("‘" in body or " '" in body or body.startswith("'"))
    if single:
        for match in re.finditer(r"(?:(?<=\s)|^|(?<=\())[‘'](?=[A-Z0-9])([^‘\n]*?[,.!?…])[’'](?=\s|$|[.,;:)])", body):
            start, end = block.start + match.start(), block.start + match.end()
            found.append(Quotation(Span(start + 1, end - 1), Span(start, end), True))
        return found
    for at in marks:
        place = block.start + at
        mark = body[at]
        wide = 2 if mark in "`'" else 1
        before = body[at - 1] if at else " "
        after = body[at + wide] if at + wide < len(body) else " "
        if opened < 0:
            if mark == "»" and not before.isspace():
                continue
            left = body[:at].rstrip()
            closing = at and after.isspace() and (not before.isspace() or left[-1:] in (",", "?", "!")) and mark in "\"”"
            if closing:
                if not found and left[-1:] in (",", ".", "?", "!") and at > 20:
                    # a quotation that was opened in an earlier paragraph ends here
                    found.append(Quotation(Span(block.start, place), Span(block.start, place + wide), True))
                continue
            opened = place
        elif mark in "”»'" or (mark == '"' and not (before.isspace() and not after.isspace())) or (mark == "“" and (after.isspace() or after in ".,;") and not before.isspace()):
            found.append(Quotation(Span(opened + (2 if text[opened] in "`'" else 1), place), Span(opened, place + wide), True))
            opened = -1
        elif mark == '"' and before.isspace():
            # an opening mark while one is open: the first was never closed
            found.append(Quotation(Span(opened + 1, place), Span(opened, place), False))
            opened = place
    if opened >= 0 and block.end > opened + 1:
        found.append(Quotation(Span(opened + 1, block.end), Span(opened, block.end), False))
    return found


def sentences(text: str, block: Span) -> list[Span]:
    """The sentences of one block, in order, together covering all of its words. A line without a full stop is a sentence."""
    found: list[Span] = []
    start = block.start
    for match in _TERMINAL.finditer(text, block.start, block.end):
        end = match.end()
        if end >= block.end:
            break
        if not _closes(text, match.start(), end, block):
            continue
        found.append(Span(start, end))
        start = end
        while start < block.end and text[start].isspace():
            start += 1
    if start < block.end:
        found.append(Span(start, block.end))
    return found


def _closes(text: str, dot: int, end: int, block: Span) -> bool:
    at = end
    while at < block.end and text[at].isspace():
        at += 1
    if at >= block.end:
        return True
    head = text[at]
    if head.islower() or head in ",;)":
        return False
    marks = text[dot:end]
    if marks[0] in "?!" and marks[-1] in "\"'”’" and _SAID.match(text, end, min(block.end, end + 60)):
        return False
    if text[dot] == "." and marks[0:2] != "..":
        left = max(block.start, dot - 24)
        piece = text[left:dot].rsplit(None, 1)[-1] if text[left:dot].strip() and not text[dot - 1].isspace() else ""
        low = piece.lower().lstrip("(\"“'‘[")
        if not low:
            return True
        if len(low) == 1 and low.isalpha() and piece[-1].isupper():
            return False
        if low in _NEVER_LAST:
            return low in ("no",) and not head.isdigit()
        if low in _MAYBE_LAST or re.fullmatch(r"(?:[a-z]\.)+[a-z]", low):
            following = re.match(r"[\w'’-]+", text[at : at + 24])
            return following is not None and following.group().lower() in _OPENERS
        if low.isdigit() and len(low) <= 2 and dot - len(piece) == block.start:
            return False
    return True
