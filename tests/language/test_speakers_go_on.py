"""Where one speaker ends and another begins in long sentences: second verbs, second that-clauses, what follows a trailing attribution, conditions before it."""

from __future__ import annotations

import pytest

from tests.language.stated import stated
from tracker.language.reader import read

# sentence, words of the statement, who says it ("" for the reporter), level, denied, marker
SAID = [
    ("Minutes later harbour master Ida Moss wrote on X that the quay was clear.", "quay was clear", "Ida Moss", 5, False, ""),
    ("Two weeks later the guild said the looms were idle.", "looms were idle", "the guild", 5, False, ""),
    ("Later the guild said the looms were idle.", "looms were idle", "the guild", 5, False, ""),
    ("The herd was vaccinated, lead surveyor Ida Moss said.", "herd was", "Ida Moss", 5, False, ""),
    ("The mill's lead engineer, Ola Berg, said the valves had jammed.", "valves had", "Ola Berg", 5, False, ""),
    ("The asteroid came from the outer belt, Ms Okafor's colleague Dan Pell said.", "outer belt", "Dan Pell", 5, False, ""),
    ("The ferry was sold, its owner said on Monday, but he had been paid nothing.", "paid nothing", "its owner", 5, True, ""),
    ("Turnout was 61 percent, official figures show.", "Turnout was", "official figures", 5, False, ""),
    ("Her rival, Ida Moss, claims that boxes were lost.", "boxes were lost", "Ida Moss", 5, False, "hearsay"),
    (
        "The Evening Post first reported the sale on Sunday, saying that Varn had offered $4 a share.",
        "had offered",
        "The Evening Post",
        5,
        False,
        "",
    ),
    ("Ida Moss, QC, said that, as the road was shut, the hearing had been moved.", "hearing had been moved", "Ida Moss", 5, False, ""),
    ("The mayor confirmed three arrests and said the market would open on Monday.", "three arrests", "The mayor", 5, False, ""),
    ("The mayor confirmed three arrests and said the market would open on Monday.", "market would open", "The mayor", 5, False, ""),
    ("The guild refused the terms and alleged that owners had forged invoices.", "owners had forged", "The guild", 5, False, "hearsay"),
    ("The guild refused the terms and alleged that owners had forged invoices.", "refused the terms", "", 5, False, ""),
    ("The railway said the signal was repaired in June and blamed a supplier's relay.", "supplier's relay", "The railway", 5, False, ""),
    ("The railway said the signal was repaired in June and blamed a supplier's relay.", "signal was repaired", "The railway", 5, False, ""),
    (
        "The colonel accused the mayor of hiding the ballots and said the count had been stopped.",
        "count had been stopped",
        "The colonel",
        5,
        False,
        "",
    ),
    (
        "The colonel accused the mayor of hiding the ballots and said the count had been stopped.",
        "hiding the ballots",
        "The colonel",
        5,
        False,
        "",
    ),
    ("The board cut its forecast but signalled that it might raise it again in May.", "cut its forecast", "", 5, False, ""),
    ("The board cut its forecast but signalled that it might raise it again in May.", "might raise", "The board", 2, False, ""),
    (
        "The institute said readings taken upstream showed mercury above the limit, but that it was not yet clear whether farms were affected.",
        "farms were affected",
        "The institute",
        2,
        False,
        "unverified",
    ),
    (
        "Readings showed mercury above the limit, the institute said, but that no well had been closed.",
        "no well had been closed",
        "the institute",
        5,
        True,
        "",
    ),
    ("He put the toll at 30 animals but warned that the count was not complete.", "30 animals", "He", 5, False, ""),
    ("She said it may have been caused by a spark, but that sabotage could not be ruled out.", "sabotage could not", "She", 2, False, ""),
    (
        "The director said he believed the vaccine was safe and that the firm had sold 40,000 doses.",
        "firm had sold",
        "The director",
        5,
        False,
        "",
    ),
    (
        "The minister has denied meeting the banker, although photographs of the dinner exist.",
        "photographs of the dinner exist",
        "",
        5,
        False,
        "",
    ),
    (
        "Eight miners died, a union official said; a letter from the owners put the number at nine.",
        "number at nine",
        "a letter from the owners",
        5,
        False,
        "",
    ),
    ("The ferry was sold, its owner said on Monday, but inspectors had their doubts.", "inspectors had their doubts", "", 5, False, ""),
    (
        "The tunnel was shut in May, the council said, because engineers had found leaks.",
        "engineers had found leaks",
        "the council",
        5,
        False,
        "",
    ),
    (
        "Had the valve been closed, the inspectors wrote, the plant would have survived.",
        "plant would have survived",
        "the inspectors",
        5,
        False,
        "conditional",
    ),
    ("A fall of the river is likely, the office said, if the frost holds.", "fall of the river", "the office", 3, False, "conditional"),
]


@pytest.mark.parametrize(("sentence", "words", "origin", "level", "denied", "marker"), SAID)
def test_each_assertion_keeps_its_own_speaker(sentence, words, origin, level, denied, marker):
    found = stated(sentence, words)
    assert ((found.chain[0].source if found.chain else ""), int(found.level), found.polarity.value == "denied", ",".join(m.value for m in found.markers)) == (
        origin, level, denied, marker,
    )  # fmt: skip


# sentence, words, level, markers
WEIGHED = [
    ("The driver was held on suspicion of theft.", "driver was held", 5, []),
    ("The leak was reported to the harbour office in March.", "leak was reported", 5, []),
    ("The cargo was reported to have vanished.", "cargo was reported", 5, ["hearsay"]),
    ("Warm seas have made such storms more likely in the gulf.", "Warm seas", 5, []),
    ("Six patients had a fever; in most cases this appeared to cause no harm.", "Six patients had a fever", 5, []),
    ("The letter on which the firm relies was probably forged.", "was probably forged", 3, []),
]


@pytest.mark.parametrize(("sentence", "words", "level", "markers"), WEIGHED)
def test_words_that_only_look_like_hedges_leave_the_level_alone(sentence, words, level, markers):
    found = stated(sentence, words)
    assert (int(found.level), [m.value for m in found.markers]) == (level, markers)


def test_an_indirect_question_is_no_statement_of_its_own():
    shown = [s.display for s in read("It was not clear where the pilot was being treated.").statements]
    assert shown == ["It was not clear where the pilot was being treated"]


def test_a_bare_company_is_the_only_firm_named_so_far():
    text = "A tank at the Orlo Steel plant in Brenn burst on Monday. Two men were hurt. In a statement, the company said the tank had been inspected in May."
    assert stated(text, "inspected in May").chain[0].source == "Orlo Steel"


def test_a_bare_company_stays_as_it_stands_where_two_are_named():
    text = "Orlo Steel sued Kerran Shipping in May. The company said the tank had been inspected."
    assert stated(text, "had been inspected").chain[0].source == "The company"


def test_what_is_once_called_a_company_is_a_body_everywhere():
    text = "The power company Varnova cut prices in May. Varnova said it would close two plants."
    found = stated(text, "close two plants")
    assert (found.chain[0].source, found.chain[0].kind.value, found.display) == ("Varnova", "named_body", "Varnova would close two plants")


def test_a_limit_that_points_back_marks_what_was_said():
    text = "Two nurses who asked not to be named said the ward had run out of oxygen. Their account could not be independently verified."
    said, limit = read(text).statements
    assert [m.value for m in said.markers] == ["unverified"]
    assert (limit.check_worthy, limit.chain) == (False, ())


def test_a_limit_with_nobody_before_it_marks_nothing():
    said = read("The toll stands at 12. It could not be verified.").statements[0]
    assert said.markers == ()


def test_a_limit_marks_nobody_else():
    text = "Police said a bomb had gone off. Rebels said they had fired it. The Gazette could not confirm that claim."
    assert [[m.value for m in s.markers] for s in read(text).statements[:2]] == [[], ["unverified"]]


# sentence, words, origin, kind, level, markers
SOURCES = [
    ("The flour slowed the mixer, its maker, Corvin Foods, said on Tuesday.", "flour slowed", "Corvin Foods", "named_body", 5, []),
    ("Photographs appeared to show a crater in the road.", "crater in the road", "Photographs", "document", 3, []),
    (
        "A clip, which the agency was unable to verify, seemed to show a burning truck.",
        "burning truck",
        "A clip",
        "document",
        3,
        ["unverified"],
    ),
    (
        "Exports rose 4% in May, according to figures released on Tuesday by the trade office.",
        "Exports rose",
        "the trade office",
        "named_body",
        5,
        [],
    ),
    ("It was too early to say whether the wells were safe, she said.", "wells were safe", "she", "unnamed_official", 2, ["unverified"]),
]


@pytest.mark.parametrize(("sentence", "words", "origin", "kind", "level", "markers"), SOURCES)
def test_who_or_what_vouches_is_found_behind_its_role_or_its_maker(sentence, words, origin, kind, level, markers):
    found = stated(sentence, words)
    link = found.chain[0]
    assert (link.source, link.kind.value, int(found.level), [m.value for m in found.markers]) == (origin, kind, level, markers)
