"""News sentences of our own, across topics: what each is read as. One row, one sentence; the first statement answers unless a row says more."""

from __future__ import annotations

import pytest

from tracker.language.reader import read
from tracker.terms import Level, Marker, Polarity, SpeakerKind

A, D = Polarity.AFFIRMED, Polarity.DENIED
H, C, U = Marker.HEARSAY, Marker.CONDITIONAL, Marker.UNVERIFIED
PERSON, BODY, UNNAMED, DOCUMENT, SOCIAL = (
    SpeakerKind.NAMED_PERSON,
    SpeakerKind.NAMED_BODY,
    SpeakerKind.UNNAMED_OFFICIAL,
    SpeakerKind.DOCUMENT,
    SpeakerKind.SOCIAL_MEDIA,
)

# sentence, level, polarity, markers, origin (None = nobody), kind of the origin (None = not looked at)
SENTENCES = [
    # disasters and accidents
    ("The dam may have been mined, two officials said on Monday.", 2, A, (), "two officials", UNNAMED),
    (
        "A landslide in western Kenya has killed at least 23 people, the interior minister said on Saturday.",
        5,
        A,
        (),
        "the interior minister",
        UNNAMED,
    ),
    ("The storm will almost certainly reach the coast on Thursday, forecasters said.", 4, A, (), "forecasters", UNNAMED),
    ("Residents fear the dam could burst.", 2, A, (), "Residents", UNNAMED),
    ("Officials warned that the levee could fail.", 2, A, (), "Officials", UNNAMED),
    ("Scientists said there was a one in five chance of another eruption.", 1, A, (), "Scientists", UNNAMED),
    ("Forecasters said there was little chance of rain.", 1, A, (), "Forecasters", UNNAMED),
    ("Hundreds are feared dead after the ferry sank.", 2, A, (), None, None),
    ("Investigators have ruled out sabotage as the cause of the fire.", 5, D, (), "Investigators", UNNAMED),
    ("It is possible that the pilot lost consciousness, investigators said.", 2, A, (), "investigators", UNNAMED),
    ("The fire was probably started by lightning.", 3, A, (), None, None),
    ("A preliminary examination confirms that the wreckage belongs to the missing ferry.", 4, A, (), "A preliminary examination", DOCUMENT),
    ("It is not yet known how the fire started.", 2, A, (U,), None, None),
    ("The bridge was not damaged, the governor said on Tuesday.", 5, D, (), "the governor", UNNAMED),
    ("The tsunami warning was lifted, Japan's Meteorological Agency said.", 5, A, (), "Japan's Meteorological Agency", BODY),
    ("The agency said the tremor was unlikely to have been caused by mining.", 1, A, (), "The agency", BODY),
    ("Maybe the sensors failed, said Lee, the chief engineer.", 2, A, (), "Lee", PERSON),
    (
        "The committee, which has been investigating the spill since April, found that the valve had been closed.",
        5,
        A,
        (),
        "The committee",
        BODY,
    ),
    ("Engineers found no explosives under the bridge.", 5, D, (), None, None),
    ("The cause of the crash could not be determined.", 5, A, (U,), None, None),
    ("The vessel appears to have been hit by a torpedo.", 3, A, (), None, None),
    ("It is unclear whether the pilot survived.", 2, A, (U,), None, None),
    ("Seismologists at the US Geological Survey put the magnitude at 6.1.", 5, A, (), "Seismologists at the US Geological Survey", UNNAMED),
    (
        "Flood waters reached the second floor of the hospital, forcing staff to move patients, witnesses said.",
        5,
        A,
        (),
        "witnesses",
        UNNAMED,
    ),
    # courts and crime
    ("Police said the driver was probably drunk when the bus left the road.", 3, A, (), "Police", BODY),
    ("The suspect was arrested on Friday in Lyon.", 5, A, (), None, None),
    ("The suspected gunman was arrested on Friday.", 5, A, (), None, None),
    ("He must have known about the payments, the judge said.", 4, A, (), "the judge", UNNAMED),
    ("Prosecutors allege that the senator accepted bribes worth 40,000 euros.", 5, A, (H,), "Prosecutors", UNNAMED),
    ("The attack was reportedly carried out by two men.", 5, A, (H,), None, None),
    ("The minister denied stealing public funds.", 5, D, (), "The minister", UNNAMED),
    ("The court heard that Smith had transferred $2 million to an account in Cyprus.", 5, A, (), "The court", BODY),
    ("He is accused of killing his wife.", 5, A, (H,), None, None),
    ("Two of the suspects are thought to have fled to Spain, a police source said.", 3, A, (), "a police source", UNNAMED),
    ("The prosecutor's office said it believes the fire was started deliberately.", 3, A, (), "The prosecutor's office", BODY),
    ("A jury found him guilty of fraud on Tuesday.", 5, A, (), None, None),
    ('"I did not take the money," Mr Harris told the court.', 5, D, (), "Harris", PERSON),
    ("The appeal was rejected by the supreme court.", 5, A, (), None, None),
    # elections and politics
    ("Allegations of vote-rigging were denied by the electoral commission.", 5, D, (), "the electoral commission", BODY),
    ("Thousands of voters were allegedly turned away from polling stations.", 5, A, (H,), None, None),
    ("There is no evidence that the ballots were tampered with, election officials said.", 5, D, (), "election officials", UNNAMED),
    ("Turnout was expected to exceed 60 percent, the electoral commission said.", 3, A, (), "the electoral commission", BODY),
    ("Prime Minister Theresa May resigned in May.", 5, A, (), None, None),
    ("The mayor suggested a timetable for the talks.", 5, A, (), None, None),
    ("The minister did not rule out a second lockdown.", 2, A, (), None, None),
    ("The minister appeared in court on Monday.", 5, A, (), None, None),
    ("The Kremlin dismissed the report as false.", 5, D, (), "The Kremlin", BODY),
    ("The governor denied the allegations.", 5, D, (), "The governor", UNNAMED),
    ("The party accused the government of rigging the vote.", 5, A, (), "The party", BODY),
    ("The rumours that the king is ill are false, the palace said.", 5, D, (), "the palace", None),
    ("Germany will send 14 tanks to Ukraine, Chancellor Olaf Scholz announced on Wednesday.", 5, A, (), "Olaf Scholz", PERSON),
    ("The talks collapsed, three diplomats familiar with the matter said.", 5, A, (), "three diplomats familiar with the matter", UNNAMED),
    ("In a post on Telegram, governor Oleh Synko wrote that air defences were at work.", 5, A, (), "Oleh Synko", PERSON),
    ("The president's office neither confirmed nor denied the report.", 5, A, (U,), None, None),
    # companies and money
    ("The company denied that any customer data had been stolen.", 5, D, (), "The company", BODY),
    (
        "Acme Corp will cut 300 jobs by June, chief executive Jane Doe told the Financial Times in an interview.",
        5,
        A,
        (),
        "Jane Doe",
        PERSON,
    ),
    (
        "Two people briefed on the plan said the merger might be announced as soon as Monday.",
        2,
        A,
        (),
        "Two people briefed on the plan",
        UNNAMED,
    ),
    ("Inflation is expected to fall to 2 percent by June, the central bank said.", 3, A, (), "the central bank", BODY),
    ("The economy probably did not grow in the third quarter, analysts said.", 3, D, (), "analysts", UNNAMED),
    ("The company is not expected to appeal.", 3, D, (), None, None),
    ("The firm called the allegations groundless.", 5, D, (), "The firm", BODY),
    ("Exports rose 4 percent in May.", 5, A, (), None, None),
    ("Analysts expect the central bank to raise rates in March.", 3, A, (), "Analysts", UNNAMED),
    ("The recall affects 12,000 cars built between 2019 and 2021.", 5, A, (), None, None),
    ("Union leaders doubt whether the plant will reopen in May.", 1, A, (), "Union leaders", UNNAMED),
    ("The insurer said it did not believe that customer records had been accessed.", 1, A, (), "The insurer", BODY),
    (
        "The hackers probably gained access through a supplier, according to an internal memo seen by the Harbour Post.",
        3,
        A,
        (),
        "an internal memo",
        DOCUMENT,
    ),
    ("Reports that the factory had closed were untrue, its owner said.", 5, D, (), "its owner", UNNAMED),
    # health
    ("The vaccine is unlikely to be available before March, the agency said.", 1, A, (), "the agency", BODY),
    ("Officials do not believe the virus escaped from the laboratory.", 1, A, (), "Officials", UNNAMED),
    ("The study, published in Nature on Wednesday, suggests that coffee may lower the risk of stroke.", 2, A, (), "The study", DOCUMENT),
    ("Coffee does not cause cancer, a study found.", 5, D, (), "a study", DOCUMENT),
    ("If confirmed, it would be the third outbreak this year.", 5, A, (C,), None, None),
    ("The health ministry could not confirm the report.", 5, A, (U,), None, None),
    ("Visitors may enter the museum from Monday.", 5, A, (), None, None),
    ("She could read by the age of three.", 5, A, (), None, None),
    # war
    ("Three witnesses told Reuters that soldiers opened fire on the crowd.", 5, A, (), "Three witnesses", UNNAMED),
    (
        "Security forces may have used live ammunition against protesters, according to Human Rights Watch.",
        2,
        A,
        (),
        "Human Rights Watch",
        BODY,
    ),
    ("Satellite images suggest that the base was abandoned in June.", 3, A, (), "Satellite images", DOCUMENT),
    ("The group claimed responsibility for the bombing.", 5, A, (), None, None),
    ("The claim could not be independently verified.", 5, A, (U,), None, None),
    ("The footage has not been independently verified.", 5, A, (U,), None, None),
    ("The warehouse could hold 3 million rounds.", 5, A, (), None, None),
    ("The missile could fly 5,000 km.", 5, A, (), None, None),
    ("The army could not identify who fired the rocket.", 5, A, (U,), None, None),
    ("The agency did not confirm his account.", 5, A, (U,), None, None),
    ("The army insisted that it did not shell the hospital.", 5, D, (), "The army", BODY),
    ("The town is believed to be under rebel control.", 3, A, (), None, None),
    ("No containers were shipped.", 5, D, (), None, None),
    ("The army said it had killed 30 militants, a claim that could not be independently verified.", 5, A, (U,), "The army", BODY),
    ("A U.S. official, speaking on condition of anonymity, said the convoy had been hit by a drone.", 5, A, (), "A U.S. official", UNNAMED),
    ("The convoy was hit by a drone, a U.S. official said on condition of anonymity.", 5, A, (), "a U.S. official", UNNAMED),
    ("The tanker is thought to be carrying 80,000 tonnes of crude oil.", 3, A, (), None, None),
    ("The airport, rebels claimed, was in their hands.", 5, A, (H,), "rebels", BODY),
    # sport and the rest
    ("The player will miss Saturday's final, the club confirmed.", 5, A, (), "the club", BODY),
    ("She won gold in the 200 metres in 21.9 seconds.", 5, A, (), None, None),
    ("The striker is likely to leave in January, his agent said.", 3, A, (), "his agent", None),
    # headlines
    ("Dam may have been mined, officials believe", 2, A, (), "officials", UNNAMED),
    ("US believes Iran supplied drones to rebels", 3, A, (), "US", BODY),
    ("Minister denies taking bribes", 5, D, (), "Minister", UNNAMED),
    ("Police: driver was drunk", 5, A, (), "Police", BODY),
    ("Vaccine could be ready by spring: report", 2, A, (), "report", DOCUMENT),
    ("At least 40 feared dead in ferry disaster", 2, A, (), None, None),
]


@pytest.mark.parametrize(("sentence", "level", "polarity", "markers", "origin", "kind"), SENTENCES, ids=[row[0][:60] for row in SENTENCES])
def test_a_sentence_is_read_as_an_editor_would(sentence, level, polarity, markers, origin, kind):
    first = read(sentence).statements[0]
    assert (first.level, first.polarity, first.markers) == (Level(level), polarity, markers)
    assert (first.chain[0].source if first.chain else None) == origin
    if kind is not None:
        assert first.chain[0].kind is kind


# sentence, [(display, level, polarity, origin)…]
SEVERAL = [
    (
        "At least 12 people were killed and dozens may still be trapped, rescuers said.",
        [("At least 12 people were killed", 5, A, "rescuers"), ("Dozens may still be trapped", 2, A, "rescuers")],
    ),
    (
        "The blast was likely caused by a gas leak, but arson cannot be ruled out, police said.",
        [("The blast was likely caused by a gas leak", 3, A, "police"), ("Arson cannot be ruled out", 2, A, "police")],
    ),
    (
        "The depot held tanks, rifles and possibly missiles.",
        [("The depot held tanks, rifles and possibly missiles", 5, A, None), ("The depot held possibly missiles", 2, A, None)],
    ),
    (
        "The ship, which may have carried weapons, docked in Odesa on Monday.",
        [
            ("The ship, which may have carried weapons, docked in Odesa on Monday", 5, A, None),
            ("The ship may have carried weapons", 2, A, None),
        ],
    ),
    (
        "The fire, possibly caused by a short circuit, killed 12 people.",
        [
            ("The fire, possibly caused by a short circuit, killed 12 people", 5, A, None),
            ("The fire was possibly caused by a short circuit", 2, A, None),
        ],
    ),
    (
        "Ukraine's air force said it shot down 23 of 28 drones, while Russia's defence ministry said it had destroyed a command post.",
        [
            ("Ukraine's air force shot down 23 of 28 drones", 5, A, "Ukraine's air force"),
            ("Russia's defence ministry had destroyed a command post", 5, A, "Russia's defence ministry"),
        ],
    ),
    (
        "Doctors say the new variant is more contagious but does not appear to cause more severe illness.",
        [
            ("The new variant is more contagious", 5, A, "Doctors"),
            ("The new variant does not appear to cause more severe illness", 3, D, "Doctors"),
        ],
    ),
    (
        "Rebels claimed they had captured the airport, but the government said its forces were still in control.",
        [("Rebels had captured the airport", 5, A, "Rebels"), ("The government's forces were still in control", 5, A, "the government")],
    ),
    (
        "China's foreign ministry rejected the accusation, saying the balloon was used for weather research.",
        [
            ("China's foreign ministry rejected the accusation", 5, D, "China's foreign ministry"),
            ("The balloon was used for weather research", 5, A, "China's foreign ministry"),
        ],
    ),
    (
        "Officials in Kyiv say Russia is preparing a new offensive; Moscow denies this.",
        [("Russia is preparing a new offensive", 5, A, "Officials in Kyiv"), ("Moscow denies this", 5, D, "Moscow")],
    ),
    (
        "Volunteers had feared that the river would burst its banks, but the levees held.",
        [("The river would burst its banks", 2, A, "Volunteers"), ("The levees held", 5, A, None)],
    ),
    (
        "The explosion, which officials say was caused by a gas leak, destroyed three houses.",
        [("The explosion destroyed three houses", 5, A, None), ("The explosion was caused by a gas leak", 5, A, "officials")],
    ),
    (
        "The death toll has risen to 112 from 41, the interior ministry said on Wednesday, and is expected to climb further.",
        [
            ("The death toll has risen to 112 from 41", 5, A, "the interior ministry"),
            ("The death toll is expected to climb further", 3, A, "the interior ministry"),
        ],
    ),
    (
        "The ministry said that the outbreak was under control and that no new cases had been reported.",
        [("The outbreak was under control", 5, A, "The ministry"), ("No new cases had been reported", 5, D, "The ministry")],
    ),
    (
        "Hospital officials said most of the victims were children. They said many had burns.",
        [("Most of the victims were children", 5, A, "Hospital officials"), ("Many had burns", 5, A, "Hospital officials")],
    ),
    (
        '"The reactor is stable," the operator said in a statement. "There has been no leak of radiation."',
        [("The reactor is stable", 5, A, "the operator"), ("There has been no leak of radiation", 5, D, "the operator")],
    ),
    (
        "Vessels were seen near the cape between May and June, and there have been two sightings since July, according to the coast guard.",
        [
            ("Vessels were seen near the cape between May and June", 5, A, "the coast guard"),
            ("There have been two sightings since July", 5, A, "the coast guard"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), SEVERAL, ids=[row[0][:60] for row in SEVERAL])
def test_each_assertion_is_listed_once_with_its_own_hedge_and_speaker(text, expected):
    got = [(s.display, int(s.level), s.polarity, s.chain[0].source if s.chain else None) for s in read(text).statements]
    assert got == expected


CHAINS = [
    ("Three witnesses told Reuters that soldiers opened fire.", ["Three witnesses", "Reuters"]),
    (
        "Bloomberg reported on Friday, citing people familiar with the matter, that the chief executive would step down.",
        ["people familiar with the matter", "Bloomberg"],
    ),
    (
        "The New York Times, citing two unnamed officials, reported that the drone was launched from a ship.",
        ["two unnamed officials", "The New York Times"],
    ),
    ("The airline was quoted by Kyodo as saying that the engine had been inspected in April.", ["The airline", "Kyodo"]),
    (
        "South Korea's spy agency estimates that North Korea has sent more than a million shells to Russia since August, lawmaker Yoo Sang-bum told reporters.",
        ["South Korea's spy agency", "Yoo Sang-bum"],
    ),
    ("Coastal officials believe the tanker may have struck a mine\nNorth Wire reports this.", ["Coastal officials", "North Wire"]),
    ("The plant was shut on Sunday. This was reported by Harbour Wire.", ["Harbour Wire"]),
    ("The dam was mined, according to a coast guard official quoted by Harbour Wire.", ["a coast guard official", "Harbour Wire"]),
]


@pytest.mark.parametrize(("text", "chain"), CHAINS, ids=[row[0][:50] for row in CHAINS])
def test_a_chain_runs_from_the_origin_through_each_relay(text, chain):
    statements = read(text).statements
    assert [link.source for link in statements[0].chain] == chain
    assert len(statements) == 1


UNWORTHY = [
    ("What happened to the missing gold?", "question"),
    ("Sign up for our newsletter.", "boilerplate"),
    ("By John Smith", "boilerplate"),
    ("Photo: Jane Roe/AFP", "boilerplate"),
    ("People should stay at home.", "duty"),
    ("It was a wonderful evening for everyone in the town.", "taste"),
    ("Oil prices will fall.", "undated_prediction"),
    ("If the strike goes ahead, trains would be cancelled.", "bare_condition"),
    ("The airline did not immediately respond to a request for comment.", "unreached"),
    ("More details on the talks between the two sides", "heading"),
    ("Call the hotline on the number below.", "order"),
]


@pytest.mark.parametrize(("text", "rule"), UNWORTHY)
def test_what_cannot_be_checked_is_set_aside_with_the_name_of_the_rule(text, rule):
    statement = read(text).statements[0]
    assert not statement.check_worthy
    assert statement.unworthy_because == rule


WORTHY = [
    "The firm called the allegations groundless.",
    "A foreign ministry spokesman said two ships had turned back.",
    "Oil prices will fall below $60 by June, the bank said.",
    "Minister denies taking bribes",
    "The health ministry could not confirm the report.",
    "Gunmen killed four police officers near Quetta on Sunday, officials said.",
]


@pytest.mark.parametrize("text", WORTHY)
def test_what_can_be_checked_stays_check_worthy(text):
    assert read(text).statements[0].check_worthy
