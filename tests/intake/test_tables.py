"""Tables of reports: read with what is wrong line by line, looked at before anything is stored, imported in parts, safe to repeat."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from tests import make
from tests.badinput.inputs import WRONG_LINES
from tests.web import answer
from tracker import work
from tracker.errors import Refused
from tracker.intake.tables import read_table
from tracker.models import Attachment, Event, Report, ReportTable
from tracker.services import importing

GOOD = "Headline;Body;Outlet;Link;Date Published;By\nDam;The dam broke, they said.;Lorn Post;https://lorn.example/a?utm_source=x;4 March 2026;Ann Bell\n"


def test_headings_are_understood_however_they_are_written():
    table = read_table(("\ufeffsep=;\r\n" + GOOD.replace("\n", "\r\n")).encode())
    row = table.good[0]
    assert (row.line, table.delimiter, table.charset) == (3, ";", "utf-8")
    assert row.fields["text"] == "The dam broke, they said."
    assert (row.fields["published_at"].isoformat(), row.fields["metadata"]) == ("2026-03-04T00:00:00+00:00", {"authors": ["Ann Bell"]})


def test_each_wrong_line_is_told_by_its_number():
    table = read_table(WRONG_LINES + b'"never closed\n')
    assert [(row.line, row.code) for row in table.bad] == [
        (3, "empty"),
        (4, "bad_date"),
        (6, "ragged"),
        (7, "bad_quotes"),
        (9, "bad_quotes"),
    ]
    assert [row.line for row in table.good] == [2, 5, 8]


def test_a_heading_whose_quotation_marks_do_not_match_is_refused():
    with pytest.raises(Refused, match="the quotation marks of the first line do not match") as refused:
        read_table(b'text,"tit"le\nThe dam broke.,Dam\n')
    assert (refused.value.code, refused.value.field) == ("bad_quotes", "file")


def test_a_cell_over_many_lines_counts_them():
    table = read_table(b'text,title\n"The dam\nbroke.",Dam\n,Empty\n')
    assert [row.line for row in table.rows] == [2, 4]


def test_what_means_nothing_is_left_out_and_said():
    table = read_table(b"text,colour\nThe dam broke.,red\n")
    assert (table.columns, table.unknown) == (("text",), ("colour",))


def signed_in(role="analyst"):
    client = Client()
    client.force_login(make.person(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


def handed_in(client, content, name="../reports.csv"):
    return client.post("/admin/add-report/table/", {"file": SimpleUploadedFile(name, content)}, follow=True)


@pytest.mark.django_db
class TestOnTheDesk:
    def test_a_table_is_looked_at_before_anything_is_stored(self):
        client = signed_in()
        shown = handed_in(client, WRONG_LINES)
        held = ReportTable.objects.get()
        assert (held.name, Report.objects.count()) == ("reports.csv", 0)
        for told in ("3 lines can be stored, 4 cannot", "its text is empty", "&#x27;soon&#x27; is not a date", "Import 3 lines"):
            assert told in shown.content.decode()
        assert "Table “reports.csv”" in shown.content.decode()
        client.post(f"/admin/tables/{held.uuid}/import/")
        work.run_until_idle()
        done = client.get(f"/admin/tables/{held.uuid}/").content.decode()
        assert "2 new, 0 changed, 0 known before, 5 not taken" in done
        assert "url: &#x27;javascript:alert(1)&#x27; is not an address" in done
        assert {report.latest.via for report in Report.objects.all()} == {"table"}
        assert [event.after for event in Event.objects.filter(kind="table.ended")] == [{"new": 2, "changed": 0, "known": 0, "refused": 5}]

    def test_a_table_is_imported_in_parts_and_once(self, monkeypatch):
        monkeypatch.setattr(importing, "AT_ONCE", 2)
        lead, client = make.person("lead"), signed_in()
        content = b"text\n" + b"".join(b"Bridge %d broke.\n" % n for n in range(5))
        held = importing.hold(content=content, name="a.csv", by=lead, now=make.NOW)
        for _ in range(2):
            importing.begin(held, by=lead, now=make.NOW)
        work.run_next(now=make.NOW)
        assert "Being imported: 2 of 5." in client.get(f"/admin/tables/{held.uuid}/").content.decode()
        work.run_until_idle(now=make.NOW)
        assert Report.objects.count() == 5
        assert {report.latest.entered_by for report in Report.objects.all()} == {lead}
        again = importing.begin(importing.hold(content=content, name="a.csv", by=lead, now=make.NOW), by=lead, now=make.NOW)
        work.run_until_idle(now=make.NOW)
        again.refresh_from_db()
        assert importing.counts(again.results) == {"new": 0, "changed": 0, "known": 5, "refused": 0}

    def test_what_is_no_table_comes_back_with_the_reason(self):
        answered = handed_in(signed_in(), b"%PDF-1.7\n\x00\x00\x00")
        assert answered.status_code == 422
        assert not ReportTable.objects.exists()

    def test_a_page_by_its_address(self, site):
        site.pages["/story"] = answer(
            f"<html><title>The dam | Post</title><article><p>{'The dam at Lorn broke, officials said. ' * 9}</p></article></html>"
        )
        client = signed_in()
        shown = client.post("/admin/add-report/url/", {"url": site.url("/story"), "publisher": "Lorn Post"}, follow=True)
        report = Report.objects.get()
        assert (report.latest.via, report.publisher_name, report.canonical_url) == ("url", "Lorn Post", site.url("/story"))
        assert "Report added." in shown.content.decode()
        refused = client.post("/admin/add-report/url/", {"url": site.url("/nowhere")})
        assert (refused.status_code, "the page is not there" in refused.content.decode()) == (422, True)
        assert client.post("/admin/add-report/url/", {"url": "http://127.0.0.1:1/"}).status_code == 422

    def test_a_document_is_handed_out_as_it_came_and_never_shown(self):
        page = (
            b"<!doctype html><html><body><p>The dam at Lorn may have been mined, officials said.</p><script>alert(1)</script></body></html>"
        )
        client = signed_in()
        client.post("/admin/add-report/file/", {"file": SimpleUploadedFile("../../dam.html", page)})
        got = client.get(f"/admin/report-document/{Report.objects.get().latest.pk}/")
        assert got.content == page
        assert (got["Content-Type"], got["Content-Disposition"]) == ("application/octet-stream", 'attachment; filename="dam.html"')
        assert got["X-Content-Type-Options"] == "nosniff"

    def test_files_and_an_archive_link_are_kept_beside_a_report(self):
        client, report = signed_in(), make.received("The dam broke.")
        keep = f"/admin/report-keep/{report.pk}/"
        for _ in range(2):
            client.post(keep, {"file": SimpleUploadedFile("a/wall.svg", b"<svg onload=alert(1)>"), "note": "the wall"})
        kept = Attachment.objects.get()
        client.post(keep, {"archive_url": "https://archive.example/2026/https://lorn.example/a"})
        shown = client.get(f"/admin/tracker/report/{report.pk}/change/").content.decode()
        assert "wall.svg" in shown
        assert "kept in an archive" in shown
        got = client.get(f"/admin/attachments/{kept.uuid}/")
        assert (got.content, got["Content-Type"]) == (b"<svg onload=alert(1)>", "application/octet-stream")
        refused = client.post(keep, {"archive_url": "javascript:alert(1)"}, follow=True)
        assert "Not kept" in refused.content.decode()
        assert (
            client.post(keep, {"file": SimpleUploadedFile("empty", b"")}, follow=True).content.decode().count("Not kept: the file is empty")
            == 1
        )


@pytest.mark.django_db
class TestTheCommand:
    def run(self, tmp_path, content, **options):
        (tmp_path / "a.csv").write_bytes(content)
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("import_csv", str(tmp_path / "a.csv"), no_wait=True, stdout=out, stderr=err, **options)
        except CommandError as failed:
            return out.getvalue(), err.getvalue() + str(failed)
        return out.getvalue(), err.getvalue()

    def test_good_lines_are_stored_and_bad_ones_listed(self, tmp_path):
        out, err = self.run(tmp_path, WRONG_LINES)
        assert "2 new, 0 changed, 0 known, 5 refused" in out
        assert "line 4: published_at: 'soon' is not a date" in err
        assert err.endswith("5 lines not taken; mend them and run it again.")
        assert Report.objects.count() == 2

    def test_a_dry_run_stores_nothing(self, tmp_path):
        out, _ = self.run(tmp_path, WRONG_LINES, dry_run=True)
        assert "3 would be stored, 4 are wrong" in out
        assert not Report.objects.exists()

    def test_who_may_not_add_reports_is_refused(self, tmp_path):
        make.person("reader", username="rea")
        assert "report.add needs" in self.run(tmp_path, GOOD.encode(), by="rea")[1]


@pytest.mark.django_db
class TestByTheApi:
    def test_a_file_is_sent_once(self):
        caller = make.client(make.person("analyst"))
        for status, created in ((201, True), (200, False)):
            file = SimpleUploadedFile("dam.txt", b"Title: Dam\n\nThe dam at Lorn broke.")
            sent = {"file": file, "publisher": "Lorn Post", "published": "2026-03-04"}
            got = caller.post("/api/v1/reports/upload", sent, format="multipart", HTTP_IDEMPOTENCY_KEY="one")
            assert (got.status_code, got.json()["created"], got.json()["title"]) == (status, created, "Dam")
        other = {"file": SimpleUploadedFile("dam.txt", b"The dam held.")}
        assert caller.post("/api/v1/reports/upload", other, format="multipart", HTTP_IDEMPOTENCY_KEY="one").status_code == 422
        assert caller.post("/api/v1/reports/upload", {"publisher": "x"}, format="multipart").json()["error"]["field"] == "file"
        assert caller.post("/api/v1/reports/upload", {"file": "x"}, format="json").status_code == 415

    def test_a_page_is_fetched(self, site):
        site.pages["/story"] = answer("The dam at Lorn broke.", kind="text/plain")
        caller = make.client(make.person("analyst"))
        got = caller.post(
            "/api/v1/reports/fetch", {"url": site.url("/story"), "title": "Dam", "archive_url": "https://archive.example/1"}, format="json"
        )
        assert (got.status_code, got.json()["title"], got.json()["archive_url"]) == (201, "Dam", "https://archive.example/1")
        for url, code in ((site.url("/no"), "http_status"), ("http://127.0.0.1/", "forbidden_address"), ("ftp://a.example/", "bad_scheme")):
            refused = caller.post("/api/v1/reports/fetch", {"url": url}, format="json")
            assert (refused.status_code, refused.json()["error"]["code"], refused.json()["error"]["field"]) == (400, code, "url")
