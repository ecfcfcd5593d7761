"""How far the author of a sentence is committed to a clause inside it, by the word that takes the clause and what is done with that word: denied, asked, supposed.

Rules after the semantics of clause-embedding words: what one knows, or does not know, is so; not to think so is to think not; what is said is the
speaker's. Nothing here is fitted. The values stand for classes of words, on the scale of readers' judgements, -3 (not so) to 3 (so).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tracker.language.certainty import NEGATIONS, STOPS, Phrase
from tracker.language.cues import FOLDER, LexiconError, rows, spelled_out
from tracker.language.words import Word

COLUMNS = ("forms", "class")
CLASSES = ("knows", "thinks", "says", "hopes", "denies", "feigns")
SETTINGS = ("plain", "denied", "asked", "supposed", "modal")
#: readers' certainty by class and setting; denied and asked ("did he not say") is taken for asked
VALUES = {
    "knows": {"plain": 2.5, "denied": 1.8, "asked": 1.5, "supposed": 1.2, "modal": 2.0},
    "thinks": {"plain": 1.0, "denied": -2.0, "asked": 0.0, "supposed": 0.0, "modal": 0.8},
    "says": {"plain": 1.2, "denied": 0.0, "asked": 0.5, "supposed": 0.3, "modal": 0.8},
    "hopes": {"plain": 0.3, "denied": -0.3, "asked": 0.0, "supposed": 0.0, "modal": 0.0},
    "denies": {"plain": -1.5, "denied": 1.0, "asked": -0.5, "supposed": -0.5, "modal": -0.5},
    "feigns": {"plain": -2.0, "denied": -0.5, "asked": -1.0, "supposed": -1.0, "modal": -1.5},
}
_REACH = 16
_MODALS = frozenset("may might can could would should must will shall 'll ’ll 'd ’d ought".split())
_SUPPOSING = frozenset(("if", "unless", "suppose", "supposing", "provided", "whether"))
_OPEN_KNOWING = frozenset(("know", "knows", "knew", "sure", "certain", "see"))
_I = frozenset(("i", "we"))


@dataclass(frozen=True, slots=True)
class Embedding:
    """The word that takes a clause (at ``words[at]``), its class and its setting."""

    at: int
    kind: str
    setting: str


@lru_cache(maxsize=1)
def embedding_words() -> dict[str, str]:
    """The class of each word that takes a clause. Raises LexiconError for a class that there is not."""
    known: dict[str, str] = {}
    for number, row in rows(FOLDER / "embedding.tsv", COLUMNS):
        if row["class"] not in CLASSES:
            raise LexiconError(f"cues/embedding.tsv:{number}: class {row['class']!r} unknown; use {', '.join(CLASSES[:-1])} or {CLASSES[-1]}.")
        for forms in spelled_out(row["forms"]):
            known.setdefault(forms[0], row["class"])
    return known


def embedding_of(words: Sequence[Word], start: int) -> Embedding | None:
    """The word on which the clause that begins at ``words[start]`` hangs, the nearest before it in the sentence; None where there is none near."""
    known = embedding_words()
    for at in range(start - 1, max(-1, start - 1 - _REACH), -1):
        if words[at].low in STOPS and words[at].low not in ("\"", "“", "”", ":"):
            return None
        kind = known.get(words[at].low)
        if kind is not None:
            return Embedding(at, kind, _setting(words, at))
    return None


def _setting(words: Sequence[Word], at: int) -> str:
    phrase = Phrase(words, at)
    begin = next((k + 1 for k in range(at - 1, -1, -1) if words[k].low in (".", ";", "!", "?")), 0)
    earlier = [w.low for w in words[begin:at]]
    denied = phrase.negated or any(low in NEGATIONS for low in earlier[-9:])
    ending = next((w.low for w in words[at:] if w.low in (".", "!", "?", ";")), "")
    if ending == "?":
        return "asked"
    if denied:
        return "denied"
    if any(low in _SUPPOSING for low in earlier):
        return "supposed"
    return "modal" if any(low in _MODALS for low in earlier[-6:]) else "plain"


def commitment(words: Sequence[Word], start: int) -> float | None:
    """How far the author is committed to the clause at ``words[start]`` (tagged words of one passage), -3..3; None where no word is found that takes it."""
    found = embedding_of(words, start)
    if found is None:
        return None
    value = VALUES[found.kind][found.setting]
    if found.kind == "knows" and found.setting == "denied" and words[found.at].low in _OPEN_KNOWING and _speaker(words, found.at) in _I:
        return -1.0  # "I do not know that he came": the speaker leaves it open, and leans against
    if found.kind == "thinks" and found.setting in ("denied", "plain") and _speaker(words, found.at) not in _I:
        return value / 2  # what another thinks binds the author less
    return value


def _speaker(words: Sequence[Word], at: int) -> str:
    before = Phrase(words, at).before
    return words[before].low if before >= 0 else ""
