"""What is put forward as a claim and what is set aside, with the name of the rule that says why."""

import pytest

from tracker.language.reader import read

UNWORTHY = [
    # reactions and courtesies
    ("The prime minister thanked the rescuers for their work.", "reaction"),
    ("President Veld congratulated the winner by telephone.", "reaction"),
    ("Analysts at Nordbank welcomed the move.", "reaction"),
    ("The union's leader praised the judges.", "reaction"),
    ("Washington condemned the deliveries.", "reaction"),
    ("Our thoughts are with the families, the mayor said.", "reaction"),
    ("The two presidents shook hands before the talks.", "reaction"),
    ("The bishop expressed his condolences to the families.", "reaction"),
    # requests
    ("Local councillors have called for a public inquiry.", "request"),
    ("The lawyer asked the media to respect the family's privacy.", "request"),
    ("The governor urged residents to stay indoors.", "request"),
    ("Campaigners demanded the minister's resignation.", "request"),
    # judgements
    ("This is a historic night for our country, she told supporters.", "taste"),
    ("These are exciting results, the professor said.", "taste"),
    ("We were lucky with the wind, the fire chief said.", "taste"),
    ("For many workers, however, the future looks bleak.", "taste"),
    ("Art theft is a growing problem across Europe.", "taste"),
    ("The crown is a national treasure.", "taste"),
    ("The union called the decision a slap in the face.", "taste"),
    ("Outside experts were cautious.", "taste"),
    ("The lapses raise serious questions about the bank.", "taste"),
    ("Lisbon has played a vital role in the festival's life.", "taste"),
    ("Funding is always a challenge.", "taste"),
    # duties
    ("Experts have to study the debris first.", "duty"),
    ("Safety must come first, the spokesman said.", "duty"),
    ("The council needs to act.", "duty"),
    ("Every child should have a place at school.", "duty"),
    # about the saying
    ("Neither side mentioned any sale of arms.", "about_the_saying"),
    ("The spokeswoman did not name the model.", "about_the_saying"),
    ("The minister did not address the number.", "about_the_saying"),
    ("The statement made no mention of the strike.", "about_the_saying"),
    ("The carmaker gave no reason for the recall.", "about_the_saying"),
    ("Kirby cited US intelligence.", "about_the_saying"),
    ("The announcement came a day after the vote.", "about_the_saying"),
    ("Analysts are divided over what the rebels want.", "about_the_saying"),
    ("The provincial office gave a lower number at the same hour.", "about_the_saying"),
    ("The senator issued a statement on the closure.", "about_the_saying"),
    ("The committee spoke shortly after the hearing.", "about_the_saying"),
    # what everybody may look up, what will be known later
    ("Malaria is a disease that is spread by mosquitoes.", "definition"),
    ("Chlorine is a gas used in swimming pools.", "definition"),
    ("Under the constitution, the president appoints the prime minister.", "definition"),
    ("Results are expected on Thursday.", "procedure"),
    ("The verdict is due next week.", "procedure"),
    # forecasts that no day settles
    ("The toll is likely to rise.", "undated_prediction"),
    ("The visit would strengthen military ties, the ministry said.", "undated_prediction"),
    ("Such a transfer would violate the embargo, the report said.", "undated_prediction"),
    ("The new government could struggle to pass a budget.", "undated_prediction"),
    ("A booster will probably be needed, she said.", "undated_prediction"),
    # fragments and the unclear
    ("Was published on Friday.", "fragment"),
    ("The assessment of the loss came a day after.", "fragment"),
    ("A far more dangerous weapon than the one that so far appeared on the front.", "fragment"),
    ("The search goes on.", "unclear"),
    ("The parts match.", "unclear"),
    ("There is nothing left here, a nurse said.", "unclear"),
    ("We do not have enough hands, the doctor said.", "unclear"),
    ("They were later released without charge.", "unclear"),
    ("We take document security very seriously, she said.", "unclear"),
]

WORTHY = [
    # events, counts, states
    "The fire service said 63 people were taken to hospital.",
    "Three are missing.",
    "The order was lifted at noon.",
    "Two primary schools remained shut for the day.",
    "Power has been cut in most of the province.",
    "The dam above Tarsk was not damaged.",
    "A school and part of the district hospital collapsed.",
    "The alarm had been switched off for maintenance, the director admitted.",
    "The plant opened in 1968 and built 84,000 vehicles last year.",
    "Cases among children fell by 52 per cent.",
    "Staff had warned managers about corroded pipes in January, the union said.",
    "The contractor may have used too little steel.",
    "No documents were signed, the spokesman said.",
    "The companies have not been accused of any wrongdoing.",
    "There is no evidence that the herb is more effective than placebo.",
    "There are 40 prisoners in the camp.",
    # what looks like a rule's case and is none
    "The union announced a strike for Monday and called the decision a slap in the face.",
    "The ministry condemned 200 houses as unsafe.",
    "The agency expects the toll to reach 500 by Friday.",
    "The company is expected to cut 900 jobs next month.",
    "Russia would help North Korea to build satellites, Putin said.",
    "The missile is a type of KN-23.",
    "He may have fled to Oslo.",
    "Prosecutors demanded a sentence of nine years.",
    "The White House had spoken of more than 1,000 containers in October.",
    "The museum thanked donors who gave 4 million euros in 2024.",
    "The drug has played no role in the deaths.",
    "Talks with the rebels broke down on Friday.",
    "The Treasury must have known of the loan.",
    "The director resigned on Monday.",
    "The bridge is the longest in Africa.",
    "The minister said the vaccine was safe.",
    "The treaty was signed in Oslo by both ministers.",
]


@pytest.mark.parametrize(("text", "rule"), UNWORTHY)
def test_what_no_fact_checker_would_track_is_set_aside(text, rule):
    statement = read(text).statements[0]
    assert (statement.check_worthy, statement.unworthy_because) == (False, rule), statement.display


@pytest.mark.parametrize("text", WORTHY)
def test_what_can_be_checked_is_put_forward(text):
    statement = read(text).statements[0]
    assert statement.check_worthy, statement.unworthy_because


def test_a_pronoun_that_is_put_in_full_leaves_nothing_unclear():
    statement = read("The crown was found in a garage. It was slightly damaged.").statements[-1]
    assert statement.display == "The crown was slightly damaged"
    assert statement.check_worthy
