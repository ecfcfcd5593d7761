"""A statement stands alone: pronouns, short names and elided subjects in full beside the untouched quote; left alone where two are equally good."""

import pytest

from tracker.language.reader import read

RESOLVED = [
    # he, she
    ("The prosecutor, Anna Berg, resigned on Monday. She had led the inquiry for three years.", "Anna Berg had led the inquiry"),
    ("Tom Hill was arrested at the airport. He had fled the country in 2021.", "Tom Hill had fled the country in 2021"),
    ("Mr Okafor chairs the audit committee. He joined the board in 2015.", "Okafor joined the board in 2015"),
    ("Maria Lopez met Peter Novak in Vienna. She offered a ceasefire of ten days.", "Maria Lopez offered a ceasefire"),
    ("Maria Lopez met Peter Novak in Vienna. He rejected the offer within hours.", "Peter Novak rejected the offer"),
    ("A 34-year-old man was shot outside the bank. He died in hospital.", "The 34-year-old man died in hospital"),
    ("Leila Haddad said she had seen two trucks at the gate.", "Leila Haddad had seen two trucks"),
    ("Leila Haddad runs the clinic. His brother Omar denied the charge.", "His brother Omar denied the charge"),
    ("Tom Hill was released on bail. On Friday he left the country.", "On Friday Tom Hill left the country"),
    ("Greta Olsen won the race. Her coach was banned for two years.", "Greta Olsen's coach was banned for two years"),
    (
        "Viktor Orlov owns three mines. He bought the last one in May. He paid 40 million euros for it.",
        "Viktor Orlov paid 40 million euros",
    ),
    (
        "The minister, Anna Berg, opened the bridge. It cost 90 million euros. She left without taking questions.",
        "Anna Berg left without taking questions",
    ),
    # it
    ("Norvik Steel closed its oldest furnace in March. It employs 1,200 people in the valley.", "Norvik Steel employs 1,200 people"),
    ("The dam was finished in 1972. It holds back 30 million cubic metres of water.", "The dam holds back 30 million"),
    ("The Health Ministry said it had bought two million doses.", "The Health Ministry had bought two million doses"),
    (
        "The European Commission fined the company 20 million euros. It ordered a second inquiry.",
        "The European Commission ordered a second inquiry",
    ),
    ("The coastguard searched the strait on Sunday. It recovered nine bodies.", "It recovered nine bodies"),
    ("The Interior Ministry closed the border at Tarn. It sent 300 officers to the crossing.", "The Interior Ministry sent 300 officers"),
    ("The airline Aurex cancelled 40 flights. Its pilots have been on strike since Monday.", "Aurex's pilots have been on strike"),
    ("A cargo ship ran aground near Tarn. It carried 9,000 tonnes of fuel oil.", "The cargo ship carried 9,000 tonnes"),
    ("A bridge collapsed in the town of Tarn. It was built in 1931.", "The bridge was built in 1931"),
    # they
    ("Two men broke into the museum. They took eleven paintings.", "The two men took eleven paintings"),
    ("Researchers examined 400 samples. They found lead in 31 of them.", "The researchers found lead in 31"),
    ("Anna Berg and Tom Hill signed the treaty. They shook hands for the cameras.", "Anna Berg and Tom Hill shook hands"),
    ("Three trawlers left the port before dawn. They were last seen near Cape Vell.", "The three trawlers were last seen near Cape Vell"),
    ("The Joint Chiefs of Staff said they had counted 40 sorties.", "The Joint Chiefs of Staff had counted 40 sorties"),
    # short names
    ("The Norvik Port Authority closed two piers. The authority hired divers on Monday.", "The Norvik Port Authority hired divers"),
    (
        "The Marlow Shipping Company lost a tanker in May. The company has paid 4 million dollars to the island.",
        "The Marlow Shipping Company has paid",
    ),
    (
        "The national seismological service recorded 19 shocks. The service has warned of landslides.",
        "The national seismological service has warned",
    ),
    ("The Supreme Court struck down the law. The court ruled by five votes to four.", "The Supreme Court ruled by five votes"),
    (
        "The Treasury department froze the accounts. The defence ministry bought ten drones. The ministry has paid for them.",
        "The defence ministry has paid",
    ),
    # the two, both, those killed
    ("Brazil and Chile signed the pact in May. Both ratified it within a month.", "Brazil and Chile ratified it"),
    ("Anna Berg and Tom Hill met in Oslo. The two agreed on a prisoner exchange.", "Anna Berg and Tom Hill agreed on a prisoner exchange"),
    ("Brazil and Chile closed the pass in June. The two countries reopened it in August.", "Brazil and Chile reopened it"),
    (
        "An explosion tore through the mill on Friday. Those killed were all on the night shift.",
        "Those killed in the explosion were all on the night shift",
    ),
    # elided subjects of coordinated verbs, participles
    ("The army left the town and may have blown up the bridge.", "The army may have blown up the bridge"),
    ("The plant was closed in May and is expected to reopen in June.", "The plant is expected to reopen in June"),
    ("Police accused Tom Hill of selling stolen cars.", "Tom Hill sold stolen cars"),
]

LEFT_ALONE = [
    ("Tom Hill met Peter Novak in Vienna. He rejected the offer within hours.", "He rejected the offer"),
    ("Anna Berg accused Maria Lopez of fraud. She left the country.", "She left the country"),
    ("A convoy left the town of Tarn. Residents saw smoke. It sent 300 officers to the crossing.", "It sent 300 officers"),
    ("Soldiers were seen in Tarn at dawn. It has a population of 9,000.", "It has a population"),
    ("Norvik Steel sued Aurex Motors in May. It is clear that neither side will settle before 2027.", "It is clear that"),
    ("The company closed the mine. It took rescuers two days to reach the shaft.", "It took rescuers two days"),
    ("The storm reached Tarn at noon. It was raining in the hills.", "It was raining"),
    ("The police stopped protesters at the gate. They threw stones.", "They threw stones"),
    (
        "The Health Ministry and the Finance Ministry published figures. The ministry has corrected them twice.",
        "The ministry has corrected them",
    ),
    ("The suspect shot the driver near the bridge. He died in hospital.", "He died in hospital"),
    ("A fire destroyed the depot and a crash closed the road. Those injured were taken to Tarn.", "Those injured were taken to Tarn"),
    ("The tanker hit the ferry in fog. It sank within an hour.", "The tanker hit"),
]


@pytest.mark.parametrize(("text", "expected"), RESOLVED)
def test_a_statement_says_whom_it_is_about(text, expected):
    shown = [statement.display for statement in read(text).statements]
    assert any(one.startswith(expected) for one in shown), shown


@pytest.mark.parametrize(("text", "expected"), LEFT_ALONE)
def test_nothing_is_guessed_where_two_could_be_meant(text, expected):
    shown = [statement.display for statement in read(text).statements]
    assert any(one.startswith(expected) for one in shown), shown


def test_the_quote_stays_as_it_was_written():
    text = "Tom Hill was arrested at the airport. He had fled the country in 2021."
    assert all(statement.quote == statement.span.of(text) for statement in read(text).statements)
    assert "He had fled" in read(text).statements[-1].quote


TRIMMED = [
    ("The White House said last week that it had seen two shipments.", "The White House had seen two shipments"),
    (
        "The treasury on Thursday imposed sanctions on two bankers and a firm in Oslo that it accused of fraud.",
        "The treasury on Thursday imposed sanctions on two bankers and a firm in Oslo",
    ),
    ("Russia launched at least one missile on Friday. It appears to have landed in a field.", "It appears to have landed"),
    ("Doctors in Tarsk said they were running out of blood.", "Doctors in Tarsk were running out of blood"),
]


@pytest.mark.parametrize(("text", "expected"), TRIMMED)
def test_what_an_attribution_in_the_midst_leaves_over_is_not_shown(text, expected):
    assert expected in [statement.display[: len(expected)] for statement in read(text).statements]
