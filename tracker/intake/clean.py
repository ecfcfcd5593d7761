"""Bytes into text and text into clean text: the same for every door. Nothing is thrown away that a reader could see."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from tracker.errors import Refused

MAX_BYTES = 2_000_000
MAX_TITLE = 1000
LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufeff\ufffe\uffff]")
SURROGATES = re.compile(r"[\ud800-\udfff]")
INVISIBLE = {"Cf", "Cc", "Zs", "Zl", "Zp", "Cn", "Co", "Mn"}


# What the web means by a label is not always what Python takes it for, and some of Python's codecs are no charset of any document.
MEANT = {
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "l1": "cp1252", "ascii": "cp1252",
    "us-ascii": "cp1252", "windows-1252": "cp1252", "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
    "shift-jis": "cp932", "x-sjis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "utf8": "utf-8",
}  # fmt: skip
NO_CHARSET = re.compile(r"utf-?7|.*escape.*|idna|punycode|mbcs|oem|undefined|palmos|.*codec.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text from bytes, and how: ``charset``, and ``guessed`` where the bytes were not what they should have been."""

    text: str
    charset: str
    guessed: bool


def decode(raw: bytes, *, declared: str = "") -> Decoded:
    """Bytes as text. UTF-8 (with or without BOM), UTF-16 by its BOM, the declared charset, else Windows-1252, which takes any byte; then marked as guessed."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Decoded(raw.decode("utf-16", "replace"), "utf-16", False)
    declared = declared.strip().lower()
    declared = "" if NO_CHARSET.fullmatch(declared) else MEANT.get(declared, declared)
    for charset in dict.fromkeys(("utf-8-sig", declared)):
        try:
            if charset:
                return Decoded(raw.decode(charset), charset.removesuffix("-sig"), False)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return Decoded(raw.decode("cp1252", "replace"), "cp1252", True)


def clean_text(text: str) -> str:
    """*text* with one kind of line end and without what cannot be stored or seen: NUL and other controls, BOM, lone surrogates (shown as U+FFFD).

    Direction marks, look-alike letters and zero-width joiners stay as they came: they are part of the record. Idempotent.
    """
    text = SURROGATES.sub("\ufffd", LINE_ENDS.sub("\n", text))
    return CONTROLS.sub("", text)


def clean_line(text: str) -> str:
    """A title or a name: clean, on one line, blanks folded."""
    return " ".join(clean_text(text).split())


def visible(text: str) -> bool:
    """Whether a reader would see anything."""
    return any(unicodedata.category(char) not in INVISIBLE for char in text)


def checked(text: str | bytes, *, declared: str = "") -> tuple[str, bytes, Decoded | None]:
    """Clean text, the raw bytes as received, and how they were decoded (None for text). Raises ``Refused`` for what is too long or empty."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if len(raw) > MAX_BYTES:
        raise Refused(
            "too_large", f"the text has {len(raw):,} bytes; at most {MAX_BYTES:,} are taken. Split it into several reports.", field="text"
        )
    how = decode(raw, declared=declared) if isinstance(text, bytes) else None
    clean = clean_text(how.text if how else str(text))
    if not visible(clean):
        raise Refused("empty", "the text is empty: nothing in it can be seen. Paste the article's words.", field="text")
    return clean, raw, how
