"""Words that hedge in one sense and not in another: months, names, leave, ability, duty, room, labels, figures of speech."""

from __future__ import annotations

import pytest

from tests.language.stated import stated
from tracker.terms import Level, Marker, Polarity

# sentence, words of the assertion, level
SENSES = [
    # may
    ("The treaty was signed in May.", "treaty was signed", 5),
    ("May was the wettest month on record.", "wettest month", 5),
    ("Theresa May met the envoy in Vienna.", "met the envoy", 5),
    ("Since May the pool has been closed.", "pool has been closed", 5),
    ("May sales rose by 4 percent.", "sales rose", 5),
    ("Members may vote by post until Friday.", "vote by post", 5),
    ("No one may enter the zone without a pass.", "enter the zone", 5),
    ("Under the new law, tenants may keep small animals.", "keep small animals", 5),
    ("Protesters may gather in the square from Friday, the court ruled.", "gather in the square", 5),
    ("May may prove the turning point for the lira.", "turning point", 2),
    ("Much as some may dislike it, the tax is law.", "tax is law", 5),
    # might
    ("The march showed the party's might.", "march showed", 5),
    ("The fleet is a symbol of military might.", "fleet is a symbol", 5),
    # could: ability, room, reach
    ("By the age of six he could play the violin.", "play the violin", 5),
    ("Residents could hear the shelling for hours.", "hear the shelling", 5),
    ("The stadium could seat 40,000 people.", "seat 40,000 people", 5),
    ("The truck could carry 20 tonnes of grain.", "carry 20 tonnes", 5),
    ("The drone could fly 900 km.", "fly 900 km", 5),
    ("The tank could hold 3 million litres.", "hold 3 million litres", 5),
    ("The system is able to track 200 targets.", "track 200 targets", 5),
    ("The plant can process 5,000 tonnes a day.", "process 5,000 tonnes", 5),
    ("Firefighters could not reach the upper floors.", "reach the upper floors", 5),
    ("Smoke could be seen from the coast.", "Smoke could", 5),
    ("The toll could rise.", "toll could rise", 2),
    ("The plant could close within weeks.", "plant could close", 2),
    ("The leak could reach the river by Friday.", "reach the river", 2),
    # must, should
    ("All vessels must stop at the checkpoint.", "vessels must stop", 5),
    ("Applicants must have a valid passport.", "valid passport", 5),
    ("Drivers must be at least 21.", "at least 21", 5),
    ("The thief must have had a key.", "had a key", 4),
    ("They must be hiding in the caves.", "hiding in the caves", 4),
    ("Schools should teach swimming.", "teach swimming", 5),
    # would, will
    ("The minister said the road would open on Monday.", "road would open", 5),
    ("The company announced it would hire 300 people.", "hire 300 people", 5),
    ("The court will hear the case in June.", "hear the case", 5),
    # verbs with two senses
    ("The actor appeared in court on Tuesday.", "appeared in court", 5),
    ("A second boat appeared on the horizon.", "second boat appeared", 5),
    ("The senator appeared on television.", "appeared on television", 5),
    ("The stranger appeared nervous.", "stranger appeared", 3),
    ("The mediator suggested a timetable for the talks.", "timetable", 5),
    ("Early figures suggest a rise in unemployment.", "rise in unemployment", 3),
    ("The front claimed responsibility for the bombing.", "responsibility for the bombing", 5),
    ("The quake claimed 40 lives.", "40 lives", 5),
    ("They believe in miracles.", "miracles", 5),
    ("The judge expects witnesses to tell the truth.", "tell the truth", 3),
    ("The scientist estimated the age of the bones at 3,000 years.", "age of the bones", 3),
    ("The union threatened to strike.", "strike", 5),
    ("The minister signalled that the tax would be dropped.", "tax would be dropped", 5),
    ("The river indicates the border.", "border", 5),
    ("The chef considered the dish a failure.", "dish", 5),
    ("Police assumed control of the station.", "control of the station", 5),
    ("The firm projected its logo onto the tower.", "logo onto the tower", 5),
    ("The doctor held that thought.", "thought", 5),
    # figures of speech
    ("The parts must be replaced as soon as possible.", "parts must be replaced", 5),
    ("Patients should, if possible, be moved to other wards.", "moved to other wards", 5),
    ("The rescuers did everything possible.", "rescuers did", 5),
    ("The new lens makes it possible to see single cells.", "see single cells", 5),
    ("It is the best possible result for the club.", "result for the club", 5),
    ("The party courted likely voters in the suburbs.", "courted likely voters", 5),
    ("The owner met potential buyers on Friday.", "met potential buyers", 5),
    ("The region has great potential.", "great potential", 5),
    ("The campaign drew an estimated 300 people.", "300 people", 5),
    ("As expected, the bank raised rates.", "bank raised rates", 5),
    ("Sales were lower than expected.", "Sales were lower", 5),
    ("The long-expected report was published on Friday.", "report was published", 5),
    ("The chance to win was wasted.", "chance to win", 5),
    ("By chance, a fisherman found the box.", "fisherman found the box", 5),
    ("The risk of infection fell by half.", "risk of infection fell", 5),
    ("The police received a tip about the shipment.", "received a tip", 5),
    ("There was a hint of garlic in the soup.", "hint of garlic", 5),
    ("The ship sent a distress signal.", "distress signal", 5),
    ("The suspect was released on bail.", "suspect was released", 5),
    ("Police questioned the suspect for six hours.", "questioned the suspect", 5),
    ("The suspected gunman was flown to Rome.", "flown to Rome", 5),
    ("Police arrested three suspected smugglers.", "arrested three", 5),
    ("The building was hit by a suspected car bomb.", "building was hit", 2),
    ("The teacher is a suspected spy.", "teacher is", 2),
    ("The town was attacked by suspected militants.", "attacked by", 2),
    ("Presumed innocent, the clerk returned to work.", "clerk returned to work", 5),
    ("The court is due to rule on Friday.", "court is due", 5),
    ("The talks are set to begin on Monday.", "talks are set", 5),
    ("The team won in convincing fashion.", "team won", 5),
    ("The claims adjuster visited the site.", "visited the site", 5),
    ("Dozens are feared dead after the landslide.", "Dozens are", 2),
    ("The crew is presumed dead.", "crew is", 3),
    ("The village is thought to be 4,000 years old.", "village is", 3),
    ("The minister is said to have left the country.", "left the country", 5),
    ("The carmaker is poised to announce job cuts.", "job cuts", 3),
    ("Her place in the final is in doubt.", "place in the final", 1),
    ("The threat of flooding has passed.", "threat of flooding", 5),
    ("The law may not be repealed before 2030.", "law may", 2),
    ("The bank seems a safe choice.", "bank seems", 3),
    ("The likely cause is a burst pipe.", "burst pipe", 3),
    ("Tomorrow is likely to be dry.", "Tomorrow is", 3),
    ("Women are twice as likely as men to develop the disease.", "develop the disease", 5),
    ("The probable successor is the deputy mayor.", "successor is", 3),
    ("Without a doubt the goal was legal.", "goal was legal", 5),
    ("He is sure of victory.", "sure of victory", 5),
    ("The probability textbook sold well.", "textbook sold well", 5),
]


@pytest.mark.parametrize(("sentence", "words", "level"), SENSES, ids=[row[0][:60] for row in SENSES])
def test_a_word_hedges_only_in_the_sense_that_hedges(sentence, words, level):
    assert stated(sentence, words).level is Level(level)


def test_a_label_on_a_person_keeps_its_cue_though_the_arrest_is_a_fact():
    found = stated("The suspected gunman was flown to Rome.", "flown to Rome")
    assert [(cue.text, cue.level) for cue in found.cues] == [("suspected", Level.POSSIBLE)]


# the hard cases that a reader of news meets every day, each by its name
HARD = {
    "in May": ("The bridge was opened in May.", "bridge was opened", 5, Polarity.AFFIRMED, ()),
    "Theresa May": ("Theresa May arrived by train.", "arrived by train", 5, Polarity.AFFIRMED, ()),
    "visitors may enter": ("Visitors may enter through the side gate.", "side gate", 5, Polarity.AFFIRMED, ()),
    "could read": ("The boy could read at three.", "could read", 5, Polarity.AFFIRMED, ()),
    "must stop": ("Trains must stop at the border.", "must stop", 5, Polarity.AFFIRMED, ()),
    "believe in": ("The players believe in their coach.", "believe in", 5, Polarity.AFFIRMED, ()),
    "the suspect was arrested": ("The suspect was arrested in Porto.", "was arrested", 5, Polarity.AFFIRMED, ()),
    "the suspected gunman": ("The suspected gunman was arrested in Porto.", "was arrested", 5, Polarity.AFFIRMED, ()),
    "suggested a timetable": ("The envoy suggested a timetable.", "timetable", 5, Polarity.AFFIRMED, ()),
    "images suggest": ("Images suggest that the runway was extended.", "runway was extended", 3, Polarity.AFFIRMED, ()),
    "as soon as possible": ("The town will be cleared as soon as possible.", "town will be cleared", 5, Polarity.AFFIRMED, ()),
    "claimed responsibility": ("A splinter group claimed responsibility for the attack.", "responsibility", 5, Polarity.AFFIRMED, ()),
    "If confirmed": (
        "If confirmed, the find would rewrite the history of the town.",
        "find would",
        5,
        Polarity.AFFIRMED,
        (Marker.CONDITIONAL,),
    ),
    "could not confirm": ("The coast guard could not confirm the sighting.", "sighting", 5, Polarity.AFFIRMED, (Marker.UNVERIFIED,)),
    "has not been independently verified": (
        "The recording has not been independently verified.",
        "recording",
        5,
        Polarity.AFFIRMED,
        (Marker.UNVERIFIED,),
    ),
    "a one in five chance": ("There is a one in five chance of snow.", "snow", 1, Polarity.AFFIRMED, ()),
    "is able to": ("The radar is able to see through clouds.", "see through clouds", 5, Polarity.AFFIRMED, ()),
    "could fly 5,000 km": ("The aircraft could fly 5,000 km.", "fly 5,000 km", 5, Polarity.AFFIRMED, ()),
    "could hold 3 million rounds": ("The depot could hold 3 million rounds.", "hold 3 million rounds", 5, Polarity.AFFIRMED, ()),
    "could not identify who fired it": (
        "Inspectors could not identify who fired it.",
        "fired it",
        5,
        Polarity.AFFIRMED,
        (Marker.UNVERIFIED,),
    ),
    "did not confirm his account": ("The embassy did not confirm his account.", "account", 5, Polarity.AFFIRMED, (Marker.UNVERIFIED,)),
    "a preliminary examination confirms": (
        "A preliminary examination confirms that the hull was torn.",
        "hull was torn",
        4,
        Polarity.AFFIRMED,
        (),
    ),
}


@pytest.mark.parametrize("name", HARD)
def test_a_hard_case_comes_out_right(name):
    sentence, words, level, polarity, markers = HARD[name]
    found = stated(sentence, words)
    assert (found.level, found.polarity, found.markers) == (Level(level), polarity, markers)
