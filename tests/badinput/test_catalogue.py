"""Every row of the catalogue at its door: kept whole, or refused with the field and the limit. Never an error of the program."""

from __future__ import annotations

from contextlib import closing
from ipaddress import ip_address

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from tests import handing_in
from tests.badinput import table
from tests.badinput.doors import DOORS, Came
from tests.badinput.inputs import INPUTS, padded
from tests.badinput.table import ALL
from tests.fuzz.readers import Readers
from tracker.intake import apart
from tracker.intake import fetch as fetching
from tracker.intake.record import receive
from tracker.language import reader
from tracker.models import Report
from tracker.terms import Via

pytestmark = pytest.mark.django_db
ROWS = list(table.rows())
NAMES = {"localhost": ["127.0.0.1"], "inside.example": ["10.0.0.7"], "both.example": ["93.184.216.34", "10.0.0.7"]}


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker, tmp_path_factory):
    """One desk for all rows."""
    with handing_in.desk(tmp_path_factory.mktemp("handed-in"), django_db_blocker.unblock()) as made:
        yield made


@pytest.fixture(scope="module")
def readers():
    with closing(Readers()) as made:
        yield made


@pytest.fixture(autouse=True)
def _read_by_workers(settings, monkeypatch, desk, readers):
    """Nobody is asked for a name, and no page is fetched but from the web of the tests."""
    settings.REDIS_URL, settings.FETCH_TEST_PORTS = handing_in.AWAY, (desk["site"].port,)
    monkeypatch.setattr(fetching, "addresses_of", addresses_of)
    monkeypatch.setattr(apart, "subprocess", readers)
    cache.clear()


def addresses_of(host: str, port: int) -> list[str]:
    if host.isdigit():  # as the resolver of this machine reads a number
        return [str(ip_address(int(host)))]
    return NAMES[host] if host in NAMES else unknown(host)


def unknown(host: str) -> list[str]:
    raise OSError(f"no such name: {host}")


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.input} at {row.door}" for row in ROWS])
def test_each_input_is_kept_or_refused_as_the_catalogue_says(row, desk):
    given = ALL[row.input]
    with transaction.atomic():
        came = DOORS[given.kind][row.door](desk, given)
        assert came.status < 500
        assert came.outcome == row.outcome, came.told
        if row.outcome == "refused":
            assert row.says in came.told.replace('\\"', '"'), came.told
            assert came.field == row.field
        elif came.report is not None:
            kept_whole(row, came, given.sent)
        else:
            assert row.says in came.told
        assert connection.is_usable()
        transaction.set_rollback(True)


def kept_whole(row: table.Row, came: Came, sent: dict | bytes) -> None:
    """Every letter that was sent is in the text that is kept, and the marks say what was odd about it."""
    revision = came.report.latest
    assert bytes(revision.raw)
    if isinstance(sent, dict) and "\ud800" not in sent["text"]:
        whole = letters(revision.text) == letters(sent["text"])  # compared here: a difference of megabytes need not be printed
        assert whole
    match row.says.partition(" "):
        case ("marked", _, name):
            assert name in revision.metadata
        case ("unnamed", _, _):
            assert came.report.publisher is None
        case ("without", _, _):
            assert "secret" not in came.report.canonical_url
        case _:
            assert not row.says


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def test_every_input_is_tried_at_every_door_of_its_kind():
    """But where a door has no such field."""
    there = {(row.input, row.door) for row in ROWS}
    wanted = {(name, door) for name, given in ALL.items() for door in DOORS[given.kind]}
    external = {(name, door) for name in ALL if "external id" in name for door in ("form", "command")}
    assert wanted - there == external
    assert not there - wanted
    assert len(there) == len(ROWS), "a row stands twice"


def test_the_page_on_bad_input_is_the_catalogue():
    assert table.PAGE.read_text(encoding="utf-8") == table.page(), "python -m tests.badinput writes it anew"


@pytest.mark.parametrize("name", [name for name, given in INPUTS.items() if given.kind == "report" and len(given.sent["text"]) < 100_000])
def test_what_is_kept_is_read_without_an_error(name):
    text = INPUTS[name].sent["text"]
    for statement in reader.read(text).statements:
        assert statement.quote == text[statement.span.start : statement.span.end]


def test_a_million_characters_in_one_line_are_read(now):
    """How long it takes is measured by ``make bench-reading``; here, that all of it is read."""
    text = padded(1_000_000)
    report = receive(text=text, via=Via.API, entered_by=None, now=now).report
    whole = Report.objects.get(pk=report.pk).latest.text == text
    assert whole
    found = reader.read(text).statements
    assert len(found) >= text.count(".")
    assert found[-1].span.end > 999_800
