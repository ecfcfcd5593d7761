"""Full text over the record, one interface on two databases: SQLite FTS5, PostgreSQL tsvector + GIN.

A row of a kind ("claim", "statement", "report") stands under the primary key of what it is about. It holds its own terms, the terms of what surrounds
it, and the first and last day on which it was said. Terms are words already normalised by the caller, so that both databases answer alike.
The index is written in the transaction of the row that it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

KINDS = ("claim", "statement", "report")
WORD = re.compile(r"\w+", re.UNICODE)
ROWS_READ = 3000  # of the rows that a question's terms stand in, so many are ranked; rarer terms go first
LEAST_TERMS = 2
QUESTIONS_AT_ONCE = 40
ROWS_AT_ONCE = 200
EVER = (0, 9_999_999)
COMMON = {"sqlite": 300, "postgresql": 20}  # rows from which a term's count is remembered: PostgreSQL has to count them one by one
REMEMBERED = 600  # seconds
MOST_REMEMBERED = 100_000  # terms


@dataclass(frozen=True, slots=True)
class Question:
    """What to look for: any of *terms*, the most telling first; and every row whose own terms hold two of *together*, said between two days."""

    terms: tuple[str, ...]
    together: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was found. ``together``: it holds two of the terms that the question wants together, and no limit leaves it out."""

    key: int
    own: frozenset[str]
    around: frozenset[str]
    together: bool


def create_index(on: Any) -> None:
    """Make the index tables; for the migration."""
    with on.cursor() as cursor:
        for kind in KINDS:
            if on.vendor == "sqlite":
                cursor.execute(
                    f"CREATE VIRTUAL TABLE IF NOT EXISTS tracker_found_{kind}"
                    " USING fts5(own, around, tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")"
                )
                cursor.execute(
                    f"CREATE VIRTUAL TABLE IF NOT EXISTS tracker_found_{kind}_term USING fts5vocab('tracker_found_{kind}', 'row')"
                )
                cursor.execute(
                    f"CREATE TABLE IF NOT EXISTS tracker_found_{kind}_day (key integer PRIMARY KEY, first integer NOT NULL, last integer NOT NULL)"
                )
            else:
                cursor.execute(
                    f"CREATE TABLE IF NOT EXISTS tracker_found_{kind} (key bigint PRIMARY KEY, own tsvector NOT NULL, around tsvector NOT NULL,"
                    " first integer NOT NULL, last integer NOT NULL)"
                )
                cursor.execute(f"CREATE INDEX IF NOT EXISTS tracker_found_{kind}_terms ON tracker_found_{kind} USING gin ((own || around))")


def drop_index(on: Any) -> None:
    with on.cursor() as cursor:
        for kind in KINDS:
            for table in (f"tracker_found_{kind}_term", f"tracker_found_{kind}_day", f"tracker_found_{kind}"):
                cursor.execute(f"DROP TABLE IF EXISTS {table}")


def fold(terms: Iterable[str]) -> list[str]:
    """Terms as single index words: lower case, inner blanks and signs as underscores ("north korea" → "north_korea"), each once, in order."""
    folded = ("_".join(WORD.findall(term.casefold()))[:200] for term in terms)
    return list(dict.fromkeys(term for term in folded if term))


# ---- writing


@dataclass(frozen=True, slots=True)
class Entry:
    """One row for the index. *first* and *last* say when it was said; None: at any time."""

    key: int
    terms: Iterable[str]
    around: Iterable[str] = ()
    first: date | None = None
    last: date | None = None


def index(
    kind: str, key: int, terms: Iterable[str], *, around: Iterable[str] = (), first: date | None = None, last: date | None = None
) -> None:
    """Put one row into the index, replacing what stood there. *first* and *last* say when it was said; None: at any time."""
    index_all(kind, [Entry(key, terms, around, first, last)])


def index_all(kind: str, entries: Iterable[Entry]) -> None:
    """Put many rows into the index, replacing what stood there."""
    waiting = iter(entries)
    while part := list(islice(waiting, ROWS_AT_ONCE)):
        _write(_table(kind), {one.key: one for one in part})


def _write(table: str, entries: Mapping[int, Entry]) -> None:
    rows = [(key, fold(one.terms), fold(one.around), *_days(one)) for key, one in sorted(entries.items())]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"DELETE FROM {table} WHERE rowid = %s", [(row[0],) for row in rows])
            words = [(key, " ".join(own), " ".join(beside)) for key, own, beside, _, _ in rows]
            cursor.executemany(f"INSERT INTO {table} (rowid, own, around) VALUES (%s, %s, %s)", words)
            days = [(row[0], *row[3:]) for row in rows]
            cursor.executemany(f"INSERT OR REPLACE INTO {table}_day (key, first, last) VALUES (%s, %s, %s)", days)
        else:
            places = ", ".join(["(%s, array_to_tsvector(%s), array_to_tsvector(%s), %s, %s)"] * len(rows))
            cursor.execute(
                f"INSERT INTO {table} (key, own, around, first, last) VALUES {places}"
                " ON CONFLICT (key) DO UPDATE SET own = excluded.own, around = excluded.around, first = excluded.first, last = excluded.last",
                [value for row in rows for value in row],
            )


def _days(entry: Entry) -> tuple[int, int]:
    end = entry.last or entry.first
    return (entry.first.toordinal() if entry.first else EVER[0], end.toordinal() if end else EVER[1])


def said_again(kind: str, days: Mapping[int, tuple[date, date]]) -> None:
    """Let each of these rows be found around its two days too, the first and the last. Nothing happens to one that is not there."""
    table = _table(kind) + ("_day" if connection.vendor == "sqlite" else "")
    least, most = ("min", "max") if connection.vendor == "sqlite" else ("least", "greatest")
    rows = [(key, first.toordinal(), last.toordinal()) for key, (first, last) in sorted(days.items())]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[start : start + ROWS_AT_ONCE]
            cursor.execute(
                f"WITH said (key, first, last) AS (VALUES {', '.join(['(%s, %s, %s)'] * len(part))})"
                f" UPDATE {table} SET first = {least}({table}.first, said.first), last = {most}({table}.last, said.last)"
                f" FROM said WHERE {table}.key = said.key AND ({table}.first > said.first OR {table}.last < said.last)",
                [value for row in part for value in row],
            )


def remove(kind: str, key: int) -> None:
    """Take one row out; nothing happens if it is not there."""
    table = _table(kind)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DELETE FROM {table} WHERE rowid = %s", [key])
            cursor.execute(f"DELETE FROM {table}_day WHERE key = %s", [key])
        else:
            cursor.execute(f"DELETE FROM {table} WHERE key = %s", [key])


# ---- asking


def keys(kind: str) -> set[int]:
    """The primary keys of all rows of *kind*."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {'rowid' if connection.vendor == 'sqlite' else 'key'} FROM {_table(kind)}")
        return {int(key) for (key,) in cursor.fetchall()}


def match(kind: str, terms: Iterable[str], *, limit: int, at_least: int = 1) -> list[int]:
    """Keys of rows of *kind* that hold any of *terms*, best first: most terms in common, then the newest; at most *limit*.

    *at_least* leaves out rows that share fewer terms.
    """
    wanted = fold(terms)
    rows = find(kind, [Question(tuple(wanted))], limit=limit * 4)[0]
    scored = [(len((row.own | row.around) & set(wanted)), row.key) for row in rows]
    return [key for shared, key in sorted(scored, reverse=True) if shared >= at_least][:limit]


def by_words(kind: str, text: str, *, limit: int) -> list[int]:
    """Keys of the rows whose own terms hold every word that a person typed, whole or as a beginning; the newest first, at most *limit*.

    ``settings.SEARCH_WORDS`` says how words stand in the index: text -> (term, beginning) for each word. Nothing typed finds nothing.
    """
    wanted = [(fold([term]), fold([beginning])) for term, beginning in import_string(settings.SEARCH_WORDS)(text)]
    words = [(term[0], beginning[0]) for term, beginning in wanted if term and beginning]
    if not words:
        return []
    table = _table(kind)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            query = " AND ".join(f"({_quoted(term)} OR {_quoted(beginning)} *)" for term, beginning in words)
            cursor.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH %s ORDER BY rowid DESC LIMIT %s", [f"own : ({query})", limit])
        else:
            query = " & ".join(f"('{term}' | '{beginning}':*)" for term, beginning in words)
            cursor.execute(
                f"SELECT key FROM {table} WHERE (own || around) @@ %s::tsquery AND own @@ %s::tsquery ORDER BY key DESC LIMIT %s",
                [query, query, limit],
            )
        return [int(key) for (key,) in cursor.fetchall()]


def find(kind: str, questions: Sequence[Question], *, limit: int) -> list[list[Row]]:
    """For each question its rows, in one statement for forty of them: the *limit* best by the rare terms that they hold.

    Beyond that limit come all that hold two of the terms wanted together. Common terms are not looked for where rarer ones already stand
    in many rows; the order of what is returned is the caller's to make.
    """
    found: list[dict[int, Row]] = [{} for _ in questions]
    for start in range(0, len(questions), QUESTIONS_AT_ONCE):
        part = list(enumerate(questions))[start : start + QUESTIONS_AT_ONCE]
        frequent = _frequencies(kind, sorted({term for _, question in part for term in fold(question.terms)}))
        selects: list[str] = []
        values: list[Any] = []
        for number, question in part:
            chosen = _chosen(fold(question.terms), frequent)
            together = fold(sorted(question.together))
            for sought, anchored in ((chosen, False), (together if len(together) > 1 else [], True)):
                if sought:
                    sql, given = _select(kind, number, sought, frequent, question, limit=None if anchored else limit)
                    selects.append(sql)
                    values += given
        if not selects:
            continue
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(selects), values)
            for number, key, own, around, anchored in cursor.fetchall():
                if anchored or key not in found[number]:
                    found[number][key] = Row(int(key), _terms(own), _terms(around), bool(anchored))
    return [list(rows.values()) for rows in found]


def _chosen(terms: list[str], frequent: dict[str, int]) -> list[str]:
    """The terms to look for: those that stand in the fewest rows, as many as stand in ``ROWS_READ`` rows together, two at the least."""
    there = sorted((term for term in terms if frequent.get(term)), key=lambda term: frequent[term])
    chosen: list[str] = []
    rows = 0
    for term in there:
        rows += frequent[term]
        if rows > ROWS_READ and len(chosen) >= LEAST_TERMS:
            break
        chosen.append(term)
    return chosen


def _frequencies(kind: str, terms: list[str]) -> dict[str, int]:
    """In how many rows each term stands; on PostgreSQL counted up to a little more than is ever read, common terms at most every ten minutes."""
    known, asked = _common.known(connection.alias, kind, terms)
    if asked:
        counted = _counted(kind, asked)
        _common.learn(connection.alias, kind, counted)
        known |= counted
    return known


def _counted(kind: str, terms: list[str]) -> dict[str, int]:
    table = _table(kind)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"SELECT term, doc FROM {table}_term WHERE term IN ({', '.join(['%s'] * len(terms))})", terms)
        else:
            cursor.execute(
                f"SELECT term, (SELECT count(*) FROM (SELECT 1 FROM {table} WHERE (own || around) @@ quote_literal(term)::tsquery LIMIT %s) AS counted)"
                " FROM unnest(%s::text[]) AS term",
                [ROWS_READ + 1, terms],
            )
        return dict(cursor.fetchall())


class _Common:
    """What a process remembers of terms that stand in many rows: to count those is the dear part, and a few rows more change nothing."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], tuple[float, int]] = {}

    def known(self, where: str, kind: str, terms: list[str]) -> tuple[dict[str, int], list[str]]:
        """Of these terms those that were counted lately, and those that have to be."""
        since = monotonic() - REMEMBERED
        kept = {term: self._kept.get((where, kind, term), (since - 1, 0)) for term in terms}
        return {term: count for term, (at, count) in kept.items() if at > since}, [term for term, (at, _) in kept.items() if at <= since]

    def learn(self, where: str, kind: str, counted: Mapping[str, int]) -> None:
        if len(self._kept) > MOST_REMEMBERED:
            self._kept.clear()
        now = monotonic()
        self._kept.update({(where, kind, term): (now, count) for term, count in counted.items() if count >= COMMON[connection.vendor]})


_common = _Common()


def _select(
    kind: str, number: int, terms: list[str], frequent: dict[str, int], question: Question, *, limit: int | None
) -> tuple[str, list[Any]]:
    """One question as a SELECT of (number, key, own, around, together); *limit* None: the rows whose own terms hold two of *terms*."""
    table = _table(kind)
    days = [question.until.toordinal() if question.until else EVER[1], question.since.toordinal() if question.since else EVER[0]]
    if connection.vendor == "sqlite":
        day = f"JOIN {table}_day AS said ON said.key = {table}.rowid AND said.first <= %s AND said.last >= %s"
        sql = f"SELECT {number}, {table}.rowid, own, around, {int(limit is None)} FROM {table} {day} WHERE {table} MATCH %s"
        if limit is None:
            return sql, [*days, f"own : ({_two_of([_quoted(term) for term in terms], ' AND ', ' OR ')})"]
        query = " OR ".join(_quoted(term) for term in terms)
        return f"SELECT * FROM ({sql} ORDER BY bm25({table}, 1.0, 0.5), {table}.rowid LIMIT %s)", [*days, query, limit]
    base = f"SELECT {number}, key, tsvector_to_array(own), tsvector_to_array(around), {limit is None} FROM {table}"
    days_fit = "first <= %s AND last >= %s"
    if limit is None:
        pairs = _two_of([f"'{term}'" for term in terms], " & ", " | ")
        return f"({base} WHERE (own || around) @@ %s::tsquery AND own @@ %s::tsquery AND {days_fit})", [pairs, pairs, *days]
    held = " + ".join(["CASE WHEN own @@ %s::tsquery THEN %s WHEN around @@ %s::tsquery THEN %s ELSE 0 END"] * len(terms))
    values: list[Any] = []
    for term in terms:
        rare = 1.0 / (1 + max(frequent[term], 1).bit_length())
        values += [f"'{term}'", rare, f"'{term}'", rare / 2]
    query = " | ".join(f"'{term}'" for term in terms)
    return f"({base} WHERE (own || around) @@ %s::tsquery AND {days_fit} ORDER BY {held} DESC, key LIMIT %s)", [
        query,
        *days,
        *values,
        limit,
    ]


def _two_of(terms: list[str], both: str, either: str) -> str:
    """An expression that holds where two of *terms* stand."""
    return either.join(f"({term}{both}({either.join(terms[at + 1 :])}))" for at, term in enumerate(terms[:-1]))


def _quoted(term: str) -> str:
    return f'"{term}"'


def _terms(held: str | list[str]) -> frozenset[str]:
    return frozenset(held.split() if isinstance(held, str) else held)


def _table(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"search: kind {kind!r} unknown; use {' or '.join(KINDS)}.")
    return f"tracker_found_{kind}"
