"""No look-up of candidates walks through a whole table: what the databases say they will do, on SQLite always, on PostgreSQL where one answers."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test.utils import CaptureQueriesContext

from tests import make
from tracker import search
from tracker.models import Claim
from tracker.terms import FlagKind, Role
from verification import retrieval
from verification.models import Assignment, Flag

pytestmark = pytest.mark.django_db

POSTGRES = {"HOST": "127.0.0.1", "PORT": os.environ.get("TEST_POSTGRES_PORT", "5432"), "USER": "postgres", "PASSWORD": ""}
ROWS = 4000
QUESTION = search.Question(("lorn", "aldport", "depot"), frozenset({"lorn", "aldport"}), date(2025, 1, 1), date(2026, 12, 31))


@pytest.fixture
def on_postgres(monkeypatch) -> Iterator[DatabaseWrapper]:
    """An index of four thousand rows on a PostgreSQL database of its own, with ``search`` working on it."""
    name = f"claims_plans_{uuid.uuid4().hex[:12]}"
    server = {"host": POSTGRES["HOST"], "port": POSTGRES["PORT"], "user": POSTGRES["USER"], "dbname": "postgres"}
    try:
        admin = psycopg.connect(**server, autocommit=True, connect_timeout=3)
    except psycopg.Error as error:
        pytest.skip(f"no PostgreSQL for user postgres on 127.0.0.1:{POSTGRES['PORT']} ({str(error).splitlines()[0][:80]})")
    admin.execute(f"CREATE DATABASE {name}")
    own = DatabaseWrapper({**connection.settings_dict, **POSTGRES, "ENGINE": "django.db.backends.postgresql", "NAME": name, "OPTIONS": {}})
    try:
        search.create_index(own)
        with own.cursor() as cursor:
            cursor.execute(
                "INSERT INTO tracker_found_claim SELECT n, array_to_tsvector(ARRAY['place' || mod(n, 900), 'thing' || mod(n, 40), 'depot']),"
                " array_to_tsvector(ARRAY['region' || mod(n, 300)]), 739000 + mod(n, 900), 739000 + mod(n, 900) FROM generate_series(1, %s) AS n",
                [ROWS],
            )
        monkeypatch.setattr(search, "connection", own)
        search.index("claim", ROWS + 1, ["lorn", "aldport", "depot"], first=date(2026, 1, 1))
        with own.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE tracker_found_claim")
        yield own
    finally:
        own.close()
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.close()


def plans(on, queries: list[dict]) -> str:
    """What the database says it will do for each of these queries."""
    with on.cursor() as cursor:
        explain = "EXPLAIN QUERY PLAN " if on.vendor == "sqlite" else "EXPLAIN "
        lines = []
        for query in queries:
            cursor.execute(explain + query["sql"])
            lines += [str(row[-1]) for row in cursor.fetchall()]
    return "\n".join(lines)


def test_postgresql_finds_candidates_through_its_index(on_postgres):
    with CaptureQueriesContext(on_postgres) as asked:
        found = search.find("claim", [QUESTION], limit=100)
    assert [(row.key, row.together) for row in found[0]][:1] == [(ROWS + 1, True)]
    chosen = plans(on_postgres, asked.captured_queries)
    assert chosen.count("Bitmap Index Scan on tracker_found_claim_terms") >= 2
    assert "Seq Scan on tracker_found_claim" not in chosen


def test_postgresql_finds_what_people_type_through_its_index(on_postgres):
    with CaptureQueriesContext(on_postgres) as asked:
        assert search.by_words("claim", "Depots Lorn", limit=10) == [ROWS + 1]
        assert search.by_words("claim", "nowhere", limit=10) == []
        assert search.by_words("claim", "o'clock \\ & | ! : * <->", limit=10) == []
    assert "Seq Scan on tracker_found_claim" not in plans(on_postgres, asked.captured_queries[:1])


def test_the_check_of_plans_would_see_a_walk_through_the_table(on_postgres):
    assert "Seq Scan on tracker_found_claim" in plans(on_postgres, [{"sql": "SELECT count(*) FROM tracker_found_claim WHERE first < 1"}])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan of SQLite")
def test_sqlite_finds_candidates_through_its_index():
    search.index("claim", 1, ["lorn", "aldport", "depot"], first=date(2026, 1, 1))
    with CaptureQueriesContext(connection) as asked:
        search.find("claim", [QUESTION], limit=100)
    chosen = plans(connection, asked.captured_queries).splitlines()
    assert any("VIRTUAL TABLE INDEX" in line for line in chosen)
    walked = [line for line in chosen if line.startswith("SCAN") and "VIRTUAL TABLE INDEX" not in line and "SUBQUERY" not in line]
    assert [line for line in walked if "tracker_" in line or re.fullmatch(r"SCAN \w+", line)] == []


def test_the_claims_that_were_found_are_fetched_by_key():
    make.tracked("The depot at Lorn was mined near Aldport.")
    retrieval.index_claim(make.tracked("The depot at Lorn was bombed near Aldport."))
    with CaptureQueriesContext(connection) as asked:
        found = retrieval.claims_near([retrieval.Text("A depot at Lorn near Aldport burnt.", make.NOW)])
    assert len(found[0]) == 1
    rows = [query for query in asked.captured_queries if 'FROM "tracker_claim"' in query["sql"]]
    assert rows
    if connection.vendor == "sqlite":
        assert "SCAN" not in plans(connection, rows)


def test_a_page_as_fetched_is_not_read_to_find_claims():
    retrieval.index_claim(make.tracked("The depot at Lorn was bombed near Aldport."))
    with CaptureQueriesContext(connection) as asked:
        retrieval.claims_near([retrieval.Text("A depot at Lorn near Aldport burnt.", make.NOW)])
    assert not any('"raw"' in query["sql"] for query in asked.captured_queries)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan of SQLite")
@pytest.mark.parametrize(
    ("address", "index"),
    [
        ("reports", "report_by_receipt"),
        ("reports?ordering=-published", "report_by_day_said"),
        ("evidence", "evidence_by_time"),
        ("assignments", "assignment_by_time"),
        ("reviews", "review_by_time"),
        ("flags", "verification_flag_raised_at"),
        ("statements", "seq"),
        ("claims", "SCAN tracker_claim USING INDEX"),
        ("events", "PRIMARY KEY"),
    ],
)
def test_a_list_is_walked_along_its_index_from_any_page(address, index, now):
    """Neither a whole table nor a sort of all its rows stands between a program and its next page."""
    for at in range(3):
        make.report(f"Lorn opened depot {at} on Monday, the ministry said.", now=now)
    caller = make.client(make.person(Role.LEAD))
    sheet = make.person(Role.REVIEWER)
    for claim in Claim.objects.all():
        Assignment.objects.create(claim=claim, person=sheet, at=now)
        Flag.objects.create(claim=claim, kind=FlagKind.UPDATED, cause=f"test:{claim.pk}", raised_at=now)
    sign = "&" if "?" in address else "?"
    following = caller.get(f"/api/v1/{address}{sign}limit=1").json()["next"]
    with CaptureQueriesContext(connection) as asked:
        assert caller.get(following or f"/api/v1/{address}").status_code == 200
    table = {"reports": "report", "statements": "statement", "claims": "claim", "events": "event"}.get(
        address.split("?")[0], "verification_"
    )
    listing = next(
        query for query in asked.captured_queries if "ORDER BY" in query["sql"] and "LIMIT" in query["sql"] and table in query["sql"]
    )
    chosen = plans(connection, [listing])
    assert index in chosen
    assert "TEMP B-TREE FOR ORDER BY" not in chosen
