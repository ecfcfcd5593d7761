"""Scores the reader on the hand-labelled news sentences: ``python -m tests.bench.gold_reading [--split work|sealed|all] [--misses]``.

Totals only, unless --misses; misses of the sealed third stay unseen unless --show-sealed, because a rule mended on them would measure nothing.
Nothing is fitted. Against the gold statement stands the smallest statement of the reader that covers its key phrase; where none does, every field is wrong.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.bench.gold_labels import FIRST, NEWS, SEALED, SECOND, WORK, Label, Sentence, labels, same_name, sentences
from tests.bench.label_agreement import agreement_lines
from tracker.language.reader import read
from tracker.language.reading import Cue, Link, Quantity, Statement
from tracker.language.spans import Span
from tracker.terms import CueKind, Part, SpeakerKind

FIELDS = ("found", "level", "polarity", "markers", "origin", "chain", "figures", "units")
# What anybody would write down in five minutes: words and levels, without a guard for months, permission, capacity or scope.
PLAIN_LEXICON = {
    1: "unlikely|doubt|doubts|doubtful|improbable|remote",
    2: "may|might|could|possibly|possible|perhaps|maybe|unclear|potential|potentially|suspect|suspects|suspected|hint|hints|hinted",
    3: "likely|probably|believe|believes|believed|think|thinks|thought|expected|appear|appears|appeared|seem|seems|seemed|apparently"
    "|suggest|suggests|suggested|indicate|indicates|indications|estimate|estimates|estimated|reportedly|allegedly|alleged",
    4: "almost certain|almost certainly|most likely|very likely|highly likely|must have|convinced",
}
PLAIN = {level: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for level, words in PLAIN_LEXICON.items()}
CASUALTIES = {"death", "injury"}  # the reader counts "12 people were killed" in deaths
SAME_UNIT = {
    "$": "usd",
    "€": "eur",
    "euro": "eur",
    "£": "gbp",
    "pound": "gbp",
    "%": "percent",
    "people": "person",
    "metre": "m",
    "kilometre": "km",
    "km/h": "hour",
    "children": "child",
}


@dataclass
class Tally:
    """Right and scored by field. Of cues: how many said ones lie on a gold one, how many gold ones were found."""

    right: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    scored: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    cue_hits: int = 0
    cues_found: int = 0
    cues_said: int = 0
    cues_true: int = 0
    misses: list[str] = field(default_factory=list)

    def note(self, name: str, right: bool, miss: str = "") -> None:
        self.scored[name] += 1
        self.right[name] += right
        if miss and not right:
            self.misses.append(f"{name:<9} {miss}")

    def share(self, name: str) -> float:
        return self.right[name] / self.scored[name] if self.scored[name] else 0.0

    @property
    def cue_f1(self) -> float:
        precision, recall = self.cue_hits / max(self.cues_said, 1), self.cues_found / max(self.cues_true, 1)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def plain_level(text: str) -> int:
    """The lowest level of any hedge word in *text*, 5 without one. A level-4 phrase wins over the "likely" inside of it."""
    four = PLAIN[4].search(text)
    rest = PLAIN[4].sub(" ", text)
    lowest = next((level for level in (1, 2, 3) if PLAIN[level].search(rest)), 5)
    return min(lowest, 4) if four else lowest


def read_sentence(sentence: Sentence) -> tuple[int, tuple[Statement, ...]]:
    """Where the labelled text begins in what was read, and the body's statements."""
    before = f"{sentence.context} " if sentence.context else ""
    reading = read(before + sentence.text, title=sentence.title or None)
    return len(before), tuple(found for found in reading.statements if found.part is Part.BODY)


def matching(key: Span, statements: Iterable[Statement]) -> Statement | None:
    """The smallest statement that covers *key*; of two alike the first."""
    return min((found for found in statements if found.span.covers(key)), key=lambda found: len(found.span), default=None)


def spoken(chain: Sequence[Link]) -> list[Link]:
    """The chain without what stands for "nobody is named" and without the report's own publisher."""
    return [
        link
        for link in chain
        if link.kind is not SpeakerKind.NONE and not (link.kind is SpeakerKind.PUBLISHER and link.source_span is None)
    ]


def same_link(gold: tuple[str, str | None], found: Link) -> bool:
    outlet = found.kind is SpeakerKind.PUBLISHER and gold[1] == SpeakerKind.NAMED_BODY
    return same_name(gold[0], found.source) and (gold[1] is None or gold[1] == found.kind or outlet)


def same_chain(gold: Sequence[tuple[str, str | None]], found: Sequence[Link]) -> bool:
    return len(gold) == len(found) and all(map(same_link, gold, found))


def same_origin(gold: Sequence[tuple[str, str | None]], found: Sequence[Link]) -> bool:
    return same_name(gold[0][0], found[0].source) if gold and found else not gold and not found


def unit_word(unit: str) -> str:
    word = unit.casefold().split()[-1]
    for form in (word, word.removesuffix("s")):
        if form in SAME_UNIT:
            return SAME_UNIT[form]
    return re.sub(r"(?<=[xhs])es$|(?<=..)s$", "", word)


def same_unit(gold: str, found: str | None) -> bool:
    return found is not None and (unit_word(gold) == unit_word(found) or found in CASUALTIES)


def figure_of(gold: tuple[float | None, float | None, str | None, str], found: Iterable[Quantity]) -> Quantity | None:
    """The quantity with the same comparator and the same numbers; an open bound may be written either way ("nearly 9,000")."""
    low, high, unit, comparator = gold
    values = {x for x in (low, high) if x is not None}
    alike = [q for q in found if q.comparator == comparator and {float(x) for x in (q.low, q.high) if x is not None} == values]
    return max(alike, key=lambda q: bool(unit and same_unit(unit, q.unit)), default=None)


def score(label: Label, found: Statement | None, text: str, offset: int, tally: Tally) -> None:
    """Adds one gold statement to *tally*. *found* has offsets from *offset* on."""
    where = f"[{label.key.of(text)}] {text}"
    tally.note("found", found is not None, where)
    if label.level is not None:
        said = found.level if found else None
        tally.note("level", said == label.level, f"gold {label.level} read {said}: {where}")
        tally.note("hedged" if label.level < 5 else "stated", said == label.level)
        tally.note("plain", plain_level(text) == label.level)
    if label.polarity:
        tally.note("polarity", found is not None and found.polarity == label.polarity, f"gold {label.polarity}: {where}")
    if label.markers is not None:
        said_markers = set(found.markers) if found else None
        tally.note("markers", said_markers == label.markers, f"gold {sorted(label.markers)} read {sorted(said_markers or ())}: {where}")
    if label.chain is not None:
        links = spoken(found.chain) if found else []
        shown = f"gold {list(label.chain)} read {[(link.source, link.kind.value) for link in links]}: {where}"
        tally.note("origin", found is not None and same_origin(label.chain, links), shown)
        tally.note("chain", found is not None and same_chain(label.chain, links), shown)
    for figure in label.figures or ():
        quantity = figure_of(figure, found.quantities if found else ())
        read_as = [(str(q.low), str(q.high), q.unit, q.comparator.value) for q in found.quantities] if found else []
        tally.note("figures", quantity is not None, f"gold {figure} read {read_as}: {where}")
        if figure[2] and quantity is not None:
            tally.note("units", same_unit(figure[2], quantity.unit), f"gold {figure[2]} read {quantity.unit}: {where}")
    if label.cues is not None:
        score_cues(label.cues, found.cues if found else (), text, offset, tally)


def score_cues(gold: Sequence[str], found: Sequence[Cue], text: str, offset: int, tally: Tally) -> None:
    """A hedge is found where the spans overlap. Said are the cues that put a level below 5; "could not confirm" may also be found as a marker."""
    places = [[Span(hit.start() + offset, hit.end() + offset) for hit in re.finditer(re.escape(cue), text)] for cue in gold]
    said = [cue for cue in found if cue.level < 5 and cue.kind is not CueKind.NEGATION]
    allowed = said + [cue for cue in found if cue.kind is CueKind.MARKER and cue not in said]
    tally.cues_true += len(gold)
    tally.cues_said += len(said)
    tally.cue_hits += sum(any(cue.span.overlap(place) for spots in places for place in spots) for cue in said)
    tally.cues_found += sum(any(cue.span.overlap(place) for cue in allowed for place in spots) for spots in places)


def tallied(split: str) -> Tally:
    """The reader against the labels in force, over *split* ("all" for both)."""
    given, tally = sentences(), Tally()
    for id, gold in labels(NEWS).items():
        sentence = given[id]
        if split not in (sentence.split, "all"):
            continue
        offset, statements = read_sentence(sentence)
        for place, label in enumerate(gold):
            found = matching(label.key.shifted(offset), statements)
            score(label, found, sentence.text, offset, tally)
            if place == 0 and label.level is not None:
                tally.note("first", found is not None and found.level == label.level)
    return tally


def lines(split: str, tally: Tally) -> Iterable[str]:
    yield f"{split}: {tally.scored['found']} statements"
    for name in FIELDS:
        yield f"  {name:<9} {tally.right[name]:>4}/{tally.scored[name]:<4} {tally.share(name):.3f}"
    yield f"  cues      precision {tally.cue_hits}/{tally.cues_said}, recall {tally.cues_found}/{tally.cues_true}, F1 {tally.cue_f1:.3f}"
    yield f"  level where hedged {tally.share('hedged'):.3f}, where stated as fact {tally.share('stated'):.3f}"
    yield f"  level of the first statement of each sentence {tally.share('first'):.3f}"
    yield f"  level by a plain list of hedge words, no guards {tally.share('plain'):.3f}"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=(WORK, SEALED, "all"), default=WORK)
    parser.add_argument("--misses", action="store_true", help="print what was read otherwise, on the work split")
    parser.add_argument("--show-sealed", action="store_true", help="print it on the sealed split too; a set that was looked at is spent")
    chosen = parser.parse_args(arguments)
    for split in (WORK, SEALED) if chosen.split == "all" else (chosen.split,):
        tally = tallied(split)
        print(*lines(split, tally), sep="\n")
        if chosen.show_sealed if split == SEALED else chosen.misses:
            print(*(f"    {miss}" for miss in tally.misses), sep="\n")
    if SECOND.exists():
        ids = [sentence.id for sentence in sentences().values() if chosen.split in (sentence.split, "all")]
        print(*agreement_lines(labels(FIRST), labels(SECOND), ids), sep="\n")


if __name__ == "__main__":
    main()
