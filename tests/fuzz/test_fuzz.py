"""Random and mutated inputs at every door: no error of the program, and whatever was acknowledged is stored once and read.

``make fuzz-doors N=10000``; FUZZ_INPUTS is how many at each door, else ``USUAL``, FUZZ_FIRST the number of the first, by which one that failed is had again.
"""

from __future__ import annotations

import logging
import os
import resource
from contextlib import closing

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from tests import handing_in
from tests.fuzz.doors import DOORS, REPORTS
from tests.fuzz.inputs import numbered
from tests.fuzz.readers import Readers
from tests.roles import world
from tracker import work
from tracker.intake import apart
from tracker.intake import fetch as fetching
from tracker.models import Report, WorkItem
from tracker.terms import WorkState

pytestmark = pytest.mark.django_db
INPUTS = int(os.environ.get("FUZZ_INPUTS", "0"))
USUAL = {**dict.fromkeys(DOORS, 200), **dict.fromkeys(REPORTS, 100)}  # what is kept must be read too, which costs more than any door
FIRST = int(os.environ.get("FUZZ_FIRST", "0"))
AGAIN = 8  # of so many, one is handed in twice
AT_ONCE = max(20, INPUTS // 20)  # after so many, what was kept is read and taken back
COMPARED = 1 if INPUTS else 4  # of so many times, once it is also compared with the claims there are
GROWTH = 96_000_000  # bytes that the program itself may grow by at one door, beside what its database holds in memory


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker, tmp_path_factory):
    """One desk for all doors; the test does its work."""
    with handing_in.desk(tmp_path_factory.mktemp("handed-in"), django_db_blocker.unblock()) as made:
        yield made


@pytest.fixture(scope="module")
def readers():
    with closing(Readers()) as made:
        yield made


@pytest.mark.parametrize("name", DOORS)
def test_nothing_that_is_handed_in_breaks_a_door_or_is_lost(name, desk, readers, settings, monkeypatch, request):
    settings.REDIS_URL, settings.FETCH_TEST_PORTS = handing_in.AWAY, (desk["site"].port,)
    monkeypatch.setattr(fetching, "addresses_of", lambda host, port: ["127.0.0.1"] if host == "127.0.0.1" else [])
    monkeypatch.setattr(apart, "subprocess", readers)
    logging.disable(logging.CRITICAL)  # each refusal is a line
    request.addfinalizer(lambda: logging.disable(logging.NOTSET))
    begun, kept, numbers, whole = None, 0, range(FIRST, FIRST + (INPUTS or USUAL[name])), settings.PIPELINE
    for turn in range(-(-len(numbers) // AT_ONCE)):
        settings.PIPELINE = whole | ({"compare": "tests.fuzz.test_fuzz.nothing"} if turn % COMPARED else {})
        with transaction.atomic():
            kept += len(handed_in(name, desk, numbers[turn * AT_ONCE :][:AT_ONCE]))
            transaction.set_rollback(True)
        begun = begun or memory()
    assert memory() - begun < GROWTH
    if name in REPORTS and len(numbers) >= AT_ONCE:
        assert kept >= len(numbers) / 20, "hardly an input was let in: this proves little"


def nothing(subject, *, now):
    return ()


def handed_in(name: str, desk: world.World, numbers: range) -> set[str]:
    """Hand in these, and see that what was acknowledged is stored once and read, and nothing else; what was."""
    waited = set(WorkItem.objects.values_list("pk", flat=True))
    before, kept = set(Report.objects.values_list("uuid", flat=True)), set()
    for number in numbers:
        kept.update(told(name, desk, number))
    work.run_until_idle()
    stored = {str(one) for one in Report.objects.exclude(uuid__in=before).values_list("uuid", flat=True)}
    assert stored == kept - {str(one) for one in before}
    read_once(kept, waited)
    return kept


def told(name: str, desk: world.World, number: int) -> tuple[str, ...]:
    """Hand one in, some twice; the reports that were acknowledged."""
    cache.clear()
    try:
        hand_in = DOORS[name](desk, numbered(name, number))
        answer = hand_in()
        assert answer.status < 500, f"{answer.status}"
        if number % AGAIN == 0 and name in REPORTS and name != "batch":
            assert hand_in().kept == answer.kept, "the same again is another report"
    except Exception as error:
        raise AssertionError(f"{name}, input {number}: {error!r}") from error
    return answer.kept


def read_once(kept: set[str], waited: set[int]) -> None:
    """Each is read, and no step is left or parked."""
    unread = Report.objects.filter(uuid__in=kept).exclude(revisions__readings__current=True)
    assert not [str(one.uuid) for one in unread[:5]]
    left = WorkItem.objects.exclude(state=WorkState.DONE).exclude(pk__in=waited)
    assert not [f"{one.kind} {one.subject} {one.state}: {one.last_error}" for one in left[:5]]


def memory() -> int:
    """Bytes that this process holds at the most so far, less those of a database in memory."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    if connection.vendor != "sqlite":
        return held
    with connection.cursor() as cursor:
        pages, size = (cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return held - pages * size
