"""What a text can be found by: its telling words and names, how much each says, and how alike two sets of them are. Nothing is retrieved here."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from tracker.language.names import canonical, find_names
from tracker.language.words import words_of
from verification.comparing.lexicon import concepts, families, happenings, lemma, loose, rarities, rarity
from verification.comparing.places import country_keys
from verification.comparing.shapes import Frame

RARITY_VERSION = 1
ANCHOR_BAND = 12  # in one sentence of four thousand or fewer
SENSE = "_"  # before what a word stands for ("_theft"), which is not the word itself
LOOSE_SHARE = 0.5  # of what a word would weigh, if it says nothing about which event it is
SENSE_SHARE = 0.5
WHOLE_NAME_SHARE = 0.15  # on top of the name's own words
NUMBER_WEIGHT = 9.0
GRAM = 4  # letters: "cornflakes" meets "corn flakes", "vaccinations" meets "vaccine"
LENGTH_PULL = 0.3  # how far a long text is held back, 0 not at all, 1 in full
SATURATION = 1.2
TYPICAL_TERMS = 24
GRAM_POWER = 0.5

ADDRESS = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/|t\.co/)\S*", re.I)
COMPOUND = re.compile(r"[#@](\w+)")
SIGNED = re.compile(
    r"\(@\w+\)\s+[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}"
)  # "(@handle) March 4, 2026" under a post: when it was posted is not what it says
BORDER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_+")
WORD = re.compile(r"[^\W_]+")


def informative_terms(text: str, limit: int = 12) -> tuple[str, ...]:
    """At most *limit* terms, the rarest first: canonical names, then lemmas. Equal rarity keeps the order of the text, so the answer is always the same."""
    found: dict[str, float] = {}
    covered: list[tuple[int, int]] = []
    for name in find_names(text):
        key = canonical(name.text)
        parts = [rarity(lemma(part)) for part in key.split()]
        if key and parts:
            found.setdefault(key, max(parts) + 1.5)
            covered.append((name.span.start, name.span.end))
    ignored = loose()
    for word in words_of(text):
        if not word.text[0].isalpha() or len(word.text) < 3 or word.tag == "CD" or any(a <= word.start < b for a, b in covered):
            continue
        key = lemma(word.low)
        for term in _standing_for(key, word.low in ignored or key in ignored):
            found.setdefault(term, float(rarity(key)))
    ranked = sorted(found, key=lambda key: -found[key])
    return tuple(ranked[:limit])


def _standing_for(word: str, loose_word: bool) -> tuple[str, ...]:
    """The terms under which a word is found: what it says happened, what kind of thing it is, else itself. So a theft is found by "stole", a freighter by "ship"."""
    senses = {s.happening for s in happenings().get((word,), ())}
    if senses and (not loose_word or word in ("strike", "hit", "take", "break", "leave")):
        return tuple(sorted(senses))[:2]
    if loose_word:
        return ()
    concept = concepts().get((word,))
    if concept is not None and concept.name in ("person", "toll"):
        return ("die",) if concept.name == "toll" else ()
    if concept is not None:
        return tuple(sorted(concept.line))
    return (families().get(word, word),)


# ---- what a text is searched by


def unposted(text: str) -> str:
    """A post as plain text: addresses out, hashtags and handles as the words that are run together in them. Other text stays as it is."""
    if "#" not in text and "@" not in text and "/" not in text:
        return text
    apart = re.sub(r"(?=https?://|pic\.twitter\.com/)", " ", SIGNED.sub(" ", text))
    return COMPOUND.sub(lambda found: f" {BORDER.sub(' ', found.group(1))} ", ADDRESS.sub(" ", apart))


@lru_cache(maxsize=8192)
def search_terms(text: str) -> Mapping[str, float]:
    """What *text* is found by, each term with its weight in bits: its words by their lemmas, what they stand for ("_theft"), whole names run together.

    A term weighs more the rarer it is in the versioned table, never by how often the record holds it. In the order of the text. Not to be changed by the caller.
    """
    found: dict[str, float] = {}
    plain = unposted(text)
    ignored = loose()
    for compound in COMPOUND.findall(SIGNED.sub(" ", text)):
        found.setdefault(bare(compound), float(rarity(bare(compound))))
    for match in WORD.finditer(plain):
        word = bare(match.group())
        if word.isdigit():
            if len(word) > 1:
                found.setdefault(word, NUMBER_WEIGHT)
            continue
        if len(word) < 2 or word in FUNCTION_WORDS:
            continue
        key = lemma(word)
        found.setdefault(key, rarity(key) * (LOOSE_SHARE if word in ignored or key in ignored else 1.0))
    for term in informative_terms(plain, 60):
        if " " in term or "-" in term:
            found.setdefault(bare("".join(WORD.findall(term))), WHOLE_NAME_SHARE * max(rarity(part) for part in term.split()))
        elif bare(term) not in found:
            found[SENSE + bare(term)] = SENSE_SHARE * rarity(term)
    return found


def plain_words(text: str, *, limit: int) -> tuple[str, ...]:
    """The different words of *text* in its order, function words and single letters left out, without accents; at most *limit*. Total."""
    words = (bare(match.group()) for match in WORD.finditer(text))
    telling = dict.fromkeys(word for word in words if word not in FUNCTION_WORDS and (len(word) > 1 or word.isdigit()))
    return tuple(islice(telling, limit))


def bare(word: str) -> str:
    """A word in lower case and without accents, as the index writes it."""
    low = word.casefold()
    return low if low.isascii() else "".join(letter for letter in unicodedata.normalize("NFKD", low) if not unicodedata.combining(letter))


FUNCTION_WORDS = frozenset(
    {
     "a", "about", "after", "ain", "all", "an", "and", "any", "are", "aren", "as", "at", "be", "been", "before", "being", "but", "by", "can", "could",
     "couldn", "d", "did", "didn", "do", "does", "doesn", "don", "for", "from", "had", "hadn", "has", "hasn", "have", "haven", "he", "her", "here",
     "him", "his", "how", "i", "if", "in", "into", "is", "isn", "it", "its", "just", "ll", "m", "may", "me", "might", "more", "most", "my", "no",
     "not", "of", "on", "or", "our", "over", "re", "s", "she", "should", "shouldn", "so", "some", "t", "than", "that", "the", "their", "them", "then",
     "there", "these", "they", "this", "those", "to", "us", "ve", "very", "was", "wasn", "we", "were", "weren", "what", "when", "where", "which",
     "who", "whom", "why", "will", "with", "won", "would", "wouldn", "you", "your"
    }
)  # and what an apostrophe leaves over


def leading(terms: Mapping[str, float], limit: int) -> tuple[str, ...]:
    """The *limit* terms that say most, in the order of the text where they say as much."""
    return tuple(sorted(terms, key=lambda term: -terms[term])[:limit])


@lru_cache(maxsize=8192)
def anchor_terms(text: str) -> frozenset[str]:
    """The rare names and words of *text* that tie it to an event; countries, numbers and loose words tie it to none. Two texts that share two are expected to be compared."""
    countries = country_keys()
    spoken_for = {part for country in countries for part in country.split()}
    ignored = loose()
    return frozenset(
        term
        for term in search_terms(text)
        if term[0] != SENSE
        and term.isalpha()
        and term not in ignored
        and rarity(term) >= ANCHOR_BAND
        and term not in spoken_for
        and canonical(term.title()) not in countries
    )


def anchors(frame: Frame) -> frozenset[str]:
    """The anchors of a statement or claim that has been taken apart."""
    return anchor_terms(frame.text)


# ---- how alike


@dataclass(frozen=True, slots=True)
class Found:
    """A row of the index as it was found: its own terms, and those of what surrounds it (headline, lead)."""

    own: frozenset[str]
    around: frozenset[str] = frozenset()


def closeness(
    asked: Mapping[str, float], row: Found, *, context: Mapping[str, float] | None = None, around: float = 0.5, given: float = 0.35
) -> float:
    """How much of what is *asked* a row holds, in bits: shared terms by their rarity, long rows held back, times how alike the letters are.

    A term that only surrounds the row counts *around* of its weight; one of the asking text's *context*, *given*.
    """
    shared = sum(weight if term in row.own else around * weight for term, weight in asked.items() if term in row.own or term in row.around)
    if context:
        shared += sum(
            given * (weight if term in row.own else around * weight)
            for term, weight in context.items()
            if term not in asked and (term in row.own or term in row.around)
        )
    if not shared:
        return 0.0
    held_back = 1 + SATURATION * (1 - LENGTH_PULL + LENGTH_PULL * len(row.own | row.around) / TYPICAL_TERMS)
    letters = frozenset(asked)
    alike = max(lettered(letters, part) for part in ((row.own, row.around, row.own | row.around) if row.around else (row.own,)))
    return float(shared * (1 + SATURATION) / held_back * alike**GRAM_POWER)


def lettered(first: frozenset[str], second: frozenset[str]) -> float:
    """How alike two sets of terms are letter by letter, 0..1: the cosine of their four-letter pieces, weighted by how rare a piece is in the language."""
    mine, size = _pieces(first)
    theirs, other = _pieces(second)
    if not size or not other:
        return 0.0
    return sum(_piece_weight(piece) for piece in mine & theirs) / (size * other)


@lru_cache(maxsize=4096)  # some thousands of bytes each; one report asks for the same rows again and again
def _pieces(terms: frozenset[str]) -> tuple[frozenset[str], float]:
    """The pieces of all terms but senses, and the length of their vector."""
    found = frozenset(piece for term in terms if term[0] != SENSE for piece in _cut(term))
    return found, math.sqrt(sum(_piece_weight(piece) for piece in found))


@lru_cache(maxsize=65536)
def _cut(term: str) -> tuple[str, ...]:
    marked = f"_{term}_"
    return tuple(marked[at : at + GRAM] for at in range(max(1, len(marked) - GRAM + 1)))


@lru_cache(maxsize=1)
def _piece_shares() -> dict[str, float]:
    """Piece → the expected number of sentences' words that hold it, from the rarity table."""
    found: dict[str, float] = {}
    for word, band in rarities().items():
        for piece in set(_cut(word)):
            found[piece] = found.get(piece, 0.0) + 2.0**-band
    return found


@lru_cache(maxsize=131072)
def _piece_weight(piece: str) -> float:
    """The square of a piece's bits."""
    bits = -math.log2(min(1.0, _piece_shares().get(piece, 0.0) + 2.0**-15))
    return bits * bits
