"""A reader's post in a real browser: the digest in the mailbox, the screen behind its link, the way out; and the pages around mail on a narrow screen."""

from __future__ import annotations

import os
import re

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from tests import make
from tests.browser.windows import MISSING, sign_in, windows
from tests.mailbox import mailbox, opened
from tracker import work
from tracker.models import Person, Topic
from tracker.models.work import WorkItem
from tracker.services import inviting
from tracker.terms import Cadence, Role
from verification.models import Digest
from verification.services import digesting, following, sending

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(bool(MISSING), reason=MISSING),
]


@pytest.fixture
def window(monkeypatch, live_server, settings):
    """Opens windows of a browser; what it complains of fails the test."""
    for role in Role:
        Group.objects.get_or_create(name=role.value)
    settings.PUBLIC_URL = live_server.url
    # The test talks to the database itself while Playwright keeps an event loop in this thread.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with windows(live_server.url) as opened_window:
        yield opened_window


def news_for(person, at):
    following.follow(person, "all", now=at)
    claim = make.claim_by_hand("The dam at Lorn may have been mined.", now=at)
    make.evidence(claim, "contradicts", text="The dam at Lorn was not mined.", polarity="denied", now=at)
    return claim


def test_a_digest_is_read_its_link_opens_the_claim_and_one_press_stops_the_mail(window, live_server, settings):
    now = timezone.now()
    vera, other = make.person("reader", username="vera"), make.person("reader")
    claim = news_for(vera, now)
    following.follow(other, claim, now=now)
    with mailbox(settings) as sink:
        digesting.prepare(vera, "daily:2026-03-04", now=now)
        digesting.prepare(other, "daily:2026-03-04", now=now)
        WorkItem.objects.filter(state="todo").update(state="done")  # the claim is made by hand: its reports are not to be read anew
        sending.call_adrift(now=now)
        work.run_until_idle()
    [message] = [opened(octets) for to, octets in sink.taken if to == [vera.email]]
    reader = window(width=390)
    reader.set_content(message.get_body(("html",)).get_content())
    assert reader.inner_text(".word").lower() == "contradicted"
    assert "one contradiction (now 1 report · 1 origin, 1 against)" in reader.inner_text(".changes")
    assert reader.locator("blockquote").count() == 2
    assert reader.evaluate("document.documentElement.scrollWidth") <= 390

    reader.click("text=Open the case file")
    sign_in(reader, "vera")
    reader.wait_for_selector(f"text=Claim #{claim.number}")
    reader.wait_for_selector("[id^=e-]:has-text('The dam at Lorn was not mined.')")

    mail_program = window()
    mail_program.set_content(message.get_body(("html",)).get_content())
    mail_program.click("text=stop these mails")
    assert Person.objects.get(pk=vera.pk).cadence == Cadence.DAILY  # looking changes nothing
    mail_program.click("text=Stop these mails")
    mail_program.wait_for_selector("text=No more digests")
    assert Person.objects.get(pk=vera.pk).cadence == Cadence.OFF

    # What a mail program does itself when somebody presses its own "unsubscribe" (RFC 8058).
    [theirs] = [opened(octets) for to, octets in sink.taken if to == [other.email]]
    address = theirs["List-Unsubscribe"].strip().strip("<>")
    answer = mail_program.request.post(address, form={"List-Unsubscribe": "One-Click"})
    assert answer.status == 200
    assert Person.objects.get(pk=other.pk).cadence == Cadence.OFF
    assert set(Digest.objects.values_list("state", flat=True)) == {"sent"}


def test_somebody_invited_joins_and_signs_in(window, live_server, settings):
    admin = make.person("admin", username="maren")
    with mailbox(settings) as sink:
        inviting.invite("rui@desk.example", roles=["reader"], by=admin, now=timezone.now())
        work.run_until_idle()
    link = re.search(r"http\S+/welcome/\S+", opened(sink.taken[0][1]).get_content())[0]
    page = window(width=390, timezone_id="Europe/Lisbon")
    page.goto(link)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.input_value("input[name=time_zone]") == "Europe/Lisbon"
    page.fill("input[name=username]", "rui")
    page.fill("input[name=password]", "correct horse battery")
    page.fill("input[name=password_again]", "correct horse battery")
    page.click("button:has-text('Join')")
    page.wait_for_selector("text=Sign in as rui")
    page.fill("#id_username", "rui")
    page.fill("#id_password", "correct horse battery")
    page.click("button[type=submit]")
    page.wait_for_selector("text=Reasons to look now")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_around_mail_and_people_fit_a_narrow_window(window, live_server, scheme):
    now = timezone.now()
    lena = make.person("lead", username="lena")
    lena.groups.add(Group.objects.get(name="admin"))
    reviewer, floods = make.person("reviewer"), Topic.objects.create(name="Floods and dams of the lower Lorn valley", slug="floods")
    reviewer.skills.add(floods)
    news_for(lena, now)
    digest = digesting.prepare(lena, "daily:2026-03-04", now=now)
    Digest.objects.update(state="uncertain", last_error="TimeoutError: timed out, and the server said nothing for a very long time")
    inviting.invite("somebody-with-a-long-name@a-rather-long-host.desk.example", roles=["reviewer", "analyst"], by=lena, now=now)
    page = window(width=390, color_scheme=scheme)
    page.goto(live_server.url)
    sign_in(page, "lena")
    page.wait_for_selector("text=Reasons to look now")
    for path in (
        "me/",
        "me/tokens/",
        "me/digest/",
        "me/digests/",
        f"digests/{digest.uuid}/",
        "digests/",
        f"digests/{digest.uuid}/again/",
        "hand-out/",
        "reviewers/",
        f"reviewers/{reviewer.pk}/",
        "invitations/",
        f"tracker/person/{reviewer.pk}/standing/",
    ):
        page.goto(f"{live_server.url}/admin/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.goto(f"{live_server.url}/forgotten/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
