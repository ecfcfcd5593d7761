"""Measures comparing on the own gold and on the public sets that DIR holds, prints the table and writes it into docs/benchmarks.md. Asserts nothing.

Nothing but the likeness table is fitted, and that on VitaminC pages that are kept out here. What the engine calls "updates" counts as "contradicts"
in sets that know no updates, "repeats" as "corroborates" everywhere.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from tests.bench.relation_sets import GOLD, SETS, Pair, held_out, own_gold, sample
from verification.comparing.relation import COMPARER
from verification.comparing.texts import compare_texts

DOCUMENT = Path(__file__).parents[2] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- comparing: written by make bench-comparing -->", "<!-- comparing: end -->"
RELATIONS = ("corroborates", "contradicts", "updates", "none")
KNOWN = {
    "VitaminC, pages held out": "23 features, fitted: .670",
    "Emergent, training part": "published, fitted, on its test part: .733",
}
BINS = 10
PREFACE = (
    "`make bench-comparing DATA=DIR`, a sample spread evenly over each file; the sets are not part of the project. Sentences about images "
    "and from encyclopedias are far from news: read them for what the comparison cannot do. It is at its weakest where a headline retells "
    "a rumour in other words (Emergent; there a hedged retelling counts as *observing*, here it corroborates, with its hedge beside it), on "
    "*and* / *or* (ConjNLI) and on denials of something only loosely the same (negated MNLI). Pairs taken from one side to the other are the "
    "costly ones: see *sides confused*. In the record, where a claim has many candidates, the likeness of words is not asked and more is left "
    "at *none* than here. The weights of the likeness (`verification/comparing/tables/likeness.tsv`) are a learned table: `make fit-comparing DATA=DIR`."
)

Answer = tuple[Pair, str, float]


def answers(pairs: Sequence[Pair], *, updates: bool) -> list[Answer]:
    found = []
    for pair in pairs:
        finding = compare_texts(pair.claim, pair.later, pair.claim_date, pair.later_date)
        relation = "corroborates" if finding.relation.value == "repeats" else finding.relation.value
        found.append((pair, "contradicts" if relation == "updates" and not updates else relation, finding.score))
    return found


def accuracy(found: Sequence[Answer]) -> float:
    return sum(pair.relation == answer for pair, answer, _ in found) / max(1, len(found))


def macro_f1(found: Sequence[Answer], relations: Sequence[str]) -> float:
    """The mean over the relations that occur of 2·hits / (said + true)."""
    said, true = Counter(answer for _, answer, _ in found), Counter(pair.relation for pair, _, _ in found)
    hits = Counter(answer for pair, answer, _ in found if answer == pair.relation)
    shown = [r for r in relations if true[r]]
    return sum(2 * hits[r] / max(1, said[r] + true[r]) for r in shown) / max(1, len(shown))


def confused(found: Sequence[Answer]) -> float:
    """The share in which one side was taken for the other: corroborates for contradicts or the reverse."""
    return sum({pair.relation, answer} == {"corroborates", "contradicts"} for pair, answer, _ in found) / max(1, len(found))


def calibration_error(found: Sequence[Answer]) -> float:
    """How far the scores lie from the share that is right, over ten bins, weighted by their size; "none" is left out, as it is not shown."""
    named = [(score, pair.relation == answer) for pair, answer, score in found if answer != "none"]
    error = 0.0
    for at in range(BINS):
        inside = [(score, right) for score, right in named if min(BINS - 1, int(score * BINS)) == at]
        if inside:
            error += abs(sum(s for s, _ in inside) - sum(right for _, right in inside)) / len(named)
    return error


def with_figures(found: Sequence[Answer]) -> list[Answer]:
    """The pairs in which a count was brought up to date or is in conflict."""
    return [
        (pair, answer, score)
        for pair, answer, score in found
        if pair.relation in ("updates", "contradicts") and all(any(c.isdigit() for c in text) for text in (pair.claim, pair.later))
    ]


def rows(directory: Path | None, size: int) -> list[tuple[str, str, str, str]]:
    """(measure, ours, known, what it was measured on) of everything that is there."""
    began = perf_counter()
    gold = answers(list(own_gold(GOLD)), updates=True)
    each = (perf_counter() - began) / len(gold) * 1000
    apart = [answer for pair, answer, _ in gold if pair.different_event]
    counts = with_figures(gold)
    found = [
        (
            "own news pairs, four relations, macro-F1",
            f"{macro_f1(gold, RELATIONS):.3f}",
            "–",
            f"{len(gold)} pairs, written beside the rules: an upper bound",
        ),
        ("own news pairs, contradictions between different events", str(apart.count("contradicts")), "–", f"{len(apart)} pairs"),
        (
            "own news pairs, updates told from conflicts, macro-F1",
            f"{macro_f1(counts, ('updates', 'contradicts')):.3f}",
            "plain NLI: both entailment",
            f"{len(counts)} pairs",
        ),
        ("one pair of sentences, read and compared", f"{each:.1f} ms", "–", "mean over the own pairs, one core, shared"),
    ]
    for part in SETS if directory else ():
        path = directory / part.path
        if not path.exists():
            continue
        pairs = list(part.read(path))
        pairs = sample([p for p in pairs if held_out(p.page)] if "held out" in part.name else pairs, size)
        told = answers(pairs, updates=part.updates)
        on = f"{len(pairs)} pairs, {part.licence}"
        fitted = "likeness fitted on the other pages" if "held out" in part.name else "unfitted"
        found.append((f"{part.name}, accuracy", f"{accuracy(told):.3f}", KNOWN.get(part.name, "–"), f"{on}; {fitted}"))
        found.append((f"{part.name}, macro-F1", f"{macro_f1(told, RELATIONS):.3f}", "–", on))
        found.append((f"{part.name}, sides confused", f"{confused(told):.3f}", "–", on))
        if "held out" in part.name:
            found.append(
                (
                    "own pairs and VitaminC, calibration error of the named relation",
                    f"{calibration_error(gold + told):.3f}",
                    "–",
                    "ten bins, none left out",
                )
            )
    return found


def table(found: Sequence[tuple[str, str, str, str]]) -> str:
    lines = ["| measure | here | known | measured on |", "|---|---|---|---|", *(f"| {' | '.join(row)} |" for row in found)]
    return "\n".join(lines)


def write(shown: str) -> None:
    """The section between the two marks of docs/benchmarks.md, which is made if it is not there."""
    section = f"{BEGIN}\n## Comparing ({COMPARER})\n\n{PREFACE}\n\n{shown}\n{END}"
    text = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else "# Benchmarks\n\nWhat was measured, on what, and what is weak.\n"
    if BEGIN in text and END in text:
        text = text[: text.index(BEGIN)] + section + text[text.index(END) + len(END) :]
    else:
        text = f"{text.rstrip()}\n\n{section}\n"
    DOCUMENT.write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "directory", type=Path, nargs="?", help="the directory that holds relations/; without it only the own pairs are measured"
    )
    parser.add_argument("--size", type=int, default=400, help="at most so many pairs of each set, 0 for all")
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    asked = parser.parse_args()
    shown = table(rows(asked.directory, asked.size))
    print(shown)
    if asked.write:
        write(shown)


if __name__ == "__main__":
    main()
