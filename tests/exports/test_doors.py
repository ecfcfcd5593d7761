"""The doors of the exports: what the API and the desk answer, for whom, and what they refuse."""

from __future__ import annotations

import csv
import io
import json

import html5lib
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests import make
from tests.exports import told
from tracker.models import Claim, Topic
from verification.exports.formats import FORMATS, OF_MANY
from verification.services import exporting

pytestmark = pytest.mark.django_db
EVERYBODY = ("reader", "analyst", "reviewer", "lead", "admin")


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


def get(path: str, role: str = "reader", **asked):
    return make.client(make.person(role)).get(f"/api/v1/{path}", asked)


def text_of(answer) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def on_the_desk(role: str = "reader") -> Client:
    client = Client()
    client.force_login(make.person(role))
    return client


# ---- the API


@pytest.mark.parametrize("name", FORMATS)
def test_a_claim_leaves_as_what_was_asked_for(name):
    claim = told.signed(told.claim())
    answer = get(f"claims/{claim.uuid}/export", format=name)
    assert answer.status_code == 200
    assert answer["Content-Type"] == FORMATS[name].media_type
    assert answer["Content-Disposition"] == f'attachment; filename="claim-{claim.number}.{FORMATS[name].ending}"'
    if "json" in answer["Content-Type"]:
        json.loads(text_of(answer))
    assert "dam at Lorn" in text_of(answer)


def test_json_is_what_is_answered_unless_asked_otherwise_whatever_the_caller_accepts():
    claim = told.claim()
    answer = make.client(make.person("reader")).get(f"/api/v1/claims/{claim.uuid}/export", headers={"accept": "text/csv"})
    assert json.loads(text_of(answer))["format"] == "claim-tracker claims"


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"format": "docx"}, 400, "unknown_format"),
        ({"format": "claimreview"}, 409, "not_signed"),
        ({"as_of": "soon"}, 400, "invalid"),
        ({"as_of": "2020-01-01"}, 404, "not_opened_yet"),
        ({"shape": "csv"}, 400, "unknown_parameter"),
    ],
)
def test_what_cannot_leave_is_refused_with_a_code(asked, status, code):
    answer = get(f"claims/{told.claim().uuid}/export", **asked)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_a_merged_claim_names_the_one_that_stands():
    from verification.services import merging

    claim, into = told.claim(), told.claim(text="The bridge at Orl fell.")
    merging.merge(claim, into=into, by=make.person("lead"), reason="the same", now=make.NOW)
    answer = get(f"claims/{claim.uuid}/export")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "merged")
    assert str(into.uuid) in answer.json()["error"]["message"]


@pytest.mark.parametrize("name", OF_MANY)
def test_a_topic_leaves_whole(name):
    topic = Topic.objects.create(name="Dams", slug="dams")
    inside, outside = told.signed(told.claim()), told.signed(told.claim(text="The bridge at Orl fell."))
    inside.topics.add(topic)
    answer = get(f"topics/{topic.uuid}/export", format=name)
    assert answer["Content-Disposition"] == f'attachment; filename="topic-dams.{FORMATS[name].ending}"'
    text = text_of(answer)
    assert inside.text in text
    assert outside.text not in text


def test_a_list_leaves_as_its_filters_choose():
    settled = told.signed(told.claim(), "refuted")
    told.claim(text="The bridge at Orl fell.")
    [row] = csv.DictReader(io.StringIO(text_of(get("claims/export", format="csv", status="refuted")), newline=""))
    assert row["id"] == str(settled.uuid)
    assert text_of(get("claims/export", format="csv", origins="2")).count("\r\n") == 3
    assert text_of(get("claims/export", format="csv", origins="3")).count("\r\n") == 1
    assert get("claims/export", format="csv", status="true").status_code == 400
    assert get("claims/export", format="html").json()["error"]["code"] == "one_claim"


def test_a_claim_that_was_merged_is_told_once_under_the_one_that_stands():
    from verification.services import merging

    claim, into = told.claim(), told.claim(text="The bridge at Orl fell.")
    merging.merge(claim, into=into, by=make.person("lead"), reason="the same", now=make.NOW)
    assert [one["number"] for one in json.loads(text_of(get("claims/export")))["claims"]] == [into.number]


def test_an_earlier_day_leaves_as_it_stood_then():
    claim = told.signed(told.claim())
    [one] = json.loads(text_of(get("claims/export", as_of="2026-03-05")))["claims"]
    assert (one["status"], one["signed"]) == ("unverified", None)
    assert json.loads(text_of(get(f"claims/{claim.uuid}/export", as_of="2026-03-20")))["claims"][0]["status"] == "confirmed"


def test_more_than_so_many_are_for_leads(monkeypatch):
    monkeypatch.setattr(exporting, "MOST", 1)
    told.claim()
    told.claim(text="The bridge at Orl fell.")
    answer = get("claims/export", "analyst")
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert len(json.loads(text_of(get("claims/export", "lead")))["claims"]) == 2
    assert len(json.loads(text_of(get("export", "lead")))["claims"]) == 2


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_sealed_verdict_leaves_by_no_door(role):
    claim = told.sealed(told.claim())
    topic = Topic.objects.create(name="Dams", slug="dams")
    claim.topics.add(topic)
    client, desk = make.client(make.person(role)), on_the_desk(role)
    for name in FORMATS:
        for path in (f"claims/{claim.uuid}/export", "claims/export", f"topics/{topic.uuid}/export", "export"):
            assert told.SEALED not in text_of(client.get(f"/api/v1/{path}", {"format": name}))
        for address in (
            reverse("admin:claim_export", args=[claim.pk, name]),
            reverse("admin:topic_export", args=[topic.pk, name]),
            reverse("admin:claims_export", args=[name]),
        ):
            assert told.SEALED not in text_of(desk.get(address, follow=True))


def test_many_claims_are_read_in_batches_and_not_one_by_one(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(exporting, "AT_ONCE", 50)
    for n in range(12):
        make.tracked(f"The dam at Lorn {n} was mined.")
    client = make.client(make.person("reader"))
    client.get("/api/v1/claims/export")
    with django_assert_max_num_queries(40):
        assert len(json.loads(text_of(client.get("/api/v1/claims/export")))["claims"]) == 12


# ---- the desk


def test_the_menu_of_a_claim_leads_to_every_format_and_the_case_file_opens_in_the_browser():
    claim, client = told.signed(told.claim()), on_the_desk()
    page = client.get(reverse("admin:tracker_claim_change", args=[claim.pk])).content.decode()
    for name, form in FORMATS.items():
        address = reverse("admin:claim_export", args=[claim.pk, name])
        assert f'href="{address}"' in page
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.has_header("Content-Disposition") is (name != "html"), form.title
    html5lib.HTMLParser(strict=True).parse(text_of(client.get(reverse("admin:claim_export", args=[claim.pk, "html"]))))


def test_the_case_file_in_the_browser_may_show_its_own_style_and_load_nothing():
    policy = on_the_desk().get(reverse("admin:claim_export", args=[told.claim().pk, "html"]))["Content-Security-Policy"]
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";") if " " in part.strip())
    assert allowed["style-src"] == "'unsafe-inline'"
    assert allowed["default-src"] == allowed["script-src"] == "'none'"


def test_the_page_of_an_earlier_day_exports_that_day():
    claim, client = told.signed(told.claim()), on_the_desk()
    page = client.get(reverse("admin:tracker_claim_change", args=[claim.pk]), {"as_of": "2026-03-05"})
    [link] = [one["href"] for one in page.context["exports"] if one["href"].split("?")[0].endswith("/export/json/")]
    assert json.loads(text_of(client.get(link)))["claims"][0]["status"] == "unverified"


def test_what_cannot_leave_is_told_on_the_page_again():
    claim, client = told.claim(), on_the_desk()
    answer = client.get(reverse("admin:claim_export", args=[claim.pk, "claimreview"]), follow=True)
    assert answer.redirect_chain[0][0] == reverse("admin:tracker_claim_change", args=[claim.pk])
    assert "only a signed verdict" in answer.content.decode()
    assert "is unknown; use one of" in client.get(reverse("admin:claim_export", args=[claim.pk, "docx"]), follow=True).content.decode()


def test_the_list_exports_what_it_shows_with_the_mark_for_excel():
    settled = told.signed(told.claim(), "refuted")
    told.claim(text="The bridge at Orl fell.")
    client = on_the_desk()
    page = client.get(reverse("admin:tracker_claim_changelist"), {"status__exact": "refuted", "p": "1"})
    assert f'{reverse("admin:claims_export", args=["csv"])}?status__exact=refuted"' in page.content.decode()
    text = text_of(client.get(reverse("admin:claims_export", args=["csv"]), {"status__exact": "refuted"}))
    assert text.startswith("\ufeffnumber,")
    [row] = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert row["number"] == str(settled.number)
    assert "none of the list" in client.get(reverse("admin:claims_export", args=["csv"]), {"colour": "red"}, follow=True).content.decode()


def test_a_topic_exports_its_claims():
    topic = Topic.objects.create(name="Dams", slug="dams")
    told.claim().topics.add(topic)
    client = on_the_desk()
    assert (
        reverse("admin:topic_export", args=[topic.pk, "stix"])
        in client.get(reverse("admin:tracker_topic_change", args=[topic.pk])).content.decode()
    )
    assert json.loads(text_of(client.get(reverse("admin:topic_export", args=[topic.pk, "stix"]))))["type"] == "bundle"


def test_nobody_without_a_role_exports_anything():
    claim = told.claim()
    client = Client()
    client.force_login(make.person(None))
    for address in (reverse("admin:claim_export", args=[claim.pk, "csv"]), reverse("admin:claims_export", args=["csv"])):
        answer = client.get(address)
        assert answer.status_code in (302, 403)
        assert Claim.objects.get().text not in text_of(answer)
