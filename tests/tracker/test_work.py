"""The queue of record: leases, fences, attempts, followers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models import QuerySet

from tracker import work
from tracker.models import Pulse, WorkItem
from tracker.terms import WorkState

pytestmark = pytest.mark.django_db
calls: list[str] = []


def note(subject, *, now):
    calls.append(subject)
    return ()


def leave_more(subject, *, now):
    calls.append(subject)
    return [work.Follow("note", f"after {subject}")]


def leave_for_tomorrow(subject, *, now):
    return [work.Follow("note", subject, due_at=now + timedelta(days=1))]


def go_shopping(subject, *, now):
    calls.append("in a transaction" if connection.in_atomic_block else "outside")
    if subject == "nothing there":
        raise OSError("the shop is shut")
    return f"bread for {subject}"


def eat(subject, *, now, brought):
    calls.append(brought)


def write_then_fail(subject, *, now):
    work.enqueue("note", "half-done", now=now)
    raise ValueError("the ink ran out")


@pytest.fixture(autouse=True)
def _pipeline(settings):
    calls.clear()
    settings.PIPELINE = {name: f"{__name__}.{name}" for name in ("note", "leave_more", "leave_for_tomorrow", "eat", "write_then_fail")}
    settings.ERRANDS = {"eat": f"{__name__}.go_shopping"}


def test_a_step_is_left_once_for_one_state_of_its_input(now):
    first = work.enqueue("note", "a", now=now)
    assert work.enqueue("note", "a", now=now).pk == first.pk
    assert work.enqueue("note", "a", now=now, version="2").pk != first.pk


def test_an_unknown_kind_names_the_known_ones(now):
    with pytest.raises(LookupError, match=r"'paint' is not in settings\.PIPELINE; known: note"):
        work.enqueue("paint", "a", now=now)


def test_done_work_is_not_done_again(now):
    work.enqueue("note", "a", now=now)
    assert work.run_until_idle(now=now) == 1
    work.enqueue("note", "a", now=now)
    assert work.run_until_idle(now=now) == 0
    assert calls == ["a"]


def test_followers_are_written_with_done(now):
    work.enqueue("leave_more", "a", now=now)
    assert work.run_until_idle(now=now) == 2
    assert calls == ["a", "after a"]


def test_a_follower_may_be_left_for_later(now):
    work.enqueue("leave_for_tomorrow", "a", now=now)
    assert work.run_until_idle(now=now) == 1
    assert work.run_until_idle(now=now + timedelta(days=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_an_errand_is_run_outside_the_transaction_and_the_job_is_handed_what_it_brought(now):
    work.enqueue("eat", "a", now=now)
    work.run_until_idle(now=now)
    assert calls == ["outside", "bread for a"]


def test_an_errand_that_fails_counts_as_an_attempt(now):
    work.enqueue("eat", "nothing there", now=now)
    work.run_until_idle(now=now)
    assert (WorkItem.objects.get().attempts, WorkItem.objects.get().last_error) == (1, "OSError: the shop is shut")


def test_a_leased_item_is_not_given_to_another(now):
    work.enqueue("note", "a", now=now)
    assert work.lease(now=now) is not None
    assert work.lease(now=now) is None


def test_an_expired_lease_is_given_away_and_the_first_holder_can_no_longer_finish(now, settings):
    work.enqueue("note", "a", now=now)
    slow = work.lease(now=now)
    later = now + timedelta(seconds=settings.WORK_LEASE_SECONDS)
    quick = work.lease(now=later)
    assert quick.pk == slow.pk
    assert quick.expiries == 1
    with pytest.raises(work.LeaseLost):
        work.finish(slow, [], now=later)
    work.finish(quick, [], now=later)
    assert WorkItem.objects.get().state == WorkState.DONE


def test_what_a_failed_step_wrote_is_gone_and_the_step_is_tried_later(now):
    work.enqueue("write_then_fail", "a", now=now)
    work.run_until_idle(now=now)
    item = WorkItem.objects.get()
    assert (item.kind, item.state, item.attempts) == ("write_then_fail", WorkState.TODO, 1)
    assert item.last_error == "ValueError: the ink ran out"
    assert item.due_at > now


def test_five_failures_park_an_item_and_it_can_be_run_again(now, settings):
    work.enqueue("write_then_fail", "a", now=now)
    for hour in range(10):
        work.run_until_idle(now=now + timedelta(hours=hour))
    item = WorkItem.objects.get()
    assert (item.state, item.attempts) == (WorkState.PARKED, settings.WORK_ATTEMPTS)
    assert work.backlog() == {"parked": 1}
    work.run_again(item, now=now)
    item.refresh_from_db()
    assert (item.state, item.attempts) == (WorkState.TODO, 0)


def test_an_item_that_kills_its_worker_is_parked_in_the_end(now, settings):
    work.enqueue("note", "a", now=now)
    for round_ in range(settings.WORK_EXPIRIES + 5):
        work.lease(now=now + timedelta(hours=round_))
    item = WorkItem.objects.get()
    assert item.state == WorkState.PARKED
    assert "lease ran out" in item.last_error


def test_a_bell_that_cannot_be_rung_is_counted_and_loses_nothing(now, settings, django_capture_on_commit_callbacks, monkeypatch):
    monkeypatch.setattr(work, "_silent_until", 0.0)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.WORK_BELL = f"{__name__}.broken_bell"
    before = work.rings_lost
    with django_capture_on_commit_callbacks(execute=True):
        work.enqueue("note", "a", now=now)
    assert work.rings_lost == before + 1
    assert WorkItem.objects.filter(state=WorkState.TODO).count() == 1


def test_the_sweep_rings_only_for_what_is_due_and_free(now):
    work.enqueue("note", "later", now=now, due_at=now + timedelta(hours=1))
    assert work.sweep(now=now) == 0
    work.enqueue("note", "a", now=now)
    assert work.sweep(now=now) == 1
    work.lease(now=now)
    assert work.sweep(now=now) == 0


def broken_bell():
    raise ConnectionError("nobody there")


# ---- what is nobody's fault


def lose_the_database(subject, *, now):
    work.enqueue("note", "half-done", now=now)
    raise OperationalError("server closed the connection unexpectedly")


def test_a_database_that_goes_away_is_no_attempt_of_the_step(now, settings):
    settings.PIPELINE |= {"read": f"{__name__}.lose_the_database"}
    work.enqueue("read", "a", now=now)
    work.run_until_idle(now=now)
    item = WorkItem.objects.get()
    assert (item.state, item.attempts, item.expiries, item.lease_until) == (WorkState.TODO, 0, 1, None)
    assert item.due_at > now
    for hour in range(1, settings.WORK_EXPIRIES + 3):
        work.run_until_idle(now=now + timedelta(hours=hour))
    item.refresh_from_db()
    assert (item.state, item.attempts, item.expiries) == (WorkState.PARKED, 0, settings.WORK_EXPIRIES)


def test_a_kind_that_this_version_does_not_know_is_parked_and_keeps_nothing_waiting(now, settings):
    work.enqueue("note", "a", now=now)
    WorkItem.objects.update(kind="paint")
    for hour in range(settings.WORK_ATTEMPTS):
        work.run_until_idle(now=now + timedelta(hours=hour))
    assert WorkItem.objects.get().state == WorkState.PARKED
    assert "paint" in WorkItem.objects.get().last_error


def test_a_holder_that_sleeps_while_it_takes_an_item_has_its_own_number_and_not_its_successors(now, settings, monkeypatch):
    work.enqueue("note", "a", now=now)
    later = now + timedelta(seconds=settings.WORK_LEASE_SECONDS)
    update, successors = QuerySet.update, []

    def slept(self, **columns):
        done = update(self, **columns)
        if "fence" in columns and not successors:
            successors.append(None)
            successors[:] = [work.lease(now=later)]  # while the first one sleeps
        return done

    monkeypatch.setattr(QuerySet, "update", slept)
    sleeper = work.lease(now=now)
    assert sleeper.fence < successors[0].fence
    with pytest.raises(work.LeaseLost):
        work.finish(sleeper, [], now=later)


def test_what_a_dead_process_held_is_free_when_the_one_process_of_a_desk_starts(now):
    work.enqueue("note", "a", now=now)
    dead = work.lease(now=now)
    assert work.take_back() == 1
    assert work.run_until_idle(now=now) == 1
    with pytest.raises(work.LeaseLost):
        work.finish(dead, [], now=now)
    assert WorkItem.objects.get().expiries == 1


def test_a_bell_that_cannot_be_rung_is_left_alone_for_a_moment(now, settings, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.WORK_BELL = f"{__name__}.frozen_bell"
    clock = [1000.0]
    monkeypatch.setattr(work.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(work, "_silent_until", 0.0)
    for _ in range(3):
        work.ring()
    assert calls == ["tried"]
    clock[0] += work.RING_PAUSE
    work.ring()
    assert calls == ["tried", "tried"]


def frozen_bell():
    calls.append("tried")
    raise TimeoutError("no answer")


def test_a_parked_item_is_started_again_once(now, settings):
    work.enqueue("write_then_fail", "a", now=now)
    for hour in range(10):
        work.run_until_idle(now=now + timedelta(hours=hour))
    item = WorkItem.objects.get()
    assert work.run_again(item, now=now) is True
    assert work.run_again(item, now=now) is False


def test_a_pulse_is_one_row_with_the_newest_time(now):
    work.beat("sweep", now=now, waiting=3)
    work.beat("sweep", now=now + timedelta(minutes=1), waiting=0)
    assert list(Pulse.objects.values_list("name", "at", "facts")) == [("sweep", now + timedelta(minutes=1), {"waiting": 0})]


def test_one_sweep_wakes_as_many_workers_as_there_are_steps_and_no_crowd(now, settings, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.WORK_BELL = f"{__name__}.ding"
    monkeypatch.setattr(work, "_silent_until", 0.0)
    for n in range(work.RINGS_AT_ONCE + 5):
        WorkItem.objects.create(kind="note", subject=str(n), created_at=now, due_at=now)
        if n == 2:
            work.sweep(now=now)
            assert calls == ["ding"] * 3
    calls.clear()
    assert work.sweep(now=now) == work.RINGS_AT_ONCE + 5
    assert calls == ["ding"] * work.RINGS_AT_ONCE


def ding():
    calls.append("ding")
