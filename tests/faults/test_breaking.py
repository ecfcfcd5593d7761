"""Each way to break the program on purpose takes the place of something that the program calls."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.faults import breaking
from tracker import sequence, work
from verification.services import sending


@pytest.fixture
def whole(monkeypatch):
    """What is broken in a test is whole again after it."""
    for module, name in ((sequence, "draw"), (work, "finish"), (sending, "send")):
        monkeypatch.setattr(module, name, getattr(module, name))


@pytest.mark.parametrize(
    ("way", "module", "name"), [("no-lock", sequence, "draw"), ("no-fence", work, "finish"), ("mark-after-send", sending, "send")]
)
def test_a_way_takes_the_place_of_what_the_program_calls(whole, way, module, name):
    before = getattr(module, name)
    breaking.break_it(way)
    assert getattr(module, name) is not before


def test_a_way_that_breaks_nothing_any_more_says_so():
    moved = ModuleType("tests.faults.moved")
    moved.send = sending.send
    with pytest.raises(LookupError, match="breaks nothing"):
        breaking.put_in_place(moved, "send", lambda: None)
