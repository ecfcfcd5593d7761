"""One case of the table: somebody does one thing through one channel. What came of it, and what it left in the database."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.core.cache import cache as throttled
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse
from rest_framework.test import APIClient

from tests.roles import sent, services, snapshot
from tests.roles.world import World, related
from tracker import roles
from tracker.models import Person
from verification.mail import unsubscribe_url

Row = dict[str, str]
IN_BRACES = re.compile(r"\{([^}]*)\}")
SIGN_IN = re.compile(r"/admin/login/\?next=")  # whoever was turned away; without it, whoever has just joined
QUIET = {"POST read", "POST add-report/try/"}  # verbs that answer without writing anything


@dataclass(frozen=True)
class Outcome:
    """``refused`` by 401, 403 or the way to the sign-in page, None when it was answered otherwise; ``changed`` tables; ``asked``: the acts looked up."""

    refused: bool | None
    changed: frozenset[str]
    asked: frozenset[str]
    told: str
    seconds: float

    def answers(self, row: Row, expected: str) -> str:
        """What is wrong with it, or nothing."""
        if self.refused is None:
            return f"was neither let in nor refused: {self.told}"
        if expected == "no":
            if not self.refused:
                return f"was not refused: {self.told}"
            return f"was refused and yet changed {', '.join(sorted(self.changed))}" if self.changed else ""
        if self.refused:
            return f"was refused: {self.told}"
        if reads(row) and self.changed:
            return f"reading changed {', '.join(sorted(self.changed))}"
        return "" if reads(row) or self.changed else f"changed nothing: {self.told}"


def reads(row: Row) -> bool:
    return row["channel"] in ("page", "autocomplete") or row["action"].startswith("GET ") or row["action"] in QUIET


class Watched(frozenset):
    """The acts of one role that notes which ones were asked for."""

    asked: set[str] = set()

    def __contains__(self, act: object) -> bool:
        Watched.asked.add(str(act))
        return super().__contains__(act)


@dataclass
class Desk:
    """Runs cases on a world that each of them leaves as it was."""

    world: World

    def case(self, row: Row, who: str) -> Outcome:
        """One row as *who*, in a savepoint that is rolled back. Nothing is remembered between cases."""
        throttled.clear()
        kept = dict(roles.TABLE)
        roles.TABLE.update({role: Watched(acts) for role, acts in kept.items()})
        try:
            with transaction.atomic():
                person = None if who == "nobody" else Person.objects.get(pk=self.world.people[who].pk)
                related(self.world, row["relation"], person)
                answer = CHANNELS[row["channel"]](self.world, row, person)
                Watched.asked = set()
                before = snapshot.picture()
                begun = perf_counter()
                refused, told = answer()
                seconds = perf_counter() - begun
                changed = snapshot.changed(before, snapshot.picture())
                transaction.set_rollback(True)
        finally:
            roles.TABLE.update(kept)
        return Outcome(refused, frozenset(changed), frozenset(Watched.asked), told, seconds)


def heard(response: Any) -> tuple[bool | None, str]:
    """(refused, in words) of an answer by HTTP."""
    if response.status_code in (301, 302):
        return bool(SIGN_IN.search(response.url)), f"{response.status_code} to {response.url}"
    if response.status_code in (401, 403):
        return True, str(response.status_code)
    ok = response.status_code in (200, 201, 204)
    words = "" if ok or response.streaming else " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())[:600]
    return (False, str(response.status_code)) if ok else (None, f"{response.status_code}: {words}")


# ---- the channels: each makes ready and returns what is then done
def by_api(world: World, row: Row, person: Person | None) -> Any:
    method, _, template = row["action"].partition(" ")
    noun = template.split("/")[0]
    word = sent.NOUNS.get(row["action"]) or sent.NOUNS.get(noun) or noun.removesuffix("s")
    address = "/api/v1/" + IN_BRACES.sub(lambda found: str(world[word].uuid), template)
    caller = APIClient()
    caller.handler = handler()
    if person is not None:
        caller.credentials(HTTP_AUTHORIZATION=f"Token {world.tokens[person.pk]}")
    if method == "GET":
        return lambda: heard(caller.get(address))
    body = sent.BY_API.get(row["action"], lambda *_: {})(world, person)
    sent_as = "multipart" if "file" in body else "json"
    return lambda: heard(getattr(caller, method.lower())(address, body, format=sent_as))


@cache
def handler() -> ClientHandler:
    """The middleware, loaded once for all cases."""
    made = ClientHandler(enforce_csrf_checks=False)
    made.load_middleware()
    return made


def browser(world: World, person: Person | None) -> Client:
    """Signed in before the first case; what a case does to the session is taken back with the rest."""
    client = Client()
    client.handler = handler()
    if person is not None:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[person.pk]
    return client


def at(world: World, template: str) -> str:
    return "/admin/" + IN_BRACES.sub(lambda found: str(world[found[1]].pk), template)


def by_page(world: World, row: Row, person: Person | None) -> Any:
    address, client = at(world, row["action"].partition(" ")[2]), browser(world, person)
    asked = sent.ASKED.get(row["action"], lambda *_: {})(world, person)
    return lambda: heard(client.get(address, asked))


def by_button(world: World, row: Row, person: Person | None) -> Any:
    address, client = at(world, row["action"].partition(" ")[2]), browser(world, person)
    body = sent.BY_BUTTON.get(row["action"], lambda *_: {})(world, person)
    return lambda: heard(client.post(address, body))


def by_bulk(world: World, row: Row, person: Person | None) -> Any:
    """An act on ticked rows. An act that is not offered is left undone by Django, which shows the list again; of a row that is refused the page tells why."""
    table, act = row["action"].split()
    address, client = reverse(f"admin:{table.replace('.', '_')}_changelist"), browser(world, person)
    body = {"action": act, "_selected_action": str(world[sent.TICKED[table]].pk)}
    body |= sent.BY_BULK.get(row["action"], lambda *_: {})(world, person)

    def answer() -> tuple[bool | None, str]:
        response = client.post(address, body)
        request = response.wsgi_request
        told = [str(message) for message in get_messages(request) if message.level_tag == "error"]
        if response.status_code in (200, 302) and (told or not (request.user.is_authenticated and act in offered(request, table))):
            return True, " ".join(told) or "not offered"
        return heard(response)

    return answer


def offered(request: Any, table: str) -> set[str]:
    """The acts that this list offers to whoever asks."""
    desk = next(desk for model, desk in admin.site._registry.items() if model._meta.label_lower == table)
    return set(desk.get_actions(request))


def by_autocomplete(world: World, row: Row, person: Person | None) -> Any:
    app, model, field = row["action"].split(".")
    asked, client = {"app_label": app, "model_name": model, "field_name": field, "term": ""}, browser(world, person)
    return lambda: heard(client.get("/admin/autocomplete/", asked))


def by_export(world: World, row: Row, person: Person | None) -> Any:
    """A file to keep, from the desk or from the API."""
    if row["action"].partition(" ")[2].startswith("api/v1/"):
        return by_api(world, {**row, "action": row["action"].replace("api/v1/", "")}, person)
    return by_page(world, row, person)


def by_service(world: World, row: Row, person: Person | None) -> Any:
    by = person or AnonymousUser()
    call = services.SERVICES[row["action"]]

    def answer() -> tuple[bool, str]:
        try:
            with transaction.atomic():
                return False, repr(call(world, by))[:200]
        except (roles.NotAllowed, PermissionDenied) as refusal:
            return True, str(refusal)

    return answer


def in_public(world: World, row: Row, person: Person | None) -> Any:
    """What everybody may, signed in or not: addresses as they are."""
    method, _, template = row["action"].partition(" ")
    address, client = template.replace("{unsubscribe}", unsubscribe_url(world["person"])), browser(world, person)
    address = address.replace("{invitation}", world["invitation"].uuid).replace("{key}/{token}", "MQ/no-token")
    body = sent.IN_PUBLIC.get(row["action"], lambda *_: {})(world, person)
    return lambda: heard(getattr(client, method.lower())(address, body))


CHANNELS = {
    "public": in_public,
    "api": by_api,
    "page": by_page,
    "button": by_button,
    "bulk": by_bulk,
    "autocomplete": by_autocomplete,
    "export": by_export,
    "service": by_service,
}


@cache
def table() -> tuple[Row, ...]:
    """The rows of ``tests/roles.csv``, written by hand from what the desk has decided; the program never reads it."""
    with (Path(__file__).parent.parent / "roles.csv").open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


__all__ = ["CHANNELS", "Desk", "Outcome", "Row", "browser", "table"]
