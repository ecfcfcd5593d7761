"""The doors at which inputs are handed in by the thousand. A new door is a function and a line in ``DOORS``."""

from __future__ import annotations

import io
import json
import os
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.badinput.doors import browser, handler, program
from tests.fuzz import inputs
from tests.roles.world import World
from tests.web import answer
from tracker import work
from tracker.models import Feed, Report, WorkItem
from tracker.services import feeding, polling
from tracker.terms import Fetching, WorkState

SENT_TO = re.compile(r"/admin/tracker/report/(\d+)/")
UUID = re.compile(r"report ([0-9a-f-]{36})")


@dataclass(frozen=True)
class Told:
    """What a door answered: a number as HTTP has them (0 for a command), and the reports that it says are on record."""

    status: int
    kept: tuple[str, ...] = ()


Door = Callable[[World, random.Random], Callable[[], Told]]


# ---- reports: what is made of chance, and how it is handed in; the same may be handed in again


def form(world: World, chance: random.Random) -> Callable[[], Told]:
    fields = {name: _typed(value) for name, value in inputs.fields(chance).items()}
    return lambda: _from_form(browser(world).post("/admin/add-report/", fields))


def upload(world: World, chance: random.Random) -> Callable[[], Told]:
    content, name = inputs.file(chance), _file_name(chance)
    return lambda: _from_form(browser(world).post("/admin/add-report/file/", {"file": SimpleUploadedFile(name, content)}))


def api_upload(world: World, chance: random.Random) -> Callable[[], Told]:
    content, name = inputs.file(chance), _file_name(chance)
    return lambda: _from_api(program(world).post("/api/v1/reports/upload", {"file": SimpleUploadedFile(name, content)}, format="multipart"))


def table(world: World, chance: random.Random) -> Callable[[], Told]:
    """A table of reports: its preview, then the whole of it."""
    content = inputs.table(chance)

    def hand_in() -> Told:
        seen = browser(world).post("/admin/add-report/table/", {"file": SimpleUploadedFile("reports.csv", content)}, follow=True)
        return Told(seen.status_code)

    return hand_in


def api(world: World, chance: random.Random) -> Callable[[], Told]:
    sent = inputs.body(chance, inputs.report(chance))
    return lambda: _from_api(program(world).generic("POST", "/api/v1/reports", sent, content_type="application/json"))


def batch(world: World, chance: random.Random) -> Callable[[], Told]:
    reports = [inputs.report(chance) if chance.random() < 0.8 else inputs.anything(chance) for _ in range(chance.randint(0, 3))]
    sent = inputs.body(chance, {"reports": reports} if chance.random() < 0.95 else inputs.anything(chance))
    return lambda: _from_api(program(world).generic("POST", "/api/v1/reports/batch", sent, content_type="application/json"))


def command(world: World, chance: random.Random) -> Callable[[], Told]:
    path = world["folder"] / f"document{chance.choice(('', '.txt', '.html', '.eml', '.pdf'))}"
    content = inputs.file(chance)

    def hand_in() -> Told:
        path.write_bytes(content)
        return _imported(str(path))

    return hand_in


def address(world: World, chance: random.Random) -> Callable[[], Told]:
    """A page of the test's own web, by the command."""
    url = _shown(world, chance, inputs.file(chance))
    return lambda: _imported(url())


def fetch(world: World, chance: random.Random) -> Callable[[], Told]:
    """The same by the API, now and then with what the sender knows better."""
    url = _shown(world, chance, inputs.file(chance))
    known = {name: value for name, value in inputs.report(chance).items() if name not in ("text", "url")} if chance.random() < 0.4 else {}
    garbled = chance.getrandbits(32)

    def hand_in() -> Told:
        sent = inputs.body(random.Random(garbled), {"url": url(), **known})
        return _from_api(program(world).generic("POST", "/api/v1/reports/fetch", sent, content_type="application/json"))

    return hand_in


def feed(world: World, chance: random.Random) -> Callable[[], Told]:
    """A feed of the test's own web, asked as the queue of record asks it; asked again the second time."""
    url = _shown(world, chance, inputs.feed_file(chance))

    def hand_in() -> Told:
        now, place = timezone.now(), url()
        row = Feed.objects.filter(url=place).first()
        if row is None:
            row = feeding.add(url=place, source="Lorn Post", by=world.people["lead"], now=now, articles=Fetching.NEVER)
        else:
            polling.ask(row, now=now)
        item = WorkItem.objects.get(kind=polling.POLL, subject=str(row.uuid), state=WorkState.TODO)
        work.step(item)
        item.refresh_from_db()
        row.refresh_from_db()
        assert item.state == WorkState.DONE, item.last_error
        assert bool(row.last_error) is not bool(row.well_at), "it neither failed in words nor is well"
        entries = list(row.items.select_related("report"))
        assert not [one.title for one in entries if not one.report and not one.error], "an entry was dropped without a word"
        return Told(0, tuple(sorted({str(one.report.uuid) for one in entries if one.report})))

    return hand_in


def _shown(world: World, chance: random.Random, content: bytes) -> Callable[[], str]:
    """Shows *content* under any kind and charset, now and then packed wrongly or led on, and says where."""
    kind = chance.choice(("text/html", "text/html; charset=utf-8", "text/plain", "application/pdf", "image/png", "text/html; charset=", ""))
    heads = {"content_encoding": "gzip"} if chance.random() < 0.1 else {}
    if kind.endswith("="):
        kind += quote(_typed(inputs.words(chance)[:9]))
    if chance.random() < 0.1:
        heads["location"] = quote(_typed(inputs.words(chance)[:80]), safe="/:%")
    status = chance.choice(("200 OK",) * 20 + ("302 Found", "404 Not Found", "500 Broken", "204 No Content", "999 x"))
    site, path = world["site"], f"/{chance.randrange(10**9)}"

    def show() -> str:
        site.pages = {path: answer(content, status=status, kind=kind, **heads)}
        return site.url(path)

    return show


# ---- questions: boxes, pages, orders, filters, addresses


def api_question(world: World, chance: random.Random) -> Callable[[], Told]:
    lists = ("claims", "reports", "statements", "sources", "topics", "claims/export")
    place = chance.choice((*lists, f"claims/{_quoted(chance)}"))
    name = chance.choice(("q", "limit", "ordering", "cursor", "as_of", "status", "topic", "publisher", "since", "format"))
    asked = f"/api/v1/{place}?{name}={_quoted(chance)}&{chance.choice(('q', 'limit'))}={_quoted(chance)}"
    return lambda: _answered(program(world).get(asked))


def desk_question(world: World, chance: random.Random) -> Callable[[], Told]:
    lists = ("report/", "claim/", "statement/", "source/", "topic/", "report/csv/", "statement/csv/", "claim/export/csv/")
    place = chance.choice((*lists, f"claim/{_quoted(chance)}/change/"))
    name = chance.choice(("q", "p", "o", "status__exact", "level_first__exact", "e", "all", "_facets", "published_at__gte"))
    asked = f"/admin/tracker/{place}?{name}={_quoted(chance)}&q={_quoted(chance)}"
    return lambda: _answered(browser(world).get(asked))


# ---- words that people type


def claim(world: World, chance: random.Random) -> Callable[[], Told]:
    if chance.random() < 0.5:
        fields = {
            "text": _typed(inputs.words(chance)),
            "polarity": chance.choice(("affirmed", "denied", "x")),
            "level": chance.choice("0159x"),
        }
        return lambda: _answered(browser(world).post("/admin/tracker/claim/add/", fields))
    sent = inputs.body(chance, {"text": inputs.words(chance), "level": chance.choice((1, 5, 9, inputs.anything(chance)))})
    return lambda: _answered(program(world).generic("POST", "/api/v1/claims", sent, content_type="application/json"))


def act(world: World, chance: random.Random) -> Callable[[], Told]:
    what = chance.choice(("dismiss", "restore", "assign", "merge", "withdraw", "confirm", "split", inputs.words(chance)[:9]))
    sent = inputs.body(
        chance, inputs.anything(chance) if chance.random() < 0.5 else {"reason": inputs.words(chance), "version": inputs.anything(chance)}
    )
    place = f"/api/v1/claims/{world['claim'].uuid}/{quote(what.encode('utf-8', 'replace').decode(), safe='')}"
    return lambda: _answered(program(world).generic("POST", place, sent, content_type="application/json"))


def sign_in(world: World, chance: random.Random) -> Callable[[], Told]:
    client = Client()
    client.handler = handler()
    fields = {"username": _typed(inputs.words(chance)), "password": _typed(inputs.words(chance)), "next": _typed(inputs.words(chance))}
    return lambda: _answered(client.post("/admin/login/", fields))


REPORTS: dict[str, Door] = {
    "form": form,
    "upload": upload,
    "API upload": api_upload,
    "API": api,
    "batch": batch,
    "command": command,
    "address": address,
    "fetch": fetch,
    "feed": feed,
}
QUESTIONS: dict[str, Door] = {
    "table": table,
    "API question": api_question,
    "desk question": desk_question,
    "claim": claim,
    "act": act,
    "sign in": sign_in,
}
DOORS = REPORTS | QUESTIONS


def _typed(value: str) -> str:
    """As a browser sends it: without surrogates."""
    return value.encode("utf-8", "replace").decode()


def _file_name(chance: random.Random) -> str:
    """One with which a test can make a file; what else a browser may send is never seen by us."""
    name = _typed(inputs.words(chance)[:60]).replace("\x00", "")
    return name if os.path.basename(name) not in ("", ".", "..") else "a.txt"


def _quoted(chance: random.Random) -> str:
    return quote(inputs.words(chance).encode("utf-8", "surrogatepass"), safe="")


def _answered(said: HttpResponse) -> Told:
    if said.status_code >= 400 and said.headers.get("Content-Type", "").startswith("application/json"):
        error = json.loads(said.content)["error"]
        assert error["code"], said.content
        assert error["message"], said.content
    return Told(said.status_code)


def _from_form(said: HttpResponse) -> Told:
    found = SENT_TO.search(said.headers.get("Location", ""))
    kept = (str(Report.objects.get(pk=int(found[1])).uuid),) if found else ()
    assert said.status_code != 302 or kept, said.headers.get("Location")
    return Told(said.status_code, kept)


def _from_api(said: Any) -> Told:
    if said.status_code >= 400:
        return _answered(said)
    found = json.loads(said.content)
    return Told(said.status_code, tuple(one["uuid"] for one in found.get("results", [found]) if "uuid" in one))


def _imported(named: str) -> Told:
    out, refused = io.StringIO(), ""
    try:
        call_command("import_report", named, no_wait=True, stdout=out, stderr=io.StringIO())
    except CommandError as error:
        refused = str(error) or "refused without a word"
    found = UUID.search(out.getvalue())
    assert bool(found) is not bool(refused), refused
    assert refused != "refused without a word"
    return Told(0, (found[1],) if found else ())
