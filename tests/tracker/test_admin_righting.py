"""Putting a report's reading right on the desk: every field of a statement, missed words, withdrawals, reading anew, sources."""

import pytest
from django.urls import reverse

from tests import make
from tracker.models import Correction, Source, SourceAlias, Statement
from verification.models import Withdrawal

pytestmark = pytest.mark.django_db
TEXT = "At least 12 ships left Arn on Monday, the council said. The harbour was calm and the harbour was cold."


@pytest.fixture
def report():
    return make.report(TEXT)


@pytest.fixture
def said(report):
    return next(one for one in make.statements(report) if "12 ships" in one.quote)


def signed_in(client, role):
    person = make.person(role)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def send(client, name, row, **sent):
    return client.post(reverse(f"admin:{name}", args=[row.pk]), sent, follow=True)


def test_the_form_left_as_it_is_corrects_nothing(client, said):
    signed_in(client, "analyst")
    form = client.get(reverse("admin:put_right", args=[said.pk])).context
    sent = {f"{row['prefix']}{name}": row[name] for row in (*form["figures"], *form["dates"]) for name in row["fields"]}
    html = send(
        client, "put_right", said, level=said.level, polarity=said.polarity, speaker=form["speaker"], reason="x", **sent
    ).content.decode()
    assert "Nothing was changed" in html
    assert not Correction.objects.exists()


def test_speaker_figure_and_date_are_corrected_together(client, said):
    signed_in(client, "analyst")
    guild = make.source("Harbour Guild", make.SourceKind.BODY)
    figure = said.figures.get()
    prefix = f"figure-{figure.start}-"
    sent = {f"{prefix}number": "1,200", f"{prefix}to": "", f"{prefix}unit": figure.unit, f"{prefix}comparator": "at_most"}
    sent |= {"date-new-from": "2026-03-01", "date-new-to": "2026-03-02"}
    html = send(client, "put_right", said, speaker="Harbour Guild", reason="Misheard.", **sent).content.decode()
    assert "Put right." in html
    said = Statement.objects.get(pk=said.pk)
    assert said.links.order_by("position").first().source == guild
    figure = said.figures.get()
    assert (figure.low, figure.high, figure.comparator) == (None, 1200, "at_most")
    assert any(one["from"].startswith("2026-03-01") for one in said.dates)


def test_one_wrong_field_corrects_none_and_keeps_what_was_typed(client, said):
    signed_in(client, "analyst")
    answer = send(client, "put_right", said, level=2, speaker="Nobody At All", reason="Typed with care.")
    assert answer.status_code == 422
    assert "no source goes by" in answer.content.decode()
    assert "Typed with care." in answer.content.decode()
    assert not Correction.objects.exists()


@pytest.mark.parametrize("words", ["the harbour was cold", "the  harbour\nwas cold"])
def test_words_that_the_reader_missed_become_a_statement(client, report, words):
    signed_in(client, "analyst")
    html = send(client, "mark_statement", report.latest, words=words, level="3", translation="It was cold in port.").content.decode()
    made = Statement.objects.get(by_hand=True)
    assert (made.quote, made.level, made.translation) == ("the harbour was cold", 3, "It was cold in port.")
    assert TEXT[made.start : made.end] == made.quote
    assert "It was cold in port." in html


def test_words_are_also_named_by_their_place(client, report):
    signed_in(client, "analyst")
    start = TEXT.rindex("the harbour")
    send(client, "mark_statement", report.latest, start=start, end=start + 11, words="the harbour")
    assert Statement.objects.get(by_hand=True).start == start


@pytest.mark.parametrize(
    ("sent", "told"), [({"words": "harbour was"}, "stand 2 times"), ({"words": "no such words"}, "do not stand"), ({}, "mark the words")]
)
def test_words_that_cannot_be_placed_are_told(client, report, sent, told):
    signed_in(client, "analyst")
    answer = send(client, "mark_statement", report.latest, **sent)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Statement.objects.filter(by_hand=True).exists()


def test_a_statement_is_withdrawn_and_counts_again(client, said):
    signed_in(client, "analyst")
    send(client, "withdraw_statement", said, **{"taken-back": ""})
    assert not Withdrawal.objects.exists()
    html = send(client, "withdraw_statement", said, **{"taken-back": "The council apologised."}).content.decode()
    assert "taken back" in html
    assert "The council apologised." in html
    html = send(client, "undo_withdrawal", Withdrawal.objects.get(), why="Another council.").content.decode()
    assert "It counts again" in html
    assert not Withdrawal.objects.filter(undone_at=None).exists()


def test_a_report_is_withdrawn_whole(client, report):
    signed_in(client, "reviewer")
    html = send(client, "withdraw_report", report, **{"taken-back": "Retracted on page 2."}).content.decode()
    assert "Taken back by its own outlet" in html
    assert html.count("withdrawn by its own source") == len(make.statements(report))


def test_a_lead_has_a_report_read_again_and_hand_work_stays(client, report):
    signed_in(client, "lead")
    send(client, "mark_statement", report.latest, words="the harbour was cold")
    html = send(client, "read_again", report.latest).content.decode()
    assert "Read again" in html
    assert report.latest.readings.count() == 2
    assert any(one.by_hand for one in make.statements(report))


def test_the_report_page_costs_the_same_with_more_withdrawals(client, report):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    signed_in(client, "lead")
    address = reverse("admin:tracker_report_change", args=[report.pk])

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    first, *others = make.statements(report)
    send(client, "withdraw_statement", first, **{"taken-back": "x"})
    one = cost()
    for other in others:
        send(client, "withdraw_statement", other, **{"taken-back": "x"})
    assert cost() == one


@pytest.mark.parametrize("role", ["reader", "admin"])
def test_who_may_not_is_neither_asked_nor_obeyed(client, report, said, role):
    signed_in(client, role)
    html = client.get(reverse("admin:tracker_report_change", args=[report.pk])).content.decode()
    for name, row in (("put_right", said), ("mark_statement", report.latest), ("withdraw_statement", said), ("withdraw_report", report)):
        assert reverse(f"admin:{name}", args=[row.pk]) not in html, name
        assert send(client, name, row, words="the harbour was cold", level=1, reason="x", **{"taken-back": "x"}).status_code == 403, name
    assert not Correction.objects.exists()
    assert not Withdrawal.objects.exists()


# ---- sources
def test_two_rows_for_one_source_are_merged_and_un_merged(client):
    signed_in(client, "lead")
    one, other = make.source("Harbour Post"), make.source("The Harbour Post Online")
    found = client.get(reverse("admin:source_merge", args=[one.pk])).context["found"]
    assert other in found
    assert "What will happen" in client.get(reverse("admin:source_merge", args=[one.pk]) + f"?into={other.pk}").content.decode()
    assert send(client, "source_merge", one, into=other.pk, reason="").status_code == 422
    html = send(client, "source_merge", one, into=other.pk, reason="One newsroom.").content.decode()
    assert "answers for" in html
    assert "Un-merge" in html
    answer = client.get(reverse("admin:tracker_source_change", args=[one.pk]))
    assert answer.url == reverse("admin:tracker_source_change", args=[other.pk])
    send(client, "source_unmerge", one)
    assert Source.objects.get(pk=one.pk).merged_into is None


def test_a_name_is_dropped_but_never_the_own_one(client):
    from tracker.models.naming import add_alias

    signed_in(client, "analyst")
    source = make.source("Harbour Post")
    add_alias(source, "Lorn Post")
    send(client, "source_drop_alias", source, drop="Lorn Post")
    send(client, "source_drop_alias", source, drop="Harbour Post")
    assert list(SourceAlias.objects.filter(source=source).values_list("text", flat=True)) == ["Harbour Post"]


@pytest.mark.parametrize("role", ["reader", "analyst", "reviewer", "admin"])
def test_merging_sources_is_for_leads(client, role):
    signed_in(client, role)
    one, other = make.source("Harbour Post"), make.source("Lorn Post")
    assert client.get(reverse("admin:source_merge", args=[one.pk])).status_code == 403
    assert send(client, "source_merge", one, into=other.pk, reason="x").status_code == 403
    assert not Source.objects.exclude(merged_into=None).exists()
