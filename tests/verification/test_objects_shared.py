"""Several who looked at one thing: origins of their own, one object, one bloc; in force until a person cuts it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import make
from tracker.errors import Refused
from tracker.models import Claim, Event
from tracker.roles import NotAllowed
from verification.casefile import case_files
from verification.models import EvidenceObject, Examination
from verification.services import objects
from verification.supports import support_of_claim

pytestmark = pytest.mark.django_db
FIRST = "Debris of the drone that hit the depot at Varrin on 1 March was made in Morovia, the Varrin Army said."
SECOND = "Wreckage of the drone which struck the Varrin depot on 1 March was produced in Morovia, the Arms Watch Institute found after inspecting it."
ELSEWHERE = "A second fragment of the drone that hit the depot at Varrin on 1 March was manufactured in Morovia, the Lorn Guild said."
BARE = "The Lorn Foreign Office said on Friday that the drone which had hit Varrin's depot on 1 March was manufactured in Morovia."
WHY = "they saw photographs of another drone"


@pytest.fixture
def looked(now):
    """A claim that three bodies stand behind: two looked at one debris, one at nothing."""
    day = timedelta(days=1)
    for n, (text, outlet) in enumerate([(FIRST, "Lorn Wire"), (SECOND, "Hill Gazette"), (BARE, "River Daily")]):
        make.report(text, publisher=outlet, published=now + n * day, now=now + n * day)
    return Claim.objects.get(opened_from__reading__revision__report__publisher__name="Lorn Wire")


def file_of(claim, **options):
    return case_files([Claim.objects.get(pk=claim.pk)], **options)[0]


@pytest.fixture
def lead():
    return make.person("lead")


def test_two_origins_on_one_object_and_a_third_beside(looked):
    file = file_of(looked)
    assert (file.origins, file.objects) == (3, 1)
    assert file.counted == "3 reports · 3 origins · 2 origins on 1 object"


def test_they_weigh_as_one_bloc(looked, lead, now):
    together = support_of_claim(looked, now=now)
    [shared] = [bloc for bloc in together.support.blocs if len(bloc.origins) == 2]
    assert any(key[0] == "object" for key in shared.blocs)
    objects.cut(Examination.objects.order_by("pk").last(), by=lead, now=now, reason=WHY)
    apart = support_of_claim(looked, now=now)
    assert apart.support.log_odds > together.support.log_odds
    assert len(apart.support.blocs) == len(together.support.blocs) + 1


def test_it_is_in_force_until_a_person_cuts_it_and_can_be_undone(looked, lead, now):
    row = Examination.objects.order_by("pk").last()
    objects.cut(row, by=lead, now=now, reason=WHY)
    assert file_of(looked).objects == 0
    objects.undo(row, by=lead, now=now, reason="it was the same drone")
    assert file_of(looked).objects == 1
    kinds = list(Event.objects.filter(kind__startswith="examination.").order_by("pk").values_list("kind", "reason"))
    assert kinds == [("examination.cut", WHY), ("examination.undone", "it was the same drone")]


def test_what_was_cut_is_not_found_again(looked, lead, now):
    row = Examination.objects.order_by("pk").last()
    objects.cut(row, by=lead, now=now, reason=WHY)
    said = [entry.statement for entry in file_of(looked).entries]
    assert objects.examine([(looked, said)], now=now) == []
    assert file_of(looked).objects == 0


def test_it_is_seen_as_it_stood_on_a_day(looked, lead, now):
    day = timedelta(days=1)
    row = Examination.objects.order_by("pk").last()
    objects.cut(row, by=lead, now=now + 5 * day, reason=WHY)
    objects.undo(row, by=lead, now=now + 7 * day, reason="it was the same drone")
    assert [file_of(looked, as_of=now + n * day).objects for n in (4, 6, 8)] == [1, 0, 1]


def test_a_person_adds_one_that_the_machine_did_not_see(looked, lead, now):
    bare = next(
        entry.statement for entry in file_of(looked).entries if entry.statement.reading.revision.report.publisher_name == "River Daily"
    )
    row = objects.add(EvidenceObject.objects.get(), bare, by=lead, now=now, reason="their envoy was shown the debris")
    assert file_of(looked).counted.endswith("3 origins on 1 object")
    objects.undo(row, by=lead, now=now, reason="he was not")
    assert file_of(looked).counted.endswith("2 origins on 1 object")


def test_another_thing_of_the_kind_is_another_object(looked, now):
    later = now + timedelta(days=4)
    make.report(ELSEWHERE, publisher="Varrin Echo", published=later, now=later)
    assert EvidenceObject.objects.count() == 2
    assert file_of(looked).counted == "4 reports · 4 origins · 2 origins on 1 object"


@pytest.mark.parametrize("role", ["reader", "admin", None])
def test_others_are_refused(looked, role, now):
    with pytest.raises(NotAllowed):
        objects.cut(Examination.objects.first(), by=make.person(role), now=now, reason=WHY)


def test_a_word_needs_its_reason(looked, lead, now):
    with pytest.raises(Refused) as refusal:
        objects.cut(Examination.objects.first(), by=lead, now=now, reason=" ")
    assert refusal.value.field == "reason"
    with pytest.raises(Refused, match="nobody has decided"):
        objects.undo(Examination.objects.first(), by=lead, now=now, reason=WHY)
