"""Scores who-said-what on a PolNeAR file: exact F1 of source, cue and content spans, over all passages of the file. Nothing is fitted.

``python -m tests.bench.attribution_score FILE [--limit N] [--half looking|checking] [--misses N]``.
A span is right when it covers the very tokens of a gold run.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.bench.reading_sets import Attributed, TokenRun, joined, polnear, runs, sample, tokens_under
from tracker.language.reader import read
from tracker.language.spans import Span

PARTS = ("source", "cue", "content")
Found = dict[str, set[TokenRun]]
Reader = Callable[[str], Iterable[tuple[str, Span]]]


@dataclass(frozen=True, slots=True)
class Score:
    """Exact matches against what was said and what is true."""

    hits: int
    said: int
    true: int

    @property
    def precision(self) -> float:
        return self.hits / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.said + self.true) if self.said + self.true else 0.0


def from_attributions(text: str) -> Iterable[tuple[str, Span]]:
    """What ``attributions`` gives, component by component."""
    from tracker.language.attributed import attributions

    for found in attributions(text):
        if found.source is not None:
            yield "source", found.source
        for part, spans in (("cue", found.cue), ("content", found.content)):
            for span in (spans,) if isinstance(spans, Span) else spans:
                yield part, span


def from_reading(text: str) -> Iterable[tuple[str, Span]]:
    """What ``read`` gives: the chain's spans, and the statements that share a link from the first to the last as its content."""
    contents: dict[tuple[Span | None, Span], list[Span]] = {}
    for statement in read(text).statements:
        for link in statement.chain:
            if link.cue_span is not None:
                contents.setdefault((link.source_span, link.cue_span), []).append(statement.span)
    for (source, cue), spans in contents.items():
        if source is not None:
            yield "source", source
        yield "cue", cue
        for side in ([s for s in spans if s.end <= cue.start], [s for s in spans if s.start >= cue.end]):
            if side:
                yield "content", Span(min(s.start for s in side), max(s.end for s in side))


_PLAIN_CUES = re.compile(
    r"\b(?:said|says|say|told|believes?|believed|argued?|argues|claims?|claimed|warned|added|noted|announced|reported|according to)\b"
)


def plain(text: str) -> Iterable[tuple[str, Span]]:
    """The easy baseline: a list of verbs, the two capitalised words or the pronoun before as source, the rest of the sentence as content."""
    for cue in _PLAIN_CUES.finditer(text):
        yield "cue", Span(*cue.span())
        source = re.search(r"(?:[A-Z]\w+ )?(?:[A-Z]\w+|[Hh]e|[Ss]he|[Tt]hey) $", text[: cue.start()])
        if source:
            yield "source", Span(source.start(), source.end() - 1)
        content = re.match(r"[^.!?]+", text[cue.end() :])
        if content and content.group().strip():
            yield "content", Span(cue.end() + len(content.group()) - len(content.group().lstrip()), cue.end() + content.end())


def found_in(passage: Attributed, reader: Reader) -> Found:
    """The runs of tokens that *reader* finds, each once."""
    text, places = joined(passage.tokens)
    found: Found = {part: set() for part in PARTS}
    for part, span in reader(text):
        under = tokens_under(places, span.start, span.end)
        if under is not None:
            found[part].add(under)
    return found


def one_layer(found: Found, size: int) -> Found:
    """*found* as one layer of labels, as the gold is: where spans overlap the shorter one keeps its tokens and the longer one what is left over."""
    labels = ["O"] * size
    for part, (first, last) in sorted(((p, run) for p in PARTS for run in found[p]), key=lambda x: (x[1][0] - x[1][1], x[1])):
        labels[first:last] = [f"B-{part}", *[f"I-{part}"] * (last - first - 1)]
    return {part: set(runs(labels, part)) for part in PARTS}


def scores(passages: Sequence[Attributed], reader: Reader, *, flat: bool = False) -> dict[str, Score]:
    """The score of each component over all *passages*."""
    counts: Counter[tuple[str, str]] = Counter()
    for passage in passages:
        found = found_in(passage, reader)
        if flat:
            found = one_layer(found, len(passage.tokens))
        for part in PARTS:
            counts[part, "hits"] += len(found[part] & passage.gold[part])
            counts[part, "said"] += len(found[part])
            counts[part, "true"] += len(passage.gold[part])
    return {part: Score(counts[part, "hits"], counts[part, "said"], counts[part, "true"]) for part in PARTS}


def best_reader() -> tuple[str, Reader]:
    """``attributions`` where the project has it, else what ``read`` gives."""
    return ("attributions", from_attributions) if find_spec("tracker.language.attributed") else ("read", from_reading)


def half(passages: Sequence[Attributed], which: str) -> list[Attributed]:
    """The passages of every other document: one half to look at, one to check on."""
    documents = sorted({p.document for p in passages})
    kept = set(documents[0::2] if which == "looking" else documents[1::2])
    return [p for p in passages if p.document in kept]


def misses(passages: Sequence[Attributed], reader: Reader, part: str, most: int) -> list[str]:
    """Lines that show what was missed and what was said too much of *part*, in the passage's own words."""
    shown: list[str] = []
    for passage in passages:
        found = found_in(passage, reader)
        missed, surplus = passage.gold[part] - found[part], found[part] - passage.gold[part]
        if missed or surplus:
            shown.append(" ".join(passage.tokens))
            shown.extend(f"   - {' '.join(passage.tokens[a:b])}" for a, b in sorted(missed))
            shown.extend(f"   + {' '.join(passage.tokens[a:b])}" for a, b in sorted(surplus))
        if len(shown) >= most:
            break
    return shown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="a PolNeAR file: one JSON object a line with tokens and BIO labels")
    parser.add_argument("--limit", type=int, default=0, help="at most so many passages, drawn the same way every time")
    parser.add_argument("--half", choices=("looking", "checking"), help="only every other document")
    parser.add_argument("--read", action="store_true", help="score what read() gives, even where attributions() is there")
    parser.add_argument("--misses", type=int, default=0, help="print so many lines of what went wrong")
    parser.add_argument("--part", choices=PARTS, default="source", help="the component whose misses are printed")
    asked = parser.parse_args()
    passages = list(polnear(asked.file))
    if asked.half:
        passages = half(passages, asked.half)
    passages = sample(passages, asked.limit)
    name, reader = ("read", from_reading) if asked.read else best_reader()
    print(f"{asked.file.name}: {len(passages)} passages, by {name}()")
    spans, layer = scores(passages, reader), scores(passages, reader, flat=True)
    for part in PARTS:
        s, f = spans[part], layer[part]
        print(f"{part:8} F1 {s.f1:.3f}  precision {s.precision:.3f}  recall {s.recall:.3f}   in one layer: F1 {f.f1:.3f}")
    for line in misses(passages, reader, asked.part, asked.misses) if asked.misses else ():
        print(line)


if __name__ == "__main__":
    main()
