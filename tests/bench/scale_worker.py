"""One worker process of ``bench_scale``: takes steps from the queue until its standard input ends, and then says what they cost."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections import defaultdict
from pathlib import Path
from time import perf_counter, process_time, sleep

PAUSE = 0.01  # seconds until an empty queue is asked again


def most_resident() -> float:
    """The most memory that this process ever held, in MB. The kernel's own account of a child begins with what its parent held when it forked."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def main() -> None:
    import django
    from django.conf import settings

    django.setup()
    settings.DEBUG = False
    from django.utils.module_loading import import_string

    from tests.bench.bench_desk import server_busy
    from tracker import memory, work
    from verification.services import tallying

    for path in settings.WARM_UP:
        import_string(path)()
    memory.settle()
    steps: dict[str, list[tuple[float, float]]] = defaultdict(list)
    parts = timed_parts()
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    print("ready", flush=True)
    idle, counted = True, perf_counter()
    while not (over.is_set() and idle):
        begun, busy = perf_counter(), process_time() + server_busy()
        item = work.run_next()
        idle, kind = item is None, item.kind if item else ""
        if (idle and over.is_set()) or begun - counted > settings.TALLY_SECONDS:  # as the clock has it done
            counted, kind = begun, kind or "tally"
            tallying.count_changed(seconds=2.0)
        if kind:
            steps[kind].append(((perf_counter() - begun) * 1000, (process_time() + server_busy() - busy) * 1000))
        else:
            sleep(PAUSE)
    print(json.dumps({"steps": steps, "parts": parts, "memory_mb": most_resident(), "busy_s": process_time() + server_busy()}), flush=True)


def timed_parts() -> dict[str, list[tuple[float, float]]]:
    """Let the parts of comparing be timed, for each report: candidates, the comparisons, weighing; (clock, processor) in milliseconds."""
    from tests.bench.bench_desk import timed
    from verification.services import comparing
    from verification.services.pairing import Bench

    told: dict[str, list[tuple[float, float]]] = {"candidates": [], "comparing": [], "weighing": []}
    look_up, write, find, publish = Bench.look_up, comparing.write, Bench.compare, comparing.compare_statements
    spent = {"wall": 0.0, "busy": 0.0}

    def compared(self, claim, statement):  # type: ignore[no-untyped-def]
        begun, busy = perf_counter(), process_time()
        try:
            return find(self, claim, statement)
        finally:
            spent["wall"] += (perf_counter() - begun) * 1000
            spent["busy"] += (process_time() - busy) * 1000

    def looked_up(self, statements):  # type: ignore[no-untyped-def]
        told["candidates"].append(timed(lambda: look_up(self, statements)))

    def written(matches, **more):  # type: ignore[no-untyped-def]
        answer: list = []
        told["weighing"].append(timed(lambda: answer.append(write(matches, **more))))
        return answer[0]

    def published(reading, **more):  # type: ignore[no-untyped-def]
        spent.update(wall=0.0, busy=0.0)
        try:
            return publish(reading, **more)
        finally:
            told["comparing"].append((spent["wall"], spent["busy"]))

    Bench.look_up, Bench.compare = looked_up, compared  # type: ignore[method-assign, assignment]
    comparing.write, comparing.compare_statements = written, published
    return told


if __name__ == "__main__":
    main()
