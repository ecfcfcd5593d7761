"""A digest as it is written: frozen words and links, and the two bodies made of them. Asks no database; what to say is ``services.composing``'s."""

from __future__ import annotations

from dataclasses import dataclass

import css_inline
from django.template.loader import render_to_string

from tracker.showing import shown_in_letter, shown_in_text

GRAVE = 80  # from here on a headline is marked


@dataclass(frozen=True, slots=True)
class Quote:
    """Words as they stand in a report, whose, and how firmly."""

    words: str
    by: str
    level: str


@dataclass(frozen=True, slots=True)
class News:
    """What is new about one claim, or about one source (``number`` None), for one person. ``when``: the newest change, in their own time."""

    headline: str
    gravity: int
    title: str
    url: str
    when: str
    changes: tuple[str, ...]
    why: str
    sentences: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    number: int | None = None

    @property
    def grave(self) -> bool:
        return self.gravity >= GRAVE


@dataclass(frozen=True, slots=True)
class Doubt:
    """An earlier digest that did not arrive, or nobody knows: when it was made, what it told, and where all of it can be read."""

    day: str
    subject: str
    told: tuple[str, ...]
    more: int
    url: str
    surely_lost: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """One digest. ``more`` claims are beyond those in ``news``; ``whole_url`` lists all of them."""

    subject: str
    summary: str
    overview: tuple[str, ...]
    news: tuple[News, ...]
    more: int
    doubts: tuple[Doubt, ...]
    whole_url: str
    home_url: str
    settings_url: str
    unsubscribe_url: str
    schedule: str
    one_signature: bool = False

    @property
    def uncertain(self) -> tuple[Doubt, ...]:
        return tuple(doubt for doubt in self.doubts if not doubt.surely_lost)

    @property
    def lost(self) -> tuple[Doubt, ...]:
        return tuple(doubt for doubt in self.doubts if doubt.surely_lost)


def as_text(letter: Letter) -> str:
    """The plain body."""
    return shown_in_text(render_to_string("verification/mail/digest.txt", {"letter": letter}))


def as_html(letter: Letter) -> str:
    """The HTML body with its styles on the elements, since many mail programs throw a style sheet away; only the dark colours stand in one."""
    page = render_to_string("verification/mail/digest.html", {"letter": letter})
    return css_inline.inline(shown_in_letter(page), load_remote_stylesheets=False, keep_at_rules=True)
