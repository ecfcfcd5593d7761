"""Full text over the record, one interface on two databases: SQLite FTS5, PostgreSQL tsvector + GIN.

Rows are (kind, key, terms): *kind* "claim", "statement" or "report", *key* the row's primary key, *terms* words already normalised
by the caller, so that both databases answer alike. The index is written in the transaction of the row that it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db import connection

WORD = re.compile(r"\w+", re.UNICODE)


def create_index(on: Any) -> None:
    """Make the index table; for the migration."""
    with on.cursor() as cursor:
        if on.vendor == "sqlite":
            cursor.execute(
                "CREATE VIRTUAL TABLE tracker_search USING fts5(terms, kind UNINDEXED, key UNINDEXED,"
                " tokenize = \"unicode61 remove_diacritics 2 tokenchars '_'\")"
            )
            cursor.execute(
                "CREATE TABLE tracker_search_row (kind text NOT NULL, key integer NOT NULL, row integer NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID"
            )
        else:
            cursor.execute(
                "CREATE TABLE tracker_search (kind text NOT NULL, key bigint NOT NULL, terms tsvector NOT NULL, PRIMARY KEY (kind, key))"
            )
            cursor.execute("CREATE INDEX tracker_search_terms ON tracker_search USING gin (terms)")


def drop_index(on: Any) -> None:
    with on.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS tracker_search")
        cursor.execute("DROP TABLE IF EXISTS tracker_search_row")


def fold(terms: Iterable[str]) -> list[str]:
    """Terms as single index words: lower case, inner blanks and signs as underscores ("north korea" → "north_korea"), each once, in order."""
    folded = ("_".join(WORD.findall(term.casefold()))[:200] for term in terms)
    return list(dict.fromkeys(term for term in folded if term))


def index(kind: str, key: int, terms: Iterable[str]) -> None:
    """Put one row into the index, replacing what stood there."""
    body = " ".join(fold(terms))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT row FROM tracker_search_row WHERE kind = %s AND key = %s", [kind, key])
            if row := cursor.fetchone():
                cursor.execute("DELETE FROM tracker_search WHERE rowid = %s", [row[0]])
            cursor.execute("INSERT INTO tracker_search (terms, kind, key) VALUES (%s, %s, %s)", [body, kind, key])
            cursor.execute("INSERT OR REPLACE INTO tracker_search_row (kind, key, row) VALUES (%s, %s, last_insert_rowid())", [kind, key])
        else:
            cursor.execute(
                "INSERT INTO tracker_search (kind, key, terms) VALUES (%s, %s, array_to_tsvector(%s))"
                " ON CONFLICT (kind, key) DO UPDATE SET terms = excluded.terms",
                [kind, key, fold(terms)],
            )


def remove(kind: str, key: int) -> None:
    """Take one row out; nothing happens if it is not there."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "DELETE FROM tracker_search WHERE rowid = (SELECT row FROM tracker_search_row WHERE kind = %s AND key = %s)", [kind, key]
            )
            cursor.execute("DELETE FROM tracker_search_row WHERE kind = %s AND key = %s", [kind, key])
        else:
            cursor.execute("DELETE FROM tracker_search WHERE kind = %s AND key = %s", [kind, key])


def match(kind: str, terms: Iterable[str], *, limit: int, at_least: int = 1) -> list[int]:
    """Keys of rows of *kind* that hold any of *terms*, best first: most terms in common, then the newest; at most *limit*.

    *at_least* leaves out rows that share fewer terms.
    """
    wanted = fold(terms)
    if not wanted:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            query = " OR ".join(f'"{term}"' for term in wanted)
            cursor.execute(
                "SELECT key, terms FROM tracker_search WHERE tracker_search MATCH %s AND kind = %s ORDER BY bm25(tracker_search) LIMIT %s",
                [query, kind, limit * 4],
            )
            rows = [(int(key), set(body.split())) for key, body in cursor.fetchall()]
        else:
            cursor.execute(
                "SELECT key, tsvector_to_array(terms) FROM tracker_search WHERE kind = %s AND terms @@ %s::tsquery"
                " ORDER BY ts_rank(terms, %s::tsquery) DESC LIMIT %s",
                [kind, query := " | ".join(f"'{term}'" for term in wanted), query, limit * 4],
            )
            rows = [(key, set(body)) for key, body in cursor.fetchall()]
    scored = [(len(body & set(wanted)), key) for key, body in rows]
    return [key for shared, key in sorted(scored, reverse=True) if shared >= at_least][:limit]
