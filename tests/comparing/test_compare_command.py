"""``manage.py compare``: the lines that go in and come out, and what a bad line is told."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

PAIR = {
    "claim": "The quake in Korvat killed 41 people.",
    "claim_date": "2026-03-02",
    "later": "The toll in the Korvat quake rose to 112.",
    "later_date": "2026-03-03",
}


def compare(tmp_path: Path, *lines: object) -> list[dict]:
    source = tmp_path / "pairs.jsonl"
    source.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines), encoding="utf-8")
    out = io.StringIO()
    call_command("compare", str(source), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_line_is_answered_in_order(tmp_path: Path) -> None:
    first, second = compare(tmp_path, PAIR, PAIR | {"later": "No one died in the Korvat quake."})
    assert (first["relation"], second["relation"]) == ("updates", "contradicts")
    assert 0 <= first["score"] <= 1
    assert first["rule"] == "later_and_larger"
    assert all(0 <= a < b <= len(PAIR["claim"]) for a, b in first["spans"]["claim"])


def test_how_a_text_keeps_away_from_what_it_tells_stands_beside_the_relation(tmp_path: Path) -> None:
    plain, hearsay = compare(tmp_path, PAIR, PAIR | {"later": "The Korvat quake reportedly killed 41 people."})
    assert plain["distance"] == []
    assert "hearsay" in hearsay["distance"]


def test_standard_input_is_read_and_blank_lines_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n" + json.dumps(PAIR) + "\n"))
    out = io.StringIO()
    call_command("compare", "-", stdout=out)
    assert json.loads(out.getvalue())["relation"] == "updates"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 2: not JSON"),
        ("[1]", "line 2: list found"),
        ({"claim": "x"}, "line 2: field 'later' is null"),
        (PAIR | {"claim": ""}, "line 2: field 'claim' is \"\""),
        (PAIR | {"later_date": "soon"}, "line 2: field 'later_date' is \"soon\""),
        (PAIR | {"claim_date": "2026-03-02T10:00"}, "line 2: field 'claim_date' is \"2026-03-02T10:00\", a time without zone"),
    ],
)
def test_a_bad_line_is_named_with_its_field(tmp_path: Path, line: object, complaint: str) -> None:
    with pytest.raises(CommandError) as caught:
        compare(tmp_path, PAIR, line)
    assert str(caught.value).startswith(complaint)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(CommandError, match=r"nowhere\.jsonl: No such file"):
        call_command("compare", "nowhere.jsonl")
