"""What goes wrong during a run, when, and how it is put up again. The order of faults comes from the seed; which process is hit, from the moment."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg

from tests.faults.ground import LEASE, SCHEDULERS, WORKERS, Ground, napping, wait
from tests.faults.sink import MODES

LONG = 25.0  # seconds of faults
MAKES_UP_FOR = 90.0  # seconds
THAWS_LATER = 1.5  # seconds by which a master goes on after its children

WEIGHTS = {
    "child killed": 8,
    "worker killed": 2,
    "redis flushed": 3,
    "redis killed": 2,
    "redis frozen": 2,
    "postgres stopped": 2,
    "mail trouble": 7,
    "mail answer lost": 2,
    "scheduler killed": 2,
    "worker frozen": 1,
    "web killed": 1,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong: when (seconds into the run), what, for how long, and a number to choose a victim by."""

    at: float
    kind: str
    lasts: float
    pick: int


def schedule(seed: int, *, seconds: float) -> list[Fault]:
    """A fault every 0.8 to 2 seconds for so long, longer if need be: every kind stands in it (the frozen worker twice, if long) before chance deals."""
    chance = random.Random(f"chaos {seed}")
    kinds = [*WEIGHTS, *(["worker frozen"] if seconds >= LONG else [])]
    chance.shuffle(kinds)
    faults: list[Fault] = []
    at = 1.0
    while kinds or at < seconds:
        kind = kinds.pop() if kinds else chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        faults.append(Fault(round(at, 2), kind, round(chance.uniform(0.5, 3.0), 2), chance.randrange(1000)))
        at += chance.uniform(0.8, 2.0)
    return faults


@dataclass
class Chaos:
    """Carries a schedule out on a ground, and heals it. Faults that last are undone beside the next ones."""

    ground: Ground
    done: Counter[str] = field(default_factory=Counter)
    mending: list[threading.Thread] = field(default_factory=list)
    busy: set[str] = field(default_factory=set)
    taken_over: int = 0  # frozen in the middle of a step that another did meanwhile
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, faults: list[Fault]) -> None:
        begun = time.monotonic()
        for fault in faults:
            wait(fault.at - (time.monotonic() - begun))
            if self.strike(fault):
                self.done[fault.kind] += 1

    def make_up(self, faults: list[Fault]) -> None:
        """Deal each kind that hit nothing, because its victim was down just then, until it has hit: on a slow machine servers are down for long."""
        end = time.monotonic() + MAKES_UP_FOR
        for fault in {fault.kind: fault for fault in faults}.values():
            while not self.done[fault.kind] and time.monotonic() < end:
                if self.strike(fault):
                    self.done[fault.kind] += 1
                else:
                    wait(0.2)

    def strike(self, fault: Fault) -> bool:
        """Whether it hit: what is down or frozen already is left alone."""
        match fault.kind:
            case "child killed":
                return self._kill_child(WORKERS[fault.pick % 2], fault.pick)
            case "web killed":
                return self._kill_child("web", 0)
            case "worker killed":
                name = WORKERS[fault.pick % 2]
                return self._down_and_up(name, self._kill_master, lambda: self.ground.start_worker(name), fault.lasts)
            case "scheduler killed":
                name = SCHEDULERS[fault.pick % 2]
                return self._down_and_up(name, self.ground.kill, lambda: self.ground.start_scheduler(name), fault.lasts)
            case "redis flushed":
                return self.flush()
            case "redis killed":
                return self._down_and_up("redis", self.ground.kill, self.ground.start_redis, fault.lasts / 2)
            case "redis frozen":
                return self._down_and_up("redis", self._freeze, lambda: self._thaw("redis"), fault.lasts)
            case "postgres stopped":
                return self._down_and_up("postgres", lambda name: self.ground.stop_postgres_at_once(), self.ground.start_postgres, 0.2)
            case "worker frozen":
                return self.freeze_worker(WORKERS[fault.pick % 2])
            case "mail trouble":
                self.ground.sink.set(MODES[1 + fault.pick % (len(MODES) - 1)])
                self._later(lambda: self.ground.sink.set("ok"), fault.lasts)
                return True
            case "mail answer lost":
                self.ground.sink.lose_an_answer()
                return True
        raise ValueError(fault.kind)

    # ---- single faults

    def flush(self) -> bool:
        """Everything that Redis holds is gone."""
        import redis

        try:
            redis.Redis(port=self.ground.redis_port, socket_timeout=1, socket_connect_timeout=1).flushall()
        except redis.RedisError:
            return False
        return True

    def freeze_worker(self, name: str) -> bool:
        """A worker that is in the middle of a step sleeps for longer than its lease, then goes on as if nothing had been."""
        held: list[str] = []
        return self._down_and_up(name, lambda name: held.extend(self._freeze_in_a_step(name)), lambda: self._thaw_late(name, held), LEASE)

    def _freeze_in_a_step(self, name: str) -> list[str]:
        """Stop the worker when one of its children is in the suite's own step; after a while, whatever it does. The subjects of those steps."""
        end = time.monotonic() + 6
        while True:
            thinking = self._thinking(name)
            if thinking or time.monotonic() > end:
                for pid in [*self.ground.children(name), self.ground.running[name].pid]:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGSTOP)
                if not thinking or thinking & self._thinking(name):
                    return sorted(thinking)
                self._thaw(name)  # it had done just before
            wait(0.01)

    def _thinking(self, name: str) -> set[str]:
        """What the children of a worker are at, in the suite's own step."""
        found = set()
        for pid in self.ground.children(name):
            with suppress(OSError):
                found.add(napping(self.ground.folder, pid).read_text())
        return found

    def _thaw_late(self, name: str, held: list[str]) -> None:
        """Let it go on when another has done what it held, or after so long that there may be no other."""
        end = time.monotonic() + 30
        while held and time.monotonic() < end:
            with suppress(psycopg.Error):
                if self.ground.rows("SELECT 1 FROM faults_tally WHERE subject = ANY(%s) LIMIT 1", held):
                    self.taken_over += 1
                    break
            wait(0.2)
        self._thaw(name)

    def _kill_child(self, name: str, pick: int) -> bool:
        children = self.ground.children(name)
        if name in self.busy or not children:
            return False
        with suppress(ProcessLookupError):
            os.kill(children[pick % len(children)], signal.SIGKILL)
            return True
        return False

    def _kill_master(self, name: str) -> None:
        """The master alone: its children are left to find out."""
        process = self.ground.running.pop(name)
        process.kill()
        process.wait(timeout=20)

    def _freeze(self, name: str) -> None:
        os.kill(self.ground.running[name].pid, signal.SIGSTOP)

    def _thaw(self, name: str) -> None:
        """Children first: they go on before their master has looked at the clock."""
        for pid in self.ground.children(name):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        wait(THAWS_LATER)
        with suppress(ProcessLookupError, KeyError):
            os.kill(self.ground.running[name].pid, signal.SIGCONT)

    def _down_and_up(self, name: str, down: Callable[[str], None], up: Callable[[], None], seconds: float) -> bool:
        with self.lock:
            if name in self.busy:
                return False
            self.busy.add(name)
        down(name)

        def mend() -> None:
            up()
            with self.lock:
                self.busy.discard(name)

        self._later(mend, seconds)
        return True

    def _later(self, act: Callable[[], None], seconds: float) -> None:
        def wait_and_act() -> None:
            wait(seconds)
            act()

        thread = threading.Thread(target=wait_and_act, daemon=True)
        self.mending.append(thread)
        thread.start()

    # ---- the end

    def freeze_once_more(self) -> None:
        """Now that nothing else goes wrong: a worker sleeps in a step until another has done it, and wakes. Whichever is in one first."""
        self.mended()
        end = time.monotonic() + 15
        while not (busy := [name for name in WORKERS if self._thinking(name)]) and time.monotonic() < end:
            wait(0.01)
        if busy:
            self.freeze_worker(busy[0])
            self.mended()

    def mended(self) -> None:
        """Wait until whatever was done for a while has been undone."""
        for thread in self.mending:
            thread.join(60)

    def last_blow(self) -> None:
        """Every worker dies with what it holds, and every ring is lost: nothing but the schedule can tell that there is work."""
        self.mended()
        for name in WORKERS:
            self.ground.kill(name)
        self.flush()

    def heal(self) -> None:
        """Everything runs again and behaves."""
        self.mended()
        self.ground.sink.set("ok")
        for name in WORKERS:
            if name not in self.ground.running:
                self.ground.start_worker(name)
        for name in SCHEDULERS:
            if name not in self.ground.running:
                self.ground.start_scheduler(name)
