"""``manage.py weigh``: what other programs send and get back, and what they are told when a line is wrong."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

LINE = {"claim": "c", "source": "wire", "theta": 0.88, "level": 5, "stance": "for", "origin": "wire", "bloc": "wire", "hops": 0}


@pytest.fixture
def weigh(monkeypatch):
    def answers(*lines):
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)))
        out = io.StringIO()
        call_command("weigh", "-", stdout=out)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    return answers


def line(**fields):
    return {**LINE, **fields}


def without(*fields, **others):
    return {name: value for name, value in line(**others).items() if name not in fields}


def test_each_claim_is_answered_once_in_the_order_of_the_lines(weigh):
    one, two = weigh(line(claim="b"), line(claim="a"), line(claim="b", source="agency", origin="agency", bloc="agency"))
    assert set(one) == {"claim", "P", "L", "number", "k_for", "k_against", "disputed", "origins"}
    assert (one["claim"], two["claim"]) == ("b", "a")
    assert (one["P"], one["number"], one["k_for"], len(one["origins"])) == (pytest.approx(0.966, abs=5e-4), 1, 2, 2)
    assert (two["P"], two["number"], two["k_for"], two["k_against"], two["disputed"]) == (0.842, 2, 1, 0, False)
    assert set(two["origins"][0]) == {"origin", "weight_for", "weight_against", "why"}


def test_what_cannot_be_judged_shows_no_probability(weigh):
    (may,) = weigh(line(level=2), line(source="daily", hops=1))
    assert (may["P"], may["number"], may["L"]) == (None, 6, pytest.approx(0.152, abs=5e-4))


def test_p_may_stand_for_level_and_is_mirrored_by_stance(weigh):
    assert weigh(without("level", p=0.95, stance="against")) == weigh(line(stance="against"))
    (denied,) = weigh(line(stance="against"))
    assert (denied["P"], denied["number"], denied["k_against"]) == (0.158, 5, 1)


def test_an_affirmed_doubtful_weighs_against(weigh):
    assert weigh(line(level=1))[0]["L"] == weigh(without("level", p=0.85, stance="against"))[0]["L"] < 0


def test_origin_bloc_hops_and_record_may_be_left_out(weigh):
    assert weigh(without("origin", "bloc", "hops")) == weigh(LINE)
    assert weigh(without("theta"))[0]["L"] == weigh(line(theta=0.65))[0]["L"]
    (unknown,) = weigh(line(origin=None, bloc=None), line(source=None, origin=None, bloc=None))
    assert [one["origin"] for one in unknown["origins"]] == ["unknown lineage"]


def test_markers_and_dates_are_read_where_they_are_given(weigh):
    assert weigh(line(markers=["unverified"]))[0]["origins"] == []
    assert weigh(line(markers=["hearsay"])) != weigh(LINE)
    turned = weigh(line(at="2026-03-04"), line(stance="against", at="2026-03-04T12:00:00Z"))
    assert turned[0]["L"] == weigh(line(stance="against"))[0]["L"]


def test_blank_lines_are_passed_over_and_no_lines_give_no_answers(weigh):
    assert len(weigh("", json.dumps(LINE), "  ")) == 1
    assert weigh("") == []


def test_it_opens_no_database(weigh, django_db_blocker):
    with django_db_blocker.block():
        assert weigh(LINE)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("{", "line 2: not JSON"),
        ("[1]", "line 2: list found; use an object with claim"),
        (without("claim"), "line 2: field 'claim' is missing; name the claim"),
        (line(claim=""), "line 2: field 'claim' is \"\"; name the claim"),
        (line(source=["a"]), "line 2: field 'source' is ["),
        (line(theta=1.2), "line 2: field 'theta' is 1.2; use a number from 0 to 1"),
        (line(theta="high"), "line 2: field 'theta' is \"high\"; use a number from 0 to 1"),
        ('{"claim": "c", "stance": "for", "level": 5, "theta": NaN}', "line 2: field 'theta' is NaN"),
        (line(level=6), "line 2: field 'level' is 6; use 1 (doubtful) to 5 (stated as fact)"),
        (line(level=True), "line 2: field 'level' is true"),
        (line(p=0.5), "line 2: give either 'level' (1 to 5) or 'p' (0 to 1), not both"),
        (without("level"), "line 2: give either 'level' (1 to 5) or 'p' (0 to 1), not neither"),
        (without("level", p=-0.1), "line 2: field 'p' is -0.1"),
        (line(stance="pro"), "line 2: field 'stance' is \"pro\"; use for or against"),
        (line(hops=-1), "line 2: field 'hops' is -1; use the number of relays, 0 or more"),
        (line(hops=1.5), "line 2: field 'hops' is 1.5"),
        (line(markers=["rumour"]), "line 2: field 'markers' is [\"rumour\"]; use a list of hearsay, conditional, unverified"),
        (line(at="yesterday"), "line 2: field 'at' is \"yesterday\"; use an ISO date"),
        (line(at="2026-03-04T12:00:00"), "line 2: field 'at' is \"2026-03-04T12:00:00\"; add Z or an offset"),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_field(weigh, wrong, says):
    with pytest.raises(CommandError) as raised:
        weigh(LINE, wrong)
    assert str(raised.value).startswith(says)


def test_a_file_is_named_in_its_errors(tmp_path):
    path = tmp_path / "assertions.jsonl"
    path.write_text("{}\n")
    with pytest.raises(CommandError, match=r"assertions\.jsonl: line 1: field 'claim' is missing"):
        call_command("weigh", str(path))
    with pytest.raises(CommandError, match="nowhere: No such file or directory; name a file"):
        call_command("weigh", str(tmp_path / "nowhere"))
    path.write_bytes(b"\xff")
    with pytest.raises(CommandError, match="not UTF-8 at byte 0"):
        call_command("weigh", str(path))
