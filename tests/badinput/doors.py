"""The doors at which the catalogue's inputs are handed in, and what came of each: kept, refused with the field and its reason, or shown."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone
from rest_framework.test import APIClient

from tests.badinput.inputs import Input, as_json
from tests.roles.world import World
from tracker import work
from tracker.models import Claim, Feed, Report, WorkItem
from tracker.services import feeding, polling
from tracker.terms import Fetching, WorkState

TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)


@dataclass(frozen=True)
class Came:
    """``outcome``: "kept", "refused" or "shown"; ``told`` is everything that was said, ``status`` the answer's number (0 for a command)."""

    outcome: str
    status: int
    told: str
    field: str = ""
    report: Report | None = None


@cache
def handler() -> ClientHandler:
    """The middleware, loaded once. An error of the program is a failure here, not an answer."""
    made = ClientHandler(enforce_csrf_checks=False)
    made.load_middleware()
    return made


def browser(world: World, who: str = "lead") -> Client:
    client = Client()
    client.handler = handler()
    client.force_login(world.people[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


def program(world: World, who: str = "lead") -> APIClient:
    client = APIClient()
    client.handler = handler()
    client.credentials(HTTP_AUTHORIZATION=f"Token {world.tokens[world.people[who].pk]}")
    return client


def newest() -> Report | None:
    return Report.objects.order_by("-pk").first()


def heard(answer: Any, before: int) -> Came:
    """What an answer by HTTP says. *before*: the newest report's key until then. A form that comes back without an error is kept by a redirect."""
    api = answer.headers.get("Content-Type", "").startswith("application/json")
    told = answer.content.decode() if api else html.unescape(" ".join(TAGS.sub(" ", answer.content.decode()).split()))
    named = answer.json().get("error", {}).get("field", "") if api and answer.status_code >= 400 else ""
    made = newest()
    made = made if made is not None and made.pk > before else None
    if answer.request["REQUEST_METHOD"] == "GET":
        return Came("refused" if answer.status_code >= 400 else "shown", answer.status_code, told, named)
    return Came("kept" if answer.status_code in (201, 302) or made else "refused", answer.status_code, told, named, made)


def counted(hand_in: Callable[[World, Input], Any]) -> Callable[[World, Input], Came]:
    def door(world: World, given: Input) -> Came:
        before = newest()
        return heard(hand_in(world, given), before.pk if before else 0)

    return door


# ---- reports
@counted
def by_form(world: World, given: Input) -> Any:
    fields = {name: value.encode("utf-8", "replace").decode() for name, value in given.sent.items()}  # browsers send no surrogates
    return browser(world).post("/admin/add-report/", fields)


@counted
def by_api(world: World, given: Input) -> Any:
    return program(world).generic("POST", "/api/v1/reports", as_json(given.sent), content_type="application/json")


def by_batch(world: World, given: Input) -> Came:
    before = newest()
    body = as_json({"reports": [given.sent, {"text": "Another bridge broke."}]})
    answer = program(world).generic("POST", "/api/v1/reports/batch", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    first, second = answer.json()["results"]
    assert "uuid" in second, "one bad report spoilt the next"
    if "error" in first:
        return Came("refused", 200, first["error"]["message"], first["error"]["field"])
    made = Report.objects.get(uuid=first["uuid"])
    return Came("kept", 200, "", "", made if before is None or made.pk > before.pk else None)


def command(raw: bytes, tmp: Any) -> Came:
    path = tmp / "document"
    path.write_bytes(raw)
    return imported(str(path))


def imported(named: str) -> Came:
    """``import_report FILE|URL``; what it says on stderr, or the report."""
    before = newest()
    try:
        call_command("import_report", named, no_wait=True, stdout=io.StringIO(), stderr=io.StringIO())
    except CommandError as refused:
        return Came("refused", 0, str(refused))
    made = newest()
    assert made is not None
    assert before is None or made.pk > before.pk, "it was known already"
    return Came("kept", 0, "", "", made)


def as_headed(fields: dict[str, str]) -> bytes:
    """A report as a text file with its headers above."""
    heads = {"title": "Title", "publisher": "Publisher", "published": "Published", "url": "URL"}
    lines = [f"{heads[name]}: {value}" for name, value in fields.items() if name in heads]
    return ("\n".join(lines) + ("\n\n" if lines else "") + fields["text"]).encode("utf-8", "surrogatepass")


def by_command(world: World, given: Input) -> Came:
    return command(as_headed(given.sent), world.things["folder"])


# ---- files
@counted
def file_by_form(world: World, given: Input) -> Any:
    return browser(world).post("/admin/add-report/file/", {"file": SimpleUploadedFile("report", given.sent)})


@counted
def file_by_api(world: World, given: Input) -> Any:
    return program(world).post("/api/v1/reports/upload", {"file": SimpleUploadedFile("report", given.sent)}, format="multipart")


# ---- tables
@counted
def table_by_form(world: World, given: Input) -> Any:
    return browser(world).post("/admin/add-report/table/", {"file": SimpleUploadedFile("reports.csv", given.sent)})


def table_by_command(world: World, given: Input) -> Came:
    path = world.things["folder"] / "table.csv"
    path.write_bytes(given.sent)
    try:
        call_command("import_csv", str(path), no_wait=True, stdout=io.StringIO(), stderr=io.StringIO())
    except CommandError as refused:
        return Came("refused", 0, str(refused))
    return Came("kept", 0, "")


def file_by_command(world: World, given: Input) -> Came:
    return command(given.sent, world.things["folder"])


# ---- bodies of the API
@counted
def body(world: World, given: Input) -> Any:
    kind = "application/x-www-form-urlencoded" if given.sent[:5] == b"text=" else "application/json"
    return program(world).generic("POST", "/api/v1/reports", given.sent, content_type=kind)


def batch(world: World, given: Input) -> Came:
    answer = program(world).generic("POST", "/api/v1/reports/batch", as_json({"reports": given.sent}), content_type="application/json")
    if answer.status_code >= 400:
        error = answer.json()["error"]
        return Came("refused", answer.status_code, error["message"], error["field"])
    found = answer.json()
    wrong = [result["error"] for result in found["results"] if "error" in result]
    return Came(
        "kept",
        200,
        f"{found['stored']} stored, {found['refused']} refused " + "; ".join(f"{one['field']}: {one['message']}" for one in wrong),
    )


# ---- questions: what lists are asked
@counted
def api_search(world: World, given: Input) -> Any:
    return program(world).get(f"/api/v1/claims?q={quote(given.sent, safe='')}")


@counted
def api_page(world: World, given: Input) -> Any:
    return program(world).get(f"/api/v1/reports?limit={quote(given.sent, safe='')}")


@counted
def api_order(world: World, given: Input) -> Any:
    return program(world).get(f"/api/v1/reports?ordering={quote(given.sent, safe='')}")


@counted
def api_cursor(world: World, given: Input) -> Any:
    return program(world).get(f"/api/v1/reports?cursor={quote(given.sent, safe='')}")


@counted
def api_address(world: World, given: Input) -> Any:
    return program(world).get(f"/api/v1/claims/{quote(given.sent, safe='')}")


@counted
def desk_search(world: World, given: Input) -> Any:
    return browser(world).get("/admin/tracker/report/", {"q": given.sent})


@counted
def desk_page(world: World, given: Input) -> Any:
    return browser(world).get("/admin/tracker/claim/", {"p": given.sent})


@counted
def desk_filter(world: World, given: Input) -> Any:
    return browser(world).get("/admin/tracker/claim/", {"status__exact": given.sent, "level_first__exact": given.sent})


@counted
def desk_address(world: World, given: Input) -> Any:
    return browser(world).get(f"/admin/tracker/claim/{quote(given.sent, safe='')}/change/")


# ---- words that people type
@counted
def claim_by_form(world: World, given: Input) -> Any:
    return browser(world).post("/admin/tracker/claim/add/", {"text": typed(given), "polarity": "affirmed", "level": "5"})


@counted
def claim_by_api(world: World, given: Input) -> Any:
    body = as_json({"text": given.sent, "level": 5})
    return program(world).generic("POST", "/api/v1/claims", body, content_type="application/json")


@counted
def reason_by_form(world: World, given: Input) -> Any:
    return browser(world).post(f"/admin/tracker/claim/{world['claim'].pk}/do/dismiss/", {"reason": typed(given)})


def reason_by_api(world: World, given: Input) -> Came:
    address = f"/api/v1/claims/{world['claim'].uuid}/dismiss"
    came = heard(program(world).generic("POST", address, as_json({"reason": given.sent}), content_type="application/json"), 10**9)
    done = Claim.objects.get(pk=world["claim"].pk).status == "dismissed"
    return Came("kept", came.status, came.told) if done else came


@counted
def source_by_form(world: World, given: Input) -> Any:
    return browser(world).post("/admin/tracker/source/add/", {"name": typed(given), "kind": "outlet", "bloc": "", "country": ""})


@counted
def topic_by_form(world: World, given: Input) -> Any:
    return browser(world).post("/admin/tracker/topic/add/", {"name": typed(given), "slug": "a-topic", "summary": typed(given)})


@counted
def person_by_form(world: World, given: Input) -> Any:
    fields = {"username": typed(given), "email": "new@desk.example", "usable_password": "true"}
    return browser(world, "admin").post(
        "/admin/tracker/person/add/", fields | dict.fromkeys(("password1", "password2"), "a long enough one")
    )


@counted
def sign_in(world: World, given: Input) -> Any:
    client = Client()
    client.handler = handler()
    return client.post("/admin/login/", {"username": typed(given), "password": typed(given)})


# ---- what other machines answer
def shown(world: World, given: Input) -> str:
    """Where the answer stands now, on the web of the tests."""
    world["site"].pages = {"/story": given.sent}
    return world["site"].url("/story")


def asked(world: World, given: Input) -> str:
    return given.sent if given.kind == "address" else shown(world, given)


@counted
def fetched_by_form(world: World, given: Input) -> Any:
    return browser(world).post("/admin/add-report/url/", {"url": asked(world, given)})


@counted
def fetched_by_api(world: World, given: Input) -> Any:
    body = as_json({"url": asked(world, given)})
    return program(world).generic("POST", "/api/v1/reports/fetch", body, content_type="application/json")


def fetched_by_command(world: World, given: Input) -> Came:
    return imported(asked(world, given))


def feed_by_form(world: World, given: Input) -> Came:
    fields = {"url": given.sent, "source": "Lorn Post", "minutes": "60", "articles": "never"}
    answer = browser(world).post("/admin/tracker/feed/add/", fields)
    return polled() if answer.status_code == 302 else heard(answer, 10**9)


def feed_by_api(world: World, given: Input) -> Came:
    body = as_json({"url": given.sent, "source": "Lorn Post"})
    answer = program(world).generic("POST", "/api/v1/feeds", body, content_type="application/json")
    return polled() if answer.status_code == 201 else heard(answer, 10**9)


def feed(world: World, given: Input) -> Came:
    """A feed that is asked for the first time, and the pages behind its entries as far as it is nothing but a summary."""
    feeding.add(url=shown(world, given), source="Lorn Post", by=world.people["lead"], now=timezone.now(), articles=Fetching.WHEN_SHORT)
    return polled()


def polled() -> Came:
    """Ask the newest feed as a worker does; what its page says of it then."""
    row = Feed.objects.latest("pk")
    for kind, subjects in ((polling.POLL, [row.uuid]), (polling.ARTICLE, row.items.values_list("uuid", flat=True))):
        for item in WorkItem.objects.filter(kind=kind, subject__in=[str(one) for one in subjects]):
            work.step(item)
            item.refresh_from_db()
            assert item.state == WorkState.DONE, item.last_error
    row.refresh_from_db()
    if row.last_error:
        return Came("refused", 0, row.last_error)
    entries = list(row.items.select_related("report"))
    taken = [one.report for one in entries if one.report]
    wrong = [one.error for one in entries if one.error]
    assert len(taken) + len([one for one in entries if not one.report and one.error]) == len(entries), "an entry was dropped without a word"
    told = f"{len(taken)} taken, {row.left} left" if row.left else f"{len(taken)} taken"
    return Came("kept", 0, "; ".join([told, *wrong]))


def typed(given: Input) -> str:
    """As a browser sends it: without surrogates."""
    return given.sent.encode("utf-8", "replace").decode()


# What a door is called in the catalogue, for which kind of input, and how it is passed.
DOORS: dict[str, dict[str, Callable[[World, Input], Came]]] = {
    "report": {"form": by_form, "API": by_api, "batch": by_batch, "command": by_command},
    "file": {"form": file_by_form, "command": file_by_command, "API": file_by_api},
    "table": {"form": table_by_form, "command": table_by_command},
    "body": {"API": body},
    "batch": {"batch": batch},
    "address": {
        "form": fetched_by_form,
        "API fetch": fetched_by_api,
        "command": fetched_by_command,
        "feed, form": feed_by_form,
        "feed, API": feed_by_api,
    },
    "site": {"form": fetched_by_form, "API fetch": fetched_by_api, "command": fetched_by_command},
    "feed": {"feed": feed},
    "question": {
        "API search": api_search,
        "API limit": api_page,
        "API order": api_order,
        "API cursor": api_cursor,
        "API address": api_address,
        "desk search": desk_search,
        "desk page": desk_page,
        "desk filter": desk_filter,
        "desk address": desk_address,
    },
    "words": {
        "claim, form": claim_by_form,
        "claim, API": claim_by_api,
        "reason, form": reason_by_form,
        "reason, API": reason_by_api,
        "source, form": source_by_form,
        "topic, form": topic_by_form,
        "person, form": person_by_form,
        "sign in": sign_in,
    },
}
