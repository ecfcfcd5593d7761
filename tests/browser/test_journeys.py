"""One journey for each role, through the whole program as it runs: SQLite in one process, and PostgreSQL with Redis, workers and a scheduler."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest

from tests.browser.windows import MISSING, sign_in, windows
from tests.mailbox import Sink, mailbox, opened
from tests.services.servers import Desk, until, what_is_missing

NO_SERVERS = what_is_missing()
pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.skipif(bool(MISSING), reason=MISSING)]
KINDS = [
    pytest.param(True, id="sqlite"),
    pytest.param(False, id="servers", marks=pytest.mark.skipif(bool(NO_SERVERS), reason=NO_SERVERS)),
]
ARTICLE = """Title: Ferry may have struck a mine off Lorn
Publisher: Harbour Post
Published: 2026-03-02

A passenger ferry may have struck a mine off Lorn on Sunday night, a coast guard spokesman said.

At least 14 people were taken to hospital in Lorn, the regional health office said. The navy denied that it had laid mines in the strait.
"""
DENIED = """Title: No mine off Lorn, navy says
Publisher: Strait Observer
Published: 2026-03-03

The passenger ferry did not strike a mine off Lorn on Sunday night, the navy said on Tuesday.
"""
SECRET = "Two crews describe the blast."
QUEUE = 10

# Everybody, ten claims on ruth's desk, and one claim each for what the others do. What stands by hand is not read anew.
WORLD = f"""
from django.db import transaction
from django.utils import timezone
from tests import make
from tracker.models import WorkItem
from verification.services import assigning, following
with transaction.atomic():
    now = timezone.now()
    people = {{name: make.person(role, username=name) for name, role in (
        ("anna", "analyst"), ("ruth", "reviewer"), ("rolf", "reviewer"), ("lena", "lead"), ("rita", "reader"))}}
    people["rita"].cadence = "at_once"
    people["rita"].save()
    following.follow(people["rita"], "all", now=now)
    for n in range({QUEUE}):
        claim = make.claim_by_hand(f"Pier {{n}} at Lorn fell into the sea.", origin=f"Ministry {{n}}", now=now)
        make.evidence(claim, "contradicts", text="The piers stand.", origin=f"Union {{n}}", now=now)
        assigning.assign(claim, person=people["ruth"], by=people["lena"], now=now)
    for said in ("The lock at Orl was blown up.", "The mill at Tarn may have burned.", "The bridge at Kest was closed."):
        make.evidence(make.claim_by_hand(said, now=now), "contradicts", text="It was not so.", origin="Orl Council", now=now)
    WorkItem.objects.exclude(state="done").update(state="done")
"""


@dataclass
class Journey:
    desk: Desk
    window: Any
    sink: Sink

    def at(self, path: str) -> str:
        return f"{self.desk.url}/admin/{path}"

    def claim(self, words: str) -> dict[str, Any]:
        """The one claim with those words, as the API tells of it."""
        status, answer = self.desk.call("GET", f"claims?q={words.replace(' ', '+')}")
        assert status == 200
        [found] = [one for one in answer["results"] if words in one["text"]]
        return found

    def page_of(self, words: str) -> str:
        return self.at(f"tracker/claim/{self.claim(words)['number']}/change/")


@pytest.fixture(scope="module", params=KINDS)
def journey(request, tmp_path_factory) -> Iterator[Journey]:
    desk, post = Desk(tmp_path_factory.mktemp("desk"), embedded=request.param), SimpleNamespace()
    with mailbox(post) as sink:
        desk.more = {"MAIL_URL": f"smtp://127.0.0.1:{post.EMAIL_PORT}", "PUBLIC_URL": desk.url, "DIGEST_CHECK_SECONDS": "1"}
        try:
            desk.open(WORLD)
            # A refusal is told by its status, and the browser writes that down too.
            with windows(desk.url, expected=("status of 403", "status of 409", "status of 412", "status of 422")) as window:
                yield Journey(desk, window, sink)
        finally:
            desk.close()


def give_verdict(page: Any, reason: str, verdict: str = "confirmed") -> None:
    page.check(f"input[name=verdict][value={verdict}]")
    page.check("input[name=confidence][value=high]")
    page.fill("textarea[name=basis]", "The wreck was seen.")
    page.fill("#sign textarea[name=reason]", reason)
    page.click("#sign button:has-text('Sign')")


def add_report(page: Any, text: str) -> None:
    page.click("text=Add a report")
    page.fill("textarea[name=text]", text)
    page.click("text=Add and read it")


def test_an_analyst_goes_from_a_pasted_article_to_accepted_claims(journey):
    anna = journey.window("anna")
    add_report(anna, ARTICLE)
    anna.wait_for_selector(".article .cue-hedge:has-text('may')")
    assert anna.locator(".card:has-text('laid mines') .polarity-denied").count() == 1
    anna.hover(".article:not(.title) .st2 >> nth=0")
    assert "possible" in anna.inner_text(".tip")
    anna.check("[data-tick-all]")
    anna.click("button[value=accept]")
    anna.wait_for_selector("text=/\\d+ claims accepted/")
    claim = journey.claim("struck a mine")
    assert (claim["level_first"], claim["status"]) == (2, "unverified")

    # The next report contradicts it, and says so where the analyst looks.
    anna.goto(journey.desk.url)
    add_report(anna, DENIED)
    anna.wait_for_selector(".article .polarity-denied, .card .polarity-denied")
    until(lambda: journey.claim("struck a mine")["contradicted_by"], seconds=30, what="the contradiction")
    anna.goto(journey.page_of("struck a mine"))
    anna.wait_for_selector("[aria-label='Open flags']:has-text('contradicted')")


def test_mail_comes_at_once_opens_the_claim_and_ends_by_one_press(journey):
    """The reader follows everything and wants urgent news at once: the contradiction that the machine found is mailed."""
    message = until(lambda: mail_about(journey, "struck a mine"), seconds=150, what="the mail")
    assert "contradict" in message["Subject"].lower()
    page = journey.window(width=390)
    page.set_content(message.get_body(("html",)).get_content())
    page.click("text=Open the case file")
    sign_in(page, "rita")
    page.wait_for_selector("[id^=e-]:has-text('did not strike a mine')")
    address = message["List-Unsubscribe"].strip().strip("<>")
    assert page.request.get(address).ok
    page.goto(journey.at("me/"))
    assert page.is_checked("input[name=cadence][value=at_once]")  # looking changes nothing
    assert page.request.post(address, form={"List-Unsubscribe": "One-Click"}).status == 200
    page.reload()
    assert page.is_checked("input[name=cadence][value=off]")


def mail_about(journey: Journey, words: str) -> EmailMessage | None:
    return next((message for _, octets in journey.sink.taken if words in (message := opened(octets)).as_string()), None)


def test_a_reviewer_works_through_ten_items_by_keyboard_alone(journey):
    ruth = journey.window("ruth")
    press = ruth.keyboard.press
    press("g")
    press("q")
    ruth.wait_for_selector("#work[data-claim]")
    press("?")
    assert "Accept the evidence" in ruth.inner_text("dialog[open]")
    press("Escape")
    for _ in range(QUEUE):
        here = ruth.get_attribute("#work", "data-claim")
        press("n")
        press("n")
        press("a")
        ruth.wait_for_selector("#work .evidence:has-text('accepted by')")
        press("v")
        press("Space")
        press("Tab")
        press("ArrowRight")
        while ruth.evaluate("document.activeElement.name") != "reason":
            press("Tab")
        ruth.keyboard.type("The union shows it.")
        press("Control+Enter")
        ruth.wait_for_selector(f"#work:not([data-claim='{here}'])")
    assert "Nothing is waiting" in ruth.inner_text("#queue") or "Nothing is on your desk" in ruth.inner_text("#queue")
    _, events = journey.desk.call("GET", "events?kind=review.first_signature&limit=200")
    assert len(events["results"]) == QUEUE


def test_a_lead_assigns_signs_second_and_regrades_a_source(journey):
    where = journey.page_of("lock at Orl")
    lena = journey.window("lena")
    lena.goto(where)
    lena.click("summary:has-text('Assign it')")
    lena.select_option("select[name=person]", label="ruth")
    lena.click("#review button:has-text('Assign')")
    lena.wait_for_selector("#review b:has-text('ruth')")

    ruth = journey.window("ruth")
    ruth.goto(where)
    give_verdict(ruth, SECRET)
    ruth.wait_for_selector("text=stays sealed")

    # What was signed is nowhere to be seen, until the other signature is there.
    number = int(re.search(r"claim/(\d+)/", where)[1])
    for username in ("lena", "rolf", "rita"):
        other = journey.window(username)
        for path in (
            "",
            "tracker/claim/?q=lock",
            f"tracker/claim/{number}/change/",
            "queue/?tab=second",
            f"find/?q={SECRET[:9]}",
            "digests/",
        ):
            answer = other.goto(journey.at(path))
            assert answer.status < 500
            assert SECRET not in other.content(), path
        exported = other.request.get(journey.at(f"tracker/claim/{number}/export/json/"))
        assert SECRET not in exported.text()
    for path in (f"claims/{journey.claim('lock at Orl')['id']}", "events?after=0&limit=200", "reviews"):
        assert SECRET not in str(journey.desk.call("GET", path)), path
    assert SECRET not in journey.desk.manage("send_digests", "--preview", "lena")

    lena.goto(journey.at(f"queue/?tab=second&claim={number}"))
    lena.wait_for_selector(f"#work[data-claim='{number}']:has-text('sealed until the round ends')")
    give_verdict(lena, "I have the pictures.")
    lena.wait_for_selector(".toast, #refusal")
    assert "is confirmed" in lena.inner_text(".toast, #refusal")
    lena.goto(where)
    assert SECRET in lena.content()
    assert journey.claim("lock at Orl")["status"] == "confirmed"
    told = journey.desk.manage("send_digests", "--preview", "ruth")
    assert f"#{number}" in told
    assert "confirmed" in told

    lena.goto(journey.at("tracker/source/?q=Orl+Council"))
    lena.click("#result_list a:has-text('Orl Council')")
    lena.select_option("select[name=letter]", "B")
    lena.fill("textarea[name=letter_reason]", "Right in five of six cases.")
    lena.click("button[name=_save]")
    lena.wait_for_selector("text=was changed successfully")
    lena.goto(journey.at("tracker/source/?q=Orl+Council"))
    lena.click("#result_list a:has-text('Orl Council')")
    lena.wait_for_selector("tr:has-text('Right in five of six cases.'):has-text('B')")


def test_two_reviewers_collide_and_what_the_second_typed_is_kept(journey):
    where = journey.page_of("mill at Tarn")
    ruth, rolf = journey.window("ruth"), journey.window("rolf")
    ruth.goto(where)
    rolf.goto(where)
    give_verdict(ruth, "The mill stands in ashes.")
    ruth.wait_for_selector("text=stays sealed")
    give_verdict(rolf, "I saw no smoke.", "refuted")
    rolf.wait_for_selector("#refusal:has-text('Since you opened the page')")
    assert "The mill stands in ashes." not in rolf.content()
    assert rolf.input_value("#sign textarea[name=reason]") == "I saw no smoke."
    assert rolf.is_checked("input[name=verdict][value=refuted]")
    rolf.click("#sign button:has-text('Sign')")
    rolf.wait_for_selector("text=/disputed/i")
    assert journey.claim("mill at Tarn")["status"] == "in_review"


def test_a_reader_sees_everything_that_is_open_and_can_change_nothing(journey):
    where = journey.page_of("bridge at Kest")
    before = journey.claim("bridge at Kest")
    rita = journey.window("rita", width=390)
    rita.goto(where)
    assert "The bridge at Kest was closed." in rita.content()
    assert "It was not so." in rita.content()
    assert rita.locator("#sign, button:has-text('Take it'), button:has-text('Accept'), button:has-text('Reject')").count() == 0
    assert rita.evaluate("document.documentElement.scrollWidth") <= 390
    token = next(one["value"] for one in rita.context.cookies() if "csrf" in one["name"])
    sent = {
        "take": {},
        "assign": {"person": "rule"},
        "sign": {"verdict": "refuted", "confidence": "high", "reason": "No.", "basis": "A film."},
        "dismiss": {"reason": "No."},
    }
    for act, fields in sent.items():
        address = where.replace("change/", f"do/{act}/")
        answer = rita.request.post(address, form={"csrfmiddlewaretoken": token, **fields}, headers={"Referer": where}, max_redirects=0)
        assert answer.status == 403, (act, answer.status)
    rita.goto(journey.at("add-report/"))
    assert rita.locator("textarea[name=text]").count() == 0
    assert journey.claim("bridge at Kest") == before
