"""Finds in any text, markup or JSON the words that were taken from given texts, and puts a mark in their place. Pure: no Django, no clock.

What other texts say too is not theirs alone and stays. Markup and entities of a mail stand between words like blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

RUN = 5  # words in a row that are no accident
TAG = re.compile(r"<[^<>]*>")
PIECE = re.compile(r"<[^<>]*>|&#?\w+;|\w+")
CUT_SHORT = re.compile(r"\W{0,3}\w*…")  # what stands between the last whole word of a quotation and its dots
QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
Word = tuple[str, int, int]  # in lower case, where it begins, where it ends


class Passages:
    """The words of some texts that none of the *others* says. *names*, and words like the program's own, stay wherever they stand alone."""

    def __init__(self, texts: Iterable[str], *, others: Iterable[str] = (), names: Iterable[str] = (), mark: str) -> None:
        self.mark = mark
        self.texts = [_only_words(text) for text in texts]
        self.others = [_only_words(text) for text in others]
        self.names = {_joined(_only_words(name)) for name in names}
        self._joined_texts = [_joined(words) for words in self.texts]
        self._joined_others = [_joined(words) for words in self.others]
        self.runs = _runs(self.texts) - _runs(self.others)
        self.wholes = {_joined(words) for words in self.texts if words}

    def blanked(self, value: Any) -> Any:
        """*value* with the mark in the place of what was taken from the texts; the same value where nothing was. Keys of a JSON object stay."""
        match value:
            case str():
                return self._text(value)
            case list() | tuple():
                return [self.blanked(one) for one in value]
            case dict():
                return {key: self.blanked(one) for key, one in value.items()}
        return value

    def _text(self, text: str) -> str:
        words = _words(text)
        if not words or self.mark == text:
            return text
        if self._taken(words):
            return self.mark
        spans = [*self._of_runs(words), *self._of_quotations(text)]
        for start, end in sorted(_merged(spans), reverse=True):
            cut = CUT_SHORT.match(text, end)
            text = text[:start] + self.mark + text[cut.end() if cut else end :]
        return text

    def _taken(self, words: list[Word]) -> bool:
        """Whether all of it stands in one of the texts in this order: two words at least, or one that is a whole text."""
        whole = _joined([word for word, _, _ in words])
        return (len(words) > 1 or whole in self.wholes) and self._theirs_alone(whole)

    def _of_runs(self, words: list[Word]) -> Iterable[tuple[int, int]]:
        """Where five words in a row are of the texts."""
        for at in range(len(words) - RUN + 1):
            if tuple(word for word, _, _ in words[at : at + RUN]) in self.runs:
                yield words[at][1], words[at + RUN - 1][2]

    def _of_quotations(self, text: str) -> Iterable[tuple[int, int]]:
        """What a rule's sentence or a person quotes of them, however short."""
        tags = [found.span() for found in TAG.finditer(text)]
        for found in QUOTED.finditer(text):
            if any(start < found.start() < end for start, end in tags):
                continue  # the value of an attribute
            whole = _joined(_only_words(found[1]))
            if whole.strip() and self._theirs_alone(whole):
                yield found.start(1), found.end(1)

    def _theirs_alone(self, whole: str) -> bool:
        """Whether these words stand in this order in one of the texts, in no other, and are no name."""
        said = whole not in self.names and any(whole in text for text in self._joined_texts)
        return said and not any(whole in other for other in self._joined_others)


def _words(text: str) -> list[Word]:
    return [(found[0].casefold(), found.start(), found.end()) for found in PIECE.finditer(text) if found[0][0] not in "<&"]


def _only_words(text: str) -> list[str]:
    return [word for word, _, _ in _words(text)]


def _joined(words: Iterable[str]) -> str:
    """With a blank at either end, so that one run of words is found in another by whole words."""
    return f" {' '.join(words)} "


def _runs(texts: Iterable[list[str]]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + RUN]) for words in texts for at in range(len(words) - RUN + 1)}


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


__all__ = ["Passages"]
