"""Finds in a report the words with which a speaker takes back what it said itself. Pure; whose words they were is for the services to look up."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.language.sentences import blocks, sentences
from tracker.language.spans import Span

OWN = r"(?:we|our newsroom|this (?:newspaper|paper|site|website|agency|outlet|broadcaster|channel|blog)|the (?:newspaper|paper|site|website|broadcaster|channel|editors?))"
PIECE = r"(?:report|story|article|account|piece|item|post|dispatch|headline|statement|claim|figure|announcement|remarks?|allegations?|assertion|estimate)s?"
POSSESSED = rf"(?:its|our|his|her|their|the|that|an?|this)\s+(?:[\w-]+\s+){{0,3}}?{PIECE}"
TAKES_BACK = r"(?:retract(?:s|ed|ing)?|withdraws?|withdrew|withdrawn|withdrawing|t(?:akes?|ook) back|rescind(?:s|ed)?|disavow(?:s|ed)?)"
WRONGLY = r"(?:incorrectly|wrongly|mistakenly|erroneously|falsely)"
WRONG = r"(?:wrong|false|incorrect|untrue|inaccurate|mistaken|erroneous|in error|not true|based on a hoax|a hoax)"
SPOKE = r"(?:said|stated|reported|claimed|wrote|suggested|announced|named|identified|put|gave)"

# Each says who takes back ("who") where it can be told, and what ("what") where it is said.
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?P<who>.{{2,80}}?)\s+(?:has|have|had|is|are|was|were)?\s*(?:\w+ly\s+)?{TAKES_BACK}\s+(?P<piece>{POSSESSED})(?P<what>\b.*)$",
        rf"\b(?P<who>an (?:earlier|previous) version of (?:this|the|our) {PIECE}|our (?:earlier |previous )?{PIECE}|the {PIECE} (?:we|this newspaper) published)\b"
        rf"(?P<mid>.{{0,60}}?)\b{WRONGLY}\s+{SPOKE}\b(?P<what>.*)$",
        rf"^(?P<who>(?:on|in) .{{2,40}}?,?\s*{OWN}|{OWN}|.{{2,60}}?)\s+{WRONGLY}\s+{SPOKE}\b(?P<what>.*)$",
        rf"\b(?P<who>our|its own)\s+(?P<piece>(?:[\w-]+\s+){{0,3}}?{PIECE})(?P<what>\b.*?)\s+(?:was|were|is|has proved|proved|turned out to be)\s+{WRONG}\b",
        rf"^(?P<who>.{{2,80}}?)\s+(?:has|have)?\s*(?:apologi[sz]e[sd]?|regret(?:s|ted)?)\s+(?:for\s+)?(?P<piece>{POSSESSED})(?P<what>\b.*\b{WRONG}\b.*)$",
    )
)
WHOLE = re.compile(r"\b(?:report|story|article|piece|item|post|dispatch|account)s?\b", re.IGNORECASE)
LEADING = re.compile(
    r"^(?:[A-Z][A-Z .,'’-]{2,60}(?:,? [A-Z][a-z]+\.? \d{1,2})?(?: \([^)]{2,40}\))?\s*[–—-]+\s*|(?i:on|in) [^,]{2,40},\s*)+"
)
WAS_WRONG = re.compile(rf"\s+(?:was|were|is)\s+{WRONG}\b.*$", re.IGNORECASE)
SELF = re.compile(rf"^(?:(?:on|in) .*)?(?:{OWN}|an? .* version of .*|our\b.*|its own|the .* published)\s*$", re.IGNORECASE)
THAT = re.compile(r"\bthat\s+(?P<content>.+)$", re.IGNORECASE)
ABOUT = re.compile(r"^\s*(?:saying|claiming|alleging|of|about|on)\s+(?P<content>.+)$", re.IGNORECASE)
TAIL = re.compile(r"(?:;|,\s*(?:which|who|after|when|but|because)\b|\s+(?:after|because)\s+(?:its|the|an?)\b).*$", re.IGNORECASE)
AUXILIARY = re.compile(r"\s+(?:has|have|had|is|are|was|were)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TakingBack:
    """One sentence that takes something back. ``who`` is None for the publisher itself; ``content`` is what was said, empty when only a piece is named.

    ``of_itself``: with a name in ``who`` it is a taking back only if that is the publisher's ("Police wrongly said" is somebody else's verdict).
    """

    span: Span
    who: str | None
    content: str
    whole: bool
    of_itself: bool


def find_taking_back(text: str) -> tuple[TakingBack, ...]:
    """The sentences of *text* in which its publisher, or somebody it names, takes back an own word.

    Total; spans are offsets into *text*. That somebody else was wrong is a denial and is not found here.
    """
    found = []
    for block in blocks(text):
        for sentence in sentences(text, block):
            taken = _taken(text[sentence.start : sentence.end])
            if taken is not None:
                who, content, whole, of_itself = taken
                found.append(TakingBack(sentence, None if SELF.match(who) else who, content, whole, of_itself))
    return tuple(found)


def _taken(words: str) -> tuple[str, str, bool, bool] | None:
    """Who, what, whether a whole piece, and whether only the publisher can mean itself so; None where nothing is taken back."""
    for pattern in PATTERNS:
        match = pattern.search(words)
        if match is None:
            continue
        parts = match.groupdict()
        who = LEADING.sub("", (parts.get("who") or "").strip(" ,;"))
        rest = (parts.get("what") or "").strip(" .,;")
        said = THAT.search(rest) or (ABOUT.search(rest) if parts.get("piece") else None)
        content = said["content"] if said else "" if parts.get("piece") else rest
        content = TAIL.sub("", WAS_WRONG.sub("", content)).strip(" .,;")
        return AUXILIARY.sub("", who), content, bool(WHOLE.search(parts.get("piece") or "")), "piece" not in parts
    return None
