"""Affirmed or denied, and the words that only look like a denial: limits, litotes, double negation, "not only", "not until"."""

from __future__ import annotations

import pytest

from tests.language.stated import stated
from tracker.terms import Level, Marker, Polarity

A, D = Polarity.AFFIRMED, Polarity.DENIED

# sentence, words of the assertion, level, polarity
POLARITY = [
    # plain denials
    ("The ferry did not sink.", "ferry did", 5, D),
    ("No passengers were hurt.", "passengers were hurt", 5, D),
    ("None of the lifeboats was used.", "lifeboats was used", 5, D),
    ("Nobody was on board when the barge capsized.", "on board", 5, D),
    ("The museum never owned the statue.", "owned the statue", 5, D),
    ("The mayor denied that the contract had been changed.", "contract had been changed", 5, D),
    ("The banker denied bribing the inspector.", "bribing the inspector", 5, D),
    ("The airline rejected claims that the crew was drunk.", "crew was drunk", 5, D),
    ("Police ruled out arson.", "arson", 5, D),
    ("The claim that the well was poisoned is false.", "well was poisoned", 5, D),
    ("Reports that the prince has resigned are untrue.", "prince has resigned", 5, D),
    ("The army called the report baseless.", "report", 5, D),
    ("There is no evidence that the vote was rigged.", "vote was rigged", 5, D),
    ("Neither the captain nor the pilot was hurt.", "captain nor the pilot", 5, D),
    ("The ceasefire no longer holds.", "ceasefire", 5, D),
    ("The two sides failed to reach a deal.", "reach a deal", 5, D),
    ("The minister refused to resign.", "resign", 5, A),
    ("The council declined to renew the licence.", "renew the licence", 5, A),
    ("The defendant was found not guilty of murder.", "guilty of murder", 5, D),
    ("The company has yet to deliver the engines.", "deliver the engines", 5, D),
    ("The reservoir is far from full.", "reservoir is", 5, D),
    ("The plan is by no means final.", "plan is", 5, D),
    ("The palace dismissed as nonsense reports that the queen was ill.", "queen was ill", 5, D),
    ("Contrary to reports, the bridge was not closed.", "bridge was not closed", 5, D),
    ("Without a permit, the ship left port.", "ship left port", 5, A),
    ("The rescuers left without finding the boy.", "rescuers left", 5, A),
    # hedged denials
    ("The crash was probably not caused by ice.", "crash was", 3, D),
    ("The parcel may not have contained explosives.", "parcel may", 2, D),
    ("The suspect is not believed to have acted alone.", "acted alone", 3, D),
    ("Officials said the two fires were apparently not connected.", "two fires were", 3, D),
    ("The deal is not expected to close this year.", "deal is", 3, D),
    ("It is unlikely that the chief will not be replaced.", "be replaced", 1, D),
    # what only looks like one
    ("The minister did not rule out higher taxes.", "higher taxes", 2, A),
    ("Engineers have not ruled out metal fatigue.", "metal fatigue", 2, A),
    ("Sabotage cannot be excluded.", "Sabotage", 2, A),
    ("The firm could not confirm that the data had been sold.", "data had been sold", 2, A),
    ("The consulate was unable to verify the account.", "account", 5, A),
    ("The agency could not independently verify the footage.", "footage", 5, A),
    ("The police did not say who had called them.", "called them", 5, A),
    ("The spokesman neither confirmed nor denied that talks were under way.", "talks were under way", 2, A),
    ("It is not impossible that the boat drifted north.", "boat drifted north", 2, A),
    ("Such quakes are not uncommon in the valley.", "quakes are", 5, A),
    ("Not only the bridge but also the tunnel was flooded.", "tunnel was flooded", 5, A),
    ("The flames not only destroyed the roof but damaged the organ.", "destroyed the roof", 5, A),
    ("The body was not found until Tuesday.", "body was", 5, D),
    ("Not until midnight was the fire under control.", "fire under control", 5, A),
    ("No fewer than 30 houses burned down.", "30 houses", 5, A),
    ("No doubt the guard was bribed.", "guard was bribed", 5, A),
    ("The envoy did not deny that the letter existed.", "letter existed", 5, A),
    ("Nothing but ash was left of the mill.", "ash was left", 5, A),
    ("He did nothing but complain.", "complain", 5, A),
    ("The rebels could not have taken the town without help from abroad.", "taken the town", 5, A),
    ("The singer could not help but laugh.", "laugh", 5, A),
    ("The army did not fail to respond.", "respond", 5, A),
    ("The inspector said the valve had been closed, not opened.", "valve had been closed", 5, A),
    ("The cause is not gas but electricity, engineers said.", "electricity", 5, A),
    ("The strike went ahead although the court had not approved it.", "strike went ahead", 5, A),
    ("The man who was not on the list boarded the plane.", "boarded the plane", 5, A),
    ("The vote was postponed because the hall was not ready.", "vote was postponed", 5, A),
    ("Not all of the passengers survived.", "passengers survived", 5, A),
    ("The minister said he did not know whether the report was true.", "report was true", 2, A),
    ("The probe was launched no later than Friday.", "probe was launched", 5, A),
    ("The museum did not disclose how much it had paid.", "had paid", 5, A),
    ("The company is not a stranger to lawsuits.", "company is", 5, A),
]


@pytest.mark.parametrize(("sentence", "words", "level", "polarity"), POLARITY, ids=[row[0][:60] for row in POLARITY])
def test_a_denial_is_told_from_what_only_looks_like_one(sentence, words, level, polarity):
    found = stated(sentence, words)
    assert (found.level, found.polarity) == (Level(level), polarity)


@pytest.mark.parametrize(
    "sentence",
    [
        "The ministry could not confirm the report.",
        "The reports could not be independently verified.",
        "The army did not confirm the losses.",
        "It was not possible to verify the claim.",
        "The officials were not able to confirm the number of dead.",
        "The identity of the caller has not been established.",
        "Authorities would neither confirm nor deny the arrest.",
        "The date of the recording could not be determined.",
        "No independent confirmation was available.",
        "The toll has yet to be confirmed.",
    ],
)
def test_a_limit_is_unverified_and_never_a_denial(sentence):
    found = stated(sentence, sentence.split()[1])
    assert (found.polarity, Marker.UNVERIFIED in found.markers) == (Polarity.AFFIRMED, True)
