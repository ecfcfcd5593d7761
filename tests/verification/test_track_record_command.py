"""``manage.py track_record``: the ledger and its arithmetic, by name, alias or UUID, and what is said where nobody goes by the name."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests import make
from tests.verification.settled import claim_from, ledger, outlet, own_words, settle, told_by
from tracker.models.naming import add_alias
from tracker.services import merging_sources, source_register
from tracker.terms import SourceKind

pytestmark = pytest.mark.django_db


def printed(*args):
    told = StringIO()
    call_command("track_record", *args, stdout=told)
    return told.getvalue()


def as_json(*args):
    return json.loads(printed(*args, "--format", "json"))


def test_the_arithmetic_is_printed_to_three_decimals(now):
    ledger(outlet("Lorn Wire"), lines=[(0.95, 1.0)] * 18 + [(0.95, 0.0)] * 2)
    table = printed("Lorn Wire")
    assert "alpha = 4 x 0.65 + 16.200 = 18.800" in table
    assert "beta  = 4 x 0.35 + 1.800 = 3.200" in table
    assert "theta = 18.800 / 22.000 = 0.855" in table
    assert "80 % interval 0.754 to 0.940, n 18.000" in table
    assert "A calibration curve is drawn from 30 settled assertions on; there are 20." in table
    assert "The record suggests B; no person has given a letter." in table


def test_an_empty_record_prints_the_prior():
    outlet("Lorn Wire")
    table = printed("Lorn Wire")
    assert "theta = 2.600 / 4.000 = 0.650" in table
    assert "The record suggests F (cannot be judged)" in table
    assert "Passed on: nothing" in table


def test_json_has_every_figure_with_its_ledger(now):
    claim = claim_from(own_words("Lorn Wire"))
    settle(claim, 0.0, now=now + timedelta(days=1))
    open_one = claim_from(own_words("Lorn Wire", "The bridge at Lorn may have fallen.", level=2, day=2))
    found = as_json("Lorn Wire")
    assert (found["alpha"], found["beta"], found["theta"], found["n"]) == (2.6, 2.3, 0.530612, 0.9)
    assert (found["settled"], found["still_open"], found["suggested"], found["letter"]) == (1, 1, "F", None)
    assert [(line["claim"], line["p"], line["y"], line["match"], line["role"]) for line in found["ledger"]] == [
        (str(claim.uuid), 0.95, 0.0, 0.0, "origin"),
        (str(open_one.uuid), 0.55, None, None, "origin"),
    ]
    assert found["relays"] == {
        "n": 0,
        "faithful": None,
        "counts": {"faithful": 0, "hardened": 0, "softened": 0, "unattributed": 0, "misquoted": 0},
        "passed_on": [],
    }


def test_both_quotes_of_what_was_hardened_are_printed():
    ministry = make.body("Lorn Ministry")
    claim = claim_from(told_by(ministry, "The dam may have been mined.", through="Lorn Wire", level=2))
    make.set_against(claim, "repeats", said=told_by(ministry, "The dam has been mined.", through="Daily", day=1))
    table = printed("Daily")
    assert f"hardened on #{claim.number}:" in table
    assert "“The dam may have been mined.”" in table
    assert "“The dam has been mined.”" in table


def test_a_letter_is_shown_with_who_gave_it_and_whether_the_record_disagrees(now):
    wire, lead = outlet("Lorn Wire"), make.person("lead", username="maren")
    ledger(wire, lines=[(0.95, 1.0)] * 20)
    source_register.grade(wire, letter="D", reason="known", by=lead, now=now)
    assert "maren gave D on 2026-03-04: the record disagrees." in printed("Lorn Wire")
    source_register.grade(wire, letter="B", reason="the record", by=lead, now=now + timedelta(days=1), from_suggestion=True)
    assert "maren gave B on 2026-03-05, taken over from the suggestion: the record does not disagree." in printed("Lorn Wire")
    assert as_json("Lorn Wire")["letter_from_suggestion"] is True


@pytest.mark.parametrize("asked", ["Lorn Wire", "lorn wire", "LW", "uuid"])
def test_a_source_is_found_by_name_alias_and_uuid(asked):
    wire = outlet("Lorn Wire")
    add_alias(wire, "LW")
    assert as_json(str(wire.uuid) if asked == "uuid" else asked)["source"]["name"] == "Lorn Wire"


def test_who_speaks_for_a_body_has_its_record_and_a_merged_source_its_survivors(now):
    ministry = make.body("Lorn Ministry")
    make.source("Ana Lorn", SourceKind.PERSON, parent=ministry)
    assert printed("Ana Lorn").startswith("Ana Lorn: Lorn Ministry answers for it")
    old = outlet("Old Wire")
    merging_sources.merge(old, into=outlet("Lorn Wire"), by=make.person("lead"), reason="one house", now=now)
    assert as_json(str(old.uuid))["source"]["name"] == "Lorn Wire"


def test_as_of_tells_the_record_as_it_stood(now):
    settle(claim_from(own_words("Lorn Wire")), 1.0, now=now + timedelta(days=9))
    assert as_json("Lorn Wire", "--as-of", "2026-03-05")["settled"] == 0
    assert as_json("Lorn Wire", "--as-of", "2026-03-14")["settled"] == 1
    assert "As of 2026-03-05T23:59:59+00:00" in printed("Lorn Wire", "--as-of", "2026-03-05")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("Lorn Wier", "no source goes by 'Lorn Wier'; near names: Lorn Wire"),
        ("Wire of the coast", "near names: Lorn Wire"),
        ("Zzyzx", "no source goes by 'Zzyzx'; no name is near"),
        (str(uuid.UUID(int=7)), "no source goes by '00000000-"),
        ("  ", "SOURCE is empty; give a name, an alias or a UUID."),
    ],
)
def test_who_is_not_known_is_told_what_is_near(asked, says):
    outlet("Lorn Wire")
    with pytest.raises(CommandError) as raised:
        printed(asked)
    assert says in str(raised.value)


def test_of_two_sources_of_one_name_the_uuid_is_asked_for():
    for country in ("Norland", "Sutherland"):
        make.source("State Agency", SourceKind.BODY, country=country)
    with pytest.raises(CommandError, match=r"2 sources go by 'State Agency'; give one's UUID: .*Norland.*Sutherland"):
        printed("State Agency")


def test_a_day_that_is_none_is_named():
    outlet("Lorn Wire")
    with pytest.raises(CommandError, match="--as-of: 'yesterday' is not a date"):
        printed("Lorn Wire", "--as-of", "yesterday")
