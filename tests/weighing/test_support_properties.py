"""What must hold of every weighing, whoever said what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verification.weighing.constants import BOUNDS
from verification.weighing.independence import UNKNOWN, roots
from verification.weighing.support import Assertion, newest_sides, support_of

unhurried = settings(deadline=None)  # a busy machine is no defect
START = datetime(2026, 3, 1, tzinfo=UTC)
probabilities = st.sampled_from([0.02, 0.05, 0.12, 0.25, 0.4, 0.45, 0.5, 0.55, 0.6, 0.75, 0.85, 0.88, 0.95, 0.99, None])
thetas = st.one_of(st.none(), st.floats(0, 1))
blocs = st.frozensets(st.sampled_from("ABC"), max_size=2)
days = st.integers(0, 20).map(lambda day: START + timedelta(days=day))
some_sources = st.one_of(st.none(), st.sampled_from(["u", "v", "w", "x", "y"]))
some_origins = st.sampled_from(["u", "v", "w", UNKNOWN])


def assertions_at(moments):
    utterances = st.sampled_from([None, "first", "second"])
    return st.builds(Assertion, some_sources, some_origins, probabilities, thetas, blocs, st.integers(0, 3), moments, utterances)


def said_of_one_claim(moments, most=9):
    return st.lists(assertions_at(moments), max_size=most)


said = st.one_of(said_of_one_claim(st.none()), said_of_one_claim(days), said_of_one_claim(st.one_of(st.none(), days)))
supporting = said.map(lambda many: [one for one in many if one.leans > 0])
EPSILON = 1e-9


def figures(assertions):
    support = support_of(assertions)
    weights = {one.origin: (one.weight_for, one.weight_against) for one in support.origins}
    return support.log_odds, support.probability, support.number, support.k_for, support.k_against, weights


@unhurried
@given(said, st.randoms(use_true_random=False))
def test_order_never_matters(assertions, random):
    assert repr(figures(random.sample(assertions, len(assertions)))) == repr(figures(assertions))
    assert support_of(random.sample(assertions, len(assertions))) == support_of(assertions)


@unhurried
@given(said, st.data())
def test_a_source_that_repeats_itself_changes_nothing(assertions, data):
    if assertions:
        again = data.draw(st.lists(st.sampled_from(assertions), max_size=20))
        assert figures([*assertions, *again]) == figures(assertions)


@unhurried
@given(st.one_of(said_of_one_claim(st.none()), said_of_one_claim(days)), st.data())
def test_copies_and_relays_change_nothing_any_number(assertions, data):
    standing = [one for origin in "uvw" for one in newest_sides([one for one in assertions if one.leans and one.origin == origin])]
    taken_back = [one for one in assertions if one.leans and one.origin != UNKNOWN and (not one.hops or one.source == one.origin)]
    known = standing + taken_back  # not what a mere relay turned round on: whose copy that would be, the assertions do not tell
    if not known:
        return
    relays = [
        replace(
            copied,
            source=f"relay {n}",
            p=data.draw(st.sampled_from([0.55, 0.75, 0.95])) if copied.leans > 0 else data.draw(st.sampled_from([0.45, 0.25, 0.05])),
            theta=data.draw(thetas),
            blocs=data.draw(blocs),
            hops=copied.hops + data.draw(st.integers(1, 3)),
            at=copied.at and copied.at + timedelta(days=data.draw(st.integers(1, 30))),
        )
        for n, copied in enumerate(data.draw(st.lists(st.sampled_from(known), max_size=12)))
    ]
    assert figures([*assertions, *relays]) == figures(assertions)


@unhurried
@given(said, probabilities, thetas)
def test_new_independent_support_never_lowers_and_a_new_denial_never_raises(assertions, p, theta):
    new = Assertion("newcomer", "newcomer", p, theta, frozenset({"a bloc of its own"}))
    before, after = support_of(assertions), support_of([*assertions, new])
    assert (after.probability - before.probability) * new.leans >= 0
    assert (after.log_odds - before.log_odds) * new.leans >= 0
    if not new.leans:
        assert after == before


@unhurried
@given(said)
def test_swapping_stances_mirrors_the_probability(assertions):
    there, back = support_of(assertions), support_of([one if one.p is None else replace(one, p=1 - one.p) for one in assertions])
    assert there.probability + back.probability == pytest.approx(1)
    assert there.log_odds == pytest.approx(-back.log_odds, abs=EPSILON)


@unhurried
@given(said)
def test_it_is_bounded_and_never_certain(assertions):
    support = support_of(assertions)
    assert BOUNDS[0] <= support.probability <= BOUNDS[1]
    assert 1 <= support.number <= 6
    assert all(min(one.weight_for, one.weight_against) == 0 for one in support.origins)


@unhurried
@given(said)
def test_one_origin_never_confirms_and_never_carries_a_claim_above_nine_tenths(assertions):
    alone = support_of([one for one in assertions if one.origin == "u"])
    assert 0.1 - EPSILON <= alone.probability <= 0.9 + EPSILON
    assert alone.number != 1


@unhurried
@given(supporting)
def test_merging_two_origins_or_blocs_never_raises_support(assertions):
    whole = support_of(assertions)
    known_as = {"u": "v"}  # two rows for one source: whatever it said, whatever started with it and whose hands it is in is now the other's
    hands = frozenset().union(*(one.blocs for one in assertions if one.origin in ("u", "v")))
    merged_origins = support_of(
        [
            replace(one, source=known_as.get(one.source, one.source), origin="v", blocs=hands)
            if one.origin in ("u", "v")
            else replace(one, source=known_as.get(one.source, one.source))
            for one in assertions
        ]
    )
    merged_blocs = support_of([replace(one, blocs=one.blocs | {"together"}) if one.origin in ("u", "v") else one for one in assertions])
    assert merged_origins.log_odds <= whole.log_odds + EPSILON
    assert merged_blocs.log_odds <= whole.log_odds + EPSILON


@unhurried
@given(said, st.data(), st.floats(0, 1))
def test_a_better_record_never_weakens_what_its_source_asserts(assertions, data, theta):
    if not assertions:
        return
    one = data.draw(st.sampled_from(assertions))
    worse, better = sorted((0.65 if one.theta is None else one.theta, theta))
    rest = [other for other in assertions if other is not one]
    gained = support_of([*rest, replace(one, theta=better)]).log_odds - support_of([*rest, replace(one, theta=worse)]).log_odds
    assert gained * one.leans >= -EPSILON


@unhurried
@given(said, st.data())
def test_firmer_words_never_weaken_what_they_assert(assertions, data):
    leaning = [one for one in assertions if one.leans]
    if not leaning:
        return
    one = data.draw(st.sampled_from(leaning))
    firmer = data.draw(st.floats(max(one.p, 1 - one.p), 1))
    rest = [other for other in assertions if other is not one]
    gained = support_of([*rest, replace(one, p=firmer if one.leans > 0 else 1 - firmer)]).log_odds - support_of(assertions).log_odds
    assert gained * one.leans >= -EPSILON


@unhurried
@given(supporting, st.sampled_from(["u", "v", "w"]))
def test_a_discovered_citation_never_raises_the_count_of_origins(assertions, cited):
    before = support_of(assertions)
    if cited not in {one.origin for one in before.origins}:
        return
    for one in assertions:
        found = support_of([replace(other, origin=cited, hops=other.hops + 1) if other is one else other for other in assertions])
        assert len(found.origins) <= len(before.origins)


@unhurried
@given(st.integers(2, 12), st.integers(0, 11), probabilities)
def test_a_ring_counts_one(size, start, p):
    ring = {n: [(n + 1) % size] for n in range(size)}
    reached = roots([(n + start) % size for n in range(size)], ring, {n: f"outlet {n}" for n in range(size)})
    support = support_of([Assertion(f"outlet {n}", origin, p, 0.88, hops=1) for n in reached for origin in reached[n]])
    assert len(support.origins) == (1 if p not in (None, 0.5) else 0)


@unhurried
@given(said)
def test_weighing_again_gives_the_same(assertions):
    assert repr(figures(assertions)) == repr(figures(list(assertions)))
    assert support_of(assertions) == support_of(assertions)
