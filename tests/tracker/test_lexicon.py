"""The desk's lexicon: tried on reports with what differs shown, then in force, named by readings; reports read anew on request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import make
from tracker import work
from tracker.errors import Refused
from tracker.language.cues import default_lexicon
from tracker.models import CueChange, CueTrial, Event, Reading, Statement
from tracker.roles import NotAllowed
from tracker.services import lexicon, rereading

pytestmark = pytest.mark.django_db
TEXT = "The dam at Lorn was presumptively mined, the Lorn ministry said."


@pytest.fixture(autouse=True)
def _nothing_kept():
    lexicon._kept = None
    yield
    lexicon._kept = None


def trial(words="presumptively", *, by=None, now=make.NOW, do="add", kind="hedge", level="2", marker=""):
    return lexicon.try_changes(lexicon.wanted(do, words, kind=kind, level=level, marker=marker), by=by or make.person("lead"), now=now)


def put(found, *, now=make.NOW, reason="Our agencies write so."):
    return lexicon.put_in_force(found, by=make.person("lead"), reason=reason, now=now)


def test_a_trial_shows_which_statements_would_change_and_changes_nothing():
    make.report(TEXT)
    make.report("The bridge at Arn was closed.", publisher="Arn Post")
    found = trial()
    assert (found.outcome["looked_at"], found.outcome["holding"], found.outcome["levels"]) == (2, 1, 1)
    [line] = found.outcome["lines"]
    assert (line["before"]["level"], line["after"]["level"], line["fields"]) == (5, 2, ["level"])
    assert lexicon.in_force() is default_lexicon()
    assert Statement.objects.filter(level=5, display__contains="dam").exists()


def test_what_was_put_in_force_reads_new_reports_and_older_ones_when_asked():
    old = make.report(TEXT)
    put(trial())
    fresh = make.report(TEXT.replace("Lorn", "Arn"), publisher="Arn Post")
    assert [one.level for one in make.statements(fresh)] == [2]
    assert [one.level for one in make.statements(old)] == [5]
    assert Reading.objects.get(revision__report=fresh).lexicon == lexicon.in_force().version != default_lexicon().version
    assert rereading.ask(lexicon.outdated_with(["presumptively"]), now=make.NOW) == 1
    work.run_until_idle(now=make.NOW)
    assert [one.level for one in make.statements(old)] == [2]
    assert not rereading.outdated().exists()
    event = Event.objects.get(kind="lexicon.changed")
    assert event.after["lexicon"] == lexicon.in_force().version
    assert event.reason == "Our agencies write so."


def test_a_change_is_taken_back_by_another_and_both_stay():
    put(trial())
    put(trial(do="take_back"))
    assert lexicon.in_force().version == default_lexicon().version
    assert CueChange.objects.get().withdrawn_at == make.NOW
    put(trial("may", do="retire"))
    assert ("may",) not in lexicon.in_force().phrases
    put(trial("may", level="3"))
    assert lexicon.in_force().phrases["may",].level == 3
    assert CueChange.objects.filter(words="may").count() == 2


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"words": " \n "}, "words", "one phrase a line"),
        ({"words": "may|might"}, "words", "no plain word"),
        ({"words": "\n".join(f"word{n} has it" for n in range(21))}, "words", "at most 20"),
        ({"words": "presumptively\nPresumptively"}, "words", "twice"),
        ({"kind": "negation"}, "kind", "none of"),
        ({"level": "5"}, "level", "1 to 4 for a hedge"),
        ({"level": ""}, "level", "choose the level"),
        ({"kind": "marker"}, "marker", "a marker marks"),
        ({"words": "nobody says so", "do": "retire"}, "words", "no cue"),
        ({"do": "take_back"}, "words", "changed nothing"),
        ({"words": "may", "do": "add", "level": "2"}, "words", "reads already"),
    ],
)
def test_what_cannot_be_tried_is_refused_with_the_field(given, field, message):
    if "reads already" in message:
        put(trial("may", level="2"))
    with pytest.raises(Refused, match=message) as raised:
        trial(**given)
    assert raised.value.field == field


def test_a_trial_is_put_in_force_once_by_a_lead_with_a_reason_and_while_it_holds():
    first, second = trial(), trial("word has it", kind="marker", marker="hearsay")
    for role in ("reader", "analyst", "reviewer", "admin"):
        with pytest.raises(NotAllowed):
            lexicon.put_in_force(first, by=make.person(role), reason="x", now=make.NOW)
    with pytest.raises(Refused, match="say why"):
        put(first, reason=" ")
    with pytest.raises(Refused, match="older than a day"):
        put(first, now=make.NOW + timedelta(days=1, seconds=1))
    put(first)
    with pytest.raises(Refused, match="already"):
        put(first)
    with pytest.raises(Refused, match="the lexicon changed since"):
        put(second)


def test_only_so_many_reports_are_read_for_a_trial(monkeypatch):
    monkeypatch.setattr(lexicon, "READ", 1)
    monkeypatch.setattr(lexicon, "SHOWN", 0)
    for name in ("Lorn", "Arn"):
        make.report(TEXT.replace("Lorn", name), publisher=f"{name} Post")
    outcome = trial().outcome
    assert (outcome["holding"], outcome["read"], outcome["differing"], outcome["lines"]) == (2, 1, 1, [])


# ---- the pages


@pytest.fixture
def lead(client):
    client.force_login(make.person("lead"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_lead_tries_a_cue_sees_the_difference_and_puts_it_in_force(lead):
    make.report(TEXT)
    answer = lead.post(reverse("admin:lexicon_try"), {"do": "add", "words": "Presumptively", "kind": "hedge", "level": "2"}, follow=True)
    shown = answer.content.decode()
    assert "1 of another level" in shown
    assert "as it would be" in shown
    found = CueTrial.objects.get()
    refused = lead.post(reverse("admin:lexicon_put", args=[found.pk]), {"reason": ""})
    assert refused.status_code == 422
    done = lead.post(reverse("admin:lexicon_put", args=[found.pk]), {"reason": "Agencies write so."}, follow=True).content.decode()
    assert "Read the 1 with these words again" in done
    again = lead.post(reverse("admin:lexicon_read_again"), {"trial": found.pk}, follow=True).content.decode()
    assert "1 report is read again" in again
    work.run_until_idle()
    assert "All 1 report is read by it" in lead.get(reverse("admin:lexicon")).content.decode()
    assert "every report is read" in lead.post(reverse("admin:lexicon_read_again"), follow=True).content.decode().lower()


def test_cues_are_looked_up_by_their_words(lead):
    shown = lead.get(reverse("admin:lexicon"), {"q": "alleg"})
    assert {"allegedly", "alleges"} <= {row["words"] for row in shown.context["rows"]}
    assert "No cue holds these words" in lead.get(reverse("admin:lexicon"), {"q": "zebra"}).content.decode()


def test_a_refused_change_comes_back_as_it_was_typed(lead):
    answer = lead.post(reverse("admin:lexicon_try"), {"do": "add", "words": "may|might", "kind": "hedge", "level": "2"})
    assert answer.status_code == 422
    assert ">may|might</textarea>" in answer.content.decode()


@pytest.mark.parametrize("role", ["reader", "analyst", "reviewer", "admin"])
def test_others_read_the_lexicon_and_change_nothing(client, role):
    client.force_login(make.person(role), backend="django.contrib.auth.backends.ModelBackend")
    assert "Try a change" not in client.get(reverse("admin:lexicon")).content.decode()
    assert (
        client.post(reverse("admin:lexicon_try"), {"do": "add", "words": "it is feared", "kind": "hedge", "level": "2"}).status_code == 403
    )
