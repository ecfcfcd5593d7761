"""Measures comparing on the own pairs and on the public sets that DIR holds, prints the figures and writes them into docs/. Asserts nothing.

Nothing but the likeness table is fitted, and that on VitaminC pages that are kept out here. What the engine calls "updates" counts as "contradicts"
in sets that know no updates, "repeats" as "corroborates" everywhere.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from tests.bench.documents import put_between
from tests.bench.relation_sets import GOLD, SEALED, SETS, Pair, held_out, own_gold, sample
from verification.comparing.alignment import align
from verification.comparing.finding import Finding
from verification.comparing.frames import frame_of
from verification.comparing.likeness import features, probabilities
from verification.comparing.relation import COMPARER
from verification.comparing.texts import compare_texts

DOCS = Path(__file__).parents[2] / "docs"
MARKS = "<!-- comparing: written by make bench-comparing -->", "<!-- comparing: end -->"
RELATIONS = ("corroborates", "contradicts", "updates", "none")
KNOWN = {"VitaminC, pages held out": "23 features, fitted: .670", "Emergent, training part": "published, fitted, on its test part: .733"}
BINS = 10
OVERLAP = 0.5
WEIGHED = ("alike", "unlike", "headline_retells", "headline_denies", "same_origin", "copied_words")  # what likeness may have had a say in
LEAST_SHOWN = 10  # pairs that a rule must have answered to be listed
PREFACE = (
    "`make bench-comparing DATA=DIR`, all pairs of each file (`LIMIT=n`: a sample spread evenly over it); the sets are not part of the "
    "project. Sentences about images and from encyclopedias are far from news: read them for what the comparison cannot do. Pairs taken"
    " from one side to the other are the costly ones: see *sides confused*. *Majority* always gives the commonest answer; *overlap* "
    "says that a text which has half of the claim's words corroborates it. In Emergent a hedged retelling counts as *observing*; here "
    "it corroborates, with its hedge beside it, because a hedge never decides the relation. So both are given: the plain mapping, and "
    "the one in which a corroboration that keeps its distance (`Finding.distance`: a question, level 3 or less, hearsay, unverified, "
    "laid to somebody unnamed) counts as observing. Nothing is fitted on Emergent; the wording of denials and of distance in headlines "
    "was looked over on its training part. Likeness answers only between two short bare texts; in the record, where a claim has many "
    "candidates, it is hardly asked, and more is left at *none*. Its weights (`verification/comparing/tables/likeness.tsv`) are a "
    "learned table: `make fit-comparing DATA=DIR`."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A pair, the relation given for it in the set's own terms, the score, and the rule."""

    pair: Pair
    given: str
    score: float
    rule: str
    distance: tuple[str, ...] = ()


def answers(pairs: Sequence[Pair], *, updates: bool, likeness: bool = True) -> list[Answer]:
    """The engine's answers; without *likeness* the rules alone."""
    found = []
    for number, pair in enumerate(pairs, 1):
        finding = compare_texts(pair.claim, pair.later, pair.claim_date, pair.later_date, likeness=likeness)
        found.append(Answer(pair, _named(finding, updates), finding.score, finding.rule, finding.distance))
        if number % 2000 == 0:
            print(f"  {number} of {len(pairs)}", flush=True)
    return found


def _named(finding: Finding, updates: bool) -> str:
    relation = "corroborates" if finding.relation.value == "repeats" else finding.relation.value
    return "contradicts" if relation == "updates" and not updates else relation


def by_likeness(pair: Pair) -> str:
    claim, later = frame_of(pair.claim), frame_of(pair.later)
    chances = probabilities(features(claim, later, align(claim, later)))
    return max(chances, key=lambda name: chances[name])


def by_overlap(pair: Pair) -> str:
    claim, later = (set(text.lower().split()) for text in (pair.claim, pair.later))
    return "corroborates" if len(claim & later) >= OVERLAP * len(claim) else "none"


def observing(found: Sequence[Answer]) -> list[Answer]:
    """A corroboration that keeps its distance as *none*."""
    return [Answer(a.pair, "none" if a.distance and a.given == "corroborates" else a.given, a.score, a.rule) for a in found]


def accuracy(found: Sequence[Answer]) -> float:
    return sum(a.pair.relation == a.given for a in found) / max(1, len(found))


def share(pairs: Sequence[Pair], answer: Callable[[Pair], str]) -> float:
    return sum(answer(pair) == pair.relation for pair in pairs) / max(1, len(pairs))


def macro_f1(found: Sequence[Answer], relations: Sequence[str]) -> float:
    """The mean over the relations that occur of 2·hits / (said + true)."""
    said, true = Counter(a.given for a in found), Counter(a.pair.relation for a in found)
    hits = Counter(a.given for a in found if a.given == a.pair.relation)
    shown = [r for r in relations if true[r]]
    return sum(2 * hits[r] / max(1, said[r] + true[r]) for r in shown) / max(1, len(shown))


def confused(found: Sequence[Answer]) -> float:
    """The share in which one side was taken for the other: corroborates for contradicts or the reverse."""
    return sum({a.pair.relation, a.given} == {"corroborates", "contradicts"} for a in found) / max(1, len(found))


def calibration_error(found: Sequence[Answer]) -> float:
    """How far the scores lie from the share that is right, over ten bins, weighted by their size; "none" is left out, as it is not shown."""
    named = [(a.score, a.pair.relation == a.given) for a in found if a.given != "none"]
    error = 0.0
    for at in range(BINS):
        inside = [(score, right) for score, right in named if min(BINS - 1, int(score * BINS)) == at]
        error += abs(sum(s for s, _ in inside) - sum(right for _, right in inside)) / max(1, len(named))
    return error


def with_figures(found: Sequence[Answer]) -> list[Answer]:
    """The pairs in which a count was brought up to date or is in conflict."""
    return [
        a
        for a in found
        if a.pair.relation in ("updates", "contradicts") and all(any(c.isdigit() for c in text) for text in (a.pair.claim, a.pair.later))
    ]


Row = tuple[str, str, str, str]


def own_rows(gold: list[Answer], sealed: list[Answer], each: float) -> list[Row]:
    apart = [a for a in gold + sealed if a.pair.different_event]
    counts = with_figures(gold)
    return [
        (
            "own news pairs, four relations, macro-F1",
            f"{macro_f1(gold, RELATIONS):.3f}",
            "–",
            f"{len(gold)} pairs that the rules were mended on: an upper bound",
        ),
        (
            "own news pairs, sealed, macro-F1",
            f"{macro_f1(sealed, RELATIONS):.3f}",
            "–",
            f"{len(sealed)} pairs that nothing was mended on; accuracy {accuracy(sealed):.3f}",
        ),
        (
            "own news pairs, contradictions between different events",
            str(sum(a.given == "contradicts" for a in apart)),
            "–",
            f"{len(apart)} pairs",
        ),
        (
            "own news pairs, updates told from conflicts, macro-F1",
            f"{macro_f1(counts, ('updates', 'contradicts')):.3f}",
            "plain NLI: both entailment",
            f"{len(counts)} pairs",
        ),
        ("one pair of sentences, read and compared", f"{each:.1f} ms", "–", "mean over the own pairs, one core, shared"),
    ]


def set_rows(name: str, licence: str, pairs: list[Pair], both: list[Answer], updates: bool) -> list[Row]:
    rules = [a if a.rule not in WEIGHED else answers([a.pair], updates=updates, likeness=False)[0] for a in both]
    commonest = Counter(p.relation for p in pairs).most_common(1)[0][0]
    on = f"{len(pairs)} pairs, {licence}"
    fitted = "likeness fitted on the other pages" if "held out" in name else "unfitted"
    found = [
        (f"{name}, accuracy", f"{accuracy(both):.3f}", KNOWN.get(name, "–"), f"{on}; {fitted}"),
        (f"{name}, rules alone / likeness alone", f"{accuracy(rules):.3f} / {share(pairs, by_likeness):.3f}", "–", on),
        (f"{name}, majority / overlap", f"{share(pairs, lambda _: commonest):.3f} / {share(pairs, by_overlap):.3f}", "–", on),
        (f"{name}, macro-F1", f"{macro_f1(both, RELATIONS):.3f}", "–", on),
        (f"{name}, sides confused", f"{confused(both):.3f}", "–", on),
    ]
    if "Emergent" in name:
        kept = observing(both)
        found.append(
            (f"{name}, what keeps its distance as observing: accuracy", f"{accuracy(kept):.3f}", KNOWN.get(name, "–"), f"{on}; {fitted}")
        )
        found.append((f"{name}, what keeps its distance as observing: sides confused", f"{confused(kept):.3f}", "–", on))
    return found


def table(found: Sequence[Row], head: str = "| measure | here | known | measured on |\n|---|---|---|---|") -> str:
    return "\n".join([head, *(f"| {' | '.join(row)} |" for row in found)])


def precision_of(found: Sequence[Answer], name: Callable[[Answer], str]) -> dict[str, tuple[int, int, float]]:
    """Name → (pairs, right, mean score)."""
    groups: dict[str, list[Answer]] = {}
    for a in found:
        groups.setdefault(name(a), []).append(a)
    return {key: (len(g), sum(a.given == a.pair.relation for a in g), sum(a.score for a in g) / len(g)) for key, g in groups.items()}


def precision_tables(own: Sequence[Answer], pages: Sequence[Answer]) -> str:
    """Precision by relation and by rule, on the own pairs and on the held-out pages."""
    lines = []
    for head, name in (("relation", lambda a: a.given), ("rule", lambda a: f"{a.rule} → {a.given}")):
        here, there = precision_of(own, name), precision_of(pages, name)
        shown = sorted(
            {k for k in (*here, *there) if max(here.get(k, (0,))[0], there.get(k, (0,))[0]) >= (1 if head == "relation" else LEAST_SHOWN)}
        )
        lines.append(
            f"| {head} | own pairs: precision (pairs) | VitaminC, pages held out: precision (pairs) | mean score there |\n|---|---|---|---|"
        )
        lines += [
            f"| {k} | {_cell(here.get(k))} | {_cell(there.get(k))} | {there[k][2]:.2f} |"
            if k in there
            else f"| {k} | {_cell(here.get(k))} | – | – |"
            for k in shown
        ]
        lines.append("")
    return "\n".join(lines).rstrip()


def _cell(measured: tuple[int, int, float] | None) -> str:
    return f"{measured[1] / measured[0]:.2f} ({measured[0]})" if measured else "–"


def write(document: Path, section: str) -> None:
    """The section between the two marks of a document, put at its end if the marks are not there."""
    begin, end = MARKS
    put_between(begin, end, f"{begin}\n{section}\n{end}", into=document)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "directory", type=Path, nargs="?", help="the directory that holds relations/; without it only the own pairs are measured"
    )
    parser.add_argument("--size", type=int, default=0, help="at most so many pairs of each set, 0 for all")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/benchmarks.md and docs/comparing.md")
    asked = parser.parse_args()
    began = perf_counter()
    gold = answers(list(own_gold(GOLD)), updates=True)
    each = (perf_counter() - began) / len(gold) * 1000
    sealed = answers(list(own_gold(SEALED)), updates=True)
    found, pages = own_rows(gold, sealed, each), []
    for part in SETS if asked.directory else ():
        path = asked.directory / part.path
        if not path.exists():
            continue
        since = perf_counter()
        pairs = list(part.read(path))
        pairs = sample([p for p in pairs if held_out(p.page)] if "held out" in part.name else pairs, asked.size)
        both = answers(pairs, updates=part.updates)
        found += set_rows(part.name, part.licence, pairs, both, part.updates)
        if "held out" in part.name:
            pages = both
            error = calibration_error([*gold, *sealed, *both])
            found.append(
                ("own pairs and VitaminC, calibration error of the named relation", f"{error:.3f}", "–", "ten bins, none left out")
            )
        print(f"{part.name}: {len(pairs)} pairs in {perf_counter() - since:.0f} s", flush=True)
    print(table(found))
    print(precision_tables([*gold, *sealed], pages))
    if asked.write:
        write(DOCS / "benchmarks.md", f"## Comparing ({COMPARER})\n\n{PREFACE}\n\n{table(found)}")
        write(DOCS / "comparing.md", precision_tables([*gold, *sealed], pages))


if __name__ == "__main__":
    main()
