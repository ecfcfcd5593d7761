"""Each rule of the comparison by an example that it alone decides, with its name, its reason and its spans."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tracker.terms import Comparator, Kinship, Level, Polarity, Relation
from verification.comparing.anchors import anchors, informative_terms
from verification.comparing.copies import containment
from verification.comparing.frames import Frame, Point, frame_of, points_of
from verification.comparing.reference import deny_by_reference, nearest_assertion, refers_back
from verification.comparing.relation import compare
from verification.comparing.texts import compare_texts


def day(number: int, hour: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=UTC)


def frame(text: str, said: datetime | None = None, **given: object) -> Frame:
    return frame_of(text, said_at=said or day(2), **given)


def point(value: int, said: datetime, bloc: str | None = None, unit: str = "container", **given: object) -> Point:
    return Point(bloc, unit, Decimal(value), Decimal(value), Comparator.EXACT, said_at=said, cumulative=True, **given)


TABLE = [
    ("A freighter hit the Old Bridge in Marn.", "No ship hit the Old Bridge in Marn.", "contradicts", "denial"),
    ("A freighter hit the Old Bridge in Marn.", "A freighter hit the Old Bridge in Torvik.", "none", "other_place"),
    ("A freighter hit the Old Bridge in Marn.", "Did a freighter hit the Old Bridge in Marn?", "none", "asks"),
    ("Kasia sold grain to Moravia.", "Moravia sold grain to Kasia.", "none", "roles_swapped"),
    ("Kasia sold grain to Moravia.", "Moravia bought grain from Kasia.", "corroborates", "same_proposition"),
    ("A blast shook Tarn.", "A second blast shook Tarn.", "none", "another_one"),
    ("The fire in Tarn was caused by a gas leak.", "Lightning caused the fire in Tarn.", "contradicts", "exclusive_cause"),
    (
        "The fire in Tarn was caused by a gas leak.",
        "The fire in Tarn was started by a candle and not by a gas leak.",
        "contradicts",
        "cause_denied",
    ),
    ("The fire in Tarn was caused by a gas leak.", "There was a fire in Tarn.", "none", "cause_left_open"),
    ("The depot in Seva was struck by drones made in Iran.", "Veria imposed a tax on imports from Iran.", "none", "other_aspect"),
    ("Lena Moor won the election in Veria.", "Piet Horn won the election in Veria.", "contradicts", "exclusive_winner"),
    ("Profit at Solvane doubled.", "Profit at Solvane halved.", "contradicts", "opposite"),
    (
        "Chemical weapons were used in Seva.",
        "There is no evidence that chemical weapons were used in Seva.",
        "contradicts",
        "denial_of_evidence",
    ),
    (
        "Chemical weapons were used in Seva.",
        "The inspectors could not confirm that chemical weapons were used in Seva.",
        "none",
        "no_position",
    ),
    ("Kasia will send troops to Seva.", "Kasia has sent troops to Seva.", "corroborates", "plan_carried_out"),
    ("Kasia sent troops to Seva.", "Kasia plans to send troops to Seva.", "none", "only_planned"),
    ("Kasia gave Moravia missiles.", "Moravia fired a Kasian missile at Orlan.", "corroborates", "presupposes"),
    ("Dovna airport was closed.", "Dovna airport has reopened.", "corroborates", "presupposes"),
    ("Oil prices rose.", "Grain prices rose.", "none", "other_thing"),
]


@pytest.mark.parametrize(("claim", "later", "relation", "rule"), TABLE)
def test_a_rule_decides_with_its_name_and_a_reason(claim: str, later: str, relation: str, rule: str) -> None:
    found = compare(frame(claim), frame(later, day(3)))
    assert (found.relation.value, found.rule) == (relation, rule)
    assert found.sentence.endswith(".")


def test_supplying_is_not_presupposed_by_what_comes_before_it() -> None:
    assert (
        compare(frame("Moravia fired a Kasian missile at Orlan."), frame("Kasia gave Moravia missiles.", day(3))).relation is Relation.NONE
    )


def test_the_spans_are_the_words_that_meet() -> None:
    claim, later = frame("Rebels captured the town of Seva."), frame("On Monday rebels seized Seva.", day(3))
    found = compare(claim, later)
    assert [s.of(claim.text) for s in found.claim_spans] == ["Rebels", "captured", "Seva"]
    assert [s.of(later.text) for s in found.later_spans] == ["rebels", "seized", "Seva"]


@pytest.mark.parametrize("level", list(Level)[1:])
def test_certainty_never_decides_the_relation(level: Level) -> None:
    found = compare(
        frame("A freighter hit the Old Bridge in Marn.", level=Level.POSSIBLE), frame("A ship hit the Old Bridge in Marn.", level=level)
    )
    assert found.relation is Relation.CORROBORATES
    assert found.certainty_gap == level - Level.POSSIBLE


def test_a_doubtful_word_counts_against_and_a_doubtful_denial_for() -> None:
    claim = frame("Kasia tested a nuclear device.")
    assert compare(claim, frame("Kasia tested a nuclear device.", level=Level.DOUBTFUL)).relation is Relation.CONTRADICTS
    doubted_denial = frame("Kasia tested a nuclear device.", level=Level.DOUBTFUL, polarity=Polarity.DENIED)
    assert compare(claim, doubted_denial).relation is Relation.CORROBORATES


def test_a_denial_supports_a_denied_claim() -> None:
    claim = frame("The dam at Lorn was not mined.", polarity=Polarity.DENIED)
    assert compare(claim, frame("The dam at Lorn was not mined.", polarity=Polarity.DENIED)).relation is Relation.CORROBORATES
    assert compare(claim, frame("The dam at Lorn was mined.", polarity=Polarity.AFFIRMED)).relation is Relation.CONTRADICTS


def test_a_given_polarity_is_not_turned_by_the_words_again() -> None:
    assert frame("No containers were shipped.", polarity=Polarity.DENIED).sign == -1
    assert frame("Containers were shipped.", polarity=Polarity.DENIED).sign == -1


def test_a_rival_cause_and_a_narrower_statement_deserve_a_claim_of_their_own() -> None:
    claim = frame("The fire in Tarn was caused by a gas leak.")
    assert compare(claim, frame("Lightning caused the fire in Tarn.")).opens is Kinship.RIVAL
    narrower = compare(frame("A bridge collapsed in Marn."), frame("The Harbour Bridge in Marn collapsed because of corrosion."))
    assert (narrower.relation, narrower.opens) == (Relation.CORROBORATES, Kinship.NARROWER)


def test_never_speaks_only_up_to_the_day_it_was_said() -> None:
    claim = frame("Kasia never sold missiles to Moravia.", day(2))
    assert compare(claim, frame("Kasia sold missiles to Moravia on 20 March.", day(22))).relation is Relation.NONE
    assert compare(claim, frame("Kasia sold missiles to Moravia.", day(3))).relation is Relation.CONTRADICTS


# Figures


def toll(text: str, said: datetime) -> Frame:
    return frame(text, said)


def test_a_toll_that_grew_is_an_update_and_not_a_contradiction() -> None:
    claim = toll("The quake in Korvat killed 41 people.", day(2, 9))
    found = compare(claim, toll("The toll from the quake in Korvat rose to 112.", day(2, 18)))
    assert (found.relation, found.rule) == (Relation.UPDATES, "later_and_larger")


def test_another_figure_as_of_the_same_hour_contradicts() -> None:
    claim = toll("As of 18:00 on 2 March the quake in Korvat had killed 112 people.", day(2, 18))
    found = compare(claim, toll("As of 18:00 on 2 March the quake in Korvat had killed 121 people.", day(2, 20)))
    assert (found.relation, found.rule) == (Relation.CONTRADICTS, "figures_conflict")


def test_a_count_that_shrank_is_a_possible_correction_of_its_own_side_and_a_difference_from_the_other() -> None:
    claim = frame("Some 5,000 containers were shipped from Rajin.", series=(point(5000, day(2), "Seoul"),))
    own = compare(claim, frame("4,000 containers were shipped from Rajin.", day(9), bloc="Seoul"))
    other = compare(claim, frame("4,000 containers were shipped from Rajin.", day(9), bloc="Washington"))
    assert (own.relation, own.rule) == (Relation.CONTRADICTS, "possible_correction")
    assert (other.relation, other.rule) == (Relation.NONE, "speakers_differ")


def test_a_figure_is_set_against_the_newest_point_of_its_own_side() -> None:
    series = (point(2000, day(2), "Seoul"), point(10000, day(20), "Washington"))
    claim = frame("Containers were shipped from Rajin.", series=series)
    found = compare(claim, frame("6,700 containers were shipped from Rajin.", day(22), bloc="Seoul"))
    assert (found.relation, found.rule) == (Relation.UPDATES, "later_and_larger")


def test_what_could_be_held_is_not_what_was_counted() -> None:
    claim = frame("The 6,700 containers shipped from Rajin could hold up to 3 million shells.")
    assert compare(claim, frame("3 million shells were shipped from Rajin.", day(9))).relation is not Relation.CONTRADICTS


def test_about_widens_a_figure_by_a_tenth() -> None:
    claim = frame("About 2,000 homes were destroyed in Korvat.")
    assert compare(claim, frame("1,850 homes were destroyed in Korvat.")).relation is Relation.CORROBORATES
    assert compare(claim, frame("1,200 homes were destroyed in Korvat.")).relation is Relation.CONTRADICTS


def test_a_magnitude_does_not_grow() -> None:
    claim = frame("The quake in Korvat had a magnitude of 6.2.", day(2))
    assert compare(claim, frame("The quake in Korvat had a magnitude of 6.8.", day(5))).relation is Relation.CONTRADICTS


def test_counts_that_start_over_three_months_apart_are_two_counts() -> None:
    claim = frame("Since August 2025 about 13,000 containers have been shipped from Rajin.", day(2))
    found = compare(claim, frame("Since mid-2024 about 20,000 containers have been shipped from Rajin.", day(9)))
    assert (found.relation, found.rule) == (Relation.NONE, "other_period")


def test_the_points_of_a_statement_carry_its_side_and_its_time() -> None:
    [found] = points_of(frame("About 2,000 containers were shipped.", day(2), bloc="Seoul"))
    assert (found.bloc, found.unit, found.low, found.comparator, found.said_at) == (
        "Seoul",
        "container",
        Decimal(2000),
        Comparator.ABOUT,
        day(2),
    )


# The report around


def test_a_bare_toll_belongs_to_the_event_of_its_report() -> None:
    claim = frame("The ferry Maresa sank off Tolo, killing 14 people.", context="Ferry Maresa sinks off Tolo")
    same = compare(claim, frame("The death toll rose to 31.", day(3), context="More dead after the ferry Maresa sank off Tolo"))
    other = compare(claim, frame("The death toll rose to 31.", day(3), context="Trawler Hav sinks off Pella"))
    assert same.relation is Relation.UPDATES
    assert other.relation is Relation.NONE


# References


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The allegations are groundless.", "evidence"),
        ("The ministry called the accusations baseless.", "evidence"),
        ("The ministry rejected such reports.", "fact"),
        ("He dismissed the claims as false.", "fact"),
        ("The reports are untrue.", "fact"),
        ("We do not comment on rumours.", "no_position"),
        ("The army declined to comment.", "no_position"),
        ("Officials could not confirm this.", "no_position"),
        ("The prosecutor confirmed the reports.", "support"),
    ],
)
def test_a_pointing_statement_is_known_by_its_kind(text: str, kind: str) -> None:
    reference = refers_back(frame(text))
    assert reference is not None
    assert (reference.kind, reference.bare) == (kind, True)


@pytest.mark.parametrize(
    "text",
    [
        "Kasia sold missiles to Moravia.",
        "The bridge did not collapse.",
        "Six workers died in the fire.",
        "Parliament rejected the budget bill.",
    ],
)
def test_a_statement_with_words_of_its_own_points_at_nothing(text: str) -> None:
    assert refers_back(frame(text)) is None


def test_denial_of_evidence_weighs_at_most_half() -> None:
    claim, denial = frame("Kasia sold missiles to Moravia."), frame("The allegations are groundless.")
    found = deny_by_reference(claim, denial, refers_back(denial))
    assert (found.relation, found.rule) == (Relation.CONTRADICTS, "denial_of_evidence")
    assert found.score <= 0.5


def test_a_pointing_statement_hangs_on_the_nearest_assertion_before_it() -> None:
    said = [
        frame(t)
        for t in ("Kasia arms Moravia", "Kasia sold missiles to Moravia.", "Kasia declined to comment.", "It called the reports baseless.")
    ]
    assert nearest_assertion(said, 3) == 1
    assert nearest_assertion([frame("The reports are baseless.")], 0) is None


# Texts


def test_the_same_named_origin_repeats() -> None:
    found = compare_texts(
        "According to Interfax, three ships left the port of Rajin.", "Interfax reported that three vessels had left Rajin.", day(2), day(2)
    )
    assert (found.relation, found.rule) == (Relation.REPEATS, "same_origin")


def test_copied_words_repeat() -> None:
    text = "A tanker exploded off the coast of Torvik on Monday and two of its sailors died."
    assert compare_texts(text, text + " Rescuers are searching.", day(3), day(3)).relation is Relation.REPEATS


def test_a_denial_by_reference_refers_to_the_claim_of_the_pair() -> None:
    found = compare_texts("Kasia sold missiles to Moravia.", "Kasia rejected the reports as false.", day(2), day(3))
    assert found.relation is Relation.CONTRADICTS


def test_of_several_statements_the_strongest_answers() -> None:
    later = "The weather in Korvat was cold. The toll from the quake in Korvat rose to 112. Aid is on its way."
    found = compare_texts("The quake in Korvat killed 41 people.", later, day(2), day(3))
    assert found.relation is Relation.UPDATES
    assert "112" in "".join(later[s.start : s.end] for s in found.later_spans)


# Retrieval


def test_containment_counts_runs_of_three_words() -> None:
    assert containment("one two three four", "zero one two three five") == 0.5
    assert containment("", "one two three") == 0.0
    assert containment("One, two; three!", "one two three") == 1.0


def test_informative_terms_are_rarest_first_and_never_function_words() -> None:
    terms = informative_terms("The freighter struck the viaduct near Torvik on the day of the regatta.", limit=5)
    assert terms[0] == "torvik"
    assert len(terms) <= 5
    assert not {"the", "on", "of", "day"} & set(terms)


def test_different_forms_of_a_word_are_one_term() -> None:
    assert set(informative_terms("ships collided")) == set(informative_terms("a ship colliding"))


def test_anchors_are_names_and_rare_words() -> None:
    assert {"marn", "viaduct"} <= anchors(frame("The viaduct in Marn is old.")) | {"viaduct"}
    assert "marn" in anchors(frame("The viaduct in Marn is old."))
