"""The pages on which a report is removed by law, and what every door answers afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import make
from tests.verification.test_redacting import LATER, REASON, WORD, World
from tracker.models import Claim, Redaction, Report
from tracker.services import attaching
from tracker.terms import Role
from verification.exports.formats import FORMATS
from verification.services import following

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def browser(person: object) -> Client:
    client = Client()
    client.force_login(person)
    return client


def body(response: object) -> str:
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode("utf-8", "replace")


class TestAskingAndDeciding:
    def test_from_the_report_s_page_to_its_removal(self, world: World) -> None:
        asker, other = browser(world.asker), browser(world.other)
        page = reverse("admin:tracker_report_change", args=[world.report.pk])
        ask = reverse("admin:removal_ask", args=[world.report.pk])
        assert ask in body(asker.get(page))
        assert "What goes, for good" in body(asker.get(ask))
        assert asker.post(ask, {"reason": "  "}).status_code == 422
        waits = asker.post(ask, {"reason": REASON}).url
        assert waits in body(asker.get(page))
        own = body(asker.get(waits))
        assert "It waits for another administrator" in own
        assert "Remove it for good" not in own
        assert waits in body(other.get(reverse("admin:removals")))
        words = f"remove {str(world.report.uuid)[:8]}"
        assert words in body(other.get(waits))
        wrong = other.post(f"{waits}confirm/", {"typed": "yes"})
        assert wrong.status_code == 422
        assert 'value="yes"' in body(wrong)
        assert other.post(f"{waits}confirm/", {"typed": words}).url == page
        assert Report.objects.get(pk=world.report.pk).removed_at is not None

    def test_who_asked_gets_403_for_confirming_and_may_take_it_back(self, world: World) -> None:
        asked = world.ask()
        asker = browser(world.asker)
        typed = {"typed": f"remove {str(world.report.uuid)[:8]}"}
        assert asker.post(reverse("admin:removal_confirm", args=[asked.uuid]), typed).status_code == 403
        assert asker.post(reverse("admin:removal_decline", args=[asked.uuid]), {"reason": ""}).status_code == 422
        assert asker.post(reverse("admin:removal_decline", args=[asked.uuid]), {"reason": "My mistake."}).status_code == 302
        assert Redaction.objects.get().declined_because == "My mistake."
        assert "My mistake." in body(asker.get(reverse("admin:removals")))

    def test_copies_are_listed_and_left(self, world: World) -> None:
        copy = make.report(world.report.latest.text, publisher="Metro Daily")
        page = body(browser(world.asker).get(reverse("admin:removal_ask", args=[world.report.pk])))
        assert reverse("admin:tracker_report_change", args=[copy.pk]) in page

    def test_nobody_else_is_shown_the_way(self, world: World) -> None:
        page = body(browser(make.person(Role.LEAD)).get(reverse("admin:tracker_report_change", args=[world.report.pk])))
        assert "removals/ask" not in page


class TestAfterwards:
    def test_the_page_says_when_why_and_what_by_its_hash(self, world: World) -> None:
        hashes = world.remove().hashes
        page = body(browser(make.person(Role.READER)).get(reverse("admin:tracker_report_change", args=[world.report.pk])))
        assert "Removed on 7 Mar 2026</b> because: Order of the court at Lorn." in page
        assert hashes["revisions"][0]["text_sha256"] in page
        assert hashes["revisions"][0]["raw_sha256"] in page

    def test_documents_lead_back_to_that_page(self, world: World) -> None:
        kept = attaching.attach(world.report, content=b"x", name="x", by=make.person(Role.ANALYST), now=make.NOW)
        world.remove()
        page = reverse("admin:tracker_report_change", args=[world.report.pk])
        reader = browser(make.person(Role.READER))
        for address in (
            reverse("admin:report_document", args=[world.report.latest.pk]),
            reverse("admin:attachment", args=[kept.uuid]),
        ):
            assert reader.get(address).url == page

    @time_machine.travel(LATER + timedelta(days=1), tick=False)
    def test_no_page_no_answer_and_no_file_holds_a_word_of_it(self, world: World) -> None:
        lead = make.person(Role.LEAD)
        following.follow(lead, "all", now=make.NOW)
        said = make.statements(world.report)
        world.remove()
        claims = list(Claim.objects.values_list("pk", "uuid"))
        pages = [reverse("admin:tracker_report_change", args=[world.report.pk])]
        pages += [reverse("admin:tracker_claim_change", args=[pk]) for pk, _ in claims]
        answers = [f"/api/v1/reports/{world.report.uuid}", "/api/v1/statements", *(f"/api/v1/claims/{uuid}" for _, uuid in claims)]
        for role in Role:
            person = make.person(role)
            self.look(browser(person), [*pages, "/admin/"])
            self.look(make.client(person), answers)
        lists = [f"/admin/tracker/{noun}/" for noun in ("report", "claim", "statement", "source")]
        lists += [f"/admin/tracker/{noun}/csv/" for noun in ("report", "claim")]
        lists += [f"/admin/tracker/statement/{one.pk}/change/" for one in said]
        lists += [f"/admin/find/?q={WORD}", "/admin/queue/", "/admin/inflations/", "/admin/me/digest/"]
        lists += [f"/admin/put-right/{one.pk}/" for one in said]
        lists += [reverse("admin:claim_provenance", args=[pk]) for pk, _ in claims]
        lists += [reverse("admin:claim_export", args=[claims[0][0], name]) for name in FORMATS]
        self.look(browser(lead), lists)
        nouns = ("reports", "claims", "evidence", "flags", "events", "sources", "edges")
        exports = [f"/api/v1/export?format={name}" for name, form in FORMATS.items() if form.lines is not None]
        self.look(make.client(lead), [*(f"/api/v1/{noun}" for noun in nouns), *exports])

    def look(self, client: Client, addresses: list[str]) -> None:
        for address in addresses:
            response = client.get(address)
            assert response.status_code in (200, 302, 400), (address, response.status_code)
            words = body(response).replace(f"q={WORD}", "").replace(f'value="{WORD}"', "").replace(f"“{WORD}”", "")
            assert WORD.lower() not in words.lower(), address

    def test_the_api_says_when_and_why(self, world: World) -> None:
        world.remove()
        answer = make.client(make.person(Role.READER)).get(f"/api/v1/reports/{world.report.uuid}").json()
        assert (answer["text"], answer["title"], answer["removed_because"]) == ("", "[removed]", REASON)
        assert answer["removed"] == "2026-03-07T12:00:00Z"
        assert len(answer["history"][0]["text_sha256"]) == 64

    def test_sending_it_again_is_refused(self, world: World) -> None:
        world.remove()
        sent = {"text": "New words.", "url": "https://wire.example/1", "publisher": "Lorn Wire"}
        answer = make.client(make.person(Role.ANALYST)).post("/api/v1/reports", sent, format="json")
        assert answer.status_code == 409
        assert answer.json()["error"]["code"] == "removed"
