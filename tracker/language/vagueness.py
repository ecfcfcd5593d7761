"""Whether a whole sentence leaves something uncertain or vague, as encyclopedias and research papers are marked for it. What is said, and how firmly, is the reader's.

News goes by the live hedges alone. For the other two kinds of text a logistic regression weighs the words around the cues; its weights are learned
tables beside the cues: ``weasel_weights.tsv`` (fitted on the CoNLL-2010 Wikipedia training sentences, CC BY-SA) and ``science_weights.tsv`` (fitted on
the CoNLL-2010 biomedical training sentences, from BioScope, CC BY 2.0).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from tracker.language.cues import FOLDER, PHRASE_COLUMNS, Lexicon, LexiconError, default_lexicon, rows, spelled_out
from tracker.language.hedging import live_cues
from tracker.language.words import Word, words_of
from tracker.terms import CueKind, Marker


class Genre(StrEnum):
    """The kind of text: in news "some" and "often" are no hedges, in an encyclopedia they are what is looked for."""

    NEWS = "news"
    ENCYCLOPEDIA = "encyclopedia"
    SCIENCE = "science"


CUES = {Genre.ENCYCLOPEDIA: "weasels.tsv", Genre.SCIENCE: "science.tsv"}
WEIGHTS = {Genre.ENCYCLOPEDIA: "weasel_weights.tsv", Genre.SCIENCE: "science_weights.tsv"}
WEIGHT_COLUMNS = ("feature", "weight")
_LONGEST = 5
_PLAIN = frozenset(
    "the a an of to in on for by with as at from that this these those it its is are was were be been being am has have had do does did and not no n't there which who "
    "their his her he she they we our us one two".split()
)


@dataclass(frozen=True, slots=True)
class Weights:
    """A fitted table: what each feature adds to the log-odds, the offset, and the chance from which a sentence is called uncertain."""

    offset: float
    threshold: float
    of: dict[str, float]


@lru_cache(maxsize=3)
def cue_words(genre: Genre) -> frozenset[str]:
    """The words that a cue of *genre* can be made of, function words left out."""
    words = {word for cue, phrase in default_lexicon().phrases.items() if phrase.kind in (CueKind.HEDGE, CueKind.MARKER) for word in cue}
    if genre in CUES:
        for _number, row in rows(FOLDER / CUES[genre], PHRASE_COLUMNS):
            words.update(word for cue in spelled_out(row["phrase"]) for word in cue)
    return frozenset(words) - _PLAIN


@lru_cache(maxsize=3)
def cue_kin(genre: Genre) -> dict[tuple[str, ...], str]:
    """The cues of *genre* beyond the hedges, each with the first of those that share its row: "implied" → "imply"."""
    kin: dict[tuple[str, ...], str] = {}
    if genre in CUES:
        for _number, row in rows(FOLDER / CUES[genre], PHRASE_COLUMNS):
            forms = spelled_out(row["phrase"])
            for cue in forms:
                kin.setdefault(cue, " ".join(forms[0]))
    return kin


def features(words: list[Word], genre: Genre, lexicon: Lexicon | None = None) -> set[str]:
    """What the fitted layer looks at: the cue words with their neighbours and the parts of speech around, and the reader's own live cues."""
    known = cue_words(genre)
    lows = ["<s>", *("0" if w.text[0].isdigit() else w.low for w in words), "</s>", "</s>"]
    tags = ["S", *(w.tag for w in words), "E", "E"]
    found: set[str] = set()
    kin = cue_kin(genre)
    for i in range(1, len(words) + 1):
        for length in range(1, _LONGEST + 1):
            name = kin.get(tuple(lows[i : i + length]))
            if name is not None:
                found.update((f"@{name}", f"@{name} {tags[min(i + length, len(words) + 1)]}"))
        low, tag = lows[i], tags[i]
        if low not in known:
            continue
        before, after, behind = lows[i - 1], lows[i + 1], lows[min(i + 2, len(words) + 1)]
        found.update(
            (
                low, f"{before} {low}", f"{low} {after}", f"{low} {after} {behind}", f"{before} {low} {after}", f"{low}/{tag}", f"{low} {tags[i + 1]}", f"{tags[i - 1]} {low}",
                f"{tags[i - 1]} {low} {tags[i + 1]}",
            )
        )
    for hit in live_cues(words, lexicon or default_lexicon()):
        if hit.phrase.kind in (CueKind.HEDGE, CueKind.MARKER) and hit.phrase.marker is not Marker.CONDITIONAL:
            found.update((f"#{' '.join(hit.phrase.words)}", f"#level {int(hit.phrase.level)}"))
    return found


@lru_cache(maxsize=3)
def weights_of(genre: Genre) -> Weights:
    """The fitted table of *genre*. Raises LexiconError where a line has no number."""
    return load_weights(FOLDER / WEIGHTS[genre])


def load_weights(path: Path) -> Weights:
    """The table in *path*; its rows "(offset)" and "(threshold)" stand beside the features. Raises LexiconError naming file, line and value."""
    table: dict[str, float] = {}
    for number, row in rows(path, WEIGHT_COLUMNS):
        try:
            table[row["feature"]] = float(row["weight"])
        except ValueError:
            raise LexiconError(f"cues/{path.name}:{number}: weight {row['weight']!r} is not a number.") from None
    for name in ("(offset)", "(threshold)"):
        if name not in table:
            raise LexiconError(f"cues/{path.name}: no row {name!r}; fit the table anew.")
    return Weights(table.pop("(offset)"), table.pop("(threshold)"), table)


def log_odds(found: Iterable[str], weights: Weights) -> float:
    """The log-odds that a sentence with these features is marked uncertain."""
    return weights.offset + sum(weights.of.get(name, 0.0) for name in found)


def hedges_alone(words: list[Word], lexicon: Lexicon | None = None) -> bool:
    """Whether a hedge of the lexicon is live in *words*; nothing fitted."""
    return any(hit.phrase.kind is CueKind.HEDGE for hit in live_cues(words, lexicon or default_lexicon()))


def chance_uncertain(words: list[Word], genre: Genre, lexicon: Lexicon | None = None) -> float:
    """How likely annotators of *genre* are to mark the sentence *words* as uncertain, 0..1; for news 0 or 1, by the live hedges."""
    if genre is Genre.NEWS:
        return 1.0 if hedges_alone(words, lexicon) else 0.0
    return 1 / (1 + math.exp(-log_odds(features(words, genre, lexicon), weights_of(genre))))


def is_uncertain(sentence: str, genre: Genre = Genre.NEWS, lexicon: Lexicon | None = None) -> bool:
    """Whether *sentence* leaves something uncertain, or in an encyclopedia vague. Total: an empty one does not."""
    words = words_of(sentence)
    if not words:
        return False
    return chance_uncertain(words, genre, lexicon) >= (0.5 if genre is Genre.NEWS else weights_of(genre).threshold)
