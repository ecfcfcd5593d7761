"""What a reader cannot see, shown: signs that turn the direction of writing, signs without width, letters of another alphabet inside a word. Text only.

What is kept is never changed; only a page or a mail that shows it says what is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

NAMES = {
    "\u180e": "MVS",
    "\u200b": "ZWSP",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2060": "WJ",
    "\u2061": "FA",
    "\u2062": "IT",
    "\u2063": "IS",
    "\u2064": "IP",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\u115f": "HCF",
    "\u1160": "HJF",
    "\u3164": "HF",
    "\uffa0": "HHF",
    "\u034f": "CGJ",
}
TAG_CHARACTERS = "\U000e0001\U000e0020-\U000e007f"
UNSEEN = re.compile(f"[{''.join(NAMES)}{TAG_CHARACTERS}]")
MIXED = re.compile(r"[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
WORD = re.compile(r"[A-Za-z\u0400-\u04ff]+")
LATIN, CYRILLIC = re.compile(r"[A-Za-z]"), re.compile(r"[\u0400-\u04ff]")
PIECES = re.compile(r"<(?P<ends>/?)(?P<name>[a-z]*)[^>]*>?|[^<]+", re.IGNORECASE)
NOT_READ = {"script", "style", "textarea"}  # not for reading, or sent back as it is
ONLY_TEXT = {"title", "option", "svg"}  # no other element may stand in these

Sign = Callable[[str, str], str]  # (what stands there, its name) -> what is shown


def has_unseen(text: str) -> bool:
    return UNSEEN.search(text) is not None or MIXED.search(text) is not None


def named(char: str) -> str:
    return NAMES.get(char, "TAG")


def shown(text: str, sign: Sign) -> str:
    """*text* with *sign* put for each sign that cannot be seen and each letter that is not of its word's alphabet."""
    text = WORD.sub(lambda word: of_two_alphabets(word[0], sign), text)
    return UNSEEN.sub(lambda found: sign(found[0], named(found[0])), text)


def of_two_alphabets(word: str, sign: Sign) -> str:
    """A word with the letters marked that are fewer in it: Latin ones in a Cyrillic word, Cyrillic ones in any other."""
    latin, cyrillic = len(LATIN.findall(word)), len(CYRILLIC.findall(word))
    if not latin or not cyrillic:
        return word
    strange, name = (LATIN, "Latin") if cyrillic > latin else (CYRILLIC, "Cyrillic")
    return strange.sub(lambda found: sign(found[0], name), word)


def plainly(there: str, name: str) -> str:
    """In plain text: the letter with its alphabet behind it, a sign by its name alone."""
    return f"{there}⟦{name}⟧" if there.isalpha() and name in ("Latin", "Cyrillic") else f"⟦{name}⟧"


def in_an_element(there: str, name: str) -> str:
    """In a page: in an element of its own, which keeps what it does to itself; the style sheet writes the name before it."""
    return f'<bdi class="unseen" data-sign="{escape(name)}">{there}</bdi>'


def shown_in_text(text: str) -> str:
    return shown(text, plainly) if has_unseen(text) else text


def shown_in_page(page: str, sign: Sign = in_an_element) -> str:
    """A page of HTML. What stands in fields, attributes and scripts is left as it is: it is sent back, or it is not for reading."""
    if not has_unseen(page):
        return page

    inside = ""  # the element of NOT_READ or ONLY_TEXT that is open

    def piece(found: re.Match[str]) -> str:
        nonlocal inside
        if found["name"] is None:
            return found[0] if inside in NOT_READ else shown(found[0], plainly if inside in ONLY_TEXT else sign)
        name = found["name"].lower()
        if inside:
            inside = "" if found["ends"] and name == inside else inside
        elif not found["ends"] and name in NOT_READ | ONLY_TEXT:
            inside = name
        return found[0]

    return PIECES.sub(piece, page)


def shown_in_letter(page: str) -> str:
    """HTML that goes where our style sheet does not: mails, files to keep."""
    return shown_in_page(page, plainly)


__all__ = ["has_unseen", "shown_in_letter", "shown_in_page", "shown_in_text"]
