"""Measures records and grouped copies on flight times that web sites report and copy from one another. Prints a table; asserts nothing.

The set: ``DIR/weighing/dirty.csv`` (what each site says) and ``DIR/weighing/clean.csv`` (what was so), with the columns src, flight and
four times. Each time of each flight is a question; every value that a site gives is a claim that the site states as fact.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from statistics import mean

from tracker.terms import Level
from verification.weighing.constants import PRIOR_MEAN, STATED_PROBABILITY, VERSION
from verification.weighing.independence import roots
from verification.weighing.support import Assertion, support_of
from verification.weighing.track_record import Staked, track_record

TIMES = ("sched_dep_time", "act_dep_time", "sched_arr_time", "act_arr_time")
CLOCK = re.compile(r"(\d{1,2}):(\d\d)\s*([ap])", re.IGNORECASE)
FACT = STATED_PROBABILITY[Level.STATED_AS_FACT]
SAID_AT = datetime(2011, 12, 1, tzinfo=UTC)
DRAWS = 5
SETTLED = 0.3
LEAST_COMMON = 10  # questions that two sites must share before their agreement says anything
COPIES = 30

Question = tuple[str, str]
Said = Mapping[str, Mapping[Question, int]]


def minutes(text: str) -> int | None:
    """Minutes after midnight; None where no time is given ("Not Available"). Day and zone are left out, as sites disagree on how to write them."""
    found = CLOCK.search(text)
    return None if found is None else (int(found[1]) % 12 + 12 * (found[3].lower() == "p")) * 60 + int(found[2])


def rows_of(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as opened:
            return list(csv.DictReader(opened))
    except OSError as error:
        sys.exit(
            f"{path}: {error.strerror}; name the directory that holds weighing/clean.csv and weighing/dirty.csv: make bench-weighing DATA=DIR"
        )


def load(directory: Path) -> tuple[dict[Question, int], dict[str, dict[Question, int]]]:
    """The truth by question, and what each site says."""
    truth, said = {}, defaultdict(dict)
    for row in rows_of(directory / "weighing" / "clean.csv"):
        truth |= {(row["flight"], time): at for time in TIMES if (at := minutes(row[time])) is not None}
    for row in rows_of(directory / "weighing" / "dirty.csv"):
        said[row["src"]].update({(row["flight"], time): at for time in TIMES if (at := minutes(row[time])) is not None})
    return truth, dict(said)


def contested(said: Said) -> set[Question]:
    values = defaultdict(set)
    for answers in said.values():
        for question, value in answers.items():
            values[question].add(value)
    return {question for question, given in values.items() if len(given) > 1}


def grouped(said: Said, agreement: float) -> dict[str, Hashable]:
    """Sites that give the same value to at least this share of the contested questions that both answer. Needs no outcomes."""
    open_questions, derives = contested(said), defaultdict(set)
    for one, other in combinations(sorted(said), 2):
        common = [question for question in said[one] if question in said[other] and question in open_questions]
        same = sum(said[one][question] == said[other][question] for question in common)
        if len(common) >= LEAST_COMMON and same >= agreement * len(common):
            derives[one].add(other)
            derives[other].add(one)
    return {site: min(origins, key=repr) for site, origins in roots(sorted(said), derives, {site: site for site in said}).items()}


def records(said: Said, truth: Mapping[Question, int], settled: set[Question]) -> dict[str, float]:
    return {
        site: track_record(Staked(q, FACT, float(value == truth[q]), SAID_AT) for q, value in answers.items() if q in settled).theta
        for site, answers in said.items()
    }


def right(
    said: Said, truth: Mapping[Question, int], asked: Sequence[Question], theta: Mapping[str, float], origin: Mapping[str, Hashable]
) -> float:
    """The share of questions whose best supported value is the true one; of n values equally well supported each counts 1/n."""
    total = 0.0
    for question in asked:
        for_value = defaultdict(list)
        for site, answers in said.items():
            if question in answers:
                for_value[answers[question]].append(Assertion(origin[site], origin[site], FACT, theta[site]))
        weight = {value: support_of(assertions).log_odds for value, assertions in for_value.items()}
        best = [value for value, sum_of in weight.items() if sum_of >= max(weight.values()) - 1e-12]
        total += (truth[question] in best) / len(best)
    return total / len(asked)


def wrong_report(said: Said, truth: Mapping[Question, int]) -> dict[Question, int]:
    """What one report would say that gives the commonest wrong value wherever sites differ, and is silent elsewhere."""
    report = {}
    for question in sorted(contested(said)):
        wrong = Counter(answers[question] for answers in said.values() if question in answers and answers[question] != truth[question])
        report[question] = min(wrong, key=lambda value: (-wrong[value], value))
    return report


def measure(said: Said, truth: Mapping[Question, int], agreements: Sequence[float]) -> dict[str, list[float]]:
    alone, prior = {site: site for site in said}, dict.fromkeys(said, PRIOR_MEAN)
    groups = {agreement: grouped(said, agreement) for agreement in agreements}
    shares = defaultdict(list)
    for draw in range(DRAWS):
        questions = sorted(truth)
        settled = set(random.Random(draw).sample(questions, round(SETTLED * len(questions))))
        asked = [question for question in questions if question not in settled]
        theta = records(said, truth, settled)
        shares["majority of sites"].append(right(said, truth, asked, prior, alone))
        for agreement, origin in groups.items():
            shares[f"copies grouped at {agreement}, no outcomes"].append(right(said, truth, asked, prior, origin))
        shares["records from 30 % settled"].append(right(said, truth, asked, theta, alone))
        for agreement, origin in groups.items():
            shares[f"records, copies grouped at {agreement}"].append(right(said, truth, asked, theta, origin))
    return shares


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="holds weighing/clean.csv and weighing/dirty.csv")
    truth, said = load(parser.parse_args(arguments).directory)
    agreements = (0.8, 0.9, 0.95)
    known = {
        "majority of sites": ".790",
        "records from 30 % settled": ".928",
        "records, copies grouped at 0.9": ".948",
        "copies grouped at 0.9, no outcomes": ".773 *",
    }
    known_injected = {"majority of sites": ".332", "records, copies grouped at 0.9": ".950"}
    report = wrong_report(said, truth)
    crowded = {**said, **{f"copy {n}": report for n in range(COPIES)}}
    print(f"{len(said)} sites, {len(truth)} questions, {len(contested(said))} contested; constants {VERSION}")
    print(f"mean (least–most) of {DRAWS} draws of the settled 30 %")
    for title, world, beside in (
        ("as the sites have it", said, known),
        (f"with {COPIES} copies of one wrong report", crowded, known_injected),
    ):
        print(f"\n{title:<44}{'measured':<24}known")
        for name, shares in measure(world, truth, agreements).items():
            print(f"  {name:<42}{f'{mean(shares):.3f} ({min(shares):.3f}–{max(shares):.3f})':<24}{beside.get(name, '')}")
    print(
        "\nKnown figures are from an earlier measurement whose draws and copies are not recorded; * is another, unsupervised method of copy detection."
    )


if __name__ == "__main__":
    main()
