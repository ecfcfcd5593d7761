"""A record of any size for measuring: made by rule up to a hundred thousand claims, and beyond that copied with other names, so that words grow as a text's do.

Every event is told first by a report whose eight statements open claims; every second one is told again by a report whose statements are evidence on those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from random import Random
from typing import Any
from uuid import uuid4

from tests.bench.made_claims import AT_ONCE, BEGINS, DAYS, SEED, STATEMENTS, Event, World, outlets, write_claims, write_reports

BASE = 100_000  # claims made one by one; a larger record is so many of these
EXPONENT = 0.6  # of Heaps' law: a record ten times as large has 10 ** 0.6 = 4 times as many names
SPELLINGS = 4
WORD = re.compile(r"\b[A-Z][a-z]+\b")
ROWS_AT_ONCE = 2000
Say = Callable[[str], None]


class Story(World):
    """A world in which every event is told in its turn; what is beyond them is news that nobody has told yet."""

    def __init__(self, claims: int) -> None:
        super().__init__(claims)
        while len(self.events) < claims // STATEMENTS:
            self.events.append(self._event())
        del self.events[claims // STATEMENTS :]

    def told(self, event: Event) -> tuple[Event, str, list[str], Any]:
        from datetime import timedelta

        published = BEGINS + timedelta(days=event.day + self.chance.randrange(21), minutes=self.chance.randrange(1440))
        return event, f"{event.thing.capitalize()} at {event.place} {event.done}", list(self._sentences(event)), published

    def first_tellings(self) -> Iterator[tuple[Event, str, list[str], Any]]:
        yield from (self.told(event) for event in self.events)

    def second_tellings(self) -> Iterator[tuple[int, tuple[Event, str, list[str], Any]]]:
        """Of every second event, with its number."""
        yield from ((at, self.told(event)) for at, event in enumerate(self.events) if at % 2)

    def news(self, days: int = DAYS) -> Event:
        """An event that is not in the record."""
        return self._event()


def write_record(claims: int, *, say: Say) -> Story:
    """Write *claims* claims and half as many further statements on them; the world that they tell of, as far as it was made one by one."""
    base = min(claims, BASE)
    story = Story(base)
    write_claims(base, fresh=0, say=say, told=story.first_tellings())
    _second_tellings(story, base, say)
    _beside()
    copies = claims // base
    if copies > 1:
        _copy_all(story, copies, say)
    _settle()
    return story


def _second_tellings(story: Story, base: int, say: Say) -> None:
    from django.db.models import Max

    from tracker.models import Claim, Statement
    from verification import retrieval
    from verification.comparing.relation import COMPARER
    from verification.models import Evidence

    claims = dict(Claim.objects.values_list("number", "pk"))
    number = 1 + max(Claim.objects.aggregate(n=Max("seq"))["n"], Statement.objects.aggregate(n=Max("seq"))["n"])
    carriers = outlets(SEED + 3)
    again = story.second_tellings()
    spans = {
        "sentence": "Says the same.",
        "claim_spans": [[0, 12]],
        "later_spans": [[0, 12]],
        "certainty_gap": 0,
        "features": {"shared": 2.0},
    }
    while batch := list(islice(again, AT_ONCE)):
        said = write_reports([telling for _, telling in batch], carriers, number)
        number += len(said)
        about = [at * STATEMENTS + place + 1 for at, _ in batch for place in range(STATEMENTS)]
        rows = [(claims[on], one) for on, one in zip(about, said, strict=True) if on in claims]
        Evidence.objects.bulk_create(
            Evidence(
                claim_id=claim,
                statement=one,
                comparer=COMPARER,
                relation="corroborates",
                score=0.8,
                rule="same_words",
                explanation=spans,
                made_at=one.said_at,
            )
            for claim, one in rows
        )
        retrieval.index_statements(said)
        say(f"{number} statements")


def _beside() -> None:
    """What the program keeps beside claims and statements: index rows, frames, how far each was compared, events, work that is done."""
    from django.db import connection

    now = "CURRENT_TIMESTAMP"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "INSERT INTO tracker_found_statement (rowid, own, around)"
                " SELECT c.opened_from_id, f.own, '' FROM tracker_found_claim f JOIN tracker_claim c ON c.id = f.rowid"
            )
            cursor.execute(
                "INSERT INTO tracker_found_statement_day (key, first, last)"
                " SELECT c.opened_from_id, f.first, f.last FROM tracker_found_claim_day f JOIN tracker_claim c ON c.id = f.key"
            )
        else:
            cursor.execute(
                "INSERT INTO tracker_found_statement (key, own, around, first, last)"
                " SELECT c.opened_from_id, f.own, ''::tsvector, f.first, f.last FROM tracker_found_claim f JOIN tracker_claim c ON c.id = f.key"
            )
        cursor.execute(
            "INSERT INTO tracker_event (at, kind, subject, claim_id, before, after, reason)"
            " SELECT opened_at, 'claim.opened', 'claim:' || uuid, id, '{}', '{\"text\": \"It was said.\"}', '' FROM tracker_claim ORDER BY id"
        )
        cursor.execute(
            "INSERT INTO verification_comparison (subject, comparer, up_to_seq) SELECT 'statement:' || uuid, 'rules-1', seq FROM tracker_statement"
        )
        cursor.execute(
            "INSERT INTO tracker_workitem (kind, subject, input_version, state, created_at, due_at, fence, attempts, expiries, last_error, done_at)"
            f" SELECT 'compare_back', uuid, '1', 'done', {now}, {now}, 1, 0, 0, '', {now} FROM tracker_claim"
        )
    _stand_in_frames()


def _stand_in_frames() -> None:
    """Packed frames of the usual size, signed by nobody: never unpacked, made anew where they are met. They are there to be looked past."""
    from tracker.models import Statement
    from verification.comparing.packing import pack
    from verification.models import StatementFrame
    from verification.services.kept_frames import words_of

    some = [pack(words_of(one).frame()) for one in Statement.objects.with_context().order_by("pk")[:100]]
    keys = Statement.objects.order_by("pk").values_list("pk", flat=True)
    waiting = keys.iterator(chunk_size=ROWS_AT_ONCE)
    while part := list(islice(waiting, ROWS_AT_ONCE)):
        StatementFrame.objects.bulk_create(
            [StatementFrame(statement_id=key, made_of=b"nobody", packed=some[key % len(some)]) for key in part], ignore_conflicts=True
        )


# ---- copies with other names


def respelled(story: Story, copy: int) -> tuple[dict[str, str], dict[str, str]]:
    """How the names of the world are spelt in one copy, each in one of a few ways: words of texts, and terms of the index."""
    letters = str.maketrans("rlbpmn", "lrpbnm"), str.maketrans("kgdtvf", "gktdfv")
    words: dict[str, str] = {}
    for name in dict.fromkeys([*story.places, *(part for person in story.people for part in person.split())]):
        way = Random(f"{copy}:{name}").randrange(SPELLINGS)
        low = name.lower()
        for bit, table in enumerate(letters):
            low = low.translate(table) if way >> bit & 1 else low
        words[name] = low.capitalize()
    terms = {name.lower(): other.lower() for name, other in words.items()}
    for person in story.people:
        first, last = person.split()
        terms[f"{first}{last}".lower()] = f"{words[first]}{words[last]}".lower()
    return words, terms


def _copy_all(story: Story, copies: int, say: Say) -> None:
    from django.db import connection

    tables = _tables(connection.vendor == "sqlite")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP INDEX tracker_found_claim_terms; DROP INDEX tracker_found_statement_terms")
            cursor.execute("SET session_replication_role = replica")  # rows that hold by themselves: each key is the old one plus a number
        tops = {}
        for table, (key, _) in tables.items():
            cursor.execute(f"SELECT max({key}) FROM {table}")
            tops[table] = cursor.fetchone()[0] or 0
        cursor.execute("SELECT max(n) FROM (SELECT max(seq) AS n FROM tracker_statement UNION SELECT max(seq) FROM tracker_claim) AS both_")
        tops["seq"] = cursor.fetchone()[0]
        cursor.execute("SELECT max(number) FROM tracker_claim")
        tops["number"] = cursor.fetchone()[0]
        for copy in range(1, copies):
            words, terms = respelled(story, copy)
            for table, (key, changes) in tables.items():
                _copy(cursor, table, key, changes, copy, tops, words, terms)
            say(f"{(copy + 1) * tops['number']} claims")
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
            for kind in ("claim", "statement"):
                cursor.execute(f"CREATE INDEX tracker_found_{kind}_terms ON tracker_found_{kind} USING gin ((own || around))")
            for table, (key, _) in tables.items():
                if key == "id":
                    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


# table: its key, and the columns that are not copied as they are: + shifted with that table's keys, n a new identifier, w words, t terms, k another key
TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "tracker_report": ("id", {"uuid": "n", "external_key": "k"}),
    "tracker_revision": ("id", {"uuid": "n", "report_id": "+tracker_report", "text": "w", "title": "w", "raw": "w", "raw_sha256": ""}),
    "tracker_reading": ("id", {"revision_id": "+tracker_revision"}),
    "tracker_statement": ("id", {"uuid": "n", "seq": "+seq", "reading_id": "+tracker_reading", "quote": "w", "display": "w"}),
    "tracker_chainlink": ("id", {"statement_id": "+tracker_statement"}),
    "tracker_claim": ("id", {"uuid": "n", "seq": "+seq", "number": "+number", "text": "w", "opened_from_id": "+tracker_statement"}),
    "verification_evidence": ("id", {"uuid": "n", "claim_id": "+tracker_claim", "statement_id": "+tracker_statement"}),
    "verification_statementframe": ("statement_id", {"statement_id": "+tracker_statement"}),
    "tracker_event": ("id", {"claim_id": "+tracker_claim", "subject": "k"}),
    "verification_comparison": ("id", {"subject": "k", "up_to_seq": "+seq"}),
    "tracker_workitem": ("id", {"subject": "k"}),
}
FOUND = {"claim": "+tracker_claim", "statement": "+tracker_statement"}
GENERATED = ("urgency",)
JSON = ("metadata", "markers", "cues", "dates", "explanation", "before", "after")


def _tables(lite: bool) -> dict[str, tuple[str, dict[str, str]]]:
    found = dict(TABLES)
    for kind, shift in FOUND.items():
        name, key = f"tracker_found_{kind}", "rowid" if lite else "key"
        found[name] = (key, {key: shift, "own": "t", "around": "t"})
        if lite:
            found[f"{name}_day"] = ("key", {"key": shift})
    return found


def _copy(
    cursor: Any,
    table: str,
    key: str,
    changes: dict[str, str],
    copy: int,
    tops: dict[str, int],
    words: dict[str, str],
    terms: dict[str, str],
) -> None:
    """Append one copy of the first rows of *table*."""
    from django.db import connection

    lite = connection.vendor == "sqlite"
    columns = ["rowid", "own", "around"] if key == "rowid" else _columns(cursor, table)
    kinds = [changes.get(name, f"+{table}" if name == key else "=") for name in columns]
    read = ", ".join(f"{name}::text" if not lite and name in ("own", "around", *JSON) else name for name in columns)

    def changed(row: tuple) -> list[Any]:
        made: list[Any] = []
        for kind, value in zip(kinds, row, strict=True):
            if kind == "=" or value is None:
                made.append(value)
            elif kind[:1] == "+":
                made.append(value + copy * tops[kind[1:]])
            elif kind == "n":
                made.append(uuid4().hex if lite else uuid4())
            elif kind == "w" and isinstance(value, str):
                made.append(WORD.sub(lambda found: words.get(found.group(), found.group()), value))
            elif kind == "t":
                made.append(_terms(value, terms, lite))
            elif kind == "k":
                made.append(f"{value[:60]}:{copy}")
            else:
                made.append(value)
        return made

    low, top = 0, tops[table]
    while low < top:
        cursor.execute(f"SELECT {read} FROM {table} WHERE {key} > %s AND {key} <= %s ORDER BY {key}", [low, min(top, low + ROWS_AT_ONCE)])
        rows = [changed(row) for row in cursor.fetchall()]
        low += ROWS_AT_ONCE
        if lite:
            cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})", rows)
        else:
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as into:
                for row in rows:
                    into.write_row(row)


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(f"SELECT * FROM {table} LIMIT 0")
    return ['"end"' if column[0] == "end" else column[0] for column in cursor.description if column[0] not in GENERATED]


def _terms(held: str, terms: dict[str, str], lite: bool) -> str:
    if lite:
        return " ".join(terms.get(term, term) for term in held.split())
    return " ".join(f"'{terms.get(term, term)}'" for term in (one.strip("'") for one in held.split()))


def _settle() -> None:
    """The counters that the program draws from, and the database's own statistics."""
    from django.db import connection
    from django.db.models import Max

    from tracker.models import Claim, Counter, Statement

    seq = max(Claim.objects.aggregate(n=Max("seq"))["n"], Statement.objects.aggregate(n=Max("seq"))["n"])
    number = Claim.objects.aggregate(n=Max("number"))["n"]
    for name, value in (("record", seq), ("claim", number)):
        Counter.objects.update_or_create(name=name, defaults={"value": value})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" and not connection.in_atomic_block else "ANALYZE")


def database_bytes() -> int:
    """How large the database is on disk."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])
