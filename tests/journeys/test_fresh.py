"""Six stories of other kinds than the editor's: a bank run, two sieges, a drug trial, a resignation, two market fires, a failed test."""

from __future__ import annotations

import pytest

from tests.journeys.fresh import FRESH, Track
from tests.journeys.story import flags, told

SPEAKER = 'the relay names the speaker behind a common noun ("lead author", "Maros\'s lawyer"), and the reader finds none'
GROWN = "a count of another day is told of that day; whether it is the same run is left to people"
PLAN = "that he could resign is not taken for a word on that he will"
SPANS = "a term that was shortened is not set against the term that was given"
FREED = "that all were freed is not set against how many were seized"
MEMBERS = 'who "its members" are is not carried into the denial'
SEIZED = '"the gunmen who seized it" tells the seizure again in passing, without its count'
TAKEN_BACK = "what its source took back stands on no side, nor do its copies, relays and denials"
CORRECTED = "a correction that names its figure brings it up to date, and is no retraction"

OPEN = {
    ("bank-run", 0, "updated"): GROWN,
    ("bank-run", 0, "flags"): GROWN,
    ("bank-run", 1, "repeated"): TAKEN_BACK,
    ("bank-run", 1, "contradicted"): TAKEN_BACK,
    ("bank-run", 1, "origins"): TAKEN_BACK,
    ("bank-run", 1, "flags"): TAKEN_BACK,
    ("hostages", 0, "repeated"): SEIZED,
    ("hostages", 1, "contradicted"): MEMBERS,
    ("hostages", 2, "repeated"): FREED,
    ("trial", 0, "flags"): CORRECTED,
    ("trial", 1, "corroborated"): SPEAKER,
    ("trial", 1, "flags"): SPEAKER,
    ("resignation", 0, "corroborated"): PLAN,
    ("resignation", 0, "origins"): PLAN,
    ("doping", 2, "updated"): SPANS,
    ("doping", 2, "origins"): SPANS,
    ("doping", 2, "flags"): SPANS,
}

pytestmark = pytest.mark.django_db

ASKED = ("corroborated", "repeated", "updated", "contradicted", "origins", "level", "flags")


def answer(story, track: Track, asked: str) -> object:
    """What ``manage.py claims`` says; a headline of the claim's own report aside."""
    claim = story.one(track.words, opened_by=track.opened_by)
    if asked == "flags":
        return flags(claim)
    if asked in ("origins", "level"):
        return claim["origins" if asked == "origins" else "level_first"]
    return story.on(f"{asked}_by", claim) - {track.opened_by}


@pytest.fixture(scope="module")
def stories(django_db_setup, django_db_blocker):
    kept = {}
    with django_db_blocker.unblock():
        for name in FRESH:
            with told(name) as story:
                kept[name] = story
    return kept


def rows():
    for name, tracks in FRESH.items():
        for number, track in enumerate(tracks):
            for asked in ASKED:
                why = OPEN.get((name, number, asked))
                marks = [pytest.mark.xfail(reason=why, strict=True)] if why else []
                yield pytest.param(name, track, asked, marks=marks, id=f"{name}-{track.opened_by}-{number}-{asked}")


@pytest.mark.parametrize(("name", "track", "asked"), list(rows()))
def test_the_claim_stands_as_an_editor_would_put_it(stories, name, track, asked):
    assert answer(stories[name], track, asked) == getattr(track, asked)
