"""The one process of ``make run`` is killed while it loads the demo; the next start goes on, and in the end nothing is missing or there twice."""

from __future__ import annotations

import sqlite3

import pytest

from tests.faults.canonical import differences, dump
from tests.faults.demo import compare


@pytest.mark.services
def test_a_demo_whose_loading_was_killed_three_times_has_the_rows_of_one_that_was_not(tmp_path):
    assert compare(tmp_path, kills=3, seed=1) == []


class TestComparing:
    """That the comparison itself sees what it must."""

    @pytest.fixture
    def database(self, tmp_path):
        def made(name, *rows):
            path = tmp_path / f"{name}.sqlite3"
            with sqlite3.connect(path) as line:
                line.execute("CREATE TABLE tracker_source (id integer PRIMARY KEY, uuid char(32), name text)")
                line.execute(
                    "CREATE TABLE tracker_event (id integer PRIMARY KEY, at text, kind text, subject text,"
                    " source_id integer REFERENCES tracker_source (id))"
                )
                for number, (source, at, kind) in enumerate(rows, start=10 * len(name)):
                    uuid = f"{number:032x}"
                    line.execute("INSERT INTO tracker_source VALUES (?, ?, ?)", (number, uuid, source))
                    line.execute("INSERT INTO tracker_event VALUES (?, ?, ?, ?, ?)", (number, at, kind, f"source:{uuid}", number))
            return dump(path)

        return made

    ROWS = (("Lorn Wire", "2023-11-02 10:00:00", "source.made"), ("Orl Post", "2026-12-01 10:00:00", "source.made"))

    def test_numbers_uuids_and_times_of_the_run_are_not_compared(self, database):
        later = (self.ROWS[0], ("Orl Post", "2026-12-02 23:00:00", "source.made"))
        assert differences(database("one", *self.ROWS), database("another", *later)) == []

    @pytest.mark.parametrize(
        "others",
        [
            ROWS[:1],
            (*ROWS, ROWS[0]),
            (("Lorn Wire", "2023-11-03 10:00:00", "source.made"), ROWS[1]),
            (("Lorn Wired", "2023-11-02 10:00:00", "source.made"), ROWS[1]),
            (("Orl Post", "2023-11-02 10:00:00", "source.made"), ("Lorn Wire", "2026-12-01 10:00:00", "source.made")),
        ],
        ids=["a row less", "a row twice", "another day", "another word", "said of another"],
    )
    def test_everything_else_is(self, database, others):
        assert differences(database("one", *self.ROWS), database("another", *others)) != []
