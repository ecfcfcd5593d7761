"""Which cues are live in a stretch of words and how firmly they leave it said. Who speaks is decided in attribution."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.language.chances import CHANCE_WORDS, numbered_chances
from tracker.language.conditions import CONDITIONS
from tracker.language.counted import is_person
from tracker.language.cues import Lexicon, Phrase
from tracker.language.reading import Cue
from tracker.language.spans import Span
from tracker.language.words import BE, Word
from tracker.terms import CueKind, Level, Marker

_LABELS = frozenset(("suspected", "alleged", "potential", "possible", "presumed", "purported", "likely", "probable"))
_INSIDE_A_LABEL = frozenset(("DT", "PRP$", "CD", "JJ", "JJR", "JJS", "NN", "NNP", "POS", "VBN"))


@dataclass(frozen=True, slots=True)
class Hit:
    """A live cue: ``words[first:last]`` of the stretch that was searched.

    ``label`` marks a hedge that is part of what a person is called ("the suspected gunman was arrested"): it is a cue, but it does not hedge what is said of the person.
    """

    first: int
    last: int
    phrase: Phrase
    label: bool = False


def live_cues(words: list[Word], lexicon: Lexicon) -> list[Hit]:
    """The live cues in *words*, in order, never overlapping, the longest first at each place."""
    lows = [w.low for w in words]
    hits: list[Hit] = []
    longest, phrases = lexicon.longest, lexicon.phrases
    chances = {} if CHANCE_WORDS.isdisjoint(lows) else {chance.first: chance for chance in numbered_chances(words)}
    numbered = {chance.noun for chance in chances.values()}
    i, size = 0, len(words)
    while i < size:
        if i in chances:
            chance = chances[i]
            hits.append(Hit(i, chance.last, Phrase(tuple(lows[i : chance.last]), CueKind.HEDGE, chance.level, chance.low, chance.high, "yardstick", "forward", None, "")))
            i = chance.last
            continue
        most = 0 if i in numbered else longest.get(lows[i])
        if most:
            for length in range(min(most, size - i), 0, -1):
                phrase = phrases.get(tuple(lows[i : i + length]))
                if phrase is None:
                    continue
                if phrase.kind is None:
                    i += length - 1
                    break
                if not phrase.when or CONDITIONS[phrase.when](words, i, i + length):
                    hits.append(Hit(i, i + length, phrase, length == 1 and lows[i] in _LABELS and _labels_a_person(words, i)))
                    i += length - 1
                    break
        i += 1
    return hits


def _labels_a_person(words: list[Word], i: int) -> bool:
    """Whether the hedge at *i* belongs to what somebody is called, and neither says that he is it ("is a suspected spy") nor that he did it ("hit by suspected rebels")."""
    at = i + 1
    while at < len(words) and words[at].tag in ("JJ", "NN", "NNP", "VBG", "VBN", "POS", "CD") and at + 1 < len(words) and words[at + 1].tag in ("NN", "NNS", "JJ", "NNP", "NNPS"):
        at += 1
    if at >= len(words) or not words[at].tag.startswith("NN") or not is_person(words[at].low):
        return False
    start = i
    while start and words[start - 1].tag in _INSIDE_A_LABEL:
        start -= 1
    before = words[start - 1] if start else None
    return before is None or not (before.low in BE or before.low in ("by", "as", "become", "became", "remains", "remained", "not"))


def cue_of(hit: Hit, words: list[Word], text: str) -> Cue:
    """The hit as it is handed over, with its place in *text*."""
    phrase = hit.phrase
    span = Span(words[hit.first].start, words[hit.last - 1].end)
    assert phrase.kind is not None
    return Cue(span, span.of(text), phrase.kind, phrase.level, phrase.low, phrase.high, phrase.basis, phrase.marker)


def weakest(cues: list[Cue]) -> tuple[Level, float, float]:
    """Level and range of the least firm cue; stated as fact where none hedges. Cues are not multiplied."""
    level, low, high = Level.STATED_AS_FACT, 0.95, 1.0
    for cue in cues:
        if cue.kind in (CueKind.HEDGE, CueKind.ATTRIBUTION, CueKind.MARKER) and (cue.level, cue.low) < (level, low):
            level, low, high = cue.level, cue.low, cue.high
    return level, low, high


def markers_of(cues: list[Cue]) -> tuple[Marker, ...]:
    """The markers that the cues carry, each once, in the order of the enumeration."""
    carried = {cue.marker for cue in cues if cue.marker is not None}
    return tuple(marker for marker in Marker if marker in carried)
