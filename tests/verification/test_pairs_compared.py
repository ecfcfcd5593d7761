"""Every statement is set against every claim that shares an event anchor with it, whatever came in first and however two workers take turns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product

import pytest
from django.conf import settings as configured
from django.db import transaction
from django.utils.module_loading import import_string
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import make
from tests.conftest import NOW
from tracker.models import Claim, Reading, Statement
from tracker.models.work import WorkItem
from tracker.work import Follow
from verification import retrieval
from verification.comparing.anchors import anchor_terms
from verification.comparing.relation import COMPARER
from verification.models import Comparison
from verification.services import comparing
from verification.services.pairing import Bench

pytestmark = pytest.mark.django_db

# Two stories; what shares "Torvik" and "viaduct", or "Selmar" and "refinery", is expected to be compared.
TEXTS = [
    "The Torvik viaduct collapsed on Monday, police said.",
    "Nine people were hurt at the Torvik viaduct, the hospital said.",
    "A loose girder may have brought down the Torvik viaduct, engineers said.",
    "The Selmar refinery burned on Monday, the fire brigade said.",
    "Workers at the Selmar refinery had warned of leaks, the union said.",
    "Police arrested two men near the Torvik viaduct.",
]
CHANGED = "Eleven people were hurt at the Torvik viaduct, the hospital said. The Selmar refinery was sabotaged, police said."
DAYS = (0, 3, 1, 2, 30, 390)


def nothing(subject: str, *, now: datetime) -> tuple[Follow, ...]:
    """A step that does nothing."""
    return ()


class Workers:
    """The jobs of the record, done one at a time in the order that *choices* gives; a job at the record's lock may have to wait for another one."""

    def __init__(self, choices: list[int]) -> None:
        self.waiting: list[Follow] = []
        self.choices = choices
        self.nested = False
        self.asked: set[tuple[int, int]] = set()

    def next(self) -> int:
        return self.choices.pop() if self.choices else 0

    def do_one(self) -> None:
        job = self.waiting.pop(self.next() % len(self.waiting))
        with transaction.atomic():
            follows = import_string(configured.PIPELINE[job.kind])(job.subject, now=NOW)
        self.waiting += [one for one in follows if one.kind in ("read", "compare", "compare_back")]

    def hold(self, real: Callable[[str], int]) -> Callable[[str], int]:
        def held(name: str) -> int:
            if name == "record" and self.waiting and not self.nested and self.next() % 2:
                self.nested = True
                self.do_one()  # the other worker had the lock first
                self.nested = False
            return real(name)

        return held


def take_in(workers: Workers, monkeypatch, order: list[int]) -> None:
    real, compare = comparing.sequence.hold, Bench.compare

    def remembered(self, claim, statement):
        workers.asked.add((claim.pk, statement.pk))
        return compare(self, claim, statement)

    with monkeypatch.context() as patch:
        patch.setattr(comparing.sequence, "hold", workers.hold(real))
        patch.setattr(Bench, "compare", remembered)
        for number in order:
            published = NOW - timedelta(days=DAYS[number])  # also an older report that arrives late
            came = make.received(
                TEXTS[number], publisher=f"Outlet {number}", published=published, url=f"https://outlet{number}.example/story"
            )
            workers.waiting.append(Follow("read", str(came.latest.uuid)))
            if workers.next() % 3:
                workers.do_one()
        while workers.waiting:
            workers.do_one()
        changed = make.received(CHANGED, publisher="Outlet 1", published=NOW - timedelta(days=3), url="https://outlet1.example/story")
        workers.waiting.append(Follow("read", str(changed.revisions.order_by("no").last().uuid)))
        while workers.waiting:
            workers.do_one()
        left = WorkItem.objects.filter(kind="compare_back").values_list("kind", "subject")  # what the re-reading put into the queue
        workers.waiting += [Follow(kind, subject) for kind, subject in left]
        while workers.waiting:
            workers.do_one()


def expected() -> list[tuple[Claim, Statement]]:
    """From the rows alone: every claim and statement of another report that share two anchors and lie within the window."""
    claims = Claim.objects.select_related("opened_from__reading__revision__report")
    said = Statement.objects.filter(reading__current=True, check_worthy=True).select_related("reading__revision__report")
    return [
        (claim, one)
        for claim, one in product(claims, said)
        if claim.opened_from.report.pk != one.report.pk
        and len(anchor_terms(claim.text) & anchor_terms(one.display)) >= 2
        and abs(claim.opened_from.said_at - one.said_at) <= timedelta(days=configured.RETRIEVAL_WINDOW_DAYS)
    ]


def covered(claim: Claim, statement: Statement) -> bool:
    """Whether the record says that one of the two was compared up to the other."""
    reach = dict(
        Comparison.objects.filter(subject__in=(f"claim:{claim.uuid}", f"statement:{statement.uuid}"), comparer=COMPARER).values_list(
            "subject", "up_to_seq"
        )
    )
    return reach.get(f"statement:{statement.uuid}", 0) >= claim.seq or reach.get(f"claim:{claim.uuid}", 0) >= statement.seq


ORDERS = given(order=st.permutations(range(len(TEXTS))), choices=st.lists(st.integers(0, 11), min_size=20, max_size=40))
FEW = settings(max_examples=5, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck), deadline=None)


@FEW
@ORDERS
def test_every_expected_pair_is_compared(monkeypatch, settings, order, choices):
    settings.RETRIEVAL_CANDIDATES = 1  # the limit cuts only what lies beyond the anchored pairs
    with transaction.atomic():
        workers = Workers(list(choices))
        take_in(workers, monkeypatch, list(order))
        pairs = expected()
        assert len(pairs) >= 4
        assert Reading.objects.filter(current=False).count() == 1
        assert [(claim.text, one.display) for claim, one in pairs if not covered(claim, one)] == []
        assert [(claim.text, one.display) for claim, one in pairs if (claim.pk, one.pk) not in workers.asked] == []
        transaction.set_rollback(True)


def test_a_claim_that_does_not_look_back_misses_what_came_before(monkeypatch, settings):
    settings.PIPELINE = {**settings.PIPELINE, "compare_back": "tests.verification.test_pairs_compared.nothing"}
    workers = Workers([])
    take_in(workers, monkeypatch, [0, 2, 5])
    assert [pair for pair in expected() if not covered(*pair)] != []


def test_a_limit_of_one_still_finds_all_that_share_two_anchors():
    said = [
        make.tracked(text)
        for text in ("The Torvik viaduct collapsed.", "Cracks ran through the viaduct at Torvik.", "Torvik elects a mayor.")
    ]
    for claim in said:
        retrieval.index_claim(claim)
    found = retrieval.candidate_claims("Inspectors closed the Torvik viaduct.", at=NOW, limit=1)
    assert {claim.pk for claim in found} == {said[0].pk, said[1].pk}


def test_what_was_said_outside_the_window_is_not_a_candidate_until_it_is_said_again():
    claim = make.tracked("The Torvik viaduct collapsed.")
    retrieval.index_claim(claim)
    later = NOW + timedelta(days=configured.RETRIEVAL_WINDOW_DAYS + 10)
    assert retrieval.candidate_claims("The Torvik viaduct collapsed.", at=later) == []
    retrieval.said_again([(claim, NOW + timedelta(days=30))])
    assert retrieval.candidate_claims("The Torvik viaduct collapsed.", at=later) == [claim]
