"""The desk in a real browser: what is typed is kept, words become statements, pages fit a narrow window. Whole ways of working: ``test_journeys``."""

import os

import pytest
from django.contrib.auth.models import Group

from tests import make
from tests.browser.windows import MISSING, windows
from tracker.models import Report
from tracker.terms import Role
from verification.services import claims

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(bool(MISSING), reason=MISSING),
]
ARTICLE = """Title: Ferry may have struck a mine off Lorn
Publisher: Harbour Post
Published: 2026-03-02

A passenger ferry may have struck a mine off Lorn on Sunday night, a coast guard spokesman said.

At least 14 people were taken to hospital in Lorn, the regional health office said. The navy denied that it had laid mines in the strait.
"""


@pytest.fixture
def people(monkeypatch):
    for role in Role:
        Group.objects.get_or_create(name=role.value)
    # The test talks to the database itself while Playwright keeps an event loop in this thread.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    return {name: make.person(role, username=name) for name, role in (("anna", "analyst"), ("ruth", "reviewer"), ("lena", "lead"))}


@pytest.fixture
def desk(people, live_server):
    """Opens the desk as somebody, in a browser window of their own; what the browser complains of fails the test."""
    with windows(live_server.url, expected=("status of 422",)) as window:
        yield window


def test_an_error_keeps_what_was_typed(desk):
    anna = desk("anna")
    anna.click("text=Add a report")
    anna.fill("textarea[name=text]", ARTICLE.split("\n\n", 1)[1])
    anna.fill("input[name=published]", "last Tuesday")
    anna.click("text=Add and read it")
    assert "write 2026-03-04" in anna.inner_text(".errors")
    assert "passenger ferry" in anna.input_value("textarea[name=text]")
    assert not Report.objects.exists()


def test_enter_corrects_the_statement_that_was_typed_at(desk):
    report = make.report(ARTICLE.split("\n\n", 1)[1])
    last = make.statements(report)[-1]
    anna = desk("anna")
    anna.goto(f"{anna.url.split('/admin')[0]}/admin/tracker/report/{report.pk}/change/")
    card = anna.locator(f"#s-{last.uuid}")
    card.locator("summary:has-text('put it right')").click()
    card.locator(f"select[name=level-{last.pk}]").select_option("2")
    card.locator(f"input[name=why-{last.pk}]").fill("They only suppose it.")
    card.locator(f"input[name=why-{last.pk}]").press("Enter")
    anna.wait_for_selector("text=Put right.")
    last.refresh_from_db()
    assert last.level == 2


def test_a_draft_outlives_the_page(desk, people):
    claim = make.claim_by_hand()
    ruth = desk("ruth")
    address = f"{ruth.url.split('/admin')[0]}/admin/tracker/claim/{claim.pk}/change/"
    ruth.goto(address)
    ruth.fill("#sign textarea[name=reason]", "Half a thought")
    ruth.wait_for_selector("text=draft kept")
    ruth.goto(address)
    assert ruth.input_value("#sign textarea[name=reason]") == "Half a thought"


def test_a_click_on_the_open_claim_keeps_what_was_typed(desk):
    for text in ("The dam at Lorn may have been mined.", "The bridge at Orl may be closed."):
        claims.accept(make.claim_by_hand(text), by=make.person("lead"), now=make.NOW)
    ruth = desk("ruth")
    ruth.goto(f"{ruth.url.split('/admin')[0]}/admin/queue/?tab=unassigned")
    ruth.fill("#sign textarea[name=reason]", "Half a thought")
    asked = []
    ruth.on("request", lambda request: asked.append(request.url) if "part=work" in request.url else None)
    ruth.click("[data-work][aria-current=true]")
    ruth.wait_for_timeout(300)
    assert asked == []
    assert ruth.input_value("#sign textarea[name=reason]") == "Half a thought"
    other = ruth.get_attribute("[data-work]:not([aria-current])", "data-work")
    ruth.click("[data-work]:not([aria-current])")
    ruth.wait_for_selector(f"#work[data-claim='{other}']")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_fits_a_narrow_window(desk, scheme):
    report = make.report(ARTICLE.split("\n\n", 1)[1], title="Ferry may have struck a mine off Lorn")
    claim = make.claim_by_hand()
    make.evidence(claim, "contradicts", text="The dam at Lorn was never mined.", origin="River Authority")
    lena = desk("lena", width=390, color_scheme=scheme)
    root = lena.url.split("/admin")[0]
    for path in (
        "",
        "add-report/",
        "queue/?tab=unassigned",
        "inflations/",
        f"tracker/report/{report.pk}/change/",
        f"tracker/claim/{claim.pk}/change/",
        "tracker/claim/",
    ):
        lena.goto(f"{root}/admin/{path}")
        assert lena.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_words_selected_in_a_text_become_a_statement(desk):
    text = "The council said ferries had stopped. Nets 🐟 hung over the quay of Lorn."
    report = make.report(text)
    anna = desk("anna")
    anna.goto(f"{anna.url.split('/admin')[0]}/admin/tracker/report/{report.pk}/change/")
    anna.evaluate(
        """() => {
          const article = document.querySelector('.article[data-part=body]');
          const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
          const ends = [];
          while (walker.nextNode()) {
            const node = walker.currentNode;
            for (const word of ['hung over', 'quay']) {
              const at = node.data.indexOf(word);
              if (at >= 0) ends.push([node, at, at + word.length]);
            }
          }
          const range = document.createRange();
          range.setStart(ends[0][0], ends[0][1]);
          range.setEnd(ends[ends.length - 1][0], ends[ends.length - 1][2]);
          window.getSelection().removeAllRanges();
          window.getSelection().addRange(range);
          document.dispatchEvent(new MouseEvent('mouseup', { bubbles: true }));
        }"""
    )
    anna.click("text=Make a statement of these words")
    start = text.index("hung over")
    assert anna.input_value("form[data-mark] input[name=start]") == str(start)
    anna.click("form[data-mark] button:has-text('Make a statement')")
    anna.wait_for_selector("text=The statement was made")
    made = next(one for one in make.statements(report) if one.by_hand)
    assert (made.start, made.quote) == (start, "hung over the quay")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_that_put_things_right_fit_a_narrow_window(desk, scheme):
    report = make.report(ARTICLE.split("\n\n", 1)[1])
    said = make.statements(report)[0]
    claim, into = make.claim_by_hand(), make.claim_by_hand("The Lorn dam was mined.", origin="Harbour Guild")
    make.evidence(claim, text="The dam at Lorn was mined from below by divers of the harbour guild.")
    source = make.source("Harbour and Coast Post of Lorn")
    lena = desk("lena", width=390, color_scheme=scheme)
    root = lena.url.split("/admin")[0]
    for path in (
        f"put-right/{said.pk}/",
        f"mark/{report.latest.pk}/",
        f"tracker/claim/{claim.pk}/merge/?into={into.number}",
        f"tracker/claim/{claim.pk}/split/",
        f"tracker/claim/{claim.pk}/set-against/?q=dam",
        f"tracker/claim/{claim.pk}/change/?as_of=2026-03-05",
        f"tracker/source/{source.pk}/merge/",
    ):
        lena.goto(f"{root}/admin/{path}")
        assert lena.evaluate("document.documentElement.scrollWidth") <= 390, path
