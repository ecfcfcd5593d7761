"""Who may do what by the API: every row of ``tests/roles.csv``, written by hand, run for every role; what is expected is never read from the program."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.apps import apps
from django.core.cache import cache
from django.urls import URLPattern, URLResolver, get_resolver

from tests import make
from tracker import roles
from tracker.models import Claim, Person
from tracker.terms import Role

pytestmark = pytest.mark.django_db
ROWS = [row for row in csv.DictReader((Path(__file__).parent.parent / "roles.csv").open(encoding="utf-8")) if row["channel"] == "api"]
WHO = ["nobody", "no role", *(role.value for role in Role)]
NOTES = {"reason": "two independent accounts", "confidence": "high", "basis": "site visit"}
BODIES = {
    "POST reports": {"text": "The bridge at Orl is closed."},
    "POST reports/batch": {"reports": [{"text": "The bridge at Orl is closed."}]},
    "POST claims": {"text": "The dam at Lorn was mined.", "level": 2},
    "POST statements/{uuid}/correct": {"field": "level", "value": 2, "reason": "it says may"},
    "POST read": {"text": "The bridge at Orl is closed."},
    "POST claims/{uuid}/edit": {"text": "The dam at Lorn was blown up."},
    "POST claims/{uuid}/dismiss": {"reason": "gossip"},
    "POST claims/{uuid}/reopen": {"reason": "new photographs"},
    **{f"POST claims/{{uuid}}/{verb}": NOTES for verb in ("confirm", "partly", "refute", "mark_unresolved")},
    "POST evidence/{uuid}/relabel": {"relation": "updates"},
    "POST flags/{uuid}/close": {"reason": "seen"},
    **{f"POST edges/{{uuid}}/{verb}": {"reason": "the same byline"} for verb in ("confirm", "cut", "undo")},
}


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


def claim_in_relation(relation: str, person: Person | None) -> Claim:
    """A claim that stands to *person* as the table says."""
    match relation:
        case "their own" if person is not None:
            claim = make.tracked()
            Claim.objects.filter(pk=claim.pk).update(opened_by=person)
        case "accepted by them" if person is not None:
            claim = make.tracked()
            Claim.objects.filter(pk=claim.pk).update(accepted_by=person, accepted_at=make.NOW)
        case "edited by them" if person is not None:
            claim = make.tracked()
            claim.edited_by.add(person)
        case "its report entered by them" if person is not None:
            report = make.received("The dam at Lorn was mined.")
            report.revisions.update(entered_by=person)
            claim = make.tracked(opened_from=make.statement(of=report))
        case "about a source they must not judge" if person is not None:
            ministry = make.source("Ministry of Works")
            person.conflicts.add(ministry)
            claim = make.tracked(opened_from=make.statement(origin=ministry))
        case "another's":
            claim = make.tracked(by=make.person(Role.ANALYST))
        case "settled":
            claim = make.tracked()
            Claim.objects.filter(pk=claim.pk).update(status="confirmed")
        case _:
            claim = make.tracked()
    return Claim.objects.get(pk=claim.pk)


def call(row: dict[str, str], who: str):
    """Arrange what the row is about, do it as *who*; the answer and whether the database is as it was."""
    person = None if who == "nobody" else make.person(None if who == "no role" else who)
    method, template = row["action"].split()
    body, subject = BODIES.get(row["action"], {}), None
    if row["action"] == "POST edges":
        body = {"child": str(make.statement().uuid), "parent": str(make.statement().uuid), "reason": "the same byline"}
    noun = template.split("/")[0] if "{uuid}" in template else ""
    if row["action"] == "POST statements":
        body = {"report": str(make.statement("The dam at Lorn was mined.").report.uuid), "start": 0, "end": 8}
    if noun == "claims":
        subject = claim_in_relation(row["relation"], person)
        if template.endswith("/assign"):
            body = {"person": make.person(Role.REVIEWER).username}
        if template.endswith("/supersede"):
            body = {"successor": str(make.tracked("A later word.").uuid), "reason": "overtaken"}
    elif noun == "evidence":
        subject = make.set_against(make.tracked())
    elif noun == "flags":
        subject = make.flag(make.tracked())
    elif noun == "edges":
        subject = make.edge(decided=row["relation"] == "decided")
    elif noun in ("statements", "reports", "sources"):
        said = make.statement()
        subject = {"statements": said, "reports": said.report, "sources": said.report.publisher}[noun]
    caller = make.client(person)
    address = "/api/v1/" + template.replace("{uuid}", str(subject.uuid if subject else ""))
    before = everything()
    options = {} if method == "GET" else {"format": "json"}
    answer = getattr(caller, method.lower())(address, None if method == "GET" else body, **options)
    return answer, everything() == before


def everything() -> dict[str, list]:
    """Every row of every table of ours."""
    return {
        model.__name__: list(model.objects.order_by("pk").values_list())
        for app in ("tracker", "verification")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }


def asked(row: dict[str, str]) -> str:
    return f"{row['action']} {row['relation']}".strip()


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("row", ROWS, ids=asked)
def test_the_api_allows_what_the_table_allows_and_a_refusal_leaves_no_trace(row, who):
    answer, unchanged = call(row, who)
    if row[who] == "yes":
        assert answer.status_code in (200, 201), answer.content
    else:
        assert answer.status_code == (401 if who == "nobody" else 403), answer.content
        assert unchanged


def test_the_table_says_yes_or_no_everywhere():
    assert {row[who] for row in ROWS for who in WHO} == {"yes", "no"}
    assert len({asked(row) for row in ROWS}) == len(ROWS)


def methods_with_views(patterns=None, prefix=""):
    """Each action of the API and the act that the program asks for."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = prefix + str(pattern.pattern).replace("<uuid:uuid>", "{uuid}")
        if isinstance(pattern, URLResolver):
            yield from methods_with_views(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern) and address.startswith("api/v1/"):
            for method, (act, _) in pattern.callback.cls.rules.items():
                yield f"{method} {address.removeprefix('api/v1/')}", act


def test_every_address_and_method_of_the_api_is_in_the_table():
    assert {row["action"] for row in ROWS} == set(dict(methods_with_views()))


@pytest.mark.parametrize("role", list(Role))
def test_taking_a_permission_away_or_giving_one_more_turns_a_row_red(role, monkeypatch):
    acts = dict(methods_with_views())
    for act in set(acts.values()):
        concerned = [row for row in ROWS if acts[row["action"]] is act]
        allowed = act in roles.TABLE[role]
        broken = roles.TABLE[role] - {act} if allowed else roles.TABLE[role] | {act}
        with monkeypatch.context() as patch:
            patch.setitem(roles.TABLE, role, broken)
            red = [row for row in concerned if (call(row, role.value)[0].status_code in (200, 201)) != (row[role.value] == "yes")]
        assert red, f"{act} {'taken from' if allowed else 'given to'} {role} was not noticed"
