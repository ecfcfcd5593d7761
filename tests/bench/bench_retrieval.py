"""Measures how well a post finds the claim that it repeats, on the CheckThat! 2020 files that DIR holds, beside plain full text on the same posts.

Nothing is fitted on them; asserts nothing. With ``--write`` the figures go into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import csv
import math
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from tests.bench.documents import put_between
from tests.bench.fresh_database import fresh_database
from verification.comparing.anchors import ADDRESS, BORDER, COMPOUND, WORD

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- retrieval: written by make bench-retrieval -->", "<!-- retrieval: end -->"
CUT = 5
CANDIDATES = 50
AT = datetime(2026, 1, 1, tzinfo=UTC)
PARTS = ("dev", "train")
KNOWN = "FTS5 .880, with embeddings .921, best trained .929"
HEAD = (
    "part",
    "MAP@5",
    "first",
    "among fifty",
    "plain FTS5, MAP@5",
    "plain FTS5, among fifty",
    "ours less plain (standard error)",
    "ms a post",
)
PREFACE = (
    "`make bench-retrieval DATA=DIR`: 10,375 verified claims and posts that repeat them (CheckThat! 2020, research use, not part of the project, "
    "nothing fitted on it), through the ranking that the desk uses. Some choices in the ranking were looked over on these two parts, so that they "
    "are no unseen test. Terms weigh by a versioned rarity table, not by what the index holds; where posts share no word with the claim (irony, "
    "pictures) nothing by text alone finds it. Of two claims with the same words the older one comes first.\n\n"
    "*Plain FTS5* is scored in the same run on the same posts: every word of the post, addresses left out and hashtags taken apart, stemmed by "
    "SQLite's porter, ranked by its bm25 over claim and title. Without function words it finds more: .807 on dev and .865 on train, which on "
    f"train is better than ours. Published, on the test part, which is not measured here: {KNOWN}. The parts are "
    "not equally hard, as the plain column shows, so that a published figure may only be set beside one of the test part. Milliseconds are wall "
    "clock and grow with whatever else the machine does."
)


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened, delimiter="\t"))[1:]


def relevant(path: Path) -> dict[int, set[int]]:
    """Post → the verified claims that it repeats."""
    found: dict[int, set[int]] = defaultdict(set)
    for line in path.read_text(encoding="utf-8").splitlines():
        post, _, claim, _ = line.split()
        found[int(post)].add(int(claim))
    return found


def average_precision(ranking: Sequence[int], right: set[int]) -> float:
    """Of the first five: the mean over the right ones of the share that is right up to there."""
    hits, total = 0, 0.0
    for place, key in enumerate(ranking[:CUT], 1):
        if key in right:
            hits += 1
            total += hits / place
    return total / min(len(right), CUT)


def measure(directory: Path) -> list[str]:
    """One row of the table for each part, on the database that is set up."""
    from django.db import connection, transaction

    from verification import retrieval

    began = perf_counter()
    claims = {int(key): (text, title) for key, text, title in rows(directory / "checkthat2020_verified_claims.tsv")}
    with transaction.atomic():
        for key, (text, title) in claims.items():
            retrieval.index_text("claim", key, f"{text}\n{title}", around=title)  # a title says the same in other words
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE tracker_found_claim")
    print(f"{connection.vendor}: {len(claims)} verified claims indexed in {perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    plain = plain_ranking(claims)
    found = []
    for part in PARTS:
        posts = {int(key): text for key, text in rows(directory / f"checkthat2020_{part}_queries.tsv")}
        found.append(scored(f"{part}, {connection.vendor}", posts, relevant(directory / f"checkthat2020_{part}.qrels"), plain))
    return found


def plain_ranking(claims: Mapping[int, tuple[str, str]]) -> Callable[[str], list[int]]:
    """What full text finds without any of ours: a post → the keys of fifty claims, best first."""
    index = sqlite3.connect(":memory:")
    index.execute("CREATE VIRTUAL TABLE plain USING fts5(claim, title, tokenize = 'porter unicode61')")
    index.executemany("INSERT INTO plain (rowid, claim, title) VALUES (?, ?, ?)", [(key, *texts) for key, texts in claims.items()])

    def ranking(post: str) -> list[int]:
        words = COMPOUND.sub(lambda found: f"{found.group(1)} {BORDER.sub(' ', found.group(1))}", ADDRESS.sub(" ", post))
        question = " OR ".join(f'"{word}"' for word in dict.fromkeys(WORD.findall(words.casefold())))
        if not question:
            return []
        rows = index.execute("SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY bm25(plain), rowid LIMIT ?", [question, CANDIDATES])
        return [key for (key,) in rows]

    return ranking


def scored(name: str, posts: Mapping[int, str], right: Mapping[int, set[int]], plain: Callable[[str], list[int]]) -> str:
    """One row of the table: our ranking of these posts, and plain full text's."""
    from verification import retrieval

    began = perf_counter()
    ours = {key: retrieval.ranked("claim", [retrieval.Text(posts[key], AT)], limit=CANDIDATES)[0] for key in right}
    each = (perf_counter() - began) / len(right) * 1000
    theirs = {key: plain(posts[key]) for key in right}
    gained = [average_precision(ours[key], right[key]) - average_precision(theirs[key], right[key]) for key in right]
    mean = sum(gained) / len(gained)
    error = math.sqrt(sum((one - mean) ** 2 for one in gained) / max(1, len(gained) - 1) / len(gained))
    first = sum(bool(set(ours[key][:1]) & right[key]) for key in right) / len(right)
    cells = [f"{name}, {len(right)} posts", f"{precision(ours, right):.3f}", f"{first:.3f}", f"{among(ours, right):.3f}"]
    cells += [f"{precision(theirs, right):.3f}", f"{among(theirs, right):.3f}", f"{mean:+.3f} ({error:.3f})", f"{each:.1f}"]
    return f"| {' | '.join(cells)} |"


def precision(rankings: Mapping[int, Sequence[int]], right: Mapping[int, set[int]]) -> float:
    """The mean average precision of the first five."""
    return sum(average_precision(rankings[key], right[key]) for key in right) / len(right)


def among(rankings: Mapping[int, Sequence[int]], right: Mapping[int, set[int]]) -> float:
    """The share of posts that have a right claim among the candidates."""
    return sum(bool(set(rankings[key][:CANDIDATES]) & right[key]) for key in right) / len(right)


def write(shown: str) -> None:
    """The section between the two marks of docs/benchmarks.md, put at its end if the marks are not there."""
    section = f"{BEGIN}\n## Finding the earlier claim\n\n{PREFACE}\n\n{shown}\n{END}"
    put_between(BEGIN, END, section, into=DOCUMENT)


def measured_apart(directory: Path) -> list[str]:
    """The rows of the table on both databases, each in a process of its own, since Django is set up once in each."""
    found: list[str] = []
    for kind in ("sqlite", "postgresql"):
        asked = [sys.executable, "-m", "tests.bench.bench_retrieval", str(directory), "--database", kind]
        answer = subprocess.run(asked, check=False, stdout=subprocess.PIPE, text=True)
        print(answer.stdout, end="", flush=True)
        found += [line for line in answer.stdout.splitlines() if line.startswith("| ")]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="the directory that holds retrieval/ with the checkthat2020_* files")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one; without it both")
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md; of both databases")
    asked = parser.parse_args()
    if asked.database is None:
        print(f"| {' | '.join(HEAD)} |")
        found = measured_apart(asked.directory)
        print(f"Published, on the test part: {KNOWN}.")
        if asked.write and found:
            write("\n".join([f"| {' | '.join(HEAD)} |", "|" + "---|" * len(HEAD), *found]))
        return
    try:
        with fresh_database(asked.database):
            print("\n".join(measure(asked.directory / "retrieval")), flush=True)
    except RuntimeError as error:
        print(f"{asked.database}: left out, {error}")


if __name__ == "__main__":
    main()
