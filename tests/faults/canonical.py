"""A database as what it says, without what a machine or a moment put in: row numbers, UUIDs, times of the run. Two runs that say the same compare equal."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

OURS = ("tracker_", "verification_")
# Of the machine and not of the record: heartbeats, seals, who holds what, saved sessions.
NOT_COMPARED = {"tracker_pulse", "tracker_seal", "tracker_token", "tracker_submission"}
COLUMNS_NOT_COMPARED = {
    "tracker_workitem": {"lease_until", "fence", "attempts", "expiries", "last_error"},
    "tracker_person": {"password", "last_login", "date_joined"},
    "verification_digest": {"message_id", "text", "html", "last_error"},
}
EVENTS_NOT_COMPARED = {"integrity.checked"}
WORDS = {
    "verification_digest.state": {"sending": "sent", "uncertain": "sent"}
}  # killed between the last byte and the mark: nobody can know
RECENT = "2025-06-01"  # later than anything that the seeds tell
UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T]\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)?")


def dump(path: Path) -> dict[str, Counter[str]]:
    """Each table's rows as they compare, with how often each stands."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as line:
        line.row_factory = sqlite3.Row
        return Dump(line).tables()


def differences(one: dict[str, Counter[str]], other: dict[str, Counter[str]], *, at_most: int = 5) -> list[str]:
    """What the first has and the second lacks, and the other way round, a few of each table."""
    told = []
    for table in sorted(one.keys() | other.keys()):
        first, second = one.get(table, Counter()), other.get(table, Counter())
        for name, extra in (("lacks", first - second), ("adds", second - first)):
            told += [f"{table} {name} {n} × {row[:400]}" for row, n in list(extra.items())[:at_most]]
    return told


class Dump:
    """One database read through."""

    def __init__(self, line: sqlite3.Connection) -> None:
        self.line = line
        named = line.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        self.names = [row[0] for row in named if row[0].startswith(OURS) and "_found_" not in row[0] and row[0] not in NOT_COMPARED]
        self.keys = {name: self._foreign(name) for name in self.names}
        self.rows = {name: line.execute(f'SELECT * FROM "{name}"').fetchall() for name in self.names}
        self.labels: dict[tuple[str, Any], str] = {}
        self.by_uuid: dict[str, str] = {}
        for name in self.names:  # what a row says by itself stands for its number
            for row in self.rows[name]:
                label = hashlib.sha256(self._content(name, row, related=False).encode()).hexdigest()[:12]
                primary = next((row[column] for column in ("id", "name") if column in row.keys()), None)  # noqa: SIM118 - a sqlite3.Row
                self.labels[name, primary] = label
                if "uuid" in row.keys():  # noqa: SIM118
                    self.by_uuid[str(row["uuid"]).replace("-", "")] = label

    def tables(self) -> dict[str, Counter[str]]:
        return {
            name: Counter(self._content(name, row, related=True) for row in self.rows[name] if not self._beside(name, row))
            for name in self.names
        }

    def _foreign(self, name: str) -> dict[str, str]:
        return {row[3]: row[2] for row in self.line.execute(f'PRAGMA foreign_key_list("{name}")')}

    def _beside(self, name: str, row: sqlite3.Row) -> bool:
        if name == "tracker_counter":
            return row["name"] == "demo begun"  # a time of the run
        return name == "tracker_event" and row["kind"] in EVENTS_NOT_COMPARED

    def _content(self, name: str, row: sqlite3.Row, *, related: bool) -> str:
        said: dict[str, Any] = {}
        for column in row.keys():  # noqa: SIM118
            if column in ("id", "uuid") or column in COLUMNS_NOT_COMPARED.get(name, ()):
                continue
            value = row[column]
            if column in self.keys[name]:
                if related and value is not None:
                    said[column] = self.labels.get((self.keys[name][column], value), "a row that is not compared")
                continue
            value = WORDS.get(f"{name}.{column}", {}).get(value, value)
            said[column] = self._plain(value, related=related)
        return json.dumps(said, sort_keys=True, ensure_ascii=False)

    def _plain(self, value: Any, *, related: bool) -> Any:
        """A value without UUIDs of rows and without times of the run."""
        if isinstance(value, bytes):
            return hashlib.sha256(value).hexdigest()
        if not isinstance(value, str):
            return value
        value = UUID.sub(lambda found: self.by_uuid.get(found.group().replace("-", ""), "a row") if related else "a row", value)
        return MOMENT.sub(lambda found: "lately" if found.group(1) > RECENT else found.group(), value)
