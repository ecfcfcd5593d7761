"""One fault run from start to verdict: ``python -m tests.faults.run --seeds 1,2,3 --size quick [--broken no-lock]``.

Exit code 0 when every promise was kept, 1 when one was broken, 2 when a server is missing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psycopg

from tests.faults import invariants, plan
from tests.faults.chaos import Chaos, schedule
from tests.faults.clients import Clients
from tests.faults.ground import DIGESTS, LEASE, SWEEP, WORKERS, Ground, wait, what_is_missing
from tests.faults.plan import BROKEN as WAYS
from tests.services.servers import until

SLACK = 4.0  # seconds that two busy cores may add to every wait


@dataclass(frozen=True, slots=True)
class Size:
    """How many reports, sent while things go wrong for how many seconds."""

    reports: int
    seconds: float


SIZES = {"ci": Size(45, 16), "quick": Size(150, 70), "standard": Size(300, 480)}
LATE = 20  # reports that come after the faults: some while a worker is frozen, the others when every worker is dead
CALM = 6
AT_A_TIME = 2


@dataclass
class Verdict:
    """What a run came to."""

    seed: int
    size: str
    broken: str
    faults: dict[str, int] = field(default_factory=dict)
    reports: int = 0
    sent_again: int = 0
    longest_answer: float = 0.0
    drained_in: float = 0.0
    longest_still: float = 0.0
    mails: int = 0
    uncertain: int = 0
    interrupted: int = 0
    parked: int = 0
    seconds: float = 0.0
    rules: list[invariants.Rule] = field(default_factory=list)

    @property
    def kept(self) -> bool:
        return all(not rule.broken for rule in self.rules)

    def told(self) -> str:
        """The verdict as lines for people."""
        title = f"seed {self.seed}, {self.size}" + (f", broken on purpose: {self.broken}" if self.broken else "")
        lines = [
            f"{title}: {sum(self.faults.values())} faults, {self.reports} reports ({self.sent_again} sent again), {self.mails} mails"
            f" ({self.uncertain} uncertain), {self.interrupted} interruptions; drained in {self.drained_in:.1f} s,"
            f" never still for more than {self.longest_still:.1f} s; longest answer {self.longest_answer:.1f} s; {self.seconds:.0f} s in all",
            "  " + ", ".join(f"{kind} {n}" for kind, n in sorted(self.faults.items())),
        ]
        for rule in self.rules:
            lines.append(f"  {'kept  ' if not rule.broken else 'BROKEN'} {rule.name}: {len(rule.broken)} of {rule.checked}")
            lines += [f"           {one}" for one in rule.broken[:5]]
        return "\n".join(lines)


def run(*, seed: int, size: str, broken: str = "", folder: Path, say: Callable[[str], None] = lambda line: None) -> Verdict:
    """Send a plan's reports while things go wrong, heal, wait, and judge."""
    begun = time.monotonic()
    extent = SIZES[size]
    verdict = Verdict(seed, size, broken)
    what = plan.make(seed, reports=extent.reports)
    what.save(folder / "plan.json")
    ground = Ground(folder, seed, broken)
    clients, chaos = Clients(ground), Chaos(ground)
    try:
        ground.open()
        say(f"servers are up after {time.monotonic() - begun:.0f} s; {extent.reports} reports, {extent.seconds:.0f} s of faults")
        reports = list(what.reports)
        early, late, last = reports[: -LATE - plan.STORY], reports[-LATE - plan.STORY : -plan.STORY], reports[-plan.STORY :]
        sending = clients.send(early, seconds=extent.seconds * 0.9)
        faults = schedule(seed, seconds=extent.seconds)
        half = len(faults) // 2
        chaos.run(faults[:half])
        move_on(ground, 1)
        chaos.run([_earlier(fault, faults[half].at - 1) for fault in faults[half:]])
        chaos.make_up(faults)
        for thread in sending:
            thread.join(240)
        ground.sink.set("ok")
        overtaken(ground, chaos, clients, late[:CALM])
        for thread in last_blow(chaos, clients, late[CALM:]):
            thread.join(60)
        chaos.flush()
        say("everything is healed now")
        chaos.heal()
        verdict.drained_in, verdict.longest_still = drain(ground)
        settle_mail(ground)  # what may not have arrived is known as such before the next mail announces it
        for report in last:  # one by one, so that every follower gets one more mail
            clients.until_acknowledged(report)
            drain(ground)
        move_on(ground, 2)
        settle_mail(ground)
        verdict.rules = invariants.all_rules(ground, what, clients)
        limit = LEASE + 2 * SWEEP + SLACK
        still = (f"nothing was done for {verdict.longest_still:.1f} s while there was work",) if verdict.longest_still > limit else ()
        verdict.rules.append(invariants.Rule(f"never still for longer than the lease and two sweeps ({limit:.0f} s with slack)", 1, still))
        if not broken:
            verdict.rules.append(the_programs_own_check(ground))
        counted = ground.rows("SELECT coalesce(sum(expiries), 0), count(*) FILTER (WHERE state = 'parked') FROM tracker_workitem")[0]
        verdict.interrupted, verdict.parked = int(counted[0]), int(counted[1])
        verdict.uncertain = ground.rows("SELECT count(*) FROM verification_digest WHERE state = 'uncertain'")[0][0]
    finally:
        ground.close()
    verdict.faults, verdict.reports, verdict.mails = dict(chaos.done), len(clients.acknowledged), len(ground.sink.taken)
    verdict.sent_again, verdict.longest_answer = sum(clients.refused.values()), clients.longest
    verdict.seconds = time.monotonic() - begun
    (folder / "verdict.json").write_text(json.dumps(asdict(verdict) | {"answers": clients.refused}, indent=1, ensure_ascii=False))
    return verdict


def overtaken(ground: Ground, chaos: Chaos, clients: Clients, reports: list[plan.Sent]) -> None:
    """Send some reports at a time to workers that have nothing else to do, until one froze in a step that another did meanwhile; then the rest."""
    before = chaos.taken_over
    chaos.mended()
    for at in range(0, len(reports), AT_A_TIME):
        if chaos.taken_over == before:
            drain(ground)
        sending = clients.send(reports[at : at + AT_A_TIME], seconds=0)
        if chaos.taken_over == before:
            chaos.freeze_once_more()
        for thread in sending:
            thread.join(60)


def last_blow(chaos: Chaos, clients: Clients, reports: list[plan.Sent]) -> list[threading.Thread]:
    """Every worker is dead when these reports come; who sends them."""
    chaos.last_blow()
    return clients.send(reports, seconds=0)


def _earlier(fault, by: float):
    from dataclasses import replace

    return replace(fault, at=max(0.0, fault.at - by))


def move_on(ground: Ground, period: int) -> None:
    """Those who read daily change their time zone or hour, which begins another day for them."""

    def moved() -> bool:
        try:
            with ground.database() as line:
                for name, _, periods in plan.FOLLOWERS:
                    zone, hour = periods[period]
                    line.execute("UPDATE tracker_person SET time_zone = %s, digest_hour = %s WHERE username = %s", (zone, hour, name))
        except psycopg.Error:
            return False
        return True

    until(moved, seconds=60, what="the database")


def drain(ground: Ground, *, seconds: float = 240) -> tuple[float, float]:
    """Wait until nothing is left to do: how long that took, and the longest time in which nothing was done. Gives up when all is still."""
    until(lambda: all(len(ground.children(name)) >= 2 for name in WORKERS), seconds=90, what="the workers")
    begun = moved = time.monotonic()
    done, longest = -1, 0.0
    while time.monotonic() - begun < seconds:
        left, now_done = ground.rows(
            "SELECT count(*) FILTER (WHERE state = 'todo'), count(*) FILTER (WHERE state = 'done') FROM tracker_workitem"
        )[0]
        if now_done != done:
            longest, done, moved = max(longest, time.monotonic() - moved), now_done, time.monotonic()
        if not left:
            break
        if time.monotonic() - moved > 4 * LEASE:
            longest = time.monotonic() - moved
            break
        wait(0.2)
    return time.monotonic() - begun, longest


def settle_mail(ground: Ground, *, seconds: float = 60) -> None:
    """Wait until no digest is on its way and three looks of the scheduler have made no new one."""
    quiet_since, seen = time.monotonic(), -1
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        total, open_ = ground.rows("SELECT count(*), count(*) FILTER (WHERE state IN ('pending', 'sending')) FROM verification_digest")[0]
        if open_ or total != seen:
            quiet_since, seen = time.monotonic(), total
        if time.monotonic() - quiet_since > 3 * DIGESTS:
            return
        wait(0.3)


def the_programs_own_check(ground: Ground) -> invariants.Rule:
    """The program's own check of its record agrees."""
    told = json.loads(ground.manage("verify_integrity", "--json", "--quiet", "--deep", may_fail=True))
    wrong = [f"{check['name']}: {fault['subject']} {fault['sentence']}" for check in told["checks"] for fault in check["faults"]]
    return invariants.Rule("verify_integrity finds nothing", sum(check["looked"] for check in told["checks"]), tuple(wrong))


def main() -> int:
    given = argparse.ArgumentParser(description="Let things go wrong under the whole program, and see that nothing is lost.")
    given.add_argument("--seeds", default="1", help="by commas (1)")
    given.add_argument("--size", default="quick", choices=sorted(SIZES))
    given.add_argument("--broken", default="", choices=["", *WAYS], help="take one guard away; the run must then fail")
    given.add_argument("--keep", action="store_true", help="leave logs, plan and cluster in the folder that is named at the end")
    asked = given.parse_args()
    if missing := what_is_missing():
        print(f"no fault run here: {missing}", file=sys.stderr)
        return 2
    verdicts = []
    for seed in (int(one) for one in asked.seeds.split(",")):
        folder = Path(tempfile.mkdtemp(prefix=f"faults-{seed}-"))
        folder.chmod(0o755)
        try:
            verdict = run(seed=seed, size=asked.size, broken=asked.broken, folder=folder, say=lambda line: print(f"  … {line}", flush=True))
        finally:
            if asked.keep:
                print(f"  kept in {folder}")
            else:
                shutil.rmtree(folder, ignore_errors=True)
        print(verdict.told(), flush=True)
        verdicts.append(verdict)
    broken = Counter(rule.name for verdict in verdicts for rule in verdict.rules if rule.broken)
    print("every promise was kept" if not broken else f"broken: {', '.join(broken)}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
