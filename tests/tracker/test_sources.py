"""Whom a name in a report means: by alias, by country, by the place where the report plays. What has no name is never one source for the whole world."""

from datetime import UTC, datetime

import pytest

from tests import make
from tracker.language.generic_names import is_generic
from tracker.language.reading import Link
from tracker.language.scenes import scene_of, without_country
from tracker.models import Source
from tracker.models.naming import add_alias
from tracker.services.sources import resolve_chain
from tracker.terms import Level, Linking, SourceKind, SpeakerKind, Surety

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def linked(name, text, *, kind=SpeakerKind.NAMED_BODY, publisher=None, affiliation="", title=""):
    link = Link(name, kind, "said", Level.STATED_AS_FACT, affiliation=affiliation)
    return resolve_chain([link], publisher=publisher, title=title, text=text)[0]


def body(name, country="", *aliases):
    source = Source.objects.create(kind=SourceKind.BODY, name=name, country=country)
    for alias in (name, *aliases):
        add_alias(source, alias)
    return source


@pytest.fixture
def outlets(db):
    return [Source.objects.create(kind=SourceKind.OUTLET, name=name) for name in ("Harbour Post", "Metro Daily")]


class TestGenericBodies:
    def test_two_outlets_that_cite_police_of_one_town_have_one_origin(self, outlets):
        first = linked("police", "A bus burned out in Tarsk on Monday, police said.", publisher=outlets[0])
        second = linked("the police", "Nobody was hurt when a bus caught fire in Tarsk.", publisher=outlets[1])
        assert first.source == second.source

    def test_police_of_another_town_are_others(self, outlets):
        here = linked("police", "A bus burned out in Tarsk on Monday, police said.", publisher=outlets[0])
        there = linked("police", "A tram burned out in Velmore on Monday, police said.", publisher=outlets[0])
        assert here.source != there.source

    def test_police_of_another_country_are_others(self, outlets):
        here = linked("police", "A French court heard the case in Lyon, France, on Monday.", publisher=outlets[0])
        there = linked("police", "The German train left Bonn, Germany, on Monday.", publisher=outlets[0])
        assert here.source != there.source
        assert {here.source.country, there.source.country} == {"France", "Germany"}

    def test_reports_that_name_the_places_of_one_story_in_another_order_meet(self, outlets):
        first = linked("fire brigade", "Fire broke out in Tarsk. Smoke drifted from Tarsk to Belgar.", publisher=outlets[0])
        second = linked(
            "the fire brigade", "People in Belgar saw smoke. Later Belgar smelled it too; the fire was in Tarsk.", publisher=outlets[1]
        )
        assert first.source == second.source

    def test_without_any_place_it_stays_the_outlets_own(self, outlets):
        text = "Nobody knows who did it, the hospital said."
        assert linked("the hospital", text, publisher=outlets[0]).source != linked("the hospital", text, publisher=outlets[1]).source

    def test_a_follow_up_that_names_no_place_goes_on_with_whom_its_outlet_meant(self, outlets):
        first = linked("state police", "A tunnel collapsed near Tarsk, state police said.", publisher=outlets[0])
        assert linked("state police", "Six more bodies were found, state police said.", publisher=outlets[0]).source == first.source

    def test_the_interior_ministry_among_several_countries_is_nobodys_in_particular(self, outlets):
        text = "France and Germany closed their borders. Italy and Spain followed."
        assert (
            linked("the interior ministry", text, publisher=outlets[0]).source
            != linked("the interior ministry", text, publisher=outlets[1]).source
        )

    def test_unnamed_officials_stay_one_for_each_outlet(self, outlets):
        text = "A bus burned out in Tarsk, officials said."
        kind = SpeakerKind.UNNAMED_OFFICIAL
        assert (
            linked("officials", text, kind=kind, publisher=outlets[0]).source
            != linked("officials", text, kind=kind, publisher=outlets[1]).source
        )

    def test_a_police_spokesman_speaks_for_the_police_of_the_story(self, outlets):
        text = "A bus burned out in Tarsk."
        spokesman = linked("a police spokesman", text, kind=SpeakerKind.UNNAMED_OFFICIAL, affiliation="police", publisher=outlets[0])
        assert spokesman.source.body == linked("police", text, publisher=outlets[1]).source

    @pytest.mark.parametrize(
        "name", ["police", "the health ministry", "Supreme Court", "the fire brigade", "local police", "the central bank"]
    )
    def test_what_every_country_has_is_told(self, name):
        assert is_generic(name)

    @pytest.mark.parametrize(
        "name", ["the agency", "the ministry", "Norvik Port Authority", "Kremlin", "White House", "Red Cross", "an officer"]
    )
    def test_what_has_a_name_or_says_too_little_is_told_from_it(self, name):
        assert not is_generic(name)


class TestKnownBodies:
    def test_a_known_name_is_sure(self, outlets):
        kremlin = body("Kremlin", "Russia")
        found = linked("the Kremlin", "The Kremlin said no.")
        assert (found.source, found.by, found.surety) == (kremlin, Linking.ALIAS, Surety.SURE)

    def test_a_ministry_is_found_however_its_country_is_put(self, outlets):
        ministry = body("Ministry of National Defense of South Korea", "South Korea", "South Korean defence ministry")
        for name in ("South Korea's defence ministry", "Seoul's defence ministry", "the South Korean Defense Ministry"):
            found = linked(name, "Seoul answered.")
            assert (found.source, found.surety) == (ministry, Surety.LIKELY), name

    def test_of_two_with_one_name_the_one_whose_country_is_spoken_of_is_likely(self, outlets):
        body("Defence Council", "Norway")
        second = body("Defence Council", "Poland")
        found = linked("the Defence Council", "Poland buys tanks. Polish officers were pleased.")
        assert (found.source, found.surety) == (second, Surety.LIKELY)

    def test_a_court_of_one_country_is_not_taken_for_that_of_another(self, outlets):
        body("Supreme Court", "Brazil")
        found = linked("Supreme Court", "In Kenya the Supreme Court annulled the vote. Kenyan parties protested.")
        assert found.source.country == "Kenya"

    def test_a_pronoun_names_nobody(self, outlets):
        assert linked("They", "They said so.", kind=SpeakerKind.UNNAMED_OFFICIAL).source is None

    def test_a_new_name_is_proposed(self, outlets):
        assert linked("Norvik Port Authority", "Norvik Port Authority said so.").by == Linking.NEW


class TestScenes:
    def test_a_dateline_says_where(self):
        assert scene_of("", "VELMORE, March 1 (Wire) - A tram burned out.").label == "Velmore"

    def test_a_country_counts_when_most_is_about_it(self):
        assert scene_of("", "Kenya votes. Kenyan parties and Nairobi wait; Uganda watches.").country == "kenya"
        assert scene_of("", "Kenya and Uganda sign. Tanzania waits.").country == ""

    @pytest.mark.parametrize("text", ["", " ", "\n\n", "12 %", "A" * 5000])
    def test_any_text_has_a_scene(self, text):
        assert scene_of(text, text).places == ()

    def test_a_country_is_cut_from_a_name(self):
        assert without_country("South Korea's defence ministry") == ("south korea", "defence ministry")
        assert without_country("Kremlin") == ("", "Kremlin")


def test_a_link_keeps_how_it_was_made(db):
    report = make.report("A bus burned out in Tarsk on Monday, police said. The driver escaped.")
    link = make.statements(report)[0].links.get(position=0)
    assert (link.source.name, link.linked_by, link.surety) == ("Police (Tarsk)", Linking.SCENE, Surety.GUESS)
