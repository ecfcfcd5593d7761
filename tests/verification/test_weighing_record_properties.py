"""What must hold of weighing whatever the record says: stories made up at random, written row by row, weighed, charged and rolled back."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from tests.journeys.story import rolled_back
from tracker.models import ChainLink, Claim, Edge, Grade, Reading, Report, Revision, Source, Statement
from tracker.terms import LEVEL_RANGES, Level, SourceKind, SpeakerKind
from verification.models import Charge, Evidence, Round, Settlement
from verification.services import weighing
from verification.supports import support_of_claim
from verification.track_records import record_of

pytestmark = pytest.mark.django_db
# Each story is rows in a database: a few on every run, and as many as any other property before a release.
MANY = settings.default.max_examples if settings.default.max_examples > 100 else 25
stories_told = settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
OUTLETS = ("Amber", "Birch", "Cedar")
SPEAKERS = ("Ministry", "Office")
_seq = itertools.count(1_000_000)


@dataclass(frozen=True)
class Said:
    """One statement of a story: by whom in whose report, how firmly, on which side; ``copy_of`` an earlier one of the story."""

    outlet: str
    speaker: str | None = None
    level: int = 5
    supports: bool = True
    hearsay: bool = False
    copy_of: int | None = None


sayings = st.builds(
    Said,
    st.sampled_from(OUTLETS),
    st.one_of(st.none(), st.sampled_from(SPEAKERS)),
    st.sampled_from([1, 2, 3, 4, 5]),
    st.booleans(),
    st.booleans(),
    st.one_of(st.none(), st.integers(0, 4)),
)
stories = st.lists(sayings, min_size=1, max_size=5).map(
    lambda told: [one if one.copy_of is None or one.copy_of < n else replace(one, copy_of=None) for n, one in enumerate(told)]
)


def sources() -> dict[str, Source]:
    """The outlets and speakers, the first two outlets in one bloc."""
    rows = [Source(name=name, kind=SourceKind.OUTLET, bloc="State" if n < 2 else "") for n, name in enumerate(OUTLETS)]
    rows += [Source(name=name, kind=SourceKind.BODY) for name in SPEAKERS]
    return {row.name: row for row in Source.objects.bulk_create(rows)}


def written(story: list[Said], known: dict[str, Source], order: list[int] | None = None) -> Claim:
    """The story as rows, each statement a day after the one before it however late it is written; typed by nobody, so that each one is evidence."""
    person = make.person("analyst")
    claim = Claim.objects.create(
        seq=next(_seq),
        number=next(_seq),
        text="The dam was mined.",
        polarity="affirmed",
        level_first=5,
        opened_by=person,
        opened_at=make.NOW,
    )
    rows: dict[int, Statement] = {}
    for n in order or range(len(story)):
        rows[n] = _statement(n, story[n], known)
        relation = "corroborates" if story[n].supports else "contradicts"
        Evidence.objects.create(
            claim=claim, statement=rows[n], comparer="hand", relation=relation, score=1, rule="by_hand", made_at=make.NOW
        )
    for n, one in enumerate(story):
        if one.copy_of is not None:
            Edge.objects.create(child=rows[n], parent=rows[one.copy_of], method="copy", confidence=0.9, made_at=make.NOW)
    return claim


def _statement(n: int, one: Said, known: dict[str, Source]) -> Statement:
    at = make.NOW + timedelta(days=n * 5)
    report = Report.objects.create(external_key=f"story {next(_seq)}", publisher=known[one.outlet])
    revision = Revision.objects.create(
        report=report, no=1, raw=b"x", raw_sha256="0", text="x", published_at=at, received_at=at, via="paste"
    )
    reading = Reading.objects.create(revision=revision, engine="hand", lexicon="0", made_at=at)
    low, high = LEVEL_RANGES[Level(one.level)]
    text = f"Words {n}"
    said = Statement.objects.create(
        reading=reading, seq=next(_seq), part="body", start=0, end=1, quote=text, display=text, level=one.level, low=low, high=high,
        polarity="affirmed", markers=["hearsay"] if one.hearsay else [], check_worthy=True,
    )  # fmt: skip
    chain = ([one.speaker] if one.speaker else []) + [one.outlet]
    for position, name in enumerate(chain):
        kind = SpeakerKind.PUBLISHER if name in OUTLETS else SpeakerKind.NAMED_BODY
        ChainLink.objects.create(statement=said, position=position, name=name, source=known[name], kind=kind, level=one.level)
    return said


def started(story: list[Said], n: int) -> str | None:
    """The outlet whose own words those are in the end; who says its own words again, more firmly, is no copyist."""
    while story[n].copy_of is not None:
        n = story[n].copy_of
    return None if story[n].speaker else story[n].outlet


def figures(claim: Claim) -> tuple:
    found = support_of_claim(claim)
    weights = {one.name: (one.weight_for, one.weight_against) for one in found.origins}
    return found.support.log_odds, found.support.number, found.support.k_for, found.support.k_against, weights


def settled(claim: Claim, y: float, no: int = 1) -> Settlement:
    ended = Round.objects.create(claim=claim, no=no, opened_at=make.NOW, closed_at=make.NOW, outcome="confirmed")
    row = Settlement.objects.create(round=ended, claim=claim, y=y, at=make.NOW + timedelta(days=400))
    weighing.charge([row], now=row.at)
    return row


def charged(claim: Claim) -> set[tuple]:
    rows = Charge.objects.filter(settlement__claim=claim, settlement__reversed_at=None)
    return set(rows.values_list("source__name", "role", "p", "match", "said_at"))


@stories_told
@given(stories, st.randoms(use_true_random=False))
def test_the_order_in_which_reports_arrive_changes_no_figure_and_no_charge(story, random):
    with rolled_back():
        known = sources()
        order = random.sample(range(len(story)), len(story))
        there, back = written(story, known), written(story, known, order)
        assert figures(there) == figures(back)
        settled(there, 1.0)
        settled(back, 1.0)
        assert charged(there) == charged(back)


@stories_told
@given(stories, st.integers(0, 4), st.lists(st.tuples(st.sampled_from(OUTLETS), st.integers(2, 5)), min_size=1, max_size=6))
def test_copies_change_nothing_any_number_however_firmly_they_put_it(story, of, copyists):
    with rolled_back():
        known = sources()
        of %= len(story)
        copies = [
            Said(name, level=level, supports=story[of].supports, copy_of=of) for name, level in copyists if name != started(story, of)
        ]
        assert figures(written([*story, *copies], known)) == figures(written(story, known))


@stories_told
@given(stories, st.sampled_from([0.0, 0.5, 1.0]))
def test_unsettling_and_settling_again_restores_every_record_to_the_last_bit(story, y):
    with rolled_back():
        known = sources()
        for source in known.values():
            source.refresh_from_db()
        claim = written(story, known)
        some = [source for name, source in known.items() if name in (story[0].outlet, story[-1].speaker)]
        unsettled = [repr(record_of(source).record) for source in some]
        settled(claim, y)
        once = [repr(record_of(source).record) for source in some]
        weighing.reverse(claim, now=make.NOW)
        assert [repr(record_of(source).record) for source in some] == unsettled
        settled(claim, y, no=2)
        assert [repr(record_of(source).record) for source in some] == once


@stories_told
@given(stories, st.sampled_from([0.0, 0.5, 1.0]))
def test_charging_again_writes_nothing_and_leaves_status_and_letter_alone(story, y):
    with rolled_back():
        known = sources()
        lead = make.person("lead")
        for source in known.values():
            Grade.objects.create(source=source, letter="C", by=lead, at=make.NOW, reason="known")
        claim = written(story, known)
        row = settled(claim, y)
        before = list(Charge.objects.values()), list(Claim.objects.values()), list(Grade.objects.values())
        assert weighing.charge([row], now=make.NOW) == 0
        assert (list(Charge.objects.values()), list(Claim.objects.values()), list(Grade.objects.values())) == before


@stories_told
@given(stories)
def test_one_origin_never_confirms_and_nobody_is_charged_twice(story):
    with rolled_back():
        claim = written(story, sources())
        found = support_of_claim(claim)
        if len(found.origins) <= 1:
            assert 0.1 - 1e-9 <= found.support.probability <= 0.9 + 1e-9
            assert found.support.number != 1
        settled(claim, 1.0)
        names = [name for name, *_ in charged(claim)]
        assert len(names) == len(set(names))
