"""How firmly: each row of the scale, its intensifiers, chances in numbers and chains of hedges, in sentences of our own over many subjects."""

from __future__ import annotations

import pytest

from tests.language.stated import stated
from tracker.terms import Level, Marker

H, C, U = Marker.HEARSAY, Marker.CONDITIONAL, Marker.UNVERIFIED

# sentence, words of the assertion, level
SCALE = [
    # 5, stated as fact
    ("The harbour was closed to all ships on Sunday.", "harbour was closed", 5),
    ("Engineers confirmed that the turbine had cracked.", "turbine had cracked", 5),
    ("There is no doubt that the letter was forged, the archivist said.", "letter was forged", 5),
    ("The vault was certainly empty by then.", "vault was", 5),
    ("Investigators have established that the brakes were worn.", "brakes were worn", 5),
    ("The bank will close its Lisbon branch in June.", "close its Lisbon branch", 5),
    ("The ministry said exports fell by a tenth.", "exports fell", 5),
    ("According to the museum, the vase was made in 1412.", "vase was made", 5),
    ("Rescuers found two bodies under the rubble.", "two bodies", 5),
    ("The court ruled that the contract was void.", "contract was void", 5),
    ("DNA tests proved that the bones were those of the missing climber.", "bones were those", 5),
    ("It is clear that the bridge was overloaded.", "bridge was overloaded", 5),
    # 4, very likely
    ("The merger will almost certainly be blocked by the regulator.", "merger will", 4),
    ("It is highly likely that the strain came from poultry.", "strain came from poultry", 4),
    ("The fire was very probably set on purpose.", "fire was", 4),
    ("There is little doubt that the document is genuine.", "document is genuine", 4),
    ("The crew must have seen the lights of the pier.", "seen the lights", 4),
    ("Prosecutors are convinced that the accountant knew.", "accountant knew", 4),
    ("It is all but certain that the coalition will split.", "coalition will split", 4),
    ("The minister is virtually certain to resign.", "minister is", 4),
    ("The signal most likely came from a weather balloon.", "signal", 4),
    ("The agency assessed with high confidence that the breach came from inside.", "breach came from inside", 4),
    ("Preliminary results show that the incumbent lost the northern districts.", "incumbent lost", 4),
    ("Initial tests confirmed that the water was contaminated with lead.", "water was contaminated", 4),
    ("It is extremely likely that glaciers in the range will vanish by 2060.", "glaciers in the range", 4),
    ("The plane must have been flying too low.", "flying too low", 4),
    # 3, probable
    ("The outage was likely caused by a software update.", "outage was", 3),
    ("The painting was probably stolen to order.", "painting was", 3),
    ("In all likelihood the herd crossed the river before dawn.", "herd crossed the river", 3),
    ("The coast guard believes the trawler sank on Friday.", "trawler sank", 3),
    ("Doctors think the infection spread through the ventilation.", "infection spread", 3),
    ("The embassy assesses that four of its citizens were on board.", "four of its citizens", 3),
    ("The finance ministry estimates that the flood cost 2 billion pesos.", "flood cost", 3),
    ("Rates are expected to rise in September.", "Rates are", 3),
    ("The tower appears to have tilted after the quake.", "tower appears", 3),
    ("The buyer seems to have withdrawn.", "buyer seems", 3),
    ("Radar data suggest that the jet turned south.", "jet turned south", 3),
    ("There are indications that the ceasefire was broken by both sides.", "ceasefire was broken", 3),
    ("The thief is thought to be hiding in the hills.", "thief is", 3),
    ("The comet is believed to have formed beyond Neptune.", "comet is", 3),
    ("The driver apparently fell asleep.", "driver", 3),
    ("The wreck is presumed to be that of a minesweeper.", "wreck is", 3),
    ("The scrolls are understood to have been sold in Geneva.", "scrolls are", 3),
    ("The star is tipped to win the leading role.", "star is", 3),
    ("The bones are consistent with those of a young man.", "bones are", 3),
    ("All the evidence points to a failure of the rudder.", "failure of the rudder", 3),
    ("The retailer looks likely to miss its forecast.", "retailer looks", 3),
    ("There is good reason to believe that the seal was tampered with.", "seal was tampered", 3),
    ("The mayor seems unaware of the complaint.", "mayor seems", 3),
    ("It looks as if the striker has torn a ligament.", "striker has torn", 3),
    ("The satellite is forecast to burn up over the Pacific.", "satellite is", 3),
    # 2, possible
    ("The leak may have started on the lower deck.", "leak may", 2),
    ("The senator might run again in 2028.", "senator might", 2),
    ("The tremor could have damaged the dam.", "tremor could", 2),
    ("The package was possibly sent by a former employee.", "package was", 2),
    ("Perhaps the guards were asleep.", "guards were asleep", 2),
    ("Maybe the pilot misread the map.", "pilot misread", 2),
    ("Police suspect that the shop was a front for smugglers.", "shop was a front", 2),
    ("It is unclear whether the hostages are alive.", "hostages are alive", 2),
    ("A second explosion cannot be ruled out.", "second explosion", 2),
    ("The coach hinted that the captain would be dropped.", "captain would be dropped", 2),
    ("There is a possibility that the vaccine was stored too warm.", "vaccine was stored", 2),
    ("It is possible that two parties will merge.", "two parties will merge", 2),
    ("It is conceivable that the files were deleted by accident.", "files were deleted", 2),
    ("Villagers fear that the slope will give way.", "slope will give way", 2),
    ("There is a risk that the reservoir will run dry.", "reservoir will run dry", 2),
    ("The explosion was potentially caused by grain dust.", "explosion was", 2),
    ("Whether the treaty will be signed remains to be seen.", "treaty will be signed", 2),
    ("It is not clear whether the ship was insured.", "ship was insured", 2),
    ("Scientists do not know whether the two species interbred.", "two species interbred", 2),
    ("The retired general is being considered for the post, and there is speculation that he will accept.", "he will accept", 2),
    ("The outbreak may be linked to raw milk.", "outbreak may", 2),
    ("It might be that the meter was faulty.", "meter was faulty", 2),
    ("Forty miners are feared dead.", "Forty miners", 2),
    ("Hackers could have copied the voter roll.", "Hackers could", 2),
    # 1, doubtful
    ("The talks are unlikely to resume before the autumn.", "talks are", 1),
    ("Few believe it, and economists doubt that the tax will pass.", "tax will pass", 1),
    ("It is improbable that the two comets are related.", "two comets are related", 1),
    ("There is little chance that the hikers survived the night.", "hikers survived the night", 1),
    ("There is only a remote chance that the asteroid will hit the Moon.", "asteroid will hit the Moon", 1),
    ("It is doubtful whether the factory can be saved.", "factory can be saved", 1),
    ("The geologist put the chance of an eruption at one in five.", "eruption", 1),
    ("It is highly unlikely that the signature is authentic.", "signature is authentic", 1),
    ("The union does not believe that the offer is serious.", "offer is serious", 1),
    ("I don't think the goal was offside, the referee said.", "goal was offside", 1),
    ("There is no reason to believe that the reactor was damaged.", "reactor was damaged", 1),
    ("Diplomats are sceptical that the truce will hold.", "truce will hold", 1),
    ("The odds are slim that the appeal will succeed.", "appeal will succeed", 1),
    ("Prospects of a deal this week are remote.", "deal this week", 1),
    ("Experts cast doubt on the idea that the virus came from bats.", "virus came from bats", 1),
    # chances in numbers, and proportions that are no chances
    ("Forecasters gave a 30 percent chance of a storm on the east coast.", "storm on the east coast", 2),
    ("There is a 90% chance that the comet will be visible.", "comet will be visible", 4),
    ("There is a 70 percent chance of rain on Saturday.", "rain on Saturday", 3),
    ("The model gives the challenger a 5 percent chance of winning.", "winning", 1),
    ("There is a one in five chance that the dam will overflow.", "dam will overflow", 1),
    ("There is a one-in-four chance that the season will be cancelled.", "season will be cancelled", 2),
    ("One in five households has no running water.", "households", 5),
    ("Thirty percent of the seats were empty.", "seats were empty", 5),
]


@pytest.mark.parametrize(("sentence", "words", "level"), SCALE, ids=[row[0][:60] for row in SCALE])
def test_a_word_of_the_scale_sets_its_level(sentence, words, level):
    assert stated(sentence, words).level is Level(level)


# the lowest word of a chain is the reader's level; each link keeps its own
CHAINS = [
    ("Officials believe that the North may have sent shells.", "sent shells", 2),
    ("The agency said it believes the tanker probably struck a reef.", "struck a reef", 3),
    ("Analysts think it is unlikely that the strike will end soon.", "strike will end", 1),
    ("Two diplomats said they suspect the envoy was almost certainly followed.", "envoy was", 2),
    ("The report suggests that the pilot may have been ill.", "pilot may", 2),
    ("Officials told the Post they fear that as many as 40 people could be trapped.", "trapped", 2),
    ("The study indicates that the drug probably lowers blood pressure.", "lowers blood pressure", 3),
    ("A source said the board is convinced that sales will likely recover.", "sales will", 3),
    ("The minister confirmed that the crew may have been drinking.", "crew may", 2),
    ("The spokesman said it was confirmed that the vessel sank.", "vessel sank", 5),
    ("Prosecutors say they have reason to believe the clerk might have been bribed.", "bribed", 2),
    ("The inquiry found that it was very likely that the alarm had been switched off.", "alarm had been switched off", 4),
]


@pytest.mark.parametrize(("sentence", "words", "level"), CHAINS, ids=[row[0][:60] for row in CHAINS])
def test_the_weakest_word_of_a_chain_is_the_level(sentence, words, level):
    assert stated(sentence, words).level is Level(level)


# sentence, words, least and most of the range
RANGES = [
    ("It is highly unlikely that the mine will reopen.", "mine will reopen", 0.02, 0.12),
    ("The mine is very unlikely to reopen.", "mine is", 0.02, 0.15),
    ("The mine may reopen in spring.", "mine may", 0.2, 0.55),
    ("The mine will almost certainly reopen.", "mine will", 0.88, 1.0),
    ("The mine reopened on Monday.", "mine reopened", 0.9, 1.0),
    ("There is a 40 percent chance that the mine will reopen.", "mine will reopen", 0.3, 0.5),
    ("There is a 15% chance that the mine will reopen.", "mine will reopen", 0.05, 0.25),
]


@pytest.mark.parametrize(("sentence", "words", "least", "most"), RANGES, ids=[row[0][:60] for row in RANGES])
def test_the_range_is_the_one_that_people_read_into_the_words(sentence, words, least, most):
    found = stated(sentence, words)
    assert least <= found.low <= found.high <= most


# sentence, words, level, markers
MARKERS = [
    ("The singer has reportedly left the band.", "left the band", 5, (H,)),
    ("The warden allegedly took bribes.", "took bribes", 5, (H,)),
    ("Rumours that the king abdicated spread through the city.", "king abdicated", 5, (H,)),
    ("The factory is said to employ children.", "factory is", 5, (H,)),
    ("The broker is alleged to have forged 30 signatures.", "forged 30 signatures", 5, (H,)),
    ("Militants claimed that they had shot down a helicopter.", "shot down a helicopter", 5, (H,)),
    ("The account could not be independently verified.", "account could", 5, (U,)),
    ("The ministry has not yet confirmed the number of dead.", "number of dead", 5, (U,)),
    ("There was no independent confirmation of the attack.", "attack", 5, (U,)),
    ("Unconfirmed reports said the pipeline was on fire.", "pipeline was on fire", 5, (U,)),
    ("If the river rises further, the camp will be cleared.", "camp will be cleared", 5, (C,)),
    ("Unless the talks resume, pilots will walk out on Friday.", "pilots will walk out", 5, (C,)),
    ("The refinery would shut down if the pipeline were cut.", "refinery would shut down", 5, (C,)),
    ("The plane reportedly may have clipped a mast.", "clipped a mast", 2, (H,)),
    ("If confirmed, the case would be the first on the island.", "case would be the first", 5, (C,)),
    ("According to the agency, the depot burned down.", "depot burned down", 5, ()),
    ("Police have yet to confirm the identity of the driver.", "identity of the driver", 5, (U,)),
    ("It was not immediately clear who fired the shots.", "who fired the shots", 2, (U,)),
    ("The army purportedly shelled the market.", "shelled the market", 5, (H,)),
    ("The video, which could not be verified, shows a burning tank.", "burning tank", 5, (U,)),
    ("He asked if the road was open.", "road was open", 5, ()),
]


@pytest.mark.parametrize(("sentence", "words", "level", "markers"), MARKERS, ids=[row[0][:60] for row in MARKERS])
def test_a_marker_stands_beside_the_level(sentence, words, level, markers):
    found = stated(sentence, words)
    assert (found.level, found.markers) == (Level(level), markers)
