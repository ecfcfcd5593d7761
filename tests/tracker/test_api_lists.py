"""Lists of the record: what they hold, what they may be asked, how they page, and what they cost."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tracker.models import Figure, Reading, Report, Topic
from tracker.terms import Role, SourceKind, Via

LISTS = ["/api/v1/reports", "/api/v1/statements", "/api/v1/sources"]


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


@pytest.fixture
def caller(db):
    return make.client(make.person(Role.READER), "read")


def listed(caller, address):
    answer = caller.get(address)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def walk(caller, address):
    """Every row of every page, in the order of the answers."""
    rows = []
    while address:
        body = caller.get(address).json()
        rows += body["results"]
        address = body["next"]
    return rows


def test_a_statement_is_answered_with_what_was_read_and_where_it_stands(caller):
    outlet, ministry = make.source("Orl Gazette"), make.source("Ministry of Works", SourceKind.BODY)
    report = make.received("The dam may hold 12 tonnes.", publisher="Orl Gazette", title="Dam")
    row = make.statement(
        "The dam may hold 12 tonnes.",
        of=report,
        level=2,
        origin=ministry,
        markers=["hearsay"],
        cues=[{"start": 8, "end": 11, "text": "may", "kind": "hedge", "level": 2, "low": 0.2, "high": 0.6, "basis": "survey"}],
    )
    Figure.objects.create(statement=row, unit="tonne", low=12, high="12.5", comparator="range", start=17, end=26)
    (found,) = listed(caller, "/api/v1/statements")
    assert (
        found.items() >= {"uuid": str(row.uuid), "report": str(report.uuid), "publisher": "Orl Gazette", "revision": 1, "level": 2}.items()
    )
    assert found["cues"] == [{"start": 8, "end": 11, "text": "may", "kind": "hedge", "level": 2}]
    assert found["chain"] == [{"source": "Ministry of Works", "cue": "said", "kind": "named_body", "level": 2}]
    assert found["quantities"] == [{"start": 17, "end": 26, "low": 12, "high": 12.5, "unit": "tonne", "comparator": "range"}]
    assert caller.get(f"/api/v1/statements/{row.uuid}").json() == found
    assert outlet.reports.get() == report


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"mined", "denied", "heard", "idle"}),
        ("?level=2", {"heard"}),
        ("?min_level=5", {"mined", "denied", "idle"}),
        ("?polarity=denied", {"denied"}),
        ("?marker=hearsay", {"heard"}),
        ("?marker=conditional", set()),
        ("?check_worthy=false", {"idle"}),
        ("?check_worthy=true", {"mined", "denied", "heard"}),
        ("?part=title", {"idle"}),
        ("?q=DAM mined", {"mined", "denied", "heard"}),
        ("?q=dam%25", set()),
        ("?report={report}", {"mined", "denied"}),
        ("?source={ministry}", {"mined"}),
        ("?source={outlet}", {"mined", "denied"}),
        ("?source={nobody}", set()),
        ("?since=2026-03-04T12:00:00Z", {"mined", "denied", "heard", "idle"}),
        ("?since=2026-03-05", {"heard", "idle"}),
        ("?level=5&polarity=affirmed&check_worthy=true", {"mined"}),
    ],
)
def test_statements_answer_what_is_asked(caller, query, expected):
    ministry = make.source("Ministry of Works", SourceKind.BODY)
    first = make.received("one", publisher="Orl Gazette")
    second = make.received("two", publisher="Tarn Courier", now=make.NOW + timedelta(days=1))
    rows = {
        "mined": make.statement("The dam was mined.", of=first, origin=ministry),
        "denied": make.statement("The dam was not mined.", of=first, polarity="denied"),
        "heard": make.statement("The dam may be mined.", of=second, level=2, markers=["hearsay", "unverified"]),
        "idle": make.statement("Who knows?", of=second, part="title", check_worthy=False, unworthy_because="question"),
    }
    address = query.format(report=first.uuid, ministry=ministry.uuid, outlet=first.publisher.uuid, nobody=uuid4())
    found = {row["uuid"] for row in listed(caller, f"/api/v1/statements{address}")}
    assert found == {str(rows[name].uuid) for name in expected}


def test_statements_of_an_outdated_reading_are_listed_no_more_but_found_by_their_id(caller):
    row = make.statement()
    Reading.objects.update(current=False)
    assert listed(caller, "/api/v1/statements") == []
    assert caller.get(f"/api/v1/statements/{row.uuid}").status_code == 200
    type(row).objects.update(kept=True)
    assert len(listed(caller, "/api/v1/statements")) == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [3, 2, 1]),
        ("?ordering=received", [1, 2, 3]),
        ("?ordering=-published", [1, 2, 3]),
        ("?via=mail", [2]),
        ("?q=ferry", [1, 3]),
        ("?q=ferry tarn", [3]),
        ("?topic=dams", [2]),
        ("?since=2026-03-06T00:00:00%2B00:00", [3]),
        ("?since=2026-03-06T00:00:00+00:00", [3]),
        ("?published_from=2026-03-03", [1]),
        ("?published_before=2026-03-03", [2, 3]),
        ("?source={outlet}", [2]),
    ],
)
def test_reports_answer_what_is_asked(caller, query, expected):
    day = timedelta(days=1)
    reports = {
        1: make.received("A ferry is late.", published=make.NOW, now=make.NOW),
        2: make.received("A dam broke.", publisher="Orl Gazette", published=make.NOW - 2 * day, now=make.NOW + day, via=Via.MAIL),
        3: make.received("A ferry sank.", title="Tarn mourns", published=make.NOW - 3 * day, now=make.NOW + 2 * day),
    }
    reports[2].topics.add(Topic.objects.create(name="Dams", slug="dams"))
    found = [row["uuid"] for row in listed(caller, f"/api/v1/reports{query.format(outlet=reports[2].publisher.uuid)}")]
    wanted = [str(reports[n].uuid) for n in expected]
    assert sorted(found) == sorted(wanted)
    if not query or "ordering" in query:
        assert found == wanted


def test_sources_answer_by_any_of_their_names_and_without_merged_ones(caller):
    body = make.source("Ministry of Works", SourceKind.BODY, bloc="Orl")
    from tracker.models.naming import add_alias

    add_alias(body, "MoW")
    gone = make.source("Works Ministry", SourceKind.BODY, merged_into=body)
    make.source("Orl Gazette")
    assert [row["name"] for row in listed(caller, "/api/v1/sources")] == ["Ministry of Works", "Orl Gazette"]
    (found,) = listed(caller, "/api/v1/sources?q=mow")
    assert (found["aliases"], found["bloc"], found["reliability"]) == (["Ministry of Works", "MoW"], "Orl", None)
    assert listed(caller, "/api/v1/sources?kind=outlet&bloc=Orl") == []
    assert caller.get(f"/api/v1/sources/{gone.uuid}").json()["merged_into"] == str(body.uuid)


@pytest.mark.parametrize("ordering", ["seq", "-seq", "level", "-level", "received", "-received"])
def test_pages_hold_every_row_once_in_order_while_rows_come_in(caller, ordering):
    kept = [make.statement(f"Dam {n} broke.", level=1 + n % 3) for n in range(11)]
    first = caller.get(f"/api/v1/statements?limit=3&ordering={ordering}").json()
    make.statement("A late one.", level=3)
    rows = first["results"] + walk(caller, first["next"])
    seen = [row["uuid"] for row in rows]
    assert len(seen) == len(set(seen))
    assert {str(row.uuid) for row in kept} <= set(seen)
    if ordering.endswith("level"):
        levels = [row["level"] for row in rows]
        assert levels == sorted(levels, reverse=ordering.startswith("-"))


def test_a_page_has_fifty_rows_and_at_most_two_hundred(caller):
    report = make.received("x")
    for n in range(52):
        make.statement(f"Dam {n} broke.", of=report)
    assert len(listed(caller, "/api/v1/statements")) == 50
    assert len(walk(caller, "/api/v1/statements?limit=200")) == 52
    assert caller.get("/api/v1/statements?limit=201").status_code == 400


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("limit=%D9%A3", "limit"),
        ("limit=9999999999999999999999", "limit"),
        ("limit=", "limit"),
        ("ordering=pk", "ordering"),
        ("ordering=--seq", "ordering"),
        ("ordering=reading__revision__raw", "ordering"),
        ("cursor=x", "cursor"),
        ("ordering=", "ordering"),
        ("cursor=%00", "cursor"),
        ("cursor=" + base64.b64encode(b"[1,2]").decode(), "cursor"),
        ("cursor=" + base64.b64encode(b"[" * 3000).decode(), "cursor"),
        ("cursor=" + base64.b64encode(b'{"a": 1}').decode(), "cursor"),
        ("page=2", "page"),
        ("status__contains=x", "status__contains"),
        ("format=json", "format"),
        ("q=", "q"),
        ("q=%20%1f", "q"),
        ("q=a&q=b", "q"),
        ("q=a%00b", "q"),
        ("q=" + "a" * 201, "q"),
    ],
)
def test_a_list_refuses_by_name_what_it_does_not_know(caller, address, query, field):
    answer = caller.get(f"{address}?{query}")
    assert answer.status_code == (404 if field == "cursor" else 400), answer.content
    assert answer.json()["error"]["field"] == field


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("level=6", "level"),
        ("level=five", "level"),
        ("min_level=0", "min_level"),
        ("min_level=1e400", "min_level"),
        ("polarity=maybe", "polarity"),
        ("marker=%22", "marker"),
        ("report=7", "report"),
        ("source=" + "f" * 400, "source"),
        ("check_worthy=1", "check_worthy"),
        ("since=yesterday", "since"),
        ("since=%1f", "since"),
        ("min_level=%20", "min_level"),
        ("since=2026-03-04T10:00:00", "since"),
        ("since=0001-01-01T00:00:00%2B14:00", "since"),
        ("since=99999-01-01", "since"),
        ("relation=likes", "relation"),
    ],
)
def test_a_filter_refuses_by_name_what_it_does_not_take(caller, query, field):
    answer = caller.get(f"/api/v1/statements?{query}")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


@pytest.mark.parametrize(
    "value", [[True, "x", 1], ["-seq", "9" * 30, 1], ["-seq", "x", 1], ["-seq", "5", 2**70], ["-seq", 5, 1], ["seq", "5", 1]]
)
def test_a_made_up_cursor_is_refused(caller, value):
    cursor = base64.urlsafe_b64encode(json.dumps(value).encode()).decode()
    answer = caller.get(f"/api/v1/statements?cursor={cursor}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "bad_cursor")


def cost(caller, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert caller.get(address).status_code == 200
    return len(captured)


def rich_rows(count):
    """Reports with a publisher of their own, two statements each, with chains, figures, parents and grades."""
    lead = make.person(Role.LEAD)
    for n in range(count):
        body = make.source(f"Body {n} {uuid4()}", SourceKind.BODY, parent=make.source(f"State {n}", SourceKind.BODY))
        body.grades.create(letter="B", by=lead, at=make.NOW, reason="long record")
        report = make.received(f"Dam {n} {uuid4()} broke.", publisher=f"Outlet {uuid4()}")
        report.topics.add(Topic.objects.create(name=f"T {uuid4()}", slug=str(uuid4())))
        for level in (2, 5):
            row = make.statement("A dam broke.", of=report, level=level, origin=body)
            Figure.objects.create(statement=row, unit="dam", low=1, high=1, comparator="exact", start=0, end=1)


@pytest.mark.parametrize("address", [*LISTS, "/api/v1/statements?relation=corroborates", "/api/v1/reports?q=dam", "/api/v1/sources?q=body"])
def test_a_list_costs_the_same_for_ten_rows_and_for_twenty(caller, address):
    rich_rows(10)
    ten = cost(caller, address)
    rich_rows(10)
    assert cost(caller, address) == ten


def test_lists_never_load_the_texts(caller):
    make.statement(of=make.received("A very long text that no list needs."))
    for address in LISTS:
        with CaptureQueriesContext(connection) as captured:
            caller.get(address)
        assert not [
            query for query in captured if '"tracker_revision"."text"' in query["sql"].split(" FROM ")[0] or '"raw"' in query["sql"]
        ]


def test_reading_a_text_stores_nothing_and_finds_statements(caller):
    answer = caller.post(
        "/api/v1/read", {"text": "The ferry may have hit a rock, the coast guard said.", "published": "2026-03-04"}, format="json"
    )
    assert answer.status_code == 200
    body = answer.json()
    assert (body["language"], body["title"]) == ("en", None)
    (found,) = body["statements"]
    assert (found["level"], found["polarity"], found["part"]) == (2, "affirmed", "body")
    assert found["chain"][0]["source"].lower().endswith("coast guard")
    assert not Report.objects.exists()


def test_reading_by_the_api_and_by_the_command_answer_alike(caller, tmp_path):
    from io import StringIO

    from django.core.management import call_command

    text = "At least 41 people were killed on Tuesday, officials said. The mayor denied that the dam was mined.\n"
    file = tmp_path / "story.txt"
    file.write_text(text)
    out = StringIO()
    call_command("read", str(file), "--published", "2026-03-04", "--format", "json", stdout=out)
    answer = caller.post("/api/v1/read", {"text": text, "published": "2026-03-04"}, format="json").json()
    assert answer["statements"] == json.loads(out.getvalue())["statements"] != []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": "A dam broke.", "published": "soon"}, "published"),
        ({"text": "A dam broke.", "level": 3}, "level"),
    ],
)
def test_reading_names_bad_input(caller, body, field):
    answer = caller.post("/api/v1/read", body, format="json")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


def test_hidden_rows_are_hidden_from_every_list(caller, monkeypatch):
    """Lists ask visible_to, each of them."""
    from tracker.models.readings import StatementQuerySet
    from tracker.models.reports import ReportQuerySet
    from tracker.models.sources import SourceQuerySet

    row = make.statement(of=make.received("A dam broke.", publisher="Orl Gazette"))
    for kind in (StatementQuerySet, ReportQuerySet, SourceQuerySet):
        monkeypatch.setattr(kind, "visible_to", lambda self, person: self.none())
    for address in LISTS:
        assert listed(caller, address) == []
    for address in (f"statements/{row.uuid}", f"reports/{row.report.uuid}", f"sources/{row.report.publisher.uuid}"):
        assert caller.get(f"/api/v1/{address}").status_code == 404
