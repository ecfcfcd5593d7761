"""What workers and the broker are told, each for a way in which work gets lost or done twice otherwise."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from kombu.transport.redis import Channel

from tracker.celery import app
from tracker.models import Pulse
from tracker.tasks import drain
from tracker.tasks import sweep as sweep_task

ROOT = Path(__file__).parents[2]


def test_a_step_is_ended_before_its_lease_runs_out_and_its_message_comes_again_after():
    conf = app.conf
    assert (conf.task_soft_time_limit, conf.task_time_limit, settings.WORK_LEASE_SECONDS) == (50, 60, 90)
    assert conf.broker_transport_options["visibility_timeout"] == 120
    assert (
        conf.task_soft_time_limit < conf.task_time_limit < settings.WORK_LEASE_SECONDS < conf.broker_transport_options["visibility_timeout"]
    )


def test_a_message_is_done_with_when_its_task_is_and_not_before():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def test_nothing_but_json_is_taken_and_no_task_carries_more_than_nothing():
    assert (app.conf.task_serializer, app.conf.accept_content) == ("json", ["json"])
    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if name.startswith(("tracker.", "verification."))]
    assert len(ours) >= 3
    assert all(task.run.__code__.co_argcount == 0 for task in ours)  # the queue of record says what is to be done


def test_a_frozen_broker_costs_three_seconds_and_not_for_ever():
    options = app.conf.broker_transport_options
    assert (options["socket_timeout"], options["socket_connect_timeout"]) == (3, 3)


def test_what_a_dead_worker_took_is_looked_for_every_ten_seconds():
    options = app.conf.broker_transport_options
    assert options["unacked_restore_interval"] * options["unacked_restore_throttle"] == 10


def test_every_option_is_one_that_the_transport_reads():
    known = {*Channel.from_transport_options, "max_retries", "interval_start", "interval_step", "interval_max"}
    assert set(app.conf.broker_transport_options) <= known


def test_a_worker_waits_for_its_broker_as_long_as_it_takes():
    assert app.conf.broker_connection_max_retries is None
    assert app.conf.broker_connection_retry_on_startup


def test_no_job_is_put_off_by_the_broker():
    sources = [path.read_text() for package in ("tracker", "verification") for path in (ROOT / package).rglob("*.py")]
    assert not [source for source in sources if re.search(r"(apply_async|send_task)\([^)]*\b(countdown|eta)=", source)]


def test_what_the_schedule_sends_is_forgotten_when_nobody_takes_it():
    for entry in app.conf.beat_schedule.values():
        assert entry["schedule"] < entry["options"]["expires"] <= 10 * entry["schedule"]


def test_running_out_of_time_counts_as_an_attempt_since_the_step_raised():
    assert issubclass(SoftTimeLimitExceeded, Exception)


def test_limits_that_do_not_ascend_stop_the_start(tmp_path):
    environment = {**os.environ, "WORK_LEASE_SECONDS": "55", "READ_DOT_ENV": "0", "VAR_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "WORK_HARD_SECONDS=60 and WORK_LEASE_SECONDS=55 must ascend" in done.stderr


@pytest.mark.django_db
def test_the_sweep_and_the_scheduler_leave_their_time(monkeypatch):
    monkeypatch.setattr("celery.app.task.Task.apply_async", lambda self, *args, **options: None)
    sweep_task()
    drain()
    assert set(Pulse.objects.values_list("name", flat=True)) == {"sweep"}
    with app.connection_for_write("memory://") as connection:
        app.send_task("tracker.tasks.sweep", connection=connection)
    assert set(Pulse.objects.values_list("name", flat=True)) == {"sweep", "scheduler"}


def test_a_worker_has_read_the_engines_tables_before_it_takes_a_step():
    from tracker.celery import warm_up
    from verification.comparing.lexicon import rarities

    rarities.cache_clear()
    warm_up()
    assert rarities.cache_info().currsize == 1
