"""The tables of the comparison, read once and strictly: what words mean the same, the opposite or something exclusive. No rule is applied here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tracker.language.words import known_tag

TABLES = Path(__file__).parent / "tables"
ROLE_FRAMES = ("act", "undergo", "state", "mutual", "give", "take", "event")
CONDITIONS = ("", "n", "v", "v:weapon", "v:post", "v:market", "v:disease", "v:going", "v:court", "v:talks", "v:drug", "v:war", "v:deal", "v:force", "n:vote", "v:loot", "v:remains", "v:show", "v:signal", "v:ties", "n:work", "n:war")


# Words that end a state that had been: what reopened had been closed. What "remains open" had not.
RETURNS = frozenset(
    ("reopen", "restore", "resume", "restart", "reconnect", "unblock", "release", "free", "set free", "bail", "liberate", "retake", "recapture", "reinstate", "back online", "hand back", "resumption", "turn up", "turn up safe", "turn up alive", "found safe", "be found safe")
)


class TableError(ValueError):
    """A row of a table that cannot be used; says which file, which line, what stands there and what would do."""


@dataclass(frozen=True, slots=True)
class Sense:
    """One reading of a word as something that happened: the class, whether it says it (+1) or its opposite (-1), and who stands where."""

    happening: str
    sign: int
    frame: str
    condition: str = ""


def rows(name: str, columns: int, directory: Path = TABLES) -> Iterator[tuple[str, list[str]]]:
    """The rows of table *name* as (place, cells). A row with another number of cells raises, so do blanks around or empty cells."""
    for number, line in enumerate((directory / name).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        place = f"{name}:{number}"
        if len(cells) != columns:
            raise TableError(f"{place}: {len(cells)} cells; use {columns}, separated by one tab each")
        if any(not cell.strip() for cell in cells):
            raise TableError(f"{place}: an empty cell; write - for none")
        yield place, [cell.strip() for cell in cells]


def listed(cell: str) -> list[str]:
    """The words of a comma-separated cell, quotes taken off."""
    return [word for word in (part.strip().strip('"').lower() for part in cell.split(",")) if word]


@lru_cache(maxsize=1)
def irregular() -> dict[str, str]:
    return {form: head for _, (head, forms) in rows("irregular.tsv", 2) for form in listed(forms)}


def _bases(low: str) -> Iterator[str]:
    """What *low* may be a form of, the likeliest first."""
    if low.endswith("ies") and len(low) > 4:
        yield low[:-3] + "y"
    if low.endswith(("ses", "ches", "shes", "xes", "zes", "oes")):
        yield low[:-2]
    if low.endswith("s") and not low.endswith(("ss", "us", "is")) and len(low) > 3:
        yield low[:-1]
    if low.endswith("ied") and len(low) > 4:
        yield low[:-3] + "y"
    for suffix in ("ed", "ing"):
        if low.endswith(suffix) and len(low) > len(suffix) + 2:
            base = low[: -len(suffix)]
            yield base + "e"
            if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz":
                yield base[:-1]
            yield base
            if base[-1] == base[-2]:
                yield base[:-1]


@lru_cache(maxsize=50_000)
def lemma(low: str) -> str:
    """The head word of a lower-case form: "killed" → "kill", "ships" → "ship". Words that nobody knows lose a plural s, -ed or -ing."""
    head = irregular().get(low)
    if head:
        return head
    heads = own_words()
    if low.endswith("men") and low[:-2] + "an" in heads:
        return low[:-2] + "an"
    if low.endswith("children"):
        return low[:-3]
    for base in _bases(low):
        if base in heads:
            return base
    if low in heads:
        return low
    known = [base for base in _bases(low) if known_tag(base)]
    if known:
        return known[0]
    if known_tag(low):
        return low
    for suffix in ("ing", "ed", "s"):
        if low.endswith(suffix) and len(low) > len(suffix) + 3 and not low.endswith(("ss", "us", "is")):
            return low[: -len(suffix)]
    return low


@lru_cache(maxsize=1)
def own_words() -> frozenset[str]:
    """Every single word that a table knows, so that a form finds it even where the general word list is silent."""
    found: set[str] = set()
    for name, columns, cell in (("predicates.tsv", 4, 3), ("concepts.tsv", 4, 3), ("causes.tsv", 2, 1), ("loose.tsv", 2, 1), ("word_families.tsv", 2, 1)):
        for _, cells in rows(name, columns):
            for entry in listed(cells[cell]):
                word = entry.partition("/")[0]
                if " " not in word:
                    found.add(word)
            if name == "word_families.tsv":
                found.add(cells[0])
    irregulars = irregular()
    return frozenset(word for word in found if word not in irregulars)


def _phrase(words: str) -> tuple[str, ...]:
    return tuple(lemma(word) for word in words.split() if word not in ("the", "a", "an", "of", "their", "its"))


@lru_cache(maxsize=1)
def happenings() -> dict[tuple[str, ...], tuple[Sense, ...]]:
    """Lemma sequences → what they say happened. A word may have several senses."""
    found: dict[tuple[str, ...], list[Sense]] = {}
    for place, (happening, sign, frame, words) in rows("predicates.tsv", 4):
        if sign not in "+-":
            raise TableError(f"{place}: sign {sign!r} unknown; use + or -")
        if frame not in ROLE_FRAMES:
            raise TableError(f"{place}: frame {frame!r} unknown; use {', '.join(ROLE_FRAMES)}")
        for entry in listed(words):
            word, _, condition = entry.partition("/")
            if condition not in CONDITIONS:
                raise TableError(f"{place}: condition {condition!r} of {word!r} unknown; use {', '.join(c for c in CONDITIONS if c)}")
            senses = found.setdefault(_phrase(word), [])
            senses.append(Sense(happening, 1 if sign == "+" else -1, frame, condition))
    return {phrase: tuple(senses) for phrase, senses in found.items()}


@lru_cache(maxsize=4096)
def phrases_from(first: str) -> tuple[tuple[str, ...], ...]:
    """The known phrases of several words that begin with this lemma, the longest first."""
    return _phrases().get(first, ())


@lru_cache(maxsize=1)
def _phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in happenings():
        if len(phrase) > 1:
            found.setdefault(phrase[0], []).append(phrase)
    return {first: tuple(sorted(phrases, key=len, reverse=True)) for first, phrases in found.items()}


@lru_cache(maxsize=1)
def happening_names() -> frozenset[str]:
    return frozenset(sense.happening for senses in happenings().values() for sense in senses)


def _known_happening(place: str, name: str) -> str:
    if name not in happening_names():
        raise TableError(f"{place}: class {name!r} unknown; add it to predicates.tsv or use one that is there")
    return name


@lru_cache(maxsize=1)
def opposed() -> frozenset[tuple[tuple[str, int], tuple[str, int]]]:
    """Pairs of (class, sign) that exclude one another, both ways round."""
    pairs = set()
    for place, (first, sign, second, other, _) in rows("opposed.tsv", 5):
        if sign not in "+-" or other not in "+-":
            raise TableError(f"{place}: signs are + or -")
        pair = (_known_happening(place, first), 1 if sign == "+" else -1), (_known_happening(place, second), 1 if other == "+" else -1)
        pairs |= {pair, pair[::-1]}
    return frozenset(pairs)


@lru_cache(maxsize=1)
def presupposed() -> dict[tuple[str, int], dict[tuple[str, int], int]]:
    """Later (class, sign) → earlier (class, sign) that it takes for granted → by how many days that may have come before."""
    found: dict[tuple[str, int], dict[tuple[str, int], int]] = {}
    for place, (later, later_sign, earlier, earlier_sign, days, _) in rows("presupposes.tsv", 6):
        if later_sign not in "+-" or earlier_sign not in "+-" or not days.isdigit():
            raise TableError(f"{place}: signs are + or -, days are a number")
        key = (_known_happening(place, later), 1 if later_sign == "+" else -1)
        found.setdefault(key, {})[(_known_happening(place, earlier), 1 if earlier_sign == "+" else -1)] = int(days)
    return found


@lru_cache(maxsize=1)
def exclusive_rows() -> tuple[tuple[str, list[str]], ...]:
    return tuple(rows("exclusive.tsv", 2))


@lru_cache(maxsize=1)
def exclusive_values() -> dict[str, frozenset[tuple[int, int]]]:
    """Word → the (row, value) places that it has in exclusive.tsv. Two words exclude one another where a row has them as different values and none as one."""
    found: dict[str, set[tuple[int, int]]] = {}
    for row, (place, (_, values)) in enumerate(exclusive_rows()):
        listed_values = listed(values)
        if len(listed_values) < 2:
            raise TableError(f"{place}: one value excludes nothing; name two or more, parted by commas")
        for number, value in enumerate(listed_values):
            for word in value.split("="):
                found.setdefault(word, set()).add((row, number))
    return {word: frozenset(places) for word, places in found.items()}


def excludes(first: str, second: str) -> bool:
    """Whether two lower-case words name values of which one thing has only one: red and blue, armed and unarmed."""
    table = exclusive_values()
    mine, theirs = table.get(first), table.get(second)
    if not mine or not theirs or mine & theirs:
        return False
    return bool({row for row, _ in mine} & {row for row, _ in theirs})


def excludes_by(first: str, second: str, groups: tuple[str, ...]) -> bool:
    """Whether two words exclude one another by a row of one of these groups: north and south by "direction"."""
    if not excludes(first, second):
        return False
    table = exclusive_values()
    shared = {row for row, _ in table[first]} & {row for row, _ in table[second]}
    return any(exclusive_rows()[row][1][0] in groups for row in shared)


@dataclass(frozen=True, slots=True)
class Concept:
    """What a noun stands for; ``line`` holds itself and its ancestors, ``group`` the family within which two concepts exclude one another."""

    name: str
    line: frozenset[str]
    group: str | None


@lru_cache(maxsize=1)
def concepts() -> dict[tuple[str, ...], Concept]:
    table = [(place, cells) for place, cells in rows("concepts.tsv", 4)]
    parents = {cells[0]: cells[1] for _, cells in table}
    found: dict[tuple[str, ...], Concept] = {}
    for place, (name, parent, group, words) in table:
        if parent != "-" and parent not in parents:
            raise TableError(f"{place}: parent {parent!r} unknown; name a concept of this table or -")
        line, step = set(), name
        while step != "-" and step not in line:
            line.add(step)
            step = parents[step]
        for word in listed(words):
            found.setdefault(_phrase(word), Concept(name, frozenset(line), None if group == "-" else group))
    return found


@lru_cache(maxsize=1)
def families() -> dict[str, str]:
    """Variant → the word it stands for."""
    return {lemma(word): head for _, (head, variants) in rows("word_families.tsv", 2) for word in listed(variants) if " " not in word}


@lru_cache(maxsize=1)
def causes() -> dict[tuple[str, ...], str]:
    """Lemma sequences → the family of causes that they name."""
    found: dict[tuple[str, ...], str] = {}
    for _, (family, words) in rows("causes.tsv", 2):
        for word in listed(words):
            found.setdefault(_phrase(word.replace("'s", "")), family)
    return found


@lru_cache(maxsize=1)
def compatible_causes() -> frozenset[tuple[str, str]]:
    known = set(causes().values())
    pairs = set()
    for place, (first, second, _) in rows("compatible_causes.tsv", 3):
        for name in (first, second):
            if name not in known:
                raise TableError(f"{place}: family {name!r} unknown; add it to causes.tsv or use one that is there")
        pairs |= {(first, second), (second, first)}
    return frozenset(pairs)


@lru_cache(maxsize=1)
def loose() -> frozenset[str]:
    """Lemmas that say nothing about which event it is."""
    return frozenset(form for _, (_, words) in rows("loose.tsv", 2) for word in listed(words) for form in (word, lemma(word)))


@lru_cache(maxsize=1)
def revisions() -> dict[tuple[str, ...], bool]:
    """Lemma sequences that say that a figure was brought up to date → whether they say so whatever the times."""
    found: dict[tuple[str, ...], bool] = {}
    for place, (strength, words) in rows("revisions.tsv", 2):
        if strength not in ("firm", "soft"):
            raise TableError(f"{place}: strength {strength!r} unknown; use firm or soft")
        found.update((_phrase(word), strength == "firm") for word in listed(words))
    return found


@lru_cache(maxsize=1)
def behaviours() -> dict[str, str]:
    """Unit → cumulative, state or fixed."""
    return {word: behaviour for _, (behaviour, words) in rows("measures.tsv", 2) for word in listed(words)}


@lru_cache(maxsize=1)
def rarities() -> dict[str, int]:
    """Lemma → how rare it is, 0 (in every other sentence) to 14; a lemma that is not listed is rarer still."""
    return {word: int(band) for _, (word, band) in rows("rarity.tsv", 2)}


def rarity(word: str) -> int:
    return rarities().get(word, 15)
