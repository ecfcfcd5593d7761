"""How far a hedge reaches: over a list, into a relative clause, past "because", "but", a quotation or a headline's comma."""

from __future__ import annotations

import pytest

from tests.language.stated import stated
from tracker.language.reader import read
from tracker.terms import Level, Marker, Polarity

A, D = Polarity.AFFIRMED, Polarity.DENIED

# sentence, [(words, level)…]
SCOPES = [
    ("The convoy carried fuel, flour and possibly mortars.", [("convoy carried fuel", 5), ("possibly mortars", 2)]),
    ("The blast may have killed two and injured nine.", [("killed two", 2), ("injured nine", 2)]),
    ("The dam, which may have been mined, collapsed.", [("collapsed", 5), ("may have been mined", 2)]),
    ("The reactor was shut down because a pump may have failed.", [("reactor was shut down", 5), ("pump may have failed", 2)]),
    ("The mayor resigned after it emerged that the contract might be illegal.", [("mayor resigned", 5), ("contract might be illegal", 2)]),
    ("The bridge is intact but the tunnel may have been damaged.", [("bridge is intact", 5), ("tunnel may have been damaged", 2)]),
    ("The strike probably ended while the talks were still going on.", [("strike probably ended", 3)]),
    ("The tanker sank on Monday and may be leaking oil.", [("sank on Monday", 5), ("may be leaking oil", 2)]),
    (
        "The fire destroyed the archive, although some files may have been saved.",
        [("destroyed the archive", 5), ("files may have been saved", 2)],
    ),
    ("The man, believed to be in his forties, was found on the beach.", [("found on the beach", 5), ("believed to be", 3)]),
    ("The jet (possibly a decoy) was destroyed on the ground.", [("destroyed on the ground", 5)]),
    ("The company, probably the largest in the region, went bankrupt.", [("went bankrupt", 5), ("probably the largest", 3)]),
    ("Two soldiers were killed and a third is feared dead.", [("soldiers were killed", 5), ("third is feared dead", 2)]),
    ("The thieves, who police believe are still in the city, stole 40 paintings.", [("stole 40 paintings", 5), ("still in the city", 3)]),
    ("Although it may rain, the match will go ahead.", [("match will go ahead", 5), ("it may rain", 2)]),
    ("While the cause is unclear, police said a gas bottle exploded.", [("gas bottle exploded", 5)]),
    ("The vaccine works; it may also protect against the new strain.", [("vaccine works", 5), ("protect against the new strain", 2)]),
    (
        "She said the factory had burned down and that the owner might have started the fire.",
        [("factory had burned down", 5), ("owner might have started", 2)],
    ),
    ("The pilots, some of whom may strike, met on Friday.", [("met on Friday", 5)]),
    ("Officials believe that the ship sank and that its crew drowned.", [("ship sank", 3), ("crew drowned", 3)]),
    ("The ministry said two people died and that a third death was likely.", [("two people died", 5), ("third death was likely", 3)]),
    ("The flood, which killed 12 people, may have been caused by a burst dam.", [("may have been caused", 2)]),
    ("The rebels hold the airport and probably the port.", [("hold the airport", 5), ("probably the port", 3)]),
    ("The bus was hit by a truck whose driver may have been asleep.", [("bus was hit", 5), ("may have been asleep", 2)]),
    ("Since the bridge may collapse, the road has been closed.", [("road has been closed", 5), ("bridge may collapse", 2)]),
    ("The army might attack before the rains begin.", [("army might attack", 2)]),
    ("The letter, apparently written by the mayor, was sent to two judges.", [("sent to two judges", 5), ("apparently written", 3)]),
    ("Voters elected a man who may be a crook.", [("elected a man", 5), ("may be a crook", 2)]),
    ("The plant, shut since June, could reopen in spring.", [("could reopen in spring", 2)]),
    ("The guards fled; the prisoners are thought to have escaped.", [("guards fled", 5), ("prisoners are thought", 3)]),
]


@pytest.mark.parametrize(("sentence", "parts"), SCOPES, ids=[row[0][:60] for row in SCOPES])
def test_a_hedge_reaches_as_far_as_its_clause(sentence, parts):
    assert [(words, stated(sentence, words).level) for words, _ in parts] == [(words, Level(level)) for words, level in parts]


# sentence, words, level, polarity
QUOTED = [
    ('"The valve may have been open," the engineer said.', "valve may", 2, A),
    ('The engineer said the valve was "probably" open.', "valve was", 3, A),
    ('"We did not shell the town," the general told reporters.', "shell the town", 5, D),
    ('"It is possible the dog was poisoned," said the vet, who buried it on Monday.', "dog was poisoned", 2, A),
    ("The mayor, who had called the plan 'a likely disaster', signed it on Friday.", "signed it", 5, A),
    ('The airport reopened on Sunday. "There could be delays," the operator said.', "airport reopened", 5, A),
    ('The airport reopened on Sunday. "There could be delays," the operator said.', "could be delays", 2, A),
]


@pytest.mark.parametrize(("sentence", "words", "level", "polarity"), QUOTED, ids=[f"{row[0][:50]}:{row[1]}" for row in QUOTED])
def test_a_hedge_inside_a_quotation_is_the_speakers(sentence, words, level, polarity):
    found = stated(sentence, words)
    assert (found.level, found.polarity) == (Level(level), polarity)


# headline, words, level, polarity, markers
HEADLINES = [
    ("Dozens feared dead as ferry sinks off Marlow", "Dozens feared dead", 2, A, ()),
    ("Minister 'knew of leak'", "knew of leak", 5, A, ()),
    ("Quake: 12 dead, say rescuers", "12 dead", 5, A, ()),
    ("Storm could hit coast by Friday", "Storm could", 2, A, ()),
    ("Arson suspected in school fire", "Arson suspected", 2, A, ()),
    ("Police rule out foul play in diver's death", "foul play", 5, D, ()),
    ("Bank denies hiding losses", "hiding losses", 5, D, ()),
    ("Gas leak likely cause of blast: fire chief", "Gas leak", 3, A, ()),
    ("Rebels may hold three towns, army admits", "Rebels may", 2, A, ()),
    ("Singer reportedly quits band", "quits band", 5, A, (Marker.HEARSAY,)),
    ("No survivors found after plane crash", "survivors", 5, D, ()),
    ("Alleged hacker held in Oslo", "held in Oslo", 5, A, (Marker.HEARSAY,)),
    ("Virus unlikely to have spread, says agency", "Virus unlikely", 1, A, ()),
    ("At least 30 believed trapped in mine", "At least 30", 3, A, ()),
    ("Mayor set to resign", "Mayor", 5, A, ()),
    ("PM expected to call election in May", "call election", 3, A, ()),
    ("Ship 'probably hit mine'", "hit mine", 3, A, ()),
    ("Two held over suspected poisoning", "Two held", 2, A, ()),
]


@pytest.mark.parametrize(("headline", "words", "level", "polarity", "markers"), HEADLINES, ids=[row[0] for row in HEADLINES])
def test_a_headline_is_read_by_the_same_scale(headline, words, level, polarity, markers):
    found = stated(headline, words)
    assert (found.level, found.polarity, found.markers) == (Level(level), polarity, markers)


def test_a_hedge_in_the_second_sentence_leaves_the_first_alone():
    levels = [s.level for s in read("A tanker ran aground off Port Ellis. It may be leaking oil.").statements]
    assert levels == [Level.STATED_AS_FACT, Level.POSSIBLE]
