"""Which cues are live in a stretch of words and how firmly they leave it said. Who speaks is decided in attribution."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.language.conditions import CONDITIONS
from tracker.language.cues import Lexicon, Phrase
from tracker.language.reading import Cue
from tracker.language.spans import Span
from tracker.language.words import Word
from tracker.terms import CueKind, Level, Marker


@dataclass(frozen=True, slots=True)
class Hit:
    """A live cue: ``words[first:last]`` of the stretch that was searched."""

    first: int
    last: int
    phrase: Phrase


def live_cues(words: list[Word], lexicon: Lexicon) -> list[Hit]:
    """The live cues in *words*, in order, never overlapping, the longest first at each place."""
    lows = [w.low for w in words]
    hits: list[Hit] = []
    longest, phrases = lexicon.longest, lexicon.phrases
    i, size = 0, len(words)
    while i < size:
        most = longest.get(lows[i])
        if most:
            for length in range(min(most, size - i), 0, -1):
                phrase = phrases.get(tuple(lows[i : i + length]))
                if phrase is None:
                    continue
                if phrase.kind is None:
                    i += length - 1
                    break
                if not phrase.when or CONDITIONS[phrase.when](words, i, i + length):
                    hits.append(Hit(i, i + length, phrase))
                    i += length - 1
                    break
        i += 1
    return hits


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
