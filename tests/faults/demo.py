"""Kills the one process of ``make run`` while it loads the demo, again and again, and compares what is there in the end with a run that nobody disturbed.

``python -m tests.faults.demo --kills 20 --seed 1``
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.canonical import differences, dump
from tests.faults.ground import wait
from tests.services.servers import ROOT, answers, free_port, until

LOADS_AT_MOST = 600.0  # seconds
STEPS = 61


@dataclass
class OneProcess:
    """What ``make run`` starts, on a folder of its own."""

    folder: Path
    port: int
    process: subprocess.Popen | None = None

    @property
    def database(self) -> Path:
        return self.folder / "demo.sqlite3"

    def start(self) -> None:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "LC_ALL")}
        environment = kept | {"READ_DOT_ENV": "0", "VAR_DIR": str(self.folder), "DEMO": "1"}
        with (self.folder / "run.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--prepare", "--port", str(self.port)],
                cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """The process and what it forked, at once."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)

    def stop(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.kill()

    def steps_done(self) -> int:
        """How many steps of the demo are marked as done."""
        try:
            with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=1) as line:
                return int((line.execute("SELECT value FROM tracker_counter WHERE name = 'demo'").fetchone() or [0])[0])
        except sqlite3.Error:
            return 0

    def until_served(self) -> None:
        """Until the demo is loaded, the page answers and nothing is left to do."""
        until(lambda: answers(self.port) or self._died(), seconds=LOADS_AT_MOST, what="the page")
        until(lambda: not self._left(), seconds=60, what="the work")

    def _left(self) -> int:
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=5) as line:
            return int(line.execute("SELECT count(*) FROM tracker_workitem WHERE state <> 'done'").fetchone()[0])

    def _died(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError(f"it ended by itself:\n{(self.folder / 'run.log').read_text()[-3000:]}")
        return False


def undisturbed(folder: Path) -> Path:
    """The database of a run that nobody disturbs."""
    run = OneProcess(folder, free_port())
    run.start()
    try:
        run.until_served()
        wait(3)  # the loop looks once after whose digest is due
    finally:
        run.stop()
    return run.database


def disturbed(folder: Path, *, kills: int, seed: int, say: Callable[[str], None] = lambda line: None) -> Path:
    """The database of a run that is killed at *kills* moments spread over the loading, and started again each time."""
    chance = random.Random(f"demo {seed}")
    run = OneProcess(folder, free_port())
    marks = sorted(chance.sample(range(STEPS), min(kills, STEPS)))  # when so many steps are done, and a moment later
    for number, mark in enumerate(marks, start=1):
        run.start()
        begun = time.monotonic()
        while run.steps_done() < mark and not run._died() and time.monotonic() - begun < LOADS_AT_MOST:
            wait(0.02)
        wait(chance.uniform(0.0, 0.6) if mark else chance.uniform(0.5, 4.0))  # the first one may hit the tables being made
        run.kill()
        say(f"killed for the {number}. time, {run.steps_done()} steps done")
    run.start()
    try:
        run.until_served()
        wait(3)
    finally:
        run.stop()
    return run.database


def compare(folder: Path, *, kills: int, seed: int, say: Callable[[str], None] = lambda line: None) -> list[str]:
    """What a run that was killed has more or less than one that was not."""
    (folder / "whole").mkdir()
    (folder / "killed").mkdir()
    whole = dump(undisturbed(folder / "whole"))
    say(f"the run that nobody disturbed has {sum(sum(rows.values()) for rows in whole.values())} rows")
    return differences(whole, dump(disturbed(folder / "killed", kills=kills, seed=seed, say=say)))


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--kills", type=int, default=20)
    given.add_argument("--seed", default="1")
    asked = given.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="faults-demo-"))
    try:
        found = compare(folder, kills=asked.kills, seed=int(asked.seed.split(",")[0]), say=lambda line: print(f"  … {line}", flush=True))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for one in found:
        print(f"  {one}")
    print("the same rows as a run that nobody disturbed" if not found else f"{len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
