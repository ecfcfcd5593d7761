"""Two stories of our own, imported in order on an empty desk: each claim must end as a careful editor would put it."""

from __future__ import annotations

import pytest

from tests.journeys.story import flags, told


@pytest.fixture(scope="class")
def ferry(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), told("ferry") as story:
        yield story


@pytest.fixture(scope="class")
def breach(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), told("breach") as story:
        yield story


@pytest.mark.django_db
class TestAFerryBurns:
    def cause(self, ferry):
        return ferry.one("car deck", opened_by="1-wire")

    def toll(self, ferry):
        return ferry.one(r"(six|6) people were killed", opened_by="1-wire")

    def test_the_cause_keeps_the_words_and_the_hedge_it_was_first_stated_with(self, ferry):
        cause = self.cause(ferry)
        assert "may have started on the car deck" in cause["text"]
        assert (cause["polarity"], cause["level_first"], cause["status"]) == ("affirmed", 2, "unverified")

    def test_a_copy_and_a_relay_of_one_official_repeat_and_add_no_origin(self, ferry):
        cause = self.cause(ferry)
        assert {"2-copy", "3-relay"} <= ferry.on("repeated_by", cause)
        assert ferry.on("corroborated_by", cause) == set()
        assert (cause["reports"], cause["origins"]) == (3, 1)

    def test_the_relay_that_dropped_may_is_flagged_and_does_not_harden_the_claim(self, ferry):
        cause = self.cause(ferry)
        assert "certainty_inflated" in flags(cause)
        assert "hardened" not in flags(cause)
        assert cause["level_last"] == 2

    def test_a_faithful_copy_is_no_inflation(self, ferry):
        inflated = [flag for flag in self.cause(ferry)["flags"] if flag["kind"] == "certainty_inflated"]
        statements = {item["statement"]: ferry.files[item["report"]] for item in self.cause(ferry)["repeated_by"]}
        assert {statements[flag["statement"]] for flag in inflated} == {"3-relay"}

    def test_the_operators_denial_contradicts_the_cause(self, ferry):
        assert "5-denial" in ferry.on("contradicted_by", self.cause(ferry))
        assert "contradicted" in flags(self.cause(ferry))

    def test_a_finding_of_another_cause_contradicts_it_and_opens_a_rival(self, ferry):
        cause = self.cause(ferry)
        assert "6-finding" in ferry.on("contradicted_by", cause)
        rival = ferry.one("fuel pipe|engine room", "caused", opened_by="6-finding")
        assert (rival["related_to"], rival["kinship"]) == (cause["id"], "rival")
        assert rival["level_first"] == 5

    def test_a_toll_that_grows_is_brought_up_to_date_not_contradicted(self, ferry):
        toll = self.toll(ferry)
        assert "4-toll" in ferry.on("updated_by", toll)
        assert "6-finding" in ferry.on("updated_by", toll)
        assert ferry.on("contradicted_by", toll) == set()
        assert "updated" in flags(toll)

    def test_the_copy_of_the_toll_is_the_same_origin(self, ferry):
        toll = self.toll(ferry)
        assert "2-copy" in ferry.on("repeated_by", toll)
        assert ferry.on("corroborated_by", toll) == set()

    def test_the_toll_says_nothing_about_the_cause_nor_the_cause_about_the_toll(self, ferry):
        assert "4-toll" not in ferry.touching(self.cause(ferry))
        assert not {"3-relay", "5-denial"} & ferry.touching(self.toll(ferry))

    def test_another_ferry_that_burns_is_another_event(self, ferry):
        for claim in ferry.claims:
            if ferry.openers[claim["id"]] != "7-another-ferry":
                assert "7-another-ferry" not in ferry.touching(claim), claim["text"]
        other = ferry.one("three people were killed|killed three", opened_by="7-another-ferry")
        assert (other["reports"], other["origins"]) == (1, 1)

    def test_the_missing_are_not_the_dead(self, ferry):
        missing = ferry.one("missing", opened_by="4-toll")
        assert ferry.touching(missing) == set()
        assert "4-toll" not in ferry.on("contradicted_by", self.toll(ferry))

    def test_the_copy_opens_nothing_of_its_own(self, ferry):
        assert [claim["text"] for claim in ferry.claims if ferry.openers[claim["id"]] == "2-copy"] == []

    def test_the_relay_opens_no_second_claim_about_the_cause(self, ferry):
        assert ferry.about("car deck", opened_by="3-relay") == []


@pytest.mark.django_db
class TestPatientFilesAreStolen:
    def culprit(self, breach):
        return breach.one("Grey Lynx", opened_by="1-wire")

    def count(self, breach):
        return breach.one("40,000", opened_by="1-wire")

    def test_possibly_is_possible_and_the_words_stay(self, breach):
        culprit = self.culprit(breach)
        assert "possibly" in culprit["text"]
        assert (culprit["polarity"], culprit["level_first"], culprit["level_last"]) == ("affirmed", 2, 2)

    def test_the_copy_and_the_relay_are_one_origin(self, breach):
        culprit = self.culprit(breach)
        assert {"2-copy", "3-relay"} <= breach.on("repeated_by", culprit)
        assert (culprit["reports"], culprit["origins"]) == (3, 1)

    def test_the_relay_that_dropped_possibly_is_flagged(self, breach):
        assert "certainty_inflated" in flags(self.culprit(breach))

    def test_the_accused_deny_it(self, breach):
        assert "5-denial" in breach.on("contradicted_by", self.culprit(breach))
        assert "contradicted" in flags(self.culprit(breach))

    def test_an_inquiry_that_names_another_culprit_contradicts_the_first(self, breach):
        culprit = self.culprit(breach)
        assert "6-finding" in breach.on("contradicted_by", culprit)
        rival = breach.one("technician", opened_by="6-finding")
        assert (rival["related_to"], rival["kinship"]) == (culprit["id"], "rival")

    def test_a_larger_number_later_is_an_update(self, breach):
        count = self.count(breach)
        assert "4-growth" in breach.on("updated_by", count)
        assert breach.on("contradicted_by", count) == set()
        assert "2-copy" in breach.on("repeated_by", count)

    def test_that_no_test_results_were_taken_denies_nobodys_claim(self, breach):
        assert all("4-growth" not in breach.on("contradicted_by", claim) for claim in breach.claims)

    def test_what_was_stolen_does_not_say_who_stole_it(self, breach):
        assert "4-growth" not in breach.touching(self.culprit(breach))

    def test_whoever_denies_the_deed_does_not_deny_the_theft(self, breach):
        assert "5-denial" not in breach.touching(self.count(breach))

    def test_another_theft_is_another_event(self, breach):
        for claim in breach.claims:
            if breach.openers[claim["id"]] != "7-another-breach":
                assert "7-another-breach" not in breach.touching(claim), claim["text"]
        other = breach.one("30,000", opened_by="7-another-breach")
        assert (other["reports"], other["origins"]) == (1, 1)

    def test_the_copy_opens_nothing_of_its_own(self, breach):
        assert [claim["text"] for claim in breach.claims if breach.openers[claim["id"]] == "2-copy"] == []


@pytest.fixture(scope="class")
def silo(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), told("silo") as story:
        yield story


@pytest.mark.django_db
class TestAGrainTerminalBlowsUp:
    def cause(self, silo):
        return silo.one("dust explosion may have caused", opened_by="1-wire")

    def toll(self, silo):
        return silo.one("killed at least 9 people", opened_by="1-wire")

    def test_copy_and_relay_are_one_origin_and_the_lost_may_is_flagged(self, silo):
        cause = self.cause(silo)
        assert {"2-copy", "3-relay"} <= silo.on("repeated_by", cause)
        assert (cause["origins"], cause["level_first"], cause["level_last"]) == (1, 2, 2)
        assert "certainty_inflated" in flags(cause)
        assert "hardened" not in flags(cause)

    def test_the_owner_denies_it(self, silo):
        assert "5-denial" in silo.on("contradicted_by", self.cause(silo))

    def test_another_cause_contradicts_and_is_a_rival(self, silo):
        cause = self.cause(silo)
        assert "6-finding" in silo.on("contradicted_by", cause)
        assert "6-finding" not in silo.on("corroborated_by", cause)
        rival = silo.one("gas leak", opened_by="6-finding")
        assert (rival["related_to"], rival["kinship"]) == (cause["id"], "rival")

    def test_the_toll_grows(self, silo):
        toll = self.toll(silo)
        assert silo.on("updated_by", toll) == {"4-toll"}
        assert silo.on("contradicted_by", toll) == set()

    def test_the_relay_opens_no_second_claim_about_the_cause(self, silo):
        assert [claim["text"] for claim in silo.claims if silo.openers[claim["id"]] == "3-relay" and "dust" in claim["text"].lower()] == []

    def test_another_silo_is_another_event(self, silo):
        for claim in silo.claims:
            if silo.openers[claim["id"]] != "7-unrelated":
                assert "7-unrelated" not in silo.touching(claim)
