"""The embedded work loop: it runs what is due and what the schedule says, and survives errors."""

from __future__ import annotations

import time

import pytest

from tests import make
from tracker.loop import WorkLoop
from tracker.models import WorkItem
from tracker.terms import WorkState

calls: list[str] = []


def ticked() -> None:
    calls.append("tick")


def broken() -> None:
    calls.append("broken")
    raise RuntimeError("the mail server is gone")


@pytest.fixture(autouse=True)
def _schedule(settings):
    calls.clear()
    settings.CELERY_BEAT_SCHEDULE = {"tick": {"task": f"{__name__}.ticked", "schedule": 3600}}


@pytest.mark.django_db
def test_a_turn_does_all_that_is_due():
    make.received("The dam at Lorn broke, officials said.")
    assert WorkItem.objects.filter(state=WorkState.TODO).exists()
    WorkLoop().turn()
    assert not WorkItem.objects.filter(state=WorkState.TODO).exists()


@pytest.mark.django_db
def test_the_schedule_runs_at_once_and_then_at_its_own_pace():
    loop = WorkLoop()
    loop.turn()
    loop.turn()
    assert calls == ["tick"]


@pytest.mark.django_db
def test_an_error_does_not_end_it(settings):
    settings.CELERY_BEAT_SCHEDULE = {"broken": {"task": f"{__name__}.broken", "schedule": 0}}
    loop = WorkLoop()
    loop.turn()
    loop.turn()
    assert calls == ["broken", "broken"]


@pytest.mark.django_db
def test_work_that_cannot_be_done_does_not_keep_the_schedule_waiting(settings):
    settings.PIPELINE = {"read": "tracker.services.nowhere.read_revision"}
    make.received("The dam at Lorn broke, officials said.")
    WorkLoop().turn()
    assert calls == ["tick"]


@pytest.mark.django_db(transaction=True)
def test_it_starts_works_and_stops():
    loop = WorkLoop(pause=0.01)
    loop.start()
    deadline = time.monotonic() + 10
    while not calls and time.monotonic() < deadline:
        time.sleep(0.01)
    loop.stop()
    assert calls == ["tick"]
    assert not loop._thread.is_alive()
