"""What a long-lived process leaves out of the search for unreachable objects."""

from __future__ import annotations

import gc
import weakref

import pytest

from tracker import memory


@pytest.fixture
def as_before():
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def test_what_stands_is_left_out_and_what_comes_later_is_not(as_before):
    memory.settle()
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold()[0] == memory.COLLECT_AFTER

    class Node:
        pass

    gone: list[int] = []
    one = Node()
    one.itself = one
    weakref.finalize(one, gone.append, 1)
    del one
    gc.collect()
    assert gone == [1]
