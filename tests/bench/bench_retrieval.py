"""Measures how well a post finds the claim that it repeats, on the CheckThat! 2020 files that DIR holds. Nothing is fitted on them; asserts nothing."""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from tests.bench.fresh_database import fresh_database

CUT = 5
AT = datetime(2026, 1, 1, tzinfo=UTC)
PARTS = ("dev", "train")
KNOWN = "on the test part, published: FTS5 .880, with embeddings .921, best trained .929"


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
    """One line for each part, on the database that is set up."""
    from django.db import connection, transaction

    from verification import retrieval

    began = perf_counter()
    claims = {int(key): (text, title) for key, text, title in rows(directory / "checkthat2020_verified_claims.tsv")}
    with transaction.atomic():
        for key, (text, title) in claims.items():
            retrieval.index_text("claim", key, f"{text}\n{title}", around=title)  # a title says the same in other words
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE tracker_found_claim")
    found = [f"{connection.vendor}: {len(claims)} verified claims indexed in {perf_counter() - began:.0f} s"]
    for part in PARTS:
        posts = {int(key): text for key, text in rows(directory / f"checkthat2020_{part}_queries.tsv")}
        found.append(scores(part, posts, relevant(directory / f"checkthat2020_{part}.qrels")))
    return found


def scores(part: str, posts: Mapping[int, str], right: Mapping[int, set[int]]) -> str:
    from verification import retrieval

    began = perf_counter()
    rankings = {key: retrieval.ranked("claim", [retrieval.Text(posts[key], AT)], limit=50)[0] for key in right}
    each = (perf_counter() - began) / len(right) * 1000
    precision = sum(average_precision(rankings[key], right[key]) for key in right) / len(right)
    first = sum(bool(set(rankings[key][:1]) & right[key]) for key in right) / len(right)
    among = sum(bool(set(rankings[key]) & right[key]) for key in right) / len(right)
    return f"{part}: MAP@5 {precision:.3f}, first {first:.3f}, among the candidates {among:.3f}, {len(right)} posts, {each:.1f} ms each"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="the directory that holds retrieval/ with the checkthat2020_* files")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one; without it both")
    asked = parser.parse_args()
    if asked.database is None:
        for kind in ("sqlite", "postgresql"):
            subprocess.run([sys.executable, "-m", "tests.bench.bench_retrieval", str(asked.directory), "--database", kind], check=False)
        print(f"Known, {KNOWN}.")
        return
    try:
        with fresh_database(asked.database):
            print("\n".join(measure(asked.directory / "retrieval")), flush=True)
    except RuntimeError as error:
        print(f"{asked.database}: left out, {error}")


if __name__ == "__main__":
    main()
