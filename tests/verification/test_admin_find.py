"""One box for everything: what is found, by kind, and what is said when nothing is."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tracker.models import Claim, Topic

pytestmark = pytest.mark.django_db
TEXT = "The containers at Rajin were loaded by night, the Lorn Ministry said. Nobody at the quay of Rajin saw a crane."


@pytest.fixture
def reader(client):
    client.force_login(make.person("reader"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def sections(client, words):
    answer = client.get(reverse("admin:find"), {"q": words})
    return {section["kind"]: len(section["rows"]) for section in answer.context["sections"]}


def test_claims_statements_reports_sources_and_topics_are_found_at_once(reader):
    make.report(TEXT, title="Night at the quay", publisher="Rajin Post")
    Topic.objects.create(name="Rajin and the ships", slug="rajin")
    assert sections(reader, "rajin") == {"claim": 2, "statement": 2, "report": 1, "source": 1, "topic": 1}
    assert sections(reader, "contain night") == {"claim": 1, "statement": 1, "report": 1}
    assert sections(reader, "post") == {"source": 1}


def test_the_word_is_shown_where_it_stands(reader):
    make.report(TEXT, title="Night at the quay")
    shown = reader.get(reverse("admin:find"), {"q": "crane"}).content.decode()
    assert 'title="">crane' in shown or ">crane</" in shown


def test_a_number_opens_its_claim(reader):
    claim = make.claim_by_hand()
    assert reader.get(reverse("admin:find"), {"q": f"#{claim.number}"})["Location"] == reverse(
        "admin:tracker_claim_change", args=[claim.pk]
    )
    assert "There is no claim #999" in reader.get(reverse("admin:find"), {"q": "#999"}).content.decode()


@pytest.mark.parametrize("words", ["", "   ", "nowhere", "'; --", "a" * 5000, "(((", "🐟"])
def test_whatever_is_asked_gets_an_answer(reader, words):
    answer = reader.get(reverse("admin:find"), {"q": words})
    assert answer.status_code == 200
    assert "Nothing holds all" in answer.content.decode() or not words.strip()


def test_the_box_stands_on_every_page(reader):
    assert "data-search-all" in reader.get(reverse("admin:tracker_topic_changelist")).content.decode()


def told(n):
    """Reports that restate none of each other."""
    what = ("pier burnt", "ferry sank", "mayor resigned", "crane fell", "market flooded")[n]
    return f"The {what} at Rajin in the night, the Rajin council said."


def test_more_rows_cost_no_more_queries(reader):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            reader.get(reverse("admin:find"), {"q": "rajin"})
        return len(asked)

    for n in range(2):
        make.report(told(n), publisher=f"Rajin Post {n}")
    two = cost()
    for n in range(2, 5):
        make.report(told(n), publisher=f"Rajin Post {n}")
    assert Claim.objects.count() > 2
    assert cost() == two


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [("report", "title", "Night at the quay"), ("statement", "publisher", "Rajin Post"), ("source", "name", "Rajin Post")],
)
def test_a_list_is_taken_along_as_it_is_filtered(reader, name, column, value):
    make.report(TEXT, title="Night at the quay", publisher="Rajin Post")
    make.report("The dam broke.", title="=cmd()", publisher="Dam Post")
    answer = reader.get(reverse(f"admin:tracker_{name}_csv"), {"q": "rajin"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert {row[column] for row in rows} == {value}
    everything = b"".join(reader.get(reverse("admin:tracker_report_csv")).streaming_content).decode()
    assert "'=cmd()" in everything
    assert reader.get(reverse(f"admin:tracker_{name}_csv"), {"no": "such"}).status_code == 302
