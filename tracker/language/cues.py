"""The cue lexicon: which words hedge, boost, negate, mark or attribute. Reads ``cues/*.tsv`` strictly; whether a cue is live in its context is decided elsewhere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod
from pathlib import Path

from tracker.language.conditions import CONDITIONS
from tracker.language.words import words_of
from tracker.terms import LEVEL_RANGES, CueKind, Level, Marker

FOLDER = Path(__file__).with_name("cues")
MOST_FORMS = 5_000  # phrases that one row may stand for
PHRASE_COLUMNS = ("phrase", "level", "low", "high", "basis", "direction", "marker", "when")
REPORTING_COLUMNS = ("forms", "class", "level", "low", "high", "basis", "marker", "complement")
DIRECTIONS = ("forward", "backward", "both")
# Where the range of a row comes from, by its basis.
SOURCES = {
    "survey": "Quartiles pooled over six published surveys of what readers take words of probability to mean.",
    "yardstick": "ICD 203, Analytic Standards (2015), and the UK Professional Head of Intelligence Assessment yardstick.",
    "judgement": "The project's own judgement: the range of the level on the scale, or a narrower one that its words leave.",
}
BASES = tuple(SOURCES)
CLASSES = ("say", "strict", "belief", "show", "accuse", "deny", "order")
COMPLEMENTS = ("clause", "object")


class LexiconError(ValueError):
    """A line of a cue file that does not follow its columns."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One cue phrase as the files give it. ``when`` names the condition under which it is live, "" for always; kind None silences what it covers."""

    words: tuple[str, ...]
    kind: CueKind | None
    level: Level
    low: float
    high: float
    basis: str
    direction: str
    marker: Marker | None
    when: str


@dataclass(frozen=True, slots=True)
class Verb:
    """One form of a verb that gives words or thoughts to somebody."""

    words: tuple[str, ...]
    lemma: str
    kind: str
    level: Level
    low: float
    high: float
    basis: str
    marker: Marker | None
    complement: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All cues. ``longest`` and ``verb_longest`` give, per first word, how many words its longest cue has. ``version`` changes with every changed line."""

    phrases: dict[tuple[str, ...], Phrase]
    longest: dict[str, int]
    verbs: dict[tuple[str, ...], Verb]
    verb_longest: dict[str, int]
    version: str


def rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a cue file with their line numbers; comments start with "# ". Raises LexiconError for wrong columns."""
    header = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("# "):
            continue
        cells = line.split("\t")
        if header is None:
            header = tuple(cells)
            if header != columns:
                raise LexiconError(f"cues/{path.name}:{number}: columns are {', '.join(header)}; must be {', '.join(columns)}.")
            continue
        if len(cells) != len(columns):
            raise LexiconError(f"cues/{path.name}:{number}: {len(cells)} cells; must be {len(columns)} ({', '.join(columns)}).")
        yield number, dict(zip(columns, (cell.strip() for cell in cells), strict=True))


def spelled_out(phrase: str) -> tuple[tuple[str, ...], ...]:
    """Every word sequence a phrase stands for: "|" between alternatives, "?" behind a slot that may be missing, "_" for a space inside an alternative."""
    return tuple(sum(pick, ()) for pick in product(*_slots(phrase)))


def _slots(phrase: str) -> list[list[tuple[str, ...]]]:
    """The alternatives at each place of a phrase; () where the place may be empty."""
    slots = []
    for slot in phrase.split():
        optional = slot.endswith("?")
        choices = [tuple(choice.split("_")) for choice in slot.rstrip("?").split("|")]
        slots.append(([()] if optional else []) + choices)
    return slots


def _bounded(where: str, column: str, value: str) -> None:
    """Raises LexiconError before a phrase is spelled out that stands for too many: a space inside an alternative multiplies them."""
    if (many := prod(len(slot) for slot in _slots(value))) > MOST_FORMS:
        raise LexiconError(f"{where}: {column} {value[:60]!r} stands for {many} phrases, {MOST_FORMS} are allowed; write _ for a space inside an alternative, or split the row.")


def _choice(where: str, name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise LexiconError(f"{where}: {name} {value!r} unknown; use {', '.join(allowed[:-1])} or {allowed[-1]}.")
    return value


def _range(where: str, row: dict[str, str]) -> tuple[Level, float, float]:
    try:
        level, low, high = Level(int(row["level"])), float(row["low"]), float(row["high"])
    except ValueError:
        raise LexiconError(f"{where}: level {row['level']!r}, low {row['low']!r}, high {row['high']!r}; level is 1 to 5, low and high are 0 to 1.") from None
    if not 0 <= low <= high <= 1:
        raise LexiconError(f"{where}: range {low}–{high} is not ascending within 0 and 1.")
    return level, low, high


def _said(where: str, column: str, value: str) -> tuple[tuple[str, ...], ...]:
    """The word sequences of a phrase. Raises LexiconError where it is empty, could be empty, or is not in lower case, as texts are compared."""
    _bounded(where, column, value)
    sequences = spelled_out(value)
    if not value or not all(sequence and all(sequence) for sequence in sequences):
        raise LexiconError(f"{where}: {column} {value!r} leaves no word to look for; at least one slot must not end in ?.")
    if value != value.lower():
        raise LexiconError(f"{where}: {column} {value!r} has capitals; words are compared in lower case.")
    return sequences


def _marker(where: str, value: str) -> Marker | None:
    return Marker(_choice(where, "marker", value, tuple(Marker))) if value else None


def load(folder: Path = FOLDER) -> Lexicon:
    """The lexicon in *folder*. Raises LexiconError naming file, line, value and the way out."""

    digest = hashlib.sha256()
    phrases: dict[tuple[str, ...], Phrase] = {}
    for name, kind in (("hedges", CueKind.HEDGE), ("boosters", CueKind.BOOSTER), ("markers", CueKind.MARKER), ("negations", CueKind.NEGATION)):
        path = folder / f"{name}.tsv"
        digest.update(path.read_bytes())
        for number, row in rows(path, PHRASE_COLUMNS):
            where = f"cues/{path.name}:{number}"
            level, low, high = _range(where, row)
            when = row["when"] and _choice(where, "when", row["when"], tuple(CONDITIONS))
            basis, direction = _choice(where, "basis", row["basis"], BASES), _choice(where, "direction", row["direction"], DIRECTIONS)
            for words in _said(where, "phrase", row["phrase"]):
                phrase = Phrase(words, kind, level, low, high, basis, direction, _marker(where, row["marker"]), when)
                # the same words may be in two files (a hedge that also marks); the file read first wins
                phrases.setdefault(words, phrase)
    path = folder / "pseudo.tsv"
    digest.update(path.read_bytes())
    for number, row in rows(path, ("phrase",)):
        if not row["phrase"]:
            raise LexiconError(f"cues/{path.name}:{number}: phrase is empty; write the words to be passed over.")
        _bounded(f"cues/{path.name}:{number}", "phrase", row["phrase"])
        for words in spelled_out(row["phrase"]):
            phrases[words] = Phrase(words, None, Level.STATED_AS_FACT, 0.95, 1.0, "judgement", "both", None, "")
    verbs: dict[tuple[str, ...], Verb] = {}
    path = folder / "reporting.tsv"
    digest.update(path.read_bytes())
    for number, row in rows(path, REPORTING_COLUMNS):
        where = f"cues/{path.name}:{number}"
        level, low, high = _range(where, row)
        sort, complement = _choice(where, "class", row["class"], CLASSES), _choice(where, "complement", row["complement"], COMPLEMENTS)
        basis, marker = _choice(where, "basis", row["basis"], BASES), _marker(where, row["marker"])
        forms = _said(where, "forms", row["forms"])
        for words in forms:
            verbs.setdefault(words, Verb(words, forms[0][0], sort, level, low, high, basis, marker, complement))
    return Lexicon(phrases, _longest(phrases), verbs, _longest(verbs), digest.hexdigest()[:12])


def _longest(cues: Iterable[tuple[str, ...]]) -> dict[str, int]:
    lengths: dict[str, int] = {}
    for words in cues:
        lengths[words[0]] = max(lengths.get(words[0], 0), len(words))
    return lengths


@lru_cache(maxsize=1)
def default_lexicon() -> Lexicon:
    """The lexicon that ships with the project."""
    return load()


# ---- changes that a desk makes


LITERAL = re.compile(r"[a-z0-9]+(?:['’-][a-z0-9]+)*|n?['’][a-z]{1,2}")
MOST_WORDS = 8
EVERYWHERE = frozenset(
    "a an and are as at be by for from had has have he her his i in is it its not of on or our she so that the their them they this to was we were which who will with you".split()
)
ADDABLE = (CueKind.HEDGE, CueKind.BOOSTER, CueKind.MARKER, CueKind.ATTRIBUTION)


@dataclass(frozen=True, slots=True)
class Added:
    """A literal phrase that a desk adds, with what it says. An attribution is one form of a verb ("alleges"); only a marker has a ``marker``."""

    words: tuple[str, ...]
    kind: CueKind
    level: Level
    marker: Marker | None = None


def literal(text: str) -> tuple[str, ...]:
    """The words of a phrase as a desk may write it: plain words, no pattern. Raises LexiconError saying what is wrong with it and the way out."""
    plain = " ".join(text.split())
    words = tuple(word.low for word in words_of(plain))  # cut as texts are: "it's" is two
    if not words:
        raise LexiconError("there are no words: write the phrase as it stands in a text.")
    if len(words) > MOST_WORDS:
        raise LexiconError(f"“{plain[:80]}” has {len(words)} words; at most {MOST_WORDS} make a cue. Write only the words that carry it.")
    if unfit := next((word for word in words if not LITERAL.fullmatch(word)), None):
        raise LexiconError(f"“{unfit[:40]}” in “{plain[:80]}” is no plain word; write words as they stand in a text, without patterns or signs.")
    if all(word in EVERYWHERE for word in words) or (len(words) == 1 and len(words[0]) < 3):
        raise LexiconError(f"“{plain}” stands in nearly every sentence; add the words around it that carry the meaning.")
    return words


def changed(base: Lexicon, *, added: Iterable[Added], retired: Iterable[tuple[str, ...]]) -> Lexicon:
    """*base* with literal phrases added and others silenced; its version names base and changes. Adding wins over retiring. Total."""
    added, retired = sorted(set(added), key=lambda one: one.words), frozenset(retired)
    if not added and not retired:
        return base
    phrases = {words: phrase for words, phrase in base.phrases.items() if words not in retired}
    verbs = {words: verb for words, verb in base.verbs.items() if words not in retired}
    for one in added:
        low, high = LEVEL_RANGES[one.level]
        if one.kind is CueKind.ATTRIBUTION:
            sort = "say" if one.level is Level.STATED_AS_FACT else "belief"
            verbs[one.words] = Verb(one.words, one.words[0], sort, one.level, low, high, "judgement", None, "clause")
        else:
            phrases[one.words] = Phrase(one.words, one.kind, one.level, low, high, "judgement", "both", one.marker, "")
    digest = hashlib.sha256(repr(([(one.words, str(one.kind), int(one.level), str(one.marker)) for one in added], sorted(retired))).encode())
    return Lexicon(phrases, _longest(phrases), verbs, _longest(verbs), f"{base.version}+{digest.hexdigest()[:8]}")
