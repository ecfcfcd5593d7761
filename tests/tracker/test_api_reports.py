"""Sending a report, sending it twice, and sending what no report can be."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError

from tests import make
from tracker.api.parsers import MAX_DEPTH, parse
from tracker.models import Report, Revision, Submission, WorkItem
from tracker.terms import Role, WorkState

STORY = {
    "title": "Ferry runs aground off Tarn",
    "publisher": "Tarn Courier",
    "published": "2026-03-04T09:30:00+02:00",
    "url": "https://Courier.example/ferry?utm_source=x#top",
    "text": "The ferry may have hit a rock, the coast guard said.\n",
}


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


@pytest.fixture
def caller(db):
    return make.client(make.person(Role.ANALYST), "read", "ingest")


def send(caller, body, **headers):
    return caller.post("/api/v1/reports", body, format="json", **headers)


def test_a_report_is_put_on_record_as_it_was_sent(caller):
    answer = send(caller, STORY)
    assert answer.status_code == 201
    sent = answer.json()
    row = Report.objects.get()
    assert sent["uuid"] == str(row.uuid)
    assert (sent["title"], sent["publisher"], sent["published"]) == (STORY["title"], "Tarn Courier", "2026-03-04T07:30:00Z")
    assert sent["url"] == "https://courier.example/ferry"
    assert (sent["created"], sent["changed"], sent["read"], sent["statements"], sent["via"]) == (True, False, False, 0, "api")
    assert answer["Location"] == sent["links"]["self"]
    whole = caller.get(sent["links"]["self"]).json()
    assert whole["text"] == STORY["text"]
    assert [revision["no"] for revision in whole["history"]] == [1]
    assert row.latest.entered_by is not None


def test_reading_is_left_to_be_done(caller):
    send(caller, STORY)
    assert WorkItem.objects.get(kind="read").state == WorkState.TODO


def test_who_waits_gets_it_read(caller):
    answer = caller.post("/api/v1/reports?wait=1", STORY, format="json").json()
    assert answer["read"] is True
    assert answer["statements"] == len(caller.get(answer["links"]["statements"]).json()["results"]) > 0
    assert not WorkItem.objects.filter(state=WorkState.TODO).exists()


def test_the_same_report_twice_is_one_report(caller):
    first, second = send(caller, STORY), send(caller, STORY)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["uuid"] == second.json()["uuid"]
    assert second.json()["created"] is second.json()["changed"] is False
    assert Revision.objects.count() == 1


def test_a_changed_page_is_a_revision_of_the_same_report(caller):
    first = send(caller, STORY)
    second = send(caller, {**STORY, "text": "The ferry hit a rock, the coast guard said.\n"})
    assert second.status_code == 200
    assert second.json()["uuid"] == first.json()["uuid"]
    assert (second.json()["changed"], second.json()["revisions"]) == (True, 2)


def test_a_key_used_again_with_the_same_body_gives_the_same_report(caller):
    first = send(caller, STORY, HTTP_IDEMPOTENCY_KEY="tarn-1")
    second = send(caller, dict(reversed(STORY.items())), HTTP_IDEMPOTENCY_KEY="tarn-1")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["uuid"] == second.json()["uuid"]
    assert Submission.objects.count() == 1


def test_a_key_used_again_with_another_body_is_refused_and_nothing_is_stored(caller):
    send(caller, STORY, HTTP_IDEMPOTENCY_KEY="tarn-1")
    answer = send(caller, {**STORY, "text": "The ferry sank."}, HTTP_IDEMPOTENCY_KEY="tarn-1")
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "key_used_for_another_body")
    assert Revision.objects.count() == 1


def test_two_people_may_use_the_same_key(caller):
    other = make.client(make.person(Role.ANALYST), "ingest")
    send(caller, STORY, HTTP_IDEMPOTENCY_KEY="1")
    answer = send(other, {**STORY, "url": "", "text": "The ferry sank off Tarn."}, HTTP_IDEMPOTENCY_KEY="1")
    assert answer.status_code == 201


def test_a_refused_body_does_not_use_up_its_key(caller):
    assert send(caller, {"text": "\u200b"}, HTTP_IDEMPOTENCY_KEY="k").status_code == 400
    assert send(caller, STORY, HTTP_IDEMPOTENCY_KEY="k").status_code == 201


@pytest.mark.parametrize("key", ["k" * 201, "a\tb"])
def test_a_key_has_its_limits(caller, key):
    answer = send(caller, STORY, HTTP_IDEMPOTENCY_KEY=key)
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "Idempotency-Key")


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "text", "required"),
        ({"text": None}, "text", "null"),
        ({"text": 7}, "text", "invalid"),
        ({"text": ""}, "text", "empty"),
        ({"text": "\u200b\u2060 \n"}, "text", "empty"),
        ({"text": "The dam broke.", "tittle": "x"}, "tittle", "unknown_field"),
        ({"text": "The dam broke.", "title": 7}, "title", "invalid"),
        ({"text": "The dam broke.", "title": "x" * 1001}, "title", "max_length"),
        ({"text": "The dam broke.", "publisher": ["x"]}, "publisher", "invalid"),
        ({"text": "The dam broke.", "publisher": "x" * 301}, "publisher", "max_length"),
        ({"text": "The dam broke.", "published": "yesterday"}, "published", "invalid"),
        ({"text": "The dam broke.", "published": "2026-02-30"}, "published", "invalid"),
        ({"text": "The dam broke.", "published": "2026-03-04T10:00:00"}, "published", "invalid"),
        ({"text": "The dam broke.", "published": "0001-01-01T00:00:00+14:00"}, "published", "invalid"),
        ({"text": "The dam broke.", "published": "9999-12-31T23:59:59-12:00"}, "published", "invalid"),
        ({"text": "The dam broke.", "published": 20260304}, "published", "invalid"),
        ({"text": "The dam broke.", "url": "javascript:alert(1)"}, "url", "bad_url"),
        ({"text": "The dam broke.", "url": "http://[::1"}, "url", "bad_url"),
        ({"text": "The dam broke.", "url": "https://x.example/" + "a" * 2000}, "url", "max_length"),
        ({"text": "The dam broke.", "external_id": "i" * 501}, "external_id", "max_length"),
        ([], "", "invalid"),
        ("text", "", "invalid"),
    ],
)
def test_bad_input_is_named_and_nothing_is_stored(caller, body, field, code):
    answer = send(caller, body)
    assert answer.status_code == 400, answer.json()
    assert (answer.json()["error"]["field"], answer.json()["error"]["code"]) == (field, code)
    assert not Report.objects.exists()


@pytest.mark.parametrize("value", ["a\x00b", "a\ud800b"])
@pytest.mark.parametrize("field", ["title", "publisher", "url", "external_id"])
def test_characters_that_no_database_holds_are_refused_in_names(caller, field, value):
    raw = json.dumps({"text": "The dam broke.", field: value})
    answer = caller.post("/api/v1/reports", raw, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


def test_a_text_with_controls_and_lone_surrogates_is_kept_cleaned(caller):
    raw = json.dumps({"text": "The\x00 dam \ud800broke.\r\nAll of it."})
    answer = caller.post("/api/v1/reports", raw, content_type="application/json")
    assert answer.status_code == 201
    assert caller.get(answer.json()["links"]["self"]).json()["text"] == "The dam \ufffdbroke.\nAll of it."


def test_a_text_over_the_limit_is_too_large(caller):
    answer = send(caller, {"text": "a" * 2_000_001})
    assert (answer.status_code, answer.json()["error"]["code"], answer.json()["error"]["field"]) == (413, "too_large", "text")


def test_a_body_over_the_limit_is_too_large(caller):
    answer = caller.post("/api/v1/reports", b'{"text": "' + b"a" * 11_000_000 + b'"}', content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_hostile_words_come_back_as_they_were_sent(caller):
    body = {
        "text": "<script>alert(1)</script> =cmd|' /C calc'!A0 '; DROP TABLE x; --",
        "title": "../../etc/passwd \u202egnp.exe",
    }
    answer = send(caller, body)
    assert answer.status_code == 201
    whole = caller.get(answer.json()["links"]["self"])
    assert whole.json()["text"] == body["text"]
    assert whole["Content-Type"] == "application/json"
    assert whole["X-Content-Type-Options"] == "nosniff"


def test_a_report_of_the_future_is_stored_and_marked(caller):
    answer = send(caller, {**STORY, "published": "2199-01-01"})
    assert answer.status_code == 201
    assert caller.get(answer.json()["links"]["self"]).json()["history"][0]["metadata"] == {"published_in_the_future": True}


@pytest.mark.parametrize("query", ["?wait=2", "?wait=yes", "?wiat=1", "?wait=1&wait=1"])
def test_parameters_of_sending_are_known_ones(caller, query):
    answer = caller.post(f"/api/v1/reports{query}", STORY, format="json")
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] in ("wait", "wiat")
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"{", "not_json"),
        (b"{'a': 1}", "not_json"),
        (b"\xff\xfe{\x00}\x00", "not_utf8"),
        (b'{"text": "caf\xe9"}', "not_utf8"),
        (b'{"text": "a", "text": "b"}', "duplicate_key"),
        (b'{"text": NaN}', "not_a_number"),
        (b'{"text": -Infinity}', "not_a_number"),
        (b'{"text": 1e999}', "number_too_large"),
        (b'{"text": ' + b"9" * 5000 + b"}", "number_too_large"),
        (b"[" * 100_000 + b"]" * 100_000, "too_deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "too_deep"),
        (b"[" * (MAX_DEPTH + 2) + b"]" * (MAX_DEPTH + 2), "too_deep"),
    ],
)
def test_what_is_not_sound_json_is_refused_with_its_reason(caller, raw, code):
    answer = caller.post("/api/v1/reports", raw, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == code


def test_a_byte_order_mark_does_no_harm():
    assert parse(b'\xef\xbb\xbf{"a": [1, -2.5, null, true]}') == {"a": [1, -2.5, None, True]}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_sound_json_is_taken_as_it_is(value):
    assert parse(json.dumps(value).encode()) == value


@settings(max_examples=200)
@given(st.binary(max_size=200) | st.text('{}[]":,0123456789.eE+-nulltrueNaN \\u', max_size=60).map(str.encode))
def test_any_bytes_are_parsed_or_refused(raw):
    try:
        parse(raw)
    except ParseError:
        return


def test_a_batch_stores_the_good_ones_and_lists_the_bad_ones_with_their_reason(caller):
    batch = [
        STORY,
        {"text": ""},
        {"text": "A dam broke.", "tittle": "x"},
        "no report",
        {**STORY, "url": "ftp://x.example"},
        STORY,
        {"text": "A bridge fell."},
    ]
    answer = caller.post("/api/v1/reports/batch", {"reports": batch}, format="json")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["stored"], body["refused"]) == (3, 4)
    first, empty, unknown, no_object, no_url, again, bridge = body["results"]
    assert (first["created"], again["created"], bridge["created"]) == (True, False, True)
    assert first["uuid"] == again["uuid"]
    assert [one["error"]["code"] for one in (empty, unknown, no_object, no_url)] == ["empty", "unknown_field", "invalid", "bad_url"]
    assert Report.objects.count() == 2


@pytest.mark.parametrize(
    "body", [{}, {"reports": []}, {"reports": "x"}, {"reports": [{}] * 1001}, [STORY], {"reports": [STORY], "wait": 1}]
)
def test_a_batch_has_its_limits(caller, body):
    assert caller.post("/api/v1/reports/batch", body, format="json").status_code == 400
    assert not Report.objects.exists()


def test_a_thousand_reports_in_one_request_are_stored(caller):
    batch = {"reports": [{"text": f"Dam number {n} broke."} for n in range(1000)]}
    assert caller.post("/api/v1/reports/batch", batch, format="json").json()["stored"] == 1000
    assert caller.post("/api/v1/reports/batch", batch, format="json").json()["stored"] == 1000
    assert Report.objects.count() == 1000
