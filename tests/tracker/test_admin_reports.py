"""Adding a report on the desk, and the page that shows it with every statement in its place."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import make
from tracker.models import Claim, Event, Grade, Report, Source, Topic, WorkItem

pytestmark = pytest.mark.django_db

TEXT = """The harbour at Lorn may have been mined on Sunday night, a coast guard spokesman said.

Divers found no mine, the port authority said.
"""


def signed_in(client, role, **fields):
    person = make.person(role, **fields)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def add(client, **sent):
    return client.post(reverse("admin:add_report"), {"text": TEXT, **sent}, follow=True)


def test_a_pasted_report_is_read_at_once(client):
    analyst = signed_in(client, "analyst")
    answer = add(client, title="Harbour mined?", publisher="Harbour Post", published="2026-03-02")
    report = Report.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("admin:tracker_report_change", args=[report.pk])
    assert (report.publisher.name, report.latest.entered_by, report.latest.published_at) == (
        "Harbour Post",
        analyst,
        datetime(2026, 3, 2, tzinfo=UTC),
    )
    html = answer.content.decode()
    assert 'class="cue cue-hedge"' in html
    assert 'class="cue cue-attribution"' in html
    assert "proposed" in html
    assert Claim.objects.filter(opened_from__reading__revision__report=report, level_first=2).exists()


def test_headers_above_the_text_fill_the_empty_fields(client):
    signed_in(client, "analyst")
    add(
        client,
        text=f"Title: Harbour mined?\nPublisher: Lorn Wire\nPublished: 2026-03-01\nURL: https://lorn.example/a\n\n{TEXT}",
        publisher="Harbour Post",
    )
    report = Report.objects.get()
    assert report.latest.title == "Harbour mined?"
    assert report.publisher.name == "Harbour Post"
    assert report.canonical_url == "https://lorn.example/a"
    assert report.latest.published_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert report.latest.text.startswith("The harbour at Lorn")


def test_a_time_without_a_zone_is_meant_in_ones_own(client):
    signed_in(client, "analyst", time_zone="Europe/Prague")
    add(client, published="2026-03-02 12:00")
    assert Report.objects.get().latest.published_at == datetime(2026, 3, 2, 11, tzinfo=UTC)


def test_a_file_is_taken_too(client):
    signed_in(client, "analyst")
    client.post(reverse("admin:add_report_file"), {"file": SimpleUploadedFile("story.txt", TEXT.encode())}, follow=True)
    assert "mined on Sunday night" in Report.objects.get().latest.text
    assert Report.objects.get().latest.via == "file"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"text": "  "}, "paste the article"),
        ({"published": "yesterday"}, "write 2026-03-04"),
        ({"published": "2026-13-40"}, "write 2026-03-04"),
        ({"url": "not a url"}, "valid URL"),
        ({"text": "Published: someday\nTitle: x\n\nBody."}, "Published"),
    ],
)
def test_an_error_says_what_to_do_and_keeps_what_was_typed(client, sent, says):
    signed_in(client, "analyst")
    answer = add(client, title="My headline", **sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert says in html
    assert "My headline" in html
    if "text" not in sent:
        assert "coast guard spokesman" in html
    assert not Report.objects.exists()


def test_the_same_report_again_adds_nothing_and_says_so(client):
    signed_in(client, "analyst")
    add(client, publisher="Harbour Post")
    assert "was here already" in add(client, publisher="Harbour Post").content.decode()
    assert Report.objects.count() == 1


@pytest.mark.parametrize("role", ["reader", "admin"])
def test_who_may_not_add_reports_is_refused(client, role):
    signed_in(client, role)
    assert client.get(reverse("admin:add_report")).status_code == 403
    assert add(client).status_code == 403
    assert not Report.objects.exists()


def test_with_a_broker_the_page_waits_and_looks_again(client, settings):
    signed_in(client, "analyst")
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    html = add(client).content.decode()
    assert "Waiting to be read" in html
    assert 'http-equiv="refresh"' in html


def test_until_it_is_compared_the_page_looks_again_for_a_minute(client):
    signed_in(client, "analyst")
    report = make.report(TEXT)
    assert 'http-equiv="refresh"' not in report_page(client, report).content.decode()
    step = WorkItem.objects.filter(kind="compare")
    step.update(state="todo", created_at=timezone.now())
    html = report_page(client, report).content.decode()
    assert "now being compared" in html
    assert 'http-equiv="refresh"' in html
    step.update(created_at=timezone.now() - timedelta(minutes=2))
    html = report_page(client, report).content.decode()
    assert "Reload the page later" in html
    assert 'http-equiv="refresh"' not in html


def report_page(client, report):
    return client.get(reverse("admin:tracker_report_change", args=[report.pk]))


def test_what_a_page_says_cannot_become_markup(client):
    signed_in(client, "reader")
    report = make.received(TEXT, title="<img src=x onerror=alert(1)>")
    make.statement('<script>alert("x")</script>', of=report, cues=[{"start": 0, "end": 9, "text": "</b>", "kind": "hedge", "level": 2}])
    html = report_page(client, report).content.decode()
    assert "&lt;img src=x" in html
    assert "&lt;script&gt;alert" in html
    for markup in ("<img src=x", "<script>alert", "“</b>”"):
        assert markup not in html


def test_every_statement_is_marked_once_and_listed_once(client):
    signed_in(client, "reader")
    report = make.report(TEXT, title="Harbour mined, coast guard says")
    html = report_page(client, report).content.decode()
    said = make.statements(report)
    assert said
    for statement in said:
        assert html.count(f'class="at" href="#s-{statement.uuid}"') == 1
        assert html.count(f'id="s-{statement.uuid}"') == 1


def test_proposed_claims_are_accepted_and_dismissed_together(client):
    analyst = signed_in(client, "analyst")
    report = make.report(TEXT)
    first, second = Claim.objects.order_by("number")[:2]
    back = reverse("admin:tracker_report_change", args=[report.pk])
    answer = client.post(reverse("admin:decide_proposed"), {"claims": [first.pk], "act": "accept", "next": back}, follow=True)
    assert answer.redirect_chain[-1][0] == back
    client.post(reverse("admin:decide_proposed"), {"claims": [second.pk], "act": "dismiss", "next": back})
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.accepted_by == analyst
    assert second.status == "dismissed"


def test_a_reader_cannot_accept_proposals(client):
    signed_in(client, "reader")
    report = make.report(TEXT)
    assert 'name="claims"' not in report_page(client, report).content.decode()
    client.post(reverse("admin:decide_proposed"), {"claims": [Claim.objects.first().pk], "act": "accept"})
    assert not Claim.objects.exclude(accepted_by=None).exists()


def test_the_older_revision_is_still_there(client):
    signed_in(client, "reader")
    report = make.report(TEXT, url="https://lorn.example/a")
    make.report(TEXT.replace("may have been", "was"), url="https://lorn.example/a")
    assert Report.objects.count() == 1
    assert report_page(client, report).context["revision"].no == 2
    old = client.get(reverse("admin:tracker_report_change", args=[report.pk]) + "?revision=1")
    assert old.context["revision"].no == 1
    assert client.get(reverse("admin:tracker_report_change", args=[report.pk]) + "?revision=99").context["revision"].no == 2


def test_the_page_costs_the_same_however_many_statements_there_are(client):
    signed_in(client, "reader")

    def cost(sentences):
        said = {
            4: "The bridge at {} may have been damaged on Monday, officials said.",
            12: "A new school in {} will probably open, parents hope.",
        }
        text = "\n\n".join(said[sentences].format(f"Town{n}") for n in range(sentences))  # neither report is taken from the other
        report = make.report(text, title=f"{sentences} bridges")
        report_page(client, report)
        with CaptureQueriesContext(connection) as queries:
            report_page(client, report)
        return len(queries)

    assert cost(4) == cost(12)


def test_a_report_cannot_be_changed_on_the_desk(client):
    signed_in(client, "lead", is_superuser=True)
    report = make.report(TEXT)
    before = (report.latest.text, Event.objects.count())
    client.post(reverse("admin:tracker_report_change", args=[report.pk]), {"text": "other"})
    assert client.post(reverse("admin:tracker_report_delete", args=[report.pk]), {"post": "yes"}).status_code == 403
    assert (Report.objects.get().latest.text, Event.objects.count()) == before


# ---- sources


def source_form(source, **changed):
    return {
        "name": source.name,
        "kind": source.kind,
        "parent": source.parent_id or "",
        "bloc": source.bloc,
        "country": source.country,
        **changed,
    }


def test_a_lead_grades_a_source_and_the_reason_is_needed(client):
    signed_in(client, "lead")
    source = make.source("Lorn Wire")
    page = reverse("admin:tracker_source_change", args=[source.pk])
    assert "carries its reason" in client.post(page, source_form(source, letter="B")).content.decode()
    assert not Grade.objects.exists()
    client.post(page, source_form(source, letter="B", letter_reason="Corrects itself within a day."))
    assert Grade.objects.get().letter == "B"
    assert Event.objects.filter(kind="source.graded").count() == 1


def test_an_analyst_names_a_source_but_cannot_grade_it(client):
    signed_in(client, "analyst")
    source = make.source("Lorn Wire")
    page = reverse("admin:tracker_source_change", args=[source.pk])
    client.post(page, source_form(source, bloc="Lorn", new_alias="LW", letter="A", letter_reason="Mine."))
    source.refresh_from_db()
    assert source.bloc == "Lorn"
    assert source.aliases.filter(text="LW").exists()
    assert not Grade.objects.exists()


def test_a_source_cannot_stand_under_itself(client):
    signed_in(client, "analyst")
    body = make.source("Ministry", "body")
    office = make.source("Press office", "body", parent=body)
    page = reverse("admin:tracker_source_change", args=[body.pk])
    assert "already stands under" in client.post(page, source_form(body, parent=office.pk)).content.decode()
    assert Source.objects.get(pk=body.pk).parent is None


def test_two_revisions_stand_side_by_side(client):
    signed_in(client, "reader")
    report = make.report(TEXT, url="https://lorn.example/a")
    make.report(TEXT.replace("may have been", "was"), url="https://lorn.example/a")
    page = reverse("admin:tracker_report_change", args=[report.pk])
    assert "what changed" in client.get(page).content.decode()
    html = client.get(page + "?revision=2&against=1").content.decode()
    assert '<span class="cue cue-gone" title="not in the newer text">may have been</span>' in html
    assert '<span class="cue cue-fresh" title="not in the older text">was</span>' in html
    assert client.get(page + "?revision=2&against=7").context.get("older") is None


def test_copies_name_each_other(client):
    signed_in(client, "reader")
    wire = make.report(TEXT, publisher="Lorn Wire", title="Harbour may be mined")
    copy = make.report(TEXT, publisher="Harbour Post", title="Harbour scare")
    assert "carried on by" in report_page(client, wire).content.decode()
    assert "taken from" in report_page(client, copy).content.decode()
    assert "Lorn Wire: Harbour may be mined" in report_page(client, copy).content.decode()


def test_the_same_words_elsewhere_are_listed_though_nothing_was_read_of_them(client):
    signed_in(client, "reader")
    report, copy = (make.received("Tak.", publisher=name) for name in ("Lorn Wire", "Harbour Post"))
    other = make.received("Nie.", publisher="Metro Daily")
    page = report_page(client, report).content.decode()
    assert "The same words elsewhere" in page
    assert reverse("admin:tracker_report_change", args=[copy.pk]) in page
    assert reverse("admin:tracker_report_change", args=[other.pk]) not in page


def test_a_report_is_put_under_topics_and_the_log_says_so(client):
    signed_in(client, "analyst")
    report, dams = make.received("The dam broke."), Topic.objects.create(name="Dams", slug="dams")
    address = reverse("admin:report_topics", args=[report.pk])
    for _ in range(2):
        client.post(address, {"topics": [dams.pk, "x"]})
    assert ">Dams</a>" in report_page(client, report).content.decode()
    client.post(address, {})
    assert not report.topics.exists()
    told = Event.objects.filter(kind="report.topics_set").order_by("pk").values_list("before", "after")
    assert list(told) == [({"topics": []}, {"topics": ["Dams"]}), ({"topics": ["Dams"]}, {"topics": []})]
