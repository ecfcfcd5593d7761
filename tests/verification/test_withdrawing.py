"""A retraction reaches what it takes back, and only by the mouth that said it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import make
from tracker.models import Claim, Event
from verification.comparing.withdrawal import find_taking_back
from verification.models import Flag, Withdrawal

SUNK = "A cargo ship carrying ammunition sank off Varna on Saturday night."


@pytest.mark.parametrize(
    ("text", "who", "content", "whole"),
    [
        ("VARNA — Volna Online retracts its report of 20 November that a ship sank. It was wrong.", "Volna Online", "a ship sank", True),
        ("An earlier version of this article incorrectly stated that the mayor had resigned.", None, "the mayor had resigned", False),
        ("On Monday we wrongly reported that 40 people had died in the fire.", None, "40 people had died in the fire", False),
        ("Our report that the dam broke was wrong.", None, "the dam broke", True),
        (
            "The ministry retracted its statement that the reactor had been shut down.",
            "The ministry",
            "the reactor had been shut down",
            False,
        ),
        ("The newspaper apologised for its report that the actor had died, which was false.", None, "the actor had died", True),
        ("The Lorn Bugle has retracted an article claiming the bank had failed.", "The Lorn Bugle", "the bank had failed", True),
        ("We have withdrawn our story.", None, "", True),
    ],
)
def test_a_speaker_takes_back_an_own_word(text, who, content, whole):
    [taken] = find_taking_back(text)
    assert (taken.who, taken.content, taken.whole) == (who, content, whole)


@pytest.mark.parametrize(
    "text",
    [
        "The minister said the report was wrong.",
        "The report that the dam broke was wrong, officials said.",
        "Moscow withdrew its troops from the region.",
        "The company withdrew its offer for the rival.",
        "The statement was withdrawn from circulation in 1998.",
        "",
    ],
)
def test_nobody_takes_back_what_others_said_or_what_is_no_word(text):
    assert find_taking_back(text) == ()


def ship(now):
    make.report(SUNK, title="Arms ship sinks", publisher="Volna Online", published=now)
    return Claim.objects.get(text__contains="sank off Varna")


def kinds(claim):
    return list(Flag.objects.filter(claim=claim).values_list("kind", flat=True))


@pytest.mark.django_db
class TestARetraction:
    def test_flags_the_claim_and_stands_in_the_log(self, now):
        claim = ship(now)
        later = now + timedelta(days=2)
        taking = make.report(
            "Volna Online retracts its report that a cargo ship carrying ammunition sank off Varna.",
            publisher="Volna Online",
            published=later,
            now=later,
        )
        assert kinds(claim) == ["retracted"]
        [withdrawn] = Withdrawal.objects.all()
        assert withdrawn.report == claim.opened_from.report
        assert withdrawn.by_statement.report == taking
        assert Event.objects.filter(kind="report.withdrawn").count() == 1

    def test_says_nothing_about_the_world_itself(self, now):
        ship(now)
        later = now + timedelta(days=2)
        taking = make.report(
            "Volna Online retracts its report that a cargo ship carrying ammunition sank off Varna.",
            publisher="Volna Online",
            published=later,
            now=later,
        )
        assert not Claim.objects.filter(opened_from__reading__revision__report=taking).exists()

    def test_of_another_outlet_is_none(self, now):
        claim = ship(now)
        later = now + timedelta(days=2)
        make.report(
            "Our report that a cargo ship carrying ammunition sank off Varna was wrong.",
            publisher="Harbour Post",
            published=later,
            now=later,
        )
        assert "retracted" not in kinds(claim)
        assert not Withdrawal.objects.exists()

    def test_of_something_else_leaves_the_claim_alone(self, now):
        claim = ship(now)
        later = now + timedelta(days=2)
        make.report(
            "Volna Online retracts its report that the mayor of Burgas had resigned.", publisher="Volna Online", published=later, now=later
        )
        assert kinds(claim) == []

    def test_read_again_changes_nothing(self, now):
        claim = ship(now)
        later = now + timedelta(days=2)
        words = "Volna Online retracts its report that a cargo ship carrying ammunition sank off Varna."
        make.report(words, publisher="Volna Online", published=later, now=later)
        make.report(words, publisher="Volna Online", published=later, now=later)
        assert kinds(claim) == ["retracted"]
        assert Withdrawal.objects.count() == 1
