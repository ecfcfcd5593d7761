"""Stories told report by report to an empty desk: every claim must end as a careful editor, who wrote first, would put it."""

from __future__ import annotations

import pytest

from tests.journeys.editor import NONE, STORIES, Expected
from tests.journeys.story import Told, flags, told

RULED_OUT = "comparing: an inquiry that rules out a failure, or finds that somebody slept, speaks against what had failed"
# (story, test, report of a test on several) → the subject that will mend it
OPEN: dict[tuple[str, str, str | None], str] = {
    ("bridge", "test_the_finding_contradicts_it", None): RULED_OUT,
    ("bridge", "test_what_the_finding_names_is_a_rival", None): RULED_OUT,
    ("bridge", "test_nobody_opens_a_second_claim_about_it", "6-finding"): RULED_OUT,
}


@pytest.fixture(scope="module", params=STORIES)
def case(request, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), told(request.param) as story:
        yield story, STORIES[request.param]


@pytest.fixture(autouse=True)
def still_open(request):
    given = request.node.callspec.params
    reason = OPEN.get((given["case"], request.node.originalname, given.get("report")))
    if reason:
        request.applymarker(pytest.mark.xfail(strict=True, reason=reason))


def cause_of(story: Told, expected: Expected):
    return story.one(*expected.cause.words, opened_by="1-wire")


def count_of(story: Told, expected: Expected):
    return story.one(*expected.count.words, opened_by="1-wire")


def elsewhere(story: Told, side: str, claim) -> set[str]:
    """The files on that side other than the one the claim was opened from, whose headline repeats it."""
    return story.on(side, claim) - {story.openers[claim["id"]]}


pytestmark = pytest.mark.django_db


class TestTheHedgedCause:
    def test_it_keeps_the_hedge_it_was_first_stated_with(self, case):
        claim = cause_of(*case)
        assert (claim["polarity"], claim["level_first"], claim["status"]) == ("affirmed", case[1].cause.level, "unverified")

    def test_no_relay_changes_how_firmly_it_is_said(self, case):
        assert cause_of(*case)["level_last"] == case[1].cause.level

    def test_copy_and_relay_repeat_it_and_nobody_corroborates(self, case):
        claim = cause_of(*case)
        assert elsewhere(case[0], "repeated_by", claim) == case[1].cause.repeated_by
        assert elsewhere(case[0], "corroborated_by", claim) == NONE
        assert elsewhere(case[0], "updated_by", claim) == NONE

    def test_reports_are_counted_and_origins_are_not_copies(self, case):
        claim = cause_of(*case)
        assert (claim["reports"], claim["origins"]) == (1 + len(case[1].cause.repeated_by), case[1].cause.origins)

    def test_the_relay_alone_is_flagged_as_inflated(self, case):
        claim = cause_of(*case)
        inflated = {flag["statement"] for flag in claim["flags"] if flag["kind"] == "certainty_inflated"}
        assert {case[0].files[item["report"]] for item in claim["repeated_by"] if item["statement"] in inflated} == {"3-relay"}

    def test_it_is_not_flagged_as_hardened_softened_corroborated_or_updated(self, case):
        assert flags(cause_of(*case)) & {"hardened", "softened", "corroborated", "updated", "retracted"} == set()

    def test_the_denial_contradicts_it(self, case):
        claim = cause_of(*case)
        assert "5-denial" in case[0].on("contradicted_by", claim)
        assert "contradicted" in flags(claim)

    def test_the_finding_contradicts_it(self, case):
        assert "6-finding" in case[0].on("contradicted_by", cause_of(*case))

    def test_nobody_else_contradicts_it(self, case):
        assert elsewhere(case[0], "contradicted_by", cause_of(*case)) <= case[1].cause.contradicted_by

    def test_what_the_finding_names_is_a_rival(self, case):
        rival = case[0].one(*case[1].cause.rival, opened_by="6-finding")
        assert (rival["related_to"], rival["kinship"]) == (cause_of(*case)["id"], "rival")
        assert (rival["level_first"], rival["polarity"], rival["origins"]) == (5, "affirmed", 1)

    @pytest.mark.parametrize("report", ["3-relay", "5-denial", "6-finding"])
    def test_nobody_opens_a_second_claim_about_it(self, case, report):
        assert [claim["text"] for claim in case[0].about(case[1].cause.again, opened_by=report)] == []


class TestTheGrowingCount:
    def test_it_is_brought_up_to_date_by_exactly_these(self, case):
        claim = count_of(*case)
        assert elsewhere(case[0], "updated_by", claim) == case[1].count.updated_by
        assert "updated" in flags(claim)

    def test_nobody_contradicts_it(self, case):
        claim = count_of(*case)
        assert elsewhere(case[0], "contradicted_by", claim) == NONE
        assert flags(claim) & {"contradicted", "certainty_inflated", "hardened", "softened"} == set()

    def test_the_copy_repeats_it_and_nobody_corroborates(self, case):
        claim = count_of(*case)
        assert elsewhere(case[0], "repeated_by", claim) == case[1].count.repeated_by
        assert elsewhere(case[0], "corroborated_by", claim) == NONE

    def test_reports_and_origins_are_counted(self, case):
        claim, count = count_of(*case), case[1].count
        assert (claim["reports"], claim["origins"]) == (1 + len(count.updated_by | count.repeated_by), count.origins)

    def test_it_was_said_as_fact_throughout(self, case):
        claim = count_of(*case)
        assert (claim["level_first"], claim["level_last"]) == (5, 5)

    def test_the_larger_figure_opens_no_claim_of_its_own(self, case):
        assert [claim["text"] for claim in case[0].about(case[1].count.again) if case[0].openers[claim["id"]] != "1-wire"] == []


class TestWhatBelongsApart:
    def test_growth_says_nothing_of_the_cause_nor_relay_and_denial_of_the_count(self, case):
        assert case[1].growth not in case[0].touching(cause_of(*case))
        assert not {"3-relay", "5-denial"} & case[0].touching(count_of(*case))

    def test_another_event_of_the_kind_touches_nothing(self, case):
        story, expected = case
        touched = [
            c["text"] for c in story.claims if story.openers[c["id"]] != expected.unrelated and expected.unrelated in story.touching(c)
        ]
        assert touched == []

    def test_another_event_opens_its_own_claim(self, case):
        other = case[0].one(*case[1].other, opened_by=case[1].unrelated)
        assert (other["reports"], other["origins"], other["related_to"]) == (1, 1, None)

    def test_the_copy_opens_nothing(self, case):
        assert [claim["text"] for claim in case[0].claims if case[0].openers[claim["id"]] == "2-copy"] == []

    def test_no_side_remark_contradicts_anything(self, case):
        """Only the denial and the finding contradict, and none but the cause; what speaks against the rival was said of the cause."""
        story, cause = case[0], cause_of(*case)
        rest = [claim for claim in story.claims if claim["id"] != cause["id"] and claim["related_to"] != cause["id"]]
        assert [claim["text"] for claim in rest if story.on("contradicted_by", claim) - {story.openers[claim["id"]]}] == []

    def test_nobody_corroborates_what_they_did_not_say(self, case):
        """Every story has one origin for each thing, but for the counts that two bodies gave."""
        story = case[0]
        assert [(claim["text"], story.on("corroborated_by", claim)) for claim in story.claims if claim["corroborated_by"]] == []
