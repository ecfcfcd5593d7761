"""A text as it would be read, while it is typed: marks in place, headers understood, nothing kept."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tracker.admin.trying import MOST
from tracker.models import Report

pytestmark = pytest.mark.django_db
TEXT = "The dam at Lorn may have been mined, the interior ministry said. At least 14 people were hurt."


@pytest.fixture
def attempt(client):
    client.force_login(make.person("analyst"), backend="django.contrib.auth.backends.ModelBackend")
    return lambda text, **more: client.post(reverse("admin:try_reading"), {"text": text, **more})


def marked(answer, kind):
    return re.findall(rf'<span class="cue cue-{kind}"[^>]*>([^<]+)</span>', answer.content.decode())


def test_hedges_attributions_and_figures_are_marked_in_place(attempt):
    answer = attempt(TEXT)
    assert "may" in marked(answer, "hedge")
    assert "said" in marked(answer, "attribution")
    assert "At least 14" in marked(answer, "figure")
    assert "2 statements" in answer.content.decode()
    assert "said by interior ministry" in answer.content.decode().replace("the interior", "interior")
    assert not Report.objects.exists()


def test_headers_above_the_text_are_understood_while_they_are_typed(attempt):
    shown = attempt(f"Title: Dam may have been mined\nPublisher: Lorn Post\n\n{TEXT}").content.decode()
    assert 'class="article title"' in shown
    assert "Publisher:" not in shown
    assert attempt(f"Published: 2026-0\n\n{TEXT}").status_code == 200
    assert attempt(TEXT, published="last Tues", title="Dam\x00 burst").status_code == 200


@pytest.mark.parametrize("text", ["", "  \n", "\x00", "\ud83d", "<script>alert(1)</script> said it.", "🐟" * 50])
def test_any_text_gets_an_answer_and_is_shown_as_text(attempt, text):
    answer = attempt(text.encode("utf-8", "replace").decode())
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_another_language_is_told(attempt):
    assert (
        "only English is read"
        in attempt("Міністерство заявило, що дамбу могли замінувати, але підтвердження цьому немає.").content.decode()
    )


def test_a_long_text_is_read_as_far_as_it_may_hold_up_nobody(attempt):
    shown = attempt(TEXT + "\n\n" + "x" * MOST).content.decode()
    assert "more characters, which are read when you add the report" in shown


def test_trying_asks_the_record_for_nothing_but_who_asks(attempt, client):
    attempt(TEXT)
    with CaptureQueriesContext(connection) as asked:
        attempt(TEXT * 3)
    assert not [query for query in asked.captured_queries if "tracker_source" in query["sql"] or "tracker_claim" in query["sql"]]
