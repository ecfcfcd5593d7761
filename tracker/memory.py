"""What a long-lived process tells Python's search for unreachable objects."""

from __future__ import annotations

import gc

COLLECT_AFTER = 20_000  # objects made beyond those let go, between two looks at the young; Python's own figure is 700


def settle() -> None:
    """Leave out of every later search what stands now, the program itself and its tables, and search less often. Call once, when all is loaded.

    Before a process forks it also keeps its children from copying these pages just because a search looked at them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, *gc.get_threshold()[1:])
