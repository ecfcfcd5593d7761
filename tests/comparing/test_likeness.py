"""How alike two bare texts are: words looked up one by one, numbers against their limits, and headlines that retell or deny."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.terms import Relation
from verification.comparing.alignment import align
from verification.comparing.frames import frame_of
from verification.comparing.headline import is_headline, passes_on, speaks_against
from verification.comparing.likeness import ANSWERS, coefficients, contributions, features, probabilities
from verification.comparing.numbered import answered
from verification.comparing.texts import compare_texts
from verification.comparing.wordwise import met_in, one_stem

TEXTS = st.text(alphabet=st.sampled_from("The dam at Orrin burst in 2019, killing 1,200 people? No -- 3.5% $4 más. "), max_size=120)


@pytest.mark.parametrize(
    ("claim", "later", "state"),
    [
        ("Sales passed more than 8,100 copies.", "Sales reached 8,400 copies.", "kept"),
        ("Sales passed more than 8,100 copies.", "Sales reached 8,000 copies.", "broken"),
        ("Fewer than 40 ships called.", "40 ships called.", "broken"),
        ("At least 40 ships called.", "40 ships called.", "kept"),
        ("About 500 ships called.", "480 ships called.", "kept"),
        ("The bridge was opened before 1990.", "The bridge was opened in 1987.", "kept"),
        ("The bridge was opened before 1990.", "The bridge was opened in 1993.", "broken"),
        ("She finished second.", "She finished third.", "broken"),
        ("The bridge was opened in 1987.", "The bridge was opened by the mayor.", "unmet"),
    ],
)
def test_a_number_keeps_within_the_limit_of_the_claim_or_breaks_it(claim, later, state):
    assert [n.state for n in answered(claim, later)] == [state]


def test_each_number_is_answered_by_the_one_that_counts_the_same():
    found = answered("The port has 12 cranes and 300 workers.", "The port, with 300 workers, has 14 cranes.")
    assert [n.state for n in found] == ["broken", "kept"]


@pytest.mark.parametrize(("first", "second"), [("investigate", "investigator"), ("frankfurt", "frankfrut"), ("dock", "docker")])
def test_forms_and_slips_of_one_word_meet(first, second):
    assert one_stem(first, second) >= 0.8


def test_words_that_exclude_one_another_do_not_meet():
    degrees = {m.word.said.word.low: m.degree for m in met_in("The northern dam burst.", "The southern dam burst.")}
    assert (degrees["northern"], degrees["dam"]) == (0.0, 1.0)


@given(TEXTS, TEXTS)
def test_any_two_texts_have_features_and_chances(claim, later):
    mine, theirs = frame_of(claim), frame_of(later)
    given_features = features(mine, theirs, align(mine, theirs))
    assert all(-0.001 <= value <= 1.001 for value in given_features.values())
    assert abs(sum(probabilities(given_features).values()) - 1) < 1e-9


def test_the_contributions_name_features_of_the_table():
    mine, theirs = frame_of("The bridge was opened in 1987."), frame_of("The bridge was opened in 1993.")
    named = contributions(features(mine, theirs, align(mine, theirs)), "contradicts")
    assert named
    assert set(named) <= set(coefficients())


def test_the_table_has_a_weight_for_each_answer():
    assert {len(weights) for weights in coefficients().values()} == {len(ANSWERS)}


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Dam bursts at Orrin", True),
        ("Mayor 'sorry' for flood", True),
        ("The dam at Orrin burst on Monday.", False),
        ("Dam bursts\nThousands flee", False),
    ],
)
def test_a_headline_is_one_line_without_a_full_stop(text, headline):
    assert is_headline(text) is headline


@pytest.mark.parametrize(
    ("later", "relation"),
    [
        ("Orrin dam gives way, valley under water", Relation.CORROBORATES),
        ("Orrin dam NOT burst, says mayor", Relation.CONTRADICTS),
        ("Burst Orrin dam is a hoax", Relation.CONTRADICTS),
        ("Operator denies Orrin dam burst", Relation.CONTRADICTS),
        ("Cup final postponed", Relation.NONE),
    ],
)
def test_a_headline_on_the_matter_retells_it_unless_it_sets_itself_against_it(later, relation):
    assert compare_texts("The dam at Orrin burst", later).relation is relation


def test_who_denies_a_hoax_does_not_deny_the_thing():
    claim, later = frame_of("Woman finds gold ring in cabbage"), frame_of("Woman denies cabbage ring hoax claims")
    assert not speaks_against(claim, later, align(claim, later))


@pytest.mark.parametrize(
    ("text", "kept"), [("Orrin dam bursts: report", ("hearsay",)), ("Has Orrin dam burst?", ("question",)), ("Orrin dam bursts", ())]
)
def test_a_headline_that_passes_it_on_keeps_its_distance(text, kept):
    assert passes_on(text) == kept


def test_distance_stands_beside_the_relation_and_never_decides_it():
    claim = "The dam at Orrin burst"
    flat, passed_on = compare_texts(claim, "Dam at Orrin bursts"), compare_texts(claim, "Rumour: dam at Orrin bursts")
    assert flat.distance == ()
    assert "hearsay" in passed_on.distance
    assert passed_on.relation is flat.relation


def test_without_likeness_the_rules_answer_alone():
    claim, later = "The dam at Orrin burst", "Water rushes through valley below Orrin"
    assert compare_texts(claim, later).rule == "headline_retells"
    assert compare_texts(claim, later, likeness=False).rule != "headline_retells"


@pytest.mark.parametrize(
    ("claim", "later", "relation"),
    [
        ("The company sued the union.", "The union sued the company.", Relation.NONE),
        ("Norland withdrew its troops from Veska.", "Norland pulled its soldiers out of Veska.", Relation.CORROBORATES),
        (
            "A court found Ousmane Fall guilty of embezzlement.",
            "Ousmane Fall was acquitted of embezzlement by a court.",
            Relation.CONTRADICTS,
        ),
        ("Halden Foods made a net profit.", "Halden Foods posted a net loss.", Relation.CONTRADICTS),
        (
            "The opposition holds a majority in the Kosta parliament.",
            "The opposition does not have a majority in the Kosta parliament.",
            Relation.CONTRADICTS,
        ),
        ("Judge Helen Marsh took bribes.", "Judge Helen Marsh rejected the allegations as groundless.", Relation.CONTRADICTS),
    ],
)
def test_sides_particles_and_denials_are_read_across_the_sentence(claim, later, relation):
    assert compare_texts(claim, later, likeness=False).relation is relation
