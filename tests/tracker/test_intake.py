"""The one way in: what is kept, what is known again, what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tracker.errors import Refused
from tracker.intake.canonical import canonical_url
from tracker.intake.clean import checked, clean_text, decode
from tracker.intake.record import receive
from tracker.models import Event, Report, Revision, WorkItem
from tracker.roles import NotAllowed
from tracker.terms import Role, Via


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    once = clean_text(text)
    assert clean_text(once) == once
    assert "\x00" not in once
    once.encode("utf-8")


@given(st.binary())
def test_any_bytes_become_text(raw):
    clean_text(decode(raw).text).encode("utf-8")


@pytest.mark.parametrize(
    ("raw", "charset", "text", "guessed"),
    [
        (b"\xef\xbb\xbfDam", "utf-8", "Dam", False),
        ("Čop".encode("utf-16"), "utf-16", "Čop", False),
        (b"caf\xe9 \x96 bar", "cp1252", "café – bar", True),
    ],
)
def test_bytes_are_decoded_as_what_they_are(raw, charset, text, guessed):
    got = decode(raw)
    assert (got.charset, got.text, got.guessed) == (charset, text, guessed)


@pytest.mark.parametrize("text", ["", "   \n", "\u200b\u200d\ufeff", "\x00\x00"])
def test_what_nobody_could_see_is_refused(text):
    with pytest.raises(Refused) as refused:
        checked(text)
    assert (refused.value.code, refused.value.field) == ("empty", "text")


def test_too_long_a_text_names_the_limit():
    with pytest.raises(Refused, match="at most 2,000,000") as refused:
        checked("x" * 2_000_001)
    assert refused.value.code == "too_large"


@pytest.mark.parametrize(
    ("given_url", "canonical"),
    [
        ("HTTPS://Example.ORG:443/a?utm_source=x&b=1#top", "https://example.org/a?b=1"),
        ("http://example.org.:80", "http://example.org/"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/ä"),
        ("https://example.org:8443/a/../b", "https://example.org:8443/b"),
    ],
)
def test_one_spelling_for_one_address(given_url, canonical):
    assert canonical_url(given_url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "url", ["ftp://example.org/x", "javascript:alert(1)", "not an address", "http://", "https://[::1", "https://a.example/" + "x" * 2000]
)
def test_what_is_no_address_is_refused_by_field(url):
    with pytest.raises(Refused) as refused:
        canonical_url(url)
    assert refused.value.field == "url"


@pytest.mark.django_db
def test_a_report_is_kept_raw_and_clean_and_left_to_be_read(now):
    got = receive(text=b"\xef\xbb\xbfThe dam\r\nbroke.", title=" The  dam ", publisher="Lorn Wire", via=Via.PASTE, entered_by=None, now=now)
    assert (bytes(got.revision.raw), got.revision.text, got.revision.title) == (
        b"\xef\xbb\xbfThe dam\r\nbroke.",
        "The dam\nbroke.",
        "The dam",
    )
    assert WorkItem.objects.get().subject == str(got.revision.uuid)
    assert Event.objects.get().kind == "report.received"


@pytest.mark.django_db
def test_the_same_document_is_known_again(now):
    say = {"text": "The dam broke.", "title": "Dam", "publisher": "Lorn Wire", "via": Via.PASTE, "entered_by": None}
    first, second = receive(**say, now=now), receive(**say, now=now + timedelta(hours=1))
    assert first.report == second.report
    assert (second.created, second.changed) == (False, False)
    assert Report.objects.count() == Revision.objects.count() == WorkItem.objects.count() == 1


@pytest.mark.django_db
def test_a_changed_page_is_a_new_revision_of_the_same_report(now):
    page = {"url": "https://lorn.example/dam", "publisher": "Lorn Wire", "via": Via.URL, "entered_by": None, "now": now}
    first = receive(text="The dam may have broken.", **page)
    second = receive(text="The dam broke.", **page)
    assert first.report == second.report
    assert second.changed
    assert [revision.text for revision in second.report.revisions.all()] == ["The dam may have broken.", "The dam broke."]


@pytest.mark.django_db
def test_unknown_publishers_are_not_one_source(now):
    got = receive(text="The dam broke.", publisher="(unnamed outlet)", via=Via.PASTE, entered_by=None, now=now)
    assert got.report.publisher is None


@pytest.mark.django_db
def test_a_future_date_is_stored_and_marked_and_a_bare_one_refused(now):
    got = receive(text="Dam.", published_at=datetime(2199, 1, 1, tzinfo=UTC), via=Via.PASTE, entered_by=None, now=now)
    assert got.revision.metadata == {"published_in_the_future": True}
    with pytest.raises(Refused, match="no time zone"):
        receive(text="Dam.", published_at=datetime(2026, 1, 1), via=Via.PASTE, entered_by=None, now=now)


@pytest.mark.django_db
def test_a_reader_may_not_add_reports_and_nothing_is_written(now):
    with pytest.raises(NotAllowed, match="analyst"):
        receive(text="The dam broke.", via=Via.PASTE, entered_by=make.person(Role.READER), now=now)
    assert not Report.objects.exists()
    assert not Event.objects.exists()
