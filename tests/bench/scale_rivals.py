"""What an engineer would write first to find earlier claims: shared words, or BM25, over all claims one by one. Set beside what the program finds."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import process_time

WORD = re.compile(r"[a-z0-9]+")
K1, B = 1.2, 0.75
STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "of",
        "in",
        "on",
        "at",
        "to",
        "by",
        "for",
        "with",
        "was",
        "were",
        "is",
        "are",
        "it",
        "its",
        "that",
        "said",
        "says",
        "has",
        "have",
        "had",
        "been",
        "be",
        "will",
        "as",
        "from",
        "according",
    ]
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement, and the claims of the same proposition that are in the record; none: it is news."""

    text: str
    planted: frozenset[int]


@dataclass(slots=True)
class Score:
    """What one way found: of the planted ones, and of the news the share for which it named a claim; processor milliseconds for a statement."""

    name: str
    found: float
    false_alarms: float
    cpu_ms: float


def words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.lower())) - STOP


class Overlap:
    """The share of words in common (Jaccard), over every claim."""

    name = "shared words, claim by claim"

    def __init__(self, claims: Iterable[tuple[int, str]]) -> None:
        self.rows = [(key, words(text)) for key, text in claims]

    def best(self, text: str) -> tuple[float, int]:
        mine = words(text)
        return max(((len(mine & theirs) / len(mine | theirs), -key) for key, theirs in self.rows), default=(0.0, 0))


class Bm25:
    """BM25 over every claim, one by one, as a first script would."""

    name = "BM25, claim by claim"

    def __init__(self, claims: Iterable[tuple[int, str]]) -> None:
        self.rows = [(key, words(text)) for key, text in claims]
        self.often = Counter(word for _, held in self.rows for word in held)
        self.usual = sum(len(held) for _, held in self.rows) / max(1, len(self.rows))

    def best(self, text: str) -> tuple[float, int]:
        count = len(self.rows)
        weights = {word: math.log(1 + (count - self.often[word] + 0.5) / (self.often[word] + 0.5)) for word in words(text)}
        full = sum(weights.values()) or 1.0

        def score(held: frozenset[str]) -> float:
            pull = K1 * (1 - B + B * len(held) / self.usual)
            return sum(weight * (K1 + 1) / (1 + pull) for word, weight in weights.items() if word in held) / full

        return max(((score(held), -key) for key, held in self.rows), default=(0.0, 0))


def rivals(claims: Sequence[tuple[int, str]], asked: Sequence[Asked]) -> list[Score]:
    """Both, each at the threshold that serves it best on these very statements."""
    scores = []
    for way in (Overlap(claims), Bm25(claims)):
        begun = process_time()
        best = [way.best(one.text) for one in asked]
        cpu = (process_time() - begun) * 1000 / max(1, len(asked))
        answers = [(score, -key in one.planted, not one.planted) for (score, key), one in zip(best, asked, strict=True)]

        def gain(limit: float, answers: list = answers) -> float:
            return rate(answers, limit)[0] - rate(answers, limit)[1]

        limit = max((score for score, _, _ in answers), key=gain, default=0.0)
        scores.append(Score(way.name, *rate(answers, limit), cpu))
    return scores


def rate(answers: Sequence[tuple[float, bool, bool]], limit: float) -> tuple[float, float]:
    """Of the planted ones the share that is found at that threshold, and of the news the share that is taken for something known."""
    planted = [(score, right) for score, right, news in answers if not news]
    fresh = [score for score, _, news in answers if news]
    found = sum(right and score >= limit for score, right in planted) / max(1, len(planted))
    return found, sum(score >= limit for score in fresh) / max(1, len(fresh))
