"""MISP: its own library takes every event, the tags are those of its taxonomies, and what cannot be judged is never counted as 50."""

from __future__ import annotations

import json

import pytest
from pymisp import MISPEvent

from tests import make
from tests.exports import told
from verification.exports.cases import this_desk
from verification.exports.misp import LIKELIHOOD, events

pytestmark = pytest.mark.django_db
LIKELIHOODS = {"almost-no-chance", "very-unlikely", "unlikely", "roughly-even-chance", "likely", "very-likely", "almost-certain"}


def event_of(claim) -> MISPEvent:
    [text] = events([told.case(claim)], this_desk(), single=True)
    event = MISPEvent(strict_validation=True)
    event.from_dict(**json.loads(text))
    assert len({one.uuid for one in event.attributes}) == len(event.attributes)
    assert len({(one.type, one.value) for one in event.attributes}) == len(event.attributes)
    return event


def tags(of) -> set[str]:
    return {tag.name for tag in of.tags}


def said(event: MISPEvent) -> list:
    return [one for one in event.attributes if one.type == "text"]


def test_a_claim_is_an_event_with_a_text_for_each_statement():
    claim = told.claim()
    event = event_of(claim)
    assert event.info == f"Claim #{claim.number}: The dam at Lorn may have been mined."
    assert (event.uuid, event.published, str(event.distribution), str(event.threat_level_id)) == (str(claim.uuid), False, "0", "4")
    assert [one.value.split("”")[0] for one in said(event)][2] == "“The dam was not mined, the navy said."
    assert "https://harbour.example/dam" in {one.value for one in event.attributes if one.type == "link"}
    assert not any(one.to_ids for one in event.attributes)


def test_each_statement_is_tagged_by_how_firmly_it_was_said_and_by_the_letter_of_who_published_it():
    first = said(event_of(told.claim(letter="B")))[0]
    assert tags(first) >= {
        'estimative-language:likelihood-probability="roughly-even-chance"',
        'admiralty-scale:source-reliability="b"',
        'claim-tracker:relation="opening"',
    }


def test_the_tags_are_those_of_the_taxonomy():
    assert set(LIKELIHOOD.values()) <= LIKELIHOODS


@pytest.mark.parametrize("number", [1, 5])
def test_a_signed_claim_is_tagged_with_its_credibility(number):
    event = event_of(told.signed(told.claim(), numbers=(number, number)))
    assert f'admiralty-scale:information-credibility="{number}"' in tags(event)
    assert str(event.analysis) == "2"


def test_what_cannot_be_judged_is_said_in_words_and_brings_no_tag():
    event = event_of(told.signed(told.claim(letter="F"), "unresolved", numbers=(6, 6)))
    every_tag = tags(event).union(*(tags(one) for one in event.attributes if one.tags))
    assert not any(tag.startswith("admiralty-scale") for tag in every_tag)
    words = " ".join(f"{one.value} {one.comment}" for one in event.attributes)
    assert "Credibility 6: cannot be judged" in words
    assert "source reliability F: cannot be judged" in words
    assert "50" not in {str(getattr(tag, "numerical_value", "")) for tag in event.tags}


def test_words_that_stand_in_two_reports_of_a_day_are_taken_once():
    claim = make.tracked()
    for _ in range(2):
        make.set_against(claim, said=make.statement("The dam was mined.", of=make.received(f"The dam was mined. {_}", publisher="Wire")))
    assert len(said(event_of(claim))) == 2


def test_a_topic_cannot_end_its_tag():
    from tracker.models import Topic

    claim = make.tracked()
    claim.topics.add(Topic.objects.create(name='Dams "and" bridges', slug="dams"))
    assert "claim-tracker:topic=\"Dams 'and' bridges\"" in tags(event_of(claim))


def test_several_are_answered_as_misp_answers_a_search():
    cases = [told.case(told.claim()), told.case(told.claim(text="The bridge at Orl fell."))]
    assert len(json.loads("".join(events(cases, this_desk())))["response"]) == 2


def test_a_sealed_verdict_is_not_in_it_and_one_signature_says_so(settings):
    assert told.SEALED not in "".join(events([told.case(told.sealed(told.claim()))], this_desk()))
    settings.SIGNATURES = 1
    claim = told.signed(told.claim(text="The bridge at Orl fell."), numbers=(2,))
    assert "one signature" in "".join(events([told.case(claim)], this_desk()))
