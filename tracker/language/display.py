"""A statement's words standing alone: spacing, capital, pronoun. Which words it has is decided in assertions."""

from __future__ import annotations

from tracker.language.clauses import NEGATORS, TIMES
from tracker.language.words import BE, DO, HAVE, Word, known_tag

_IRREGULAR = {
    "being": "was", "having": "had", "doing": "did", "going": "went", "taking": "took", "giving": "gave", "making": "made", "selling": "sold", "buying": "bought",
    "sending": "sent", "building": "built", "bringing": "brought", "stealing": "stole", "breaking": "broke", "shooting": "shot", "hiding": "hid", "leading": "led",
    "leaving": "left", "lying": "lied", "paying": "paid", "running": "ran", "setting": "set", "hitting": "hit", "putting": "put", "cutting": "cut", "striking": "struck",
    "spreading": "spread", "seeking": "sought", "teaching": "taught", "telling": "told", "throwing": "threw", "withholding": "withheld", "writing": "wrote", "wearing": "wore",
    "driving": "drove", "falling": "fell", "feeding": "fed", "fighting": "fought", "finding": "found", "flying": "flew", "getting": "got", "holding": "held", "keeping": "kept",
    "knowing": "knew", "losing": "lost", "meeting": "met", "overseeing": "oversaw", "undermining": "undermined", "seeing": "saw", "speaking": "spoke", "spending": "spent",
    "standing": "stood", "winning": "won", "beginning": "began", "choosing": "chose", "drawing": "drew", "drinking": "drank", "forgetting": "forgot", "misleading": "misled",
    "planning": "planned", "committing": "committed", "stopping": "stopped", "trying": "tried", "tapping": "tapped", "smuggling": "smuggled", "shipping": "shipped", "rigging": "rigged",
    "shutting": "shut", "letting": "let", "catching": "caught", "becoming": "became", "coming": "came", "saying": "said", "sinking": "sank", "rising": "rose", "causing": "caused",
}
_BASE = {v: k for k, v in _IRREGULAR.items()}


def past_of(gerund: str) -> str:
    """ "trying" → "tried", "killing" → "killed"; a guess by spelling where no list has it."""
    low = gerund.lower()
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    stem = low[:-3]
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "sl":
        return stem + "ed"
    if stem.endswith("y") and len(stem) > 2 and stem[-2] not in "aeiou":
        return stem[:-1] + "ied"
    return stem + ("d" if stem.endswith("e") else "ed")


def base_of(past: str) -> str | None:
    """ "shipped" → "ship", "took" → "take"; None where the spelling does not tell."""
    low = past.lower()
    if low in ("put", "cut", "hit", "set", "shut", "let", "spread", "hurt", "cost", "quit"):
        return low
    if low in _BASE:
        stem = _BASE[low][:-3]
        return next((c for c in (stem, stem + "e", stem[:-1]) if known_tag(c) in ("VB", "VBP", "NN")), None)
    if low.endswith("ied"):
        return low[:-3] + "y"
    if low.endswith("ed"):
        for candidate in (low[:-2], low[:-1], low[:-3]):
            if len(candidate) > 1 and known_tag(candidate) in ("VB", "VBP", "NN", "JJ"):
                return candidate
    return None


def denied_words(shown: list[Word | str]) -> list[Word | str]:
    """The proposition turned round: "any containers were shipped" → "no containers were shipped", "it sold arms" → "it did not sell arms"."""
    first = next((k for k, w in enumerate(shown) if isinstance(w, Word) and w.text[0].isalnum()), None)
    if first is not None and isinstance(shown[first], Word) and shown[first].low in ("any", "anyone", "anybody", "anything"):  # type: ignore[union-attr]
        swap = {"any": "no", "anyone": "no one", "anybody": "nobody", "anything": "nothing"}
        return [*shown[:first], swap[shown[first].low], *shown[first + 1 :]]  # type: ignore[union-attr]
    for i, word in enumerate(shown):
        if not isinstance(word, Word) or word.tag not in ("VBD", "VBZ", "VBP", "MD"):
            continue
        if i + 1 < len(shown) and isinstance(shown[i + 1], Word) and shown[i + 1].low in NEGATORS:  # type: ignore[union-attr]
            return [*shown[: i + 1], *shown[i + 2 :]]
        if word.tag == "MD" or word.low in BE or (word.low in HAVE and i + 1 < len(shown) and isinstance(shown[i + 1], Word) and shown[i + 1].tag in ("VBN", "RB")) or word.low in DO:  # type: ignore[union-attr]
            return [*shown[: i + 1], "not", *shown[i + 1 :]]
        base = base_of(word.low) if word.tag == "VBD" else None
        if base:
            return [*shown[:i], "did not", base, *shown[i + 1 :]]
        break
    return ["it is not true that", *shown]


def trimmed(shown: list[Word | str]) -> list[Word | str]:
    """Without what an attribution in the midst leaves over at either end: "last week that | it had information", "a company in Moscow | that"."""
    lead = next((k for k, w in enumerate(shown[:6]) if isinstance(w, Word) and w.low == "that" and w.tag in ("IN", "WDT")), 0)
    if lead and all(isinstance(w, Word) and (w.low in TIMES or w.low in ("last", "on", "this", "in", "late", "early", "the") or w.tag == "CD") for w in shown[:lead]):
        shown = shown[lead + 1 :]
    while len(shown) > 3 and isinstance(shown[-1], Word) and (shown[-1].tag in ("WDT", "WP") or shown[-1].low in ("that", "which", "who", "and", "but")):
        shown = shown[:-1]
    return shown


def render(shown: list[Word | str], text: str) -> str:
    """The words as a line of its own, first letter up, without a final full stop and without quotation marks that do not close."""
    marks = sum(1 for w in shown if isinstance(w, Word) and w.tag == '"')
    pieces: list[str] = []
    previous: Word | str | None = None
    for word in shown:
        token = word if isinstance(word, str) else word.text
        if isinstance(word, Word) and word.tag == '"' and marks % 2:
            continue
        if previous is None:
            glue = ""
        elif isinstance(word, Word) and isinstance(previous, Word) and previous.end <= word.start:
            gap = text[previous.end : word.start]
            glue = "" if not gap else " "
            if gap.strip() and word.text in (",", ".", ";", ":", "'s", "’s", ")", "%", "n't"):
                glue = ""
        else:
            glue = "" if token in (",", ".", ";", ":", "'s", "’s", ")", "%") else " "
        pieces.append(glue + token)
        previous = word
    line = "".join(pieces).strip().strip(",;:—–").strip()
    while line.endswith((".", "…")) and not line.endswith(("U.S.", "U.N.", "Inc.", "Co.", "a.m.", "p.m.", "Jr.")):
        line = line[:-1].rstrip()
    for index, char in enumerate(line):
        if char.isalpha():
            return line[:index] + char.upper() + line[index + 1 :]
        if char.isdigit():
            break
    return line
