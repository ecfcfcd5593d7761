"""What a text can be found by: its rarest telling words and names. Nothing is retrieved here."""

from __future__ import annotations

from tracker.language.names import canonical, find_names
from tracker.language.words import words_of
from verification.comparing.lexicon import concepts, families, happenings, lemma, loose, rarity
from verification.comparing.shapes import Frame

RARITY_VERSION = 1
ANCHOR_BAND = 9


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


def anchors(frame: Frame) -> frozenset[str]:
    """The rare names and words by which a statement is tied to an event; two texts that share two of them are expected to be compared."""
    return frozenset(t.key for t in frame.terms if t.name or rarity(t.key) >= ANCHOR_BAND)
