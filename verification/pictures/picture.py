"""What every picture is: SVG and the words that say the same. Pure; nothing here knows what is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

FONT = 11.0
SMALL, TALL_LETTERS = ".,:;'|!ijlt ()[]·", "MWmw@%—–…"


class Svg(str):
    """Markup whose texts are escaped already: a template may print it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


@dataclass(frozen=True, slots=True)
class Picture:
    """``svg`` stands by itself, in a page, a mail or a file; ``text`` says the same in a sentence or two."""

    svg: Svg
    text: str


def element(name: str, content: str = "", /, **attributes: object) -> str:
    """One SVG element; attribute names write ``_`` for ``-``. *content* is markup; use ``words`` for text."""
    inside = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(short(value))}" for key, value in attributes.items() if value is not None
    )
    return f"<{name}{inside}>{content}</{name}>" if content else f"<{name}{inside}/>"


def words(text: str) -> str:
    """Text that may stand inside an element. Characters that XML does not know are dropped."""
    return escape("".join(c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")))


def short(value: object) -> str:
    """Numbers with at most one decimal, so that the same picture is the same bytes."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else "".join(c for c in str(value) if c >= " ")


def broad(text: str) -> float:
    """About how many units of the drawing a line of *text* takes at the common size; rather too many than too few."""
    return FONT * sum(_ems(c) for c in text)


def _ems(c: str) -> float:
    if c in SMALL:
        return 0.36
    if c in TALL_LETTERS or east_asian_width(c) in "WF":
        return 1.05
    return 0.74 if c.isupper() or ord(c) > 0x24F else 0.62


def fitted(text: str, room: float) -> str:
    """*text* on one line of *room* units, cut with an ellipsis where it is longer."""
    line = " ".join(text.split())
    if broad(line) <= room:
        return line
    kept = ""
    for c in line:
        if broad(kept + c + "…") > room:
            break
        kept += c
    return kept.rstrip() + "…" if kept else ""


def drawing(content: str, *, width: float, height: float, text: str) -> Picture:
    """The whole picture, named by its text for those who cannot see it."""
    title = element("title", words(text))
    svg = element(
        "svg",
        title + content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {short(float(width))} {short(float(height))}",
        # One picture to who cannot see it; with links in it a group, whose links they can reach.
        role="group" if "<a " in content else "img",
        class_="picture",
        font_family="Inter, system-ui, sans-serif",
        font_size="11",
        fill="currentColor",
    )
    return Picture(Svg(svg), text)
