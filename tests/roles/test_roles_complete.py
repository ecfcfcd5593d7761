"""Nothing can be reached that the table of roles does not name: addresses, verbs, acts on lists, autocompletes, services. A new one turns this red."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.utils import flatten
from django.urls import URLPattern, URLResolver, get_resolver

from tests.roles import services
from tests.roles.calling import IN_BRACES, table
from tracker.admin.site import RoleAdmin
from tracker.api.permissions import HasRole
from verification.admin import acts, provenance

ROOT = Path(__file__).resolve().parents[2]
HOW = "Add its rows to tests/roles.csv, by hand, as the desk has decided; what is sent goes into tests/roles/sent.py."
CONVERTER = re.compile(r"<(?:(\w+):)?(\w+)>")
# Addresses that decide nothing: they lead on to another one, or find nothing; test_roles asks them.
LEADS_ON = re.compile(r"admin/(tracker|verification)/\w+/<path:object_id>/$")
NOTHING_THERE = {"admin/(?P<url>.*)$", "admin/r/<path:content_type_id>/<path:object_id>/", "api/"}
OF_THE_DOOR = {"admin/logout/", "admin/autocomplete/"}  # signing out is everybody's; autocompletes have a channel of their own
READS = {"digesting.compose", "exporting.export_claim"}  # take somebody and a moment, and write nothing
WORDS = {"do": set(acts.ACTS), "provenance": set(provenance.ON_EDGE), "object": set(provenance.ON_OBJECT)}


def addresses(patterns: list | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, address)
        else:
            yield address, pattern


def as_pattern(address: str) -> re.Pattern[str]:
    """An address of the resolver as a pattern that addresses of the table match: braces for a thing, a word where it takes a word."""

    def one(found: re.Match[str]) -> str:
        return r"[a-z_-]+" if found[1] == "slug" else r"\{[a-z ]+\}"

    plain = address.replace("(?P<app_label>tracker|verification)", "<slug:app>").replace("^", "").replace("$", "")
    return re.compile(
        "".join(one(part) if (part := CONVERTER.fullmatch(piece)) else re.escape(piece) for piece in re.split(r"(<[^>]+>)", plain))
    )


def named() -> set[str]:
    """Every address of the table, from the site's root."""
    before = {"api": "api/v1/", "page": "admin/", "button": "admin/"}
    found = set()
    for row in table():
        channel, (_, _, address) = row["channel"], row["action"].partition(" ")
        if channel in before:
            found.add(before[channel] + address)
        elif channel == "export":
            found.add(address if address.startswith("api/") else f"admin/{address}")
        elif channel == "public":
            found.add(address.lstrip("/").replace("{unsubscribe}", "unsubscribe/{token}/"))
    return found


def test_every_address_of_the_program_is_in_the_table():
    ours = named()
    missing = [
        address
        for address, _ in addresses()
        if address not in NOTHING_THERE | OF_THE_DOOR
        and not LEADS_ON.fullmatch(address)
        and not any(as_pattern(address).fullmatch(one) for one in ours)
    ]
    assert not missing, f"{missing} are in no row. {HOW}"


def test_every_address_of_the_table_is_in_the_program():
    patterns = [as_pattern(address) for address, _ in addresses()]
    assert not [one for one in named() if not any(pattern.fullmatch(one) for pattern in patterns)]


def test_every_method_of_the_api_is_in_the_table():
    wanted = {
        f"{method} {CONVERTER.sub('{uuid}', address.removeprefix('api/v1/'))}"
        for address, pattern in addresses()
        if address.startswith("api/v1/")
        for method in pattern.callback.cls.rules
    }
    there = {row["action"].replace(" api/v1/", " ") for row in table() if row["channel"] in ("api", "export")}
    there = {IN_BRACES.sub("{uuid}", action) for action in there}
    assert not wanted - there, f"{sorted(wanted - there)} are in no row. {HOW}"


def test_no_view_of_the_api_and_no_table_of_the_desk_decides_by_rules_of_its_own():
    for address, pattern in addresses():
        if address.startswith("api/"):
            assert pattern.callback.cls.permission_classes == [HasRole], address
    assert all(isinstance(desk, RoleAdmin) for desk in desks())


def test_nobody_is_let_in_but_where_the_table_says_public():
    assert {row["channel"] for row in table() if "yes" in (row["nobody"], row["no role"])} == {"public"}


def test_every_button_that_an_address_takes_as_a_word_is_in_the_table():
    posted = [row["action"].removeprefix("POST ") for row in table() if row["channel"] == "button"]
    for parent, words in WORDS.items():
        there = {found[1] for address in posted if (found := re.search(rf"/{parent}/(?:\{{[^}}]+\}}/)?([a-z_]+)/$", address))}
        assert not words - there, f"{sorted(words - there)} below {parent}/ are in no row. {HOW}"


def desks() -> list[ModelAdmin]:
    return list(admin.site._registry.values())


def test_every_act_on_a_list_is_in_the_table():
    wanted = {f"{desk.opts.label_lower} {act if isinstance(act, str) else act.__name__}" for desk in desks() for act in desk.actions}
    there = {row["action"] for row in table() if row["channel"] == "bulk"}
    assert not wanted ^ there, f"{sorted(wanted ^ there)}: in no row, or gone. {HOW}"


def test_no_table_of_the_desk_has_buttons_of_another_kind():
    """unfold's own kinds of action come with addresses and rights of their own; whoever uses one says so here and in the table."""
    kinds = ("actions_list", "actions_row", "actions_detail", "actions_submit_line")
    assert not [(desk, kind) for desk in desks() for kind in kinds if getattr(desk, kind, ())]


def test_every_autocomplete_is_in_the_table():
    """The fields of forms, and those that lists are filtered by."""
    wanted = {f"{desk.opts.label_lower}.{field}" for desk in desks() for field in flatten(desk.autocomplete_fields)}
    for desk in desks():
        for given in desk.list_filter:
            if isinstance(given, tuple) and "Autocomplete" in given[1].__name__:
                wanted.add(field_behind(desk.model, given[0]))
    there = {row["action"] for row in table() if row["channel"] == "autocomplete"}
    assert not wanted ^ there, f"{sorted(wanted ^ there)}: in no row, or gone. {HOW}"


def field_behind(model: type, path: str) -> str:
    *steps, last = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return f"{model._meta.label_lower}.{last}"


# ---- services


def doors() -> Iterator[ModuleType]:
    for app in ("tracker", "verification"):
        for floor in ("admin", "api"):
            for path in sorted((ROOT / app / floor).glob("*.py")):
                yield import_module(f"{app}.{floor}.{path.stem}")
    yield import_module("tracker.intake.record")


def services_called() -> set[str]:
    """Every service named in a door's source that takes somebody (``by``, or a ``person`` in the first place) and a moment: one that writes."""
    found = set()
    for door in doors():
        for node in ast.walk(ast.parse(inspect.getsource(door))):
            if not isinstance(node, (ast.Attribute, ast.Name)):
                continue
            try:
                thing = eval(compile(ast.Expression(node), door.__name__, "eval"), vars(door).copy())
            except Exception:
                continue
            if inspect.isfunction(thing) and re.search(r"\.(services|intake)\.", thing.__module__) and writes_for_somebody(thing):
                found.add(f"{thing.__module__.rpartition('.')[2]}.{thing.__name__}")
    return found


def writes_for_somebody(thing: object) -> bool:
    parameters = list(inspect.signature(thing).parameters)
    return "now" in parameters and ("by" in parameters or "entered_by" in parameters or parameters[0] == "person")


def test_every_service_that_a_door_calls_is_in_the_table():
    wanted = services_called() - READS
    there = {row["action"] for row in table() if row["channel"] == "service"}
    assert not wanted - there, f"{sorted(wanted - there)} are in no row. Add them to tests/roles.csv and tests/roles/services.py."
    assert there == set(services.SERVICES)
