"""Lets reports come in on a record and worker processes take them from intake to flags; what that costs, and whether the planted claims were found."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import mean, quantiles
from time import perf_counter, sleep
from typing import Any

from tests.bench.made_claims import BEGINS, DAYS, STATEMENTS
from tests.bench.made_reports import Incoming, dressed
from tests.bench.scale_record import Story
from tests.bench.scale_rivals import Asked, Score

SAME = (0, 3, 4)  # of the eight sentences those that say the same at every telling
DATED = "overnight"  # but not where they name a night, which is another one at another telling
PATIENCE = 1800  # seconds
LISTED = 1000  # claims that pages may show, of which tallies are kept as of all claims of a record that came in one by one


@dataclass(slots=True)
class Batch:
    """Reports on their way in: of each the number of the event that the record knows, None for news; and its eight sentences."""

    reports: list[Incoming] = field(default_factory=list)
    events: list[int | None] = field(default_factory=list)
    told: list[list[str]] = field(default_factory=list)
    received: list[int] = field(default_factory=list)  # the reports' keys


def batch_of(story: Story, size: int, *, seed: int, publishers: Sequence[str]) -> Batch:
    """*size* reports, every second one about an event that the record knows, the others news."""
    chance = Random(seed)
    story.chance = Random(seed + 1)
    made = Batch()
    for number in range(size):
        known = chance.randrange(len(story.events)) if number % 2 else None
        _, title, told, published = story.told(story.events[known] if known is not None else story.news())
        made.events.append(known)
        made.told.append(told)
        made.reports.append(dressed(chance, f"scale:{seed}:{number}", title, told, published, chance.choice(publishers)))
    return made


def texts_in(directory: Path) -> Batch:
    """Every text file of a folder as a report, its first line as the headline."""
    made = Batch()
    for number, file in enumerate(sorted(directory.rglob("*.txt"))):
        title, _, text = file.read_text(encoding="utf-8", errors="replace").partition("\n")
        made.events.append(None)
        made.told.append([])
        made.reports.append(Incoming(f"text:{number}", title[:300], text or title, BEGINS + timedelta(days=DAYS), "Own texts"))
    return made


def make_ready(batch: Batch) -> None:
    """Keep the frames of what the reports will meet, as a record has them whose statements came in one by one."""
    from tracker.language.reader import read
    from verification import retrieval
    from verification.services.kept_frames import Frames

    for report in batch.reports:
        around = f"{report.title}\n{report.text[: retrieval.LEAD]}"
        said = read(report.text, title=report.title, published=report.published).statements
        texts = [retrieval.Text(one.display, report.published, around) for one in said if one.check_worthy]
        met = {claim.opened_from.pk: claim.opened_from for found in retrieval.claims_near(texts) for claim in found if claim.opened_from}
        bare = [retrieval.Text(one.text, one.at) for one in texts]  # as new claims look back
        met |= {row.pk: row for found in retrieval.statements_near(bare) for row in found}
        Frames.made_for(list(met.values()))


def deliver(batch: Batch, *, workers: int) -> dict[str, Any]:
    """Take the reports in while that many processes work; until the last flag is raised. Reports a second, and what each step cost."""
    from django.utils import timezone

    from tests.bench.bench_desk import server_busy, timed
    from tracker.intake.record import receive
    from tracker.models import WorkItem
    from tracker.terms import Via

    running = [_worker() for _ in range(workers)]
    for one in running:
        if one.stdout is None or one.stdout.readline().strip() != "ready":
            raise RuntimeError("a worker did not start")
    begun, before = perf_counter(), server_busy()

    def take_in(report: Incoming) -> None:
        received = receive(
            text=report.text,
            title=report.title,
            publisher=report.publisher,
            published_at=report.published,
            external_id=report.key,
            via=Via.API,
            entered_by=None,
            now=timezone.now(),
        )
        batch.received.append(received.report.pk)

    intake = [timed(lambda report=report: take_in(report)) for report in batch.reports]
    while _waiting() and perf_counter() - begun < PATIENCE:
        sleep(0.02)
    took = perf_counter() - begun
    said = [_end(one) for one in running]
    steps = {kind: [cost for one in said for cost in one["steps"].get(kind, [])] for kind in ("read", "compare", "compare_back", "tally")}
    parts = {kind: [cost for one in said for cost in one["parts"][kind]] for kind in ("candidates", "comparing", "weighing")}
    every = {"intake": intake, **steps, **parts}
    busy = sum(one["busy_s"] for one in said) + server_busy() - before
    return {
        "workers": workers,
        "per_second": len(batch.reports) / took,
        "cpu_ms": sum(cpu for kind in ("intake", *steps) for _, cpu in every[kind]) / len(batch.reports),
        "busy_s": busy,
        "memory_mb": max(one["memory_mb"] for one in said),
        "parked": WorkItem.objects.filter(state="parked").count(),
        **{name: _summary(costs) for name, costs in every.items()},
    }


def _waiting() -> bool:
    from tracker.models import WorkItem

    return WorkItem.objects.filter(state="todo").exists()


def _worker() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.bench.scale_worker"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _end(worker: subprocess.Popen[str]) -> dict[str, Any]:
    said, _ = worker.communicate("")
    return json.loads(said.splitlines()[-1])


def _summary(costs: Sequence[tuple[float, float]]) -> dict[str, float]:
    """Of (clock, processor) milliseconds."""
    if len(costs) < 2:
        return {"p50": costs[0][0] if costs else 0.0, "p95": costs[0][0] if costs else 0.0, "cpu": costs[0][1] if costs else 0.0}
    cuts = quantiles([wall for wall, _ in costs], n=20, method="inclusive")
    return {"p50": cuts[9], "p95": cuts[18], "cpu": mean(cpu for _, cpu in costs)}


# ---- what was found


def asked_of(batch: Batch) -> list[Asked]:
    """The sentences that say the same at every telling, with the claims that the record has of them."""
    from tracker.models import Claim

    wanted = {event * STATEMENTS + place + 1 for event in batch.events if event is not None for place in SAME}
    keys = dict(Claim.objects.filter(number__in=wanted).values_list("number", "pk"))
    return [
        Asked(told[place], frozenset() if event is None else frozenset({keys[event * STATEMENTS + place + 1]}))
        for event, told in zip(batch.events, batch.told, strict=True)
        for place in SAME
        if DATED not in told[place]
    ]


def own_score(batch: Batch, asked: Sequence[Asked], newest: int) -> Score:
    """What the program found of the planted claims; false alarms are claims of before (up to *newest* in the record's order) that news was set against."""
    from tracker.models import Statement
    from verification.models import Evidence

    found = false = planted = news = 0
    answers = iter(asked)
    for report, told in zip(batch.received, batch.told, strict=True):
        said = list(Statement.objects.filter(reading__revision__report=report, part="body").values_list("pk", "quote"))
        for place in (place for place in SAME if DATED not in told[place]):
            one = next(answers)
            keys = [pk for pk, quote in said if _same_sentence(quote, told[place])]
            rows = Evidence.objects.filter(statement__in=keys).exclude(relation="none")
            if one.planted:
                planted += 1
                found += rows.filter(claim__in=one.planted).exclude(relation="contradicts").exists()
            else:
                news += 1
                false += rows.filter(claim__seq__lte=newest).exists()
    return Score("this program", found / max(1, planted), false / max(1, news), 0.0)


def _same_sentence(quote: str, sentence: str) -> bool:
    mine, theirs = quote.strip(" .").lower(), sentence.strip(" .").lower()
    return mine in theirs or theirs in mine


# ---- pages


def pages(size: int) -> Iterator[tuple[str, dict[str, float]]]:
    """What people open all day and what programs ask for: milliseconds by the clock and of the processors, by page."""
    from django.test import Client

    from tests import make
    from tests.bench.bench_desk import timed
    from tests.bench.made_desk import _people
    from tracker.models import Claim
    from verification.services import tallying

    reviewer = _people()["ray0"]
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(reviewer, backend="django.contrib.auth.backends.ModelBackend")
    program = make.client(reviewer, "read")
    newest = Claim.objects.order_by("-number").values_list("pk", flat=True)[:LISTED]
    tallying.changed(newest)
    tallying.count_changed(seconds=PATIENCE)
    some = list(Claim.objects.filter(number__lte=size).order_by("number").values_list("pk", "uuid")[:400:20])
    asked: list[tuple[str, Any, Iterable[str]]] = [
        ("home", browser, ["/admin/"]),
        ("list of claims", browser, ["/admin/tracker/claim/"]),
        ("a claim", browser, [f"/admin/tracker/claim/{key}/change/" for key, _ in some]),
        ("API, claims", program, ["/api/v1/claims"]),
    ]
    for name, client, addresses in asked:
        addresses = list(addresses)

        def ask(at: int, client: Any = client, addresses: Sequence[str] = addresses) -> None:
            answer = client.get(addresses[at % len(addresses)], SERVER_NAME="127.0.0.1")
            if answer.status_code != 200:
                raise RuntimeError(f"{addresses[at % len(addresses)]} answers {answer.status_code}")

        ask(0)
        yield name, _summary([timed(lambda at=at: ask(at)) for at in range(20)])


def first_output() -> float:
    """Seconds until ``manage.py read`` has printed its first line."""
    begun = perf_counter()
    command = [sys.executable, "manage.py", "read", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as asked:
        if asked.stdin is None or asked.stdout is None:
            raise RuntimeError("no pipes")
        asked.stdin.write("The dam at Lorn may have been mined, engineers said.\n")
        asked.stdin.close()
        asked.stdout.readline()
        took = perf_counter() - begun
        asked.stdout.read()
    return took
