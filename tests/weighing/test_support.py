"""Support for a claim: the worked figures, the bounds of the numbers, and the words that explain them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import log

import pytest

from verification.weighing.constants import WEIGHT_CAP
from verification.weighing.explaining import what_counts_most, why
from verification.weighing.independence import UNKNOWN, roots
from verification.weighing.support import Assertion, assertion_weight, number_for_report, suggested_number, support_of, what_it_hangs_on

HAS, MAY, HAS_NOT = 0.95, 0.55, 0.05
WEIGHT = log(0.842 / 0.158)


def said(source, p=HAS, *, origin=None, bloc=None, theta=0.88, hops=0, day=None):
    at = None if day is None else datetime(2026, 3, 1 + day, tzinfo=UTC)
    return Assertion(source, origin or source, p, theta, frozenset({bloc} if bloc else ()), hops, at)


def copies(n, p=HAS, origin="wire"):
    return [said(f"copy {k}", p, origin=origin, hops=1) for k in range(n)]


@pytest.mark.parametrize(
    ("assertions", "P", "number"),
    [
        ([said("wire")], 0.842, 2),
        ([said("wire"), *copies(10)], 0.842, 2),
        ([said("wire"), said("agency")], 0.966, 1),
        ([said("wire", bloc="state"), said("agency", bloc="state")], 0.890, 2),
        ([said("wire", MAY)], 0.538, 6),
        ([said("wire", MAY), *copies(1)], 0.538, 6),
        ([said("wire", HAS_NOT)], 0.158, 5),
        ([], 0.5, 6),
    ],
)
def test_the_worked_figures(assertions, P, number):
    support = support_of(assertions)
    assert support.probability == pytest.approx(P, abs=5e-4)
    assert support.number == number
    assert support.shown == (None if number == 6 else support.probability)


def test_each_relay_pulls_the_words_towards_a_half():
    right = 0.88 * 0.95 + 0.12 * 0.05
    for hops in range(4):
        assert assertion_weight(0.88, 0.95, hops) == pytest.approx(log(right / (1 - right)))
        right = 0.95 * right + 0.025


@pytest.mark.parametrize(("theta", "taken"), [(None, 0.65), (0.1, 0.5), (0.999, 0.99)])
def test_the_record_is_held_within_its_range(theta, taken):
    assert assertion_weight(theta, 0.8) == assertion_weight(taken, 0.8)


def test_one_origin_is_capped_at_nine_to_one():
    assert assertion_weight(0.99, 1.0) == WEIGHT_CAP
    assert support_of([said("wire", 1.0, theta=0.99)]).probability == pytest.approx(0.9)


def test_a_relay_is_held_to_the_origins_own_words_whichever_way_they_point():
    for own, louder in ((MAY, HAS), (0.45, HAS_NOT)):
        held = support_of([said("ministry", own), said("daily", louder, origin="ministry", hops=1, theta=0.99)])
        assert held.log_odds == support_of([said("ministry", own)]).log_odds


def test_a_copy_beside_the_origins_own_words_is_a_copy_even_if_no_hop_was_counted():
    assert support_of([said("wire", MAY), said("daily", HAS, origin="wire")]).log_odds == support_of([said("wire", MAY)]).log_odds


def test_without_the_origins_own_words_the_earliest_report_that_carries_them_counts():
    first, later = said("wire", MAY, origin="ministry", hops=1, day=1), said("daily", HAS, origin="ministry", hops=1, day=2)
    assert support_of([later, first]).log_odds == support_of([first]).log_odds
    assert support_of(
        [said("wire", HAS, origin="ministry", hops=1, day=1), said("daily", MAY, origin="ministry", hops=1, day=2)]
    ).log_odds == pytest.approx(assertion_weight(0.88, HAS, 1))


def test_of_undated_relays_the_one_closest_to_the_origin_counts_and_of_equals_the_least_committed():
    near, far = said("wire", MAY, origin="ministry", hops=1), said("daily", HAS, origin="ministry", hops=2)
    assert support_of([far, near]).log_odds == support_of([near]).log_odds
    assert support_of([near, said("daily", HAS, origin="ministry", hops=1)]).log_odds == support_of([near]).log_odds


def test_a_source_counts_on_its_newest_side():
    then, now = said("ministry", HAS, day=1), said("ministry", HAS_NOT, day=9)
    assert support_of([then, now]).log_odds == support_of([now]).log_odds
    assert support_of([said("ministry", HAS), said("ministry", HAS_NOT)]).log_odds == 0  # nobody knows which is newer


def test_a_carried_walk_back_is_the_sources_newest_side():
    support = support_of([said("ministry", HAS, day=1), said("ministry", HAS_NOT, origin="ministry", hops=1, day=9)])
    assert support.probability < 0.2


def test_copies_of_what_the_origin_took_back_do_not_keep_it_alive():
    turned = [said("wire", HAS, day=1), said("wire", HAS_NOT, day=3)]
    late = [said(f"copy {n}", HAS, origin="wire", hops=1, day=5) for n in range(5)]
    assert support_of([*turned, *late]).log_odds == support_of(turned).log_odds < 0


def test_a_carried_walk_back_is_not_undone_by_copies_of_the_old_words():
    walked_back = [said("spokesman", HAS, origin="ministry", day=1), said("spokesman", HAS_NOT, origin="ministry", hops=1, day=3)]
    late = [said(f"copy {n}", HAS, origin="ministry", hops=1, day=5) for n in range(5)]
    assert support_of([*walked_back, *late]).log_odds == support_of(walked_back).log_odds < 0


def test_two_voices_of_one_origin_on_both_sides_leave_the_difference():
    support = support_of([said("minister", HAS, origin="ministry"), said("deputy", 0.12, origin="ministry")])
    (origin,) = support.origins
    assert origin.weight_for == pytest.approx(WEIGHT - assertion_weight(0.88, 0.88))
    assert origin.weight_against == 0


def test_all_of_unknown_lineage_weigh_as_one_the_heaviest():
    three = [Assertion(None, UNKNOWN, p, 0.6, frozenset({f"bloc {p}"})) for p in (HAS, 0.75, MAY)]
    support = support_of(three)
    assert support.log_odds == assertion_weight(0.6, HAS)
    assert "unknown lineage · 3" in why(support.origins[0])


def test_unknown_lineage_joins_no_blocs():
    known = [said("wire", bloc="a"), said("agency", bloc="b")]
    vague = [Assertion(None, UNKNOWN, MAY, 0.6, frozenset({bloc})) for bloc in "ab"]
    assert support_of([*known, *vague]).k_for == 2


def test_blocs_that_share_an_origin_are_one():
    examined = [
        Assertion("office", "office", HAS, 0.88, frozenset({"debris", "state"})),
        said("lab", bloc="debris"),
        said("ministry", bloc="state"),
    ]
    support = support_of(examined)
    assert support.k_for == 1
    assert len(support.blocs) == 1
    assert len(support.origins) == 3
    assert support.log_odds == pytest.approx(1.5 * WEIGHT)


def test_a_relay_does_not_pull_its_origin_into_the_relays_bloc():
    wires = [said("wire", bloc="a"), said("agency", bloc="b")]
    assert support_of([*wires, said("daily", origin="wire", bloc="b", hops=1)]).log_odds == support_of(wires).log_odds


def test_a_bloc_that_holds_both_sides_counts_on_both():
    support = support_of([said("wire", bloc="state"), said("agency", HAS_NOT, bloc="state")])
    assert (support.log_odds, support.disputed, support.k_for, support.k_against) == (0, True, 1, 1)


def test_ten_outlets_on_one_wire_are_one_origin_and_a_roundup_joins_none():
    outlets = [f"outlet {n}" for n in range(10)]
    reached = roots(
        [*outlets, "roundup"], {**{one: ["wire"] for one in outlets}, "roundup": ["wire", "agency"]}, {"wire": "wire", "agency": "agency"}
    )
    spread = [said(one, origin=origin, hops=1) for one in reached for origin in reached[one]]
    assert {one.origin for one in support_of(spread).origins} == {"wire", "agency"}
    assert len(support_of([one for one in spread if one.source != "roundup"]).origins) == 1
    assert (
        support_of([said("wire", bloc="a"), said("agency", bloc="b"), *spread]).log_odds
        == support_of([said("wire"), said("agency")]).log_odds
    )


@pytest.mark.parametrize(
    ("P", "k_for", "k_against", "number"),
    [
        (0.97, 0, 0, 6),
        (0.90, 2, 0, 1),
        (0.90, 1, 0, 2),
        (0.97, 3, 1, 2),
        (0.8999, 2, 0, 2),
        (0.70, 1, 0, 2),
        (0.69, 1, 0, 3),
        (0.40, 1, 1, 3),
        (0.39, 1, 1, 4),
        (0.20, 0, 1, 4),
        (0.19, 0, 1, 5),
    ],
)
def test_numbers_at_their_bounds(P, k_for, k_against, number):
    assert suggested_number(P, k_for, k_against) == number


def test_many_that_barely_speak_can_still_not_be_judged():
    support = support_of([said(f"voice {n}", MAY) for n in range(12)])
    assert support.probability > 0.8
    assert (support.number, support.shown) == (6, None)


def test_for_one_reports_number_its_own_origin_is_left_out():
    both = [said("wire"), said("agency")]
    assert number_for_report(both, {"wire"}) == 2
    assert number_for_report([said("wire"), *copies(3)], {"wire"}) == 6


def test_what_asserts_nothing_does_not_weigh():
    assert support_of([said("wire", None), said("agency", 0.5)]) == support_of([])


def test_what_it_hangs_on_is_the_origin_whose_leaving_changes_most():
    support = support_of([said("strong", theta=0.95), said("weak", MAY)])
    turn = what_it_hangs_on(support)
    assert turn.origin == "strong"
    assert turn.without == support_of([said("weak", MAY)])
    assert what_counts_most(support, {"strong": "Harbour Wire"}) == "without Harbour Wire it could not be judged"
    assert what_counts_most(support_of([said("wire"), said("agency")])) == "without wire it would be 0.84 (2)"
    assert what_it_hangs_on(support_of([])) is None
    assert what_counts_most(support_of([])) == ""


def test_an_origin_that_joins_two_blocs_can_be_what_it_hangs_on():
    bridge = Assertion("bridge", "bridge", 0.75, 0.7, frozenset({"a", "b"}))
    turn = what_it_hangs_on(support_of([bridge, said("wire", bloc="a"), said("agency", bloc="b")]))
    assert turn.origin == "bridge"
    assert turn.without.probability > 0.96


@pytest.mark.parametrize(
    ("assertions", "words"),
    [
        ([said("wire")], "for 1.673: wire commits to 0.95, record 0.880"),
        ([said("wire", HAS_NOT)], "against 1.673: wire commits to 0.95"),
        ([said("wire", 1.0, theta=0.999)], "record 0.999, taken as 0.99, capped: no origin alone carries a claim above .90"),
        ([said("wire", theta=None)], "no record, taken as 0.65"),
        ([said("wire", theta=0.3)], "record 0.300, taken as 0.50"),
        ([said("wire", hops=2)], "through 2 relays"),
        ([said("wire", MAY), *copies(2)], "2 relays firmer than what it relays, held to 0.55, 2 more that add nothing"),
        ([said("wire", HAS, day=1), said("wire", HAS_NOT, day=2)], "1 assertion left out"),
        ([said("wire"), said("wire", HAS_NOT)], "it speaks on both sides"),
    ],
)
def test_each_origin_says_why_it_weighs_what_it_weighs(assertions, words):
    assert words in why(support_of(assertions).origins[0])


def test_names_stand_for_keys():
    assert "for 1.673: Harbour Wire commits" in why(support_of([Assertion(7, 7, HAS, 0.88)]).origins[0], {7: "Harbour Wire"})


def test_a_thousand_copies_are_weighed_at_once():
    started = datetime.now(UTC)
    support_of([said("wire"), *copies(5000)])
    assert datetime.now(UTC) - started < timedelta(seconds=2)
