"""Where two texts that are worded alike differ: another value, another thing, more or less than was said. What follows from it is decided in the rules."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from tracker.language.names import canonical
from tracker.language.numerals import numeral_at
from tracker.language.spans import Span
from tracker.language.words import Word, words_of
from verification.comparing.lexicon import concepts, excludes, exclusive_values, families, happenings, lemma, loose
from verification.comparing.places import country_keys

ALIKE = 0.6
NEARLY_ALL = 0.75
LONGEST_SWAP = 4
ARTICLES = frozenset(("a", "an", "the", "this", "that", "these", "those", "some", "its", "their", "his", "her"))
ORDINALS = {
    word: number
    for number, words in enumerate(
        [
            "first 1st",
            "second 2nd",
            "third 3rd",
            "fourth 4th",
            "fifth 5th",
            "sixth 6th",
            "seventh 7th",
            "eighth 8th",
            "ninth 9th",
            "tenth 10th",
            "eleventh 11th",
            "twelfth 12th",
            "thirteenth 13th",
            "fourteenth 14th",
            "fifteenth 15th",
            "sixteenth 16th",
            "seventeenth 17th",
            "eighteenth 18th",
            "nineteenth 19th",
            "twentieth 20th",
            "thirtieth 30th",
        ],
        1,
    )
    for word in words.split()
}
TURNS = frozenset(
    [
        "quarter",
        "round",
        "day",
        "week",
        "month",
        "year",
        "hour",
        "time",
        "half",
        "century",
        "minute",
        "anniversary",
        "attempt",
        "strike",
        "attack",
        "blast",
        "explosion",
        "wave",
        "phase",
        "stage",
        "batch",
        "shipment",
        "delivery",
        "missile",
        "drone",
        "rocket",
        "ship",
        "vessel",
        "bomb",
        "quake",
        "aftershock",
        "victim",
        "body",
        "suspect",
    ]
)
UNTOLD = frozenset(["not", "n't", "n’t", "no", "never", "none", "neither", "nobody", "nothing", "cannot", "without"])


class Kind(StrEnum):
    """How the claim's words and the later ones differ in one place."""

    EXCLUSIVE = "exclusive"
    ORDINAL = "ordinal"
    NUMBER = "number"
    OTHER = "other"
    PART = "part"
    EITHER = "either"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in which two texts worded alike differ; spans are offsets into each text, the later one's empty where it says nothing there."""

    kind: Kind
    claim: Span
    later: Span


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word to be compared: as it stands, its head word, what it meets by, and whether it tells something."""

    word: Word
    head: str
    key: str
    telling: bool

    @property
    def span(self) -> Span:
        return Span(self.word.start, self.word.end)


def _peoples_joined(words: list[Word]) -> list[Word]:
    """The words, with a people of two words ("North Korean") taken as one adjective."""
    found: list[Word] = []
    for word in words:
        if (
            found
            and found[-1].low in ("north", "south", "saudi", "new", "sri", "east")
            and word.text[0].isupper()
            and canonical(f"{found[-1].text} {word.text}") in country_keys()
        ):
            first = found.pop()
            word = Word(first.start, word.end, f"{first.text} {word.text}", f"{first.low} {word.low}", word.tag)
        found.append(word)
    return found


@lru_cache(maxsize=4096)
def spoken(text: str) -> tuple[Spoken, ...]:
    """The words of *text* without marks and articles."""
    found = []
    values = exclusive_values()
    for word in _peoples_joined(words_of(text)):
        low = word.low
        if (not low[0].isalnum() and low not in UNTOLD) or low in ARTICLES:
            continue
        head = lemma(low)
        number = numeral_at(text, word.start) if word.tag == "CD" else None
        concept = concepts().get((head,))
        key = (
            f"#{number.low}"
            if number is not None
            else concept.name
            if concept and low not in values and head not in values
            else families().get(head, head)
        )
        found.append(
            Spoken(
                word,
                head,
                key,
                low not in loose() and head not in loose() and word.tag not in ("IN", "DT", "CC", "TO", "MD", "PRP", "PRP$"),
            )
        )
    return tuple(found)


def same_said(first: Spoken, second: Spoken) -> bool:
    """Whether two words say the same: one head, one family, one is a kind of the other (the later one may be narrower), or both name one happening."""
    if first.key == second.key or first.head == second.head:
        return True
    if excluding(first, second):
        return False
    if ORDINALS.get(first.word.low) is not None and ORDINALS.get(first.word.low) == ORDINALS.get(second.word.low):
        return True
    mine, theirs = concepts().get((first.head,)), concepts().get((second.head,))
    if mine and theirs and (mine.name in theirs.line or theirs.name in mine.line):
        return True
    senses = {(s.happening, s.sign) for s in happenings().get((first.head,), ())} & {
        (s.happening, s.sign) for s in happenings().get((second.head,), ())
    }
    if senses:
        return True
    values = exclusive_values()
    if any(
        values.get(a, frozenset()) & values.get(b, frozenset())
        for a in (first.word.low, first.head)
        for b in (second.word.low, second.head)
    ):
        return True
    if first.word.tag[:2] == "NN" and second.word.tag[:2] == "NN" and canonical(first.word.text) == canonical(second.word.text):
        return True
    short, long = sorted((first.head, second.head), key=len)
    return len(short) >= 5 and long.startswith(short[: max(5, len(short) - 2)])  # "investigate", "investigator"


def excluding(first: Spoken, second: Spoken) -> bool:
    """Whether two words name values of one kind of which a thing has only one. Verbs that a table knows as happenings are left to it."""
    if happenings().get((first.head,)) and happenings().get((second.head,)) and first.word.tag[:1] == second.word.tag[:1] == "V":
        return False
    if excludes(first.word.low, second.word.low) or excludes(first.head, second.head):
        return True
    return _people(first) is not None and _people(second) is not None and _people(first) != _people(second)


def _people(word: Spoken) -> str | None:
    """The country whose people or adjective the word is ("Thai"), None for any other word, the country's own name included."""
    text = word.word.text
    key = canonical(text) if text[0].isupper() else ""
    return (
        key
        if key in country_keys()
        and text.lower() != key
        and text.lower().endswith(("n", "ese", "ish", "i", "ch", "ek", "ss", "ot", "k", "se", "ois", "thai", "ns"))
        else None
    )


def worded_alike(claim: str, later: str) -> float:
    """The share 0..1 of the claim's words that stand in the same order in the later text."""
    matcher, mine, _ = _matched(claim, later)
    met = sum(block.size for block in matcher.get_matching_blocks())
    return met / max(1, len(mine))


def nearly_alike(claim: str, later: str) -> bool:
    """Whether hardly more than one thing differs: most of the claim's words, or of the later text's, stand in the other one in the same order."""
    matcher, mine, theirs = _matched(claim, later)
    met = sum(block.size for block in matcher.get_matching_blocks())
    return met >= NEARLY_ALL * max(1, len(mine)) or (met >= ALIKE * max(1, len(mine)) and met >= NEARLY_ALL * max(1, len(theirs)))


@lru_cache(maxsize=4096)
def _keys(text: str) -> frozenset[str]:
    return frozenset(word.key for word in spoken(text))


@lru_cache(maxsize=4096)
def _matched(claim: str, later: str) -> tuple[SequenceMatcher[str], tuple[Spoken, ...], tuple[Spoken, ...]]:
    mine, theirs = spoken(claim), spoken(later)
    return SequenceMatcher(None, [w.key for w in mine], [w.key for w in theirs], autojunk=False), mine, theirs


@lru_cache(maxsize=4096)
def differences(claim: str, later: str) -> tuple[Difference, ...]:
    """Where the two differ in a telling word, in the order of the claim; empty where they are not worded alike or say the same.

    EXCLUSIVE, ORDINAL, NUMBER: a value that rules the other out. OTHER: another word in the same place. PART: the later text leaves out
    one of the things that the claim joins by "and". EITHER: it offers an alternative that the claim does not. DENIED: a "no" stands in one of them only.
    """
    there = _keys(later)
    if sum(word.key in there for word in spoken(claim)) < ALIKE * max(1, len(spoken(claim))):  # in whatever order: most pairs end here
        return _by_modifier(spoken(claim), spoken(later))
    matcher, mine, theirs = _matched(claim, later)
    if worded_alike(claim, later) < ALIKE:
        return _by_modifier(mine, theirs)
    found: list[Difference] = []
    heads = {w.key for w in theirs}
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal" and (denied := _denied(mine, theirs, a, b, c, d)) is not None:
            found.append(denied)
        if tag == "replace":
            found.extend(_swapped(mine, theirs, a, b, c, d, heads))
        elif tag == "delete" and a and (part := _left_out(mine, a, b, heads)) is not None:
            found.append(
                Difference(Kind.PART, part, Span(theirs[max(0, c - 1)].word.end, theirs[max(0, c - 1)].word.end) if theirs else Span(0, 0))
            )
        elif (
            tag == "insert"
            and any(w.word.low == "or" for w in theirs[c:d])
            and not any(w.word.low in ("or", "any", "either", "whether") for w in mine)
        ):
            told = [w for w in theirs[c:d] if w.telling or w.word.tag in ("JJR", "CD", "NN", "NNS")]
            if told and 0 < d - c <= LONGEST_SWAP + 2:
                at = mine[max(0, a - 1)].span if mine else Span(0, 0)
                found.append(Difference(Kind.EITHER, at, told[0].span))
    return tuple(found) or _by_modifier(mine, theirs)


def _swapped(mine: tuple[Spoken, ...], theirs: tuple[Spoken, ...], a: int, b: int, c: int, d: int, heads: set[str]) -> list[Difference]:
    """What a changed stretch of words says: nothing where each word has one that means the same."""
    ours, other = list(mine[a:b]), list(theirs[c:d])
    if len(ours) > LONGEST_SWAP + 2 or len(other) > LONGEST_SWAP + 2:
        return []
    left = [w for w in ours if not any(same_said(w, o) for o in other)]
    right = [o for o in other if not any(same_said(w, o) for w in ours)]
    found = []
    for word in left:
        rival = next((o for o in right if excluding(word, o)), None)
        if rival is not None and (word.key not in heads or not any(w.key == rival.key for w in mine)):
            found.append(Difference(Kind.EXCLUSIVE, word.span, rival.span))
            right.remove(rival)
            continue
        numbered = ORDINALS.get(word.word.low)
        rival = next((o for o in right if ORDINALS.get(o.word.low)), None)
        if numbered and rival is not None:
            after = mine[b].head if b < len(mine) else ""
            found.append(Difference(Kind.OTHER if after in TURNS or happenings().get((after,)) else Kind.ORDINAL, word.span, rival.span))
            right.remove(rival)
            continue
        if word.key.startswith("#"):
            rival = next((o for o in right if o.key.startswith("#")), None)
            if rival is not None and len(left) == 1:
                found.append(Difference(Kind.NUMBER, word.span, rival.span))
                right.remove(rival)
            continue
        if not word.telling or word.key in heads or word.word.tag[:1] not in ("N", "J", "V"):
            continue
        rival = next((o for o in right if o.telling and o.word.tag[:1] == word.word.tag[:1]), None)
        if rival is not None:
            found.append(Difference(Kind.OTHER, word.span, rival.span))
            right.remove(rival)
    return found


def _denied(mine: tuple[Spoken, ...], theirs: tuple[Spoken, ...], a: int, b: int, c: int, d: int) -> Difference | None:
    """A word of negation in this stretch that the other text has nowhere near."""
    ours = [w for i, w in enumerate(mine[a:b], a) if _negates(mine, i)]
    other = [w for i, w in enumerate(theirs[c:d], c) if _negates(theirs, i)]
    if len(ours) % 2 == len(other) % 2 or b - a > LONGEST_SWAP or d - c > LONGEST_SWAP:
        return None
    one, two = mine[min(a, len(mine) - 1)].span, theirs[min(c, len(theirs) - 1)].span
    return Difference(Kind.DENIED, ours[0].span if ours else one, other[0].span if other else two)


def _negates(words: tuple[Spoken, ...], at: int) -> bool:
    after = words[at + 1].word.low if at + 1 < len(words) else ""
    return words[at].word.low in UNTOLD and after not in (
        "only",
        "just",
        "longer",
        "fewer",
        "less",
        "more",
        "later",
        "doubt",
        "matter",
        "yet",
        "than",
        "but",
        "necessarily",
    )


def _left_out(mine: tuple[Spoken, ...], a: int, b: int, heads: set[str]) -> Span | None:
    """The thing that the claim joins to another with "and" and the later text does not tell, None where nothing telling is left out."""
    joined = any(w.word.low in ("and", "&") for w in mine[a:b]) or (b < len(mine) and mine[b].word.low in ("and", "&"))
    told = [w for w in mine[a:b] if w.telling and w.key not in heads and w.word.tag[:1] in ("N", "J")]
    clause = any(w.word.tag in ("VBD", "VBZ", "VBP", "MD") for w in mine[a:b])
    noun = next((w for w in reversed(mine[a:b]) if w.word.tag[:1] == "N"), None)
    if noun is not None and noun.key in heads:
        return None  # "missiles and portable missiles": more of the same kind
    return told[0].span if joined and told and not clause and b - a <= LONGEST_SWAP + 3 else None


def _by_modifier(mine: tuple[Spoken, ...], theirs: tuple[Spoken, ...]) -> tuple[Difference, ...]:
    """Of texts in other words: the adjectives right before the same noun that exclude one another ("the southern bridge", "the northern bridge")."""
    found = []
    said = [_described(theirs, j) for j in range(len(theirs))]
    for i, word in enumerate(mine):
        noun = _described(mine, i)
        if noun is None or any(w.key == word.key for w in theirs):
            continue
        for j, other in enumerate(theirs):
            if said[j] == noun and excluding(word, other) and not any(w.key == other.key for w in mine):
                found.append(Difference(Kind.EXCLUSIVE, word.span, other.span))
                break
    return tuple(found)


def _described(words: tuple[Spoken, ...], at: int) -> str | None:
    """The noun that the word at *at* stands right before, or that it is said of: "the unarmed man", "the man … was armed"."""
    if words[at].word.tag[:1] not in ("J", "N", "V"):
        return None
    if at + 1 < len(words) and words[at + 1].word.tag[:1] == "N":
        return words[at + 1].key
    if at >= 1 and words[at - 1].head == "be":
        return next((w.key for w in words[:at] if w.word.tag[:1] == "N"), None)
    return None
