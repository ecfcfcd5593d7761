"""Edges that the machine finds: links, feeds, shared quotations, and what it only asks a person about; one sentence on two claims lends no origin to both."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import make
from tracker.models import Claim, Edge
from verification.casefile import case_files

pytestmark = pytest.mark.django_db
FIRST = "The dam at Lorn was blown up on Monday, the Lorn Ministry said."
AGAIN = "Somebody blew up the Lorn dam on Monday"


def told(now, n, publisher, text, **fields):
    at = now + timedelta(hours=n)
    url = f"https://{publisher.lower().replace(' ', '-')}.example/{n}"
    return make.report(text, publisher=publisher, published=at, now=at, **{"url": url, **fields})


def file_of(words):
    return case_files([Claim.objects.get(text__contains=words)])[0]


def found(method):
    return list(Edge.objects.filter(method=method, cut_at=None))


def test_who_links_to_the_report_and_names_nobody_has_it_from_there(now):
    told(now, 0, "Brenn Wire", FIRST)
    told(now, 1, "Hill Gazette", f"{AGAIN}. More at https://brenn-wire.example/0.")
    [edge] = found("link")
    assert edge.grounds == {"address": "https://brenn-wire.example/0"}
    assert file_of("dam").origins == 1


def test_who_links_to_it_but_names_a_source_of_his_own_is_an_origin(now):
    told(now, 0, "Brenn Wire", FIRST)
    told(
        now,
        1,
        "Hill Gazette",
        f"{AGAIN}, the Engineers Union said. Earlier reports: https://brenn-wire.example/0",
    )
    assert found("link") == []
    assert file_of("dam").origins == 2


def test_what_a_feed_brought_from_another_outlet_is_that_outlets(now):
    told(now, 0, "Brenn Wire", "The dam at Lorn was blown up on Monday.")
    told(now, 1, "News Basket", f"{AGAIN}.", metadata={"feed_source": "Brenn Wire"})
    assert len(found("feed")) == 1
    assert file_of("dam").origins == 1


def test_texts_that_share_a_good_part_of_their_words_are_put_to_a_person(now):
    told(
        now, 0, "Brenn Wire", "Bandits blew up the gas pipeline near Orsa on Monday night. Nobody was hurt and repairs will take two weeks."
    )
    told(
        now, 1, "Hill Gazette", "Bandits blew up the gas pipeline near Orsa, cutting supplies to the north of the country for several days."
    )
    [edge] = Edge.objects.proposed()
    assert 0.25 <= edge.confidence < 0.6
    assert file_of("pipeline").origins == 2


def test_one_long_quotation_is_one_public_statement(now):
    said = "“We found explosives under the pipe, and whoever put them there knew exactly where the valves were,”"
    told(now, 0, "Brenn Wire", f"{said} the minister of energy, Anna Korr, said on Monday.")
    told(now, 1, "Hill Gazette", f"Speaking to reporters in Orsa after a long day, Korr had this to say of the attack: {said} she said.")
    edges = found("shared quote") + found("copy")
    assert edges
    assert all(edge.state == "standing" for edge in edges)


def test_a_sentence_on_two_claims_takes_each_part_from_its_own_origin(now):
    claim, other = make.claim_by_hand(origin="Lorn Ministry"), make.claim_by_hand("The mayor of Lorn fled.", origin="Lorn Police")
    both = make.statement("The mined dam drove the mayor of Lorn out.", origin=make.body("Metro Daily"))
    for one in (claim, other):
        make.set_against(one, said=both)
        Edge.objects.create(child=both, parent=one.opened_from, claim=one, method="attribution", confidence=0.9, made_at=now)
    for one, name in ((claim, "Lorn Ministry"), (other, "Lorn Police")):
        assert {entry.origin_name for entry in case_files([one])[0].entries} == {name}


def test_unknown_lineage_is_shown_with_its_number(now):
    claim = make.tracked(opened_from=make.statement(origin=make.body("Lorn Ministry")))
    for n in range(3):
        make.set_against(claim, said=make.statement(of=make.received(f"The dam at Lorn was mined, {n} people say.", publisher=None)))
    assert case_files([claim])[0].counted == "4 reports · 2 origins · unknown lineage · 3"
