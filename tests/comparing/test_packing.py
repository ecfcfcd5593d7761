"""A packed frame is the same frame when it is unpacked, whatever the text; and a change of anything that a frame comes of changes its sign."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, make_dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.comparing.test_gold import moment
from tests.comparing.test_properties import NEWSLIKE
from tracker.terms import Comparator, Level, Marker, Polarity
from verification.comparing import packing
from verification.comparing.frames import frame_of
from verification.comparing.relation import compare
from verification.comparing.shapes import Frame, Point

GOLD = [json.loads(line) for line in Path(__file__).with_name("gold.jsonl").read_text(encoding="utf-8").splitlines()]
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=9))])
MOMENTS = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1), timezones=ZONES)
POINTS = st.builds(
    Point,
    bloc=st.none() | st.text(max_size=8),
    unit=st.none() | st.text(max_size=8),
    low=st.none() | st.decimals(allow_nan=False),
    high=st.none() | st.decimals(allow_nan=False),
    comparator=st.sampled_from(Comparator),
    as_of_start=st.none() | MOMENTS,
)


@given(
    text=st.one_of(st.text(max_size=120), NEWSLIKE),
    said_at=st.none() | MOMENTS,
    level=st.none() | st.sampled_from(Level),
    polarity=st.none() | st.sampled_from(Polarity),
    markers=st.lists(st.sampled_from(Marker), unique=True).map(tuple),
    speaker=st.none() | st.text(max_size=20),
    series=st.lists(POINTS, max_size=3).map(tuple),
    context=st.text(max_size=60) | NEWSLIKE,
)
@settings(max_examples=120, deadline=None)
def test_any_frame_comes_back_as_it_was(text, said_at, level, polarity, markers, speaker, series, context) -> None:
    frame = frame_of(
        text,
        said_at=said_at,
        level=level,
        polarity=polarity,
        markers=markers,
        speaker=speaker,
        bloc=speaker,
        series=series,
        context=context,
    )
    packed = packing.pack(frame)
    again = packing.unpack(packed)
    assert again == frame
    assert [type(getattr(again, field.name)) for field in fields(Frame)] == [type(getattr(frame, field.name)) for field in fields(Frame)]
    assert packing.pack(again) == packed


def test_what_is_found_from_packed_frames_is_what_is_found_from_fresh_ones() -> None:
    sizes = []
    for row in GOLD:
        claim = frame_of(row["claim"], said_at=moment(row["claim_date"]), context=row["later"])
        later = frame_of(row["later"], said_at=moment(row["later_date"]))
        packed = [packing.pack(claim), packing.pack(later)]
        sizes += [len(one) for one in packed]
        assert compare(*map(packing.unpack, packed)) == compare(claim, later)
    assert sum(sizes) / len(sizes) < 1000


def test_the_sign_is_another_for_other_words_another_time_and_another_version(monkeypatch) -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    first = packing.sign("The dam broke.", at, Level(5))
    assert first == packing.sign("The dam broke.", at, Level(5))
    assert (
        len({first, packing.sign("The dam broke", at, Level(5)), packing.sign("The dam broke.", at, Level(4)), packing.sign("\ud800", at)})
        == 4
    )
    monkeypatch.setattr(packing, "fingerprint", lambda: b"another")
    assert packing.sign("The dam broke.", at, Level(5)) != first


def test_the_fingerprint_turns_on_code_tables_and_shapes(tmp_path, monkeypatch) -> None:
    kept = packing.fingerprint()
    table = tmp_path / "tables" / "words.tsv"
    table.parent.mkdir()
    found = {kept}
    monkeypatch.setattr(packing, "MADE_OF", (tmp_path,))
    for content in ("a\tb\n", "a\tc\n"):
        table.write_text(content)
        packing.fingerprint.cache_clear()
        found.add(packing.fingerprint())
    monkeypatch.setattr(packing, "shape_of", lambda kind: "another")
    packing.fingerprint.cache_clear()
    found.add(packing.fingerprint())
    packing.fingerprint.cache_clear()
    assert len(found) == 4


def test_a_field_that_is_added_is_packed_without_further_ado_and_changes_the_shape() -> None:
    part = make_dataclass("Part", [("name", str), ("sizes", tuple[Decimal, ...])], frozen=True)
    smaller = make_dataclass("Whole", [("parts", tuple[part, ...])], frozen=True)
    whole = make_dataclass("Whole", [("parts", tuple[part, ...]), ("best", part | None), ("seen", frozenset[tuple[str, int]])], frozen=True)
    one = part("a", (Decimal("1.50"),))
    made = whole((one, one), one, frozenset({("x", 1), ("a", 2)}))
    write, read, _ = packing.codec(whole)
    held = json.loads(json.dumps(write(made, {})))
    assert held == [[["a", ["1.50"]], 0], 0, [["a", 2], ["x", 1]]]
    assert read(held, []) == made
    assert packing.shape_of(whole) != packing.shape_of(smaller)


def test_a_kind_that_cannot_be_packed_is_refused_by_name() -> None:
    @dataclass(frozen=True)
    class Odd:
        table: dict

    with pytest.raises(TypeError, match="dict"):
        packing.codec(Odd)
