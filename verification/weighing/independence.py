"""How many independent origins stand behind a set of assertions: the root components of the provenance graph that they reach.

Pure. An assertion derives from other assertions, or roots in who said it. Circles (circular reporting) become one root.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)
UNKNOWN = "unknown lineage"


def roots(
    assertions: Iterable[Node], derives: Mapping[Node, Iterable[Node]], said_by: Mapping[Node, Hashable | None]
) -> dict[Node, frozenset[Hashable]]:
    """For each assertion the origins that it reaches. Linear in nodes and edges.

    *derives* maps an assertion to what it was taken from; *said_by* maps an assertion to its speaker (None = unknown; all unknown ones
    share one origin). A circle that leads nowhere else is one origin, named by its smallest speaker.
    """
    assertions = list(assertions)
    reached: dict[Node, frozenset[Hashable]] = {}
    for circle in _components(assertions, derives):
        members = set(circle)
        beyond = [parent for node in circle for parent in derives.get(node, ()) if parent not in members]
        if beyond:
            ends = frozenset().union(*(reached[parent] for parent in beyond))
        else:
            speakers = sorted((said_by[node] for node in circle if said_by.get(node) is not None), key=repr)
            ends = frozenset({speakers[0] if speakers else UNKNOWN})
        reached |= dict.fromkeys(circle, ends)
    return {node: reached[node] for node in assertions}


def independent_origins(reached: Iterable[frozenset[Hashable]]) -> int:
    """How many origins count: a roundup that cites several adds none of its own, so the union is what counts."""
    return len(frozenset().union(*reached))


def _components(starts: Iterable[Node], derives: Mapping[Node, Iterable[Node]]) -> Iterator[list[Node]]:
    """The strongly connected components reached from *starts*, parents before children (Tarjan 1972, without recursion)."""
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    on_stack: set[Node] = set()
    for start in starts:
        if start in index:
            continue
        path: list[tuple[Node, Iterator[Node]]] = []

        def enter(node: Node, path: list[tuple[Node, Iterator[Node]]] = path) -> None:
            index[node] = low[node] = len(index)
            stack.append(node)
            on_stack.add(node)
            path.append((node, iter(list(derives.get(node, ())))))

        enter(start)
        while path:
            node, parents = path[-1]
            for parent in parents:
                if parent not in index:
                    enter(parent)
                    break
                if parent in on_stack:
                    low[node] = min(low[node], index[parent])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == index[node]:
                    place = stack.index(node)
                    component, stack[place:] = stack[place:], []
                    on_stack.difference_update(component)
                    yield component
