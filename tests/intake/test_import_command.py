"""``manage.py import_report``: every kind of document by file, by pipe and by address, with what it says and how it ends."""

from __future__ import annotations

import io
import subprocess
import sys
import textwrap
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests import make
from tests.papers import pdf
from tests.web import answer
from tracker.models import Report

pytestmark = pytest.mark.django_db
PAGES = Path(__file__).parent / "pages"
STORY = "The harbour at Lorn may have been mined on Sunday night, a coast guard spokesman said."


def take_in(document, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_report", str(document), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def failure(document, **options):
    with pytest.raises(CommandError) as failed:
        take_in(document, **options)
    assert not Report.objects.exists()
    return failed.value


def mail():
    made = EmailMessage()
    made["From"], made["Subject"], made["Date"] = "Harbour Post <news@harbour.example>", "Harbour mined?", "Mon, 02 Mar 2026 18:30:00 +0100"
    made.set_content(STORY)
    return made.as_bytes()


DOCUMENTS = {
    "story.txt": f"Title: Harbour mined?\nPublisher: Harbour Post\nPublished: 2026-03-02T17:30:00Z\n\n{STORY}".encode(),
    "story.html": f"<html><head><title>Harbour mined? | Harbour Post</title><meta property='og:site_name' content='Harbour Post'>"
    f"<meta name='date' content='2026-03-02T18:30:00+01:00'></head><body><p>{STORY}</p></body></html>".encode(),
    "story.pdf": pdf([textwrap.wrap(STORY, 60)], title="Harbour mined?", created="20260302183000+01'00'"),
    "story.eml": mail(),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_file_of_each_kind_is_read_and_kept_as_it_came(tmp_path, name):
    (tmp_path / name).write_bytes(DOCUMENTS[name])
    out, _ = take_in(tmp_path / name)
    report = Report.objects.get()
    latest = report.latest
    assert out == f"received report {report.uuid}\n"
    assert (latest.text, latest.title, latest.published_at.isoformat()) == (STORY, "Harbour mined?", "2026-03-02T17:30:00+00:00")
    assert report.publisher_name == ("(unnamed outlet)" if name.endswith("pdf") else "Harbour Post")
    assert (bytes(latest.raw), latest.raw_name) == (DOCUMENTS[name], name)
    assert [one.level for one in make.statements(report) if one.part == "body"] == [2]
    assert take_in(tmp_path / name)[0] == f"known already: report {report.uuid}\n"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_pipe_is_told_by_its_bytes(monkeypatch, name):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DOCUMENTS[name])))
    take_in("-", no_wait=True)
    assert Report.objects.get().latest.text == STORY


def test_an_address_is_fetched_and_a_changed_page_is_a_revision(site):
    site.pages["/ferry"] = site.pages["/ferry?utm_source=mail"] = answer((PAGES / "news_cms.html").read_bytes())
    take_in(site.url("/ferry"))
    report = Report.objects.get()
    assert (report.publisher_name, report.canonical_url) == ("Harbour Post", site.url("/ferry"))
    assert (report.latest.raw_type, bytes(report.latest.raw)) == ("text/html", (PAGES / "news_cms.html").read_bytes())
    assert "known already" in take_in(site.url("/ferry"))[0]
    site.pages["/ferry?utm_source=mail"] = answer(
        (PAGES / "news_cms.html").read_bytes().replace(b"may have struck a mine off Lorn on Sunday", b"struck a mine off Lorn on Sunday")
    )
    assert "new revision" in take_in(site.url("/ferry?utm_source=mail#top"))[0]
    assert [revision.no for revision in report.revisions.all()] == [1, 2]
    assert make.statements(report)[1].level == 5


def test_what_is_typed_wins(tmp_path):
    (tmp_path / "a.txt").write_bytes(DOCUMENTS["story.txt"])
    take_in(
        tmp_path / "a.txt",
        title="Mine?",
        publisher="Metro Daily",
        published="2026-03-01",
        archive_url="https://archive.example/web/2026/https://x.example/",
        no_wait=True,
    )
    report = Report.objects.get()
    assert (report.latest.title, report.publisher_name, report.latest.published_at.day) == ("Mine?", "Metro Daily", 1)
    assert report.archive_url == "https://archive.example/web/2026/https://x.example/"


def test_the_same_words_elsewhere_are_named(tmp_path):
    first = make.report(STORY, publisher="Lorn Wire")
    (tmp_path / "a.txt").write_bytes(DOCUMENTS["story.txt"])
    assert str(first.uuid) in take_in(tmp_path / "a.txt")[1]


@pytest.mark.parametrize(
    ("name", "content", "status", "says"),
    [
        ("empty.txt", b"", 1, "empty"),
        ("unseen.txt", "\u200b\u200d\ufeff".encode(), 1, "nothing in it can be seen"),
        ("nul.txt", b"\x00\x00\x00", 1, "not a text"),
        ("date.txt", b"Title: x\nPublished: someday\n\nThe dam broke.", 1, "'someday' is not a date"),
        ("long.txt", b"x" * 2_000_001, 1, "at most 2,000,000"),
        ("huge.txt", b"x" * 10_000_001, 1, "10,000,000"),
        ("locked.pdf", pdf([["A line of some length."]], locked="secret"), 1, "locked with a password"),
        ("scan.pdf", pdf([[], []]), 1, "OCR"),
        ("broken.pdf", b"%PDF-1.7\nnothing here", 1, "damaged"),
        ("letter.docx", b"PK\x03\x04 word", 1, "Save it as PDF"),
        ("menu.html", b"<html><body><nav>Home</nav></body></html>", 1, "no article was found"),
        ("title.txt", b"Title: " + b"x" * 1001 + b"\n\nThe dam broke.", 1, "at most 1,000"),
        ("feed.xml", b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>", 1, "Add it under Feeds"),
    ],
)
def test_what_cannot_be_taken_says_why_and_what_to_do(tmp_path, name, content, status, says):
    (tmp_path / name).write_bytes(content)
    failed = failure(tmp_path / name)
    assert failed.returncode == status
    assert says in str(failed)


@pytest.mark.parametrize(
    ("document", "options", "status", "says"),
    [
        ("/no/such/file.txt", {}, 2, "No such file"),
        ("/", {}, 2, "directory"),
        ("a\x00b", {}, 2, "not the name of a file"),
        ("http://127.0.0.1/", {}, 1, "not the open internet"),
        ("http://nowhere.example/", {}, 75, "no machine is called"),
        ("ftp://news.example/", {}, 2, "No such file"),
        ("x.txt", {"by": "nobody"}, 2, "nobody is called"),
        ("x.txt", {"published": "someday"}, 1, "--published"),
    ],
)
def test_what_is_not_there_ends_with_a_status_of_its_own(names, document, options, status, says):
    failed = failure(document, **options)
    assert failed.returncode == status
    assert says in str(failed)


def test_a_page_that_is_gone_or_too_large_is_refused_and_a_busy_one_may_be_tried_later(site):
    site.pages |= {
        "/large": answer(b"x", content_length=10_000_001),
        "/busy": answer(status="503 Busy"),
        "/ring": answer(status="302 Found", location="/ring"),
    }
    assert [failure(site.url(path)).returncode for path in ("/gone", "/large", "/ring", "/busy")] == [1, 1, 1, 75]


def test_who_may_not_add_reports_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text(STORY)
    assert "analyst" in str(failure(tmp_path / "a.txt", by=make.person("reader").username))


def test_the_help_names_kinds_limits_and_statuses():
    root = Path(__file__).parents[2]
    shown = subprocess.run(
        [sys.executable, "manage.py", "import_report", "--help"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    for word in ("FILE|URL|-", ".eml", "300 pages", "10 MB", "exit status:", "75 it could not be fetched"):
        assert word in shown
