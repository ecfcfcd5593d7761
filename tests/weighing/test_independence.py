"""Origins are counted, not copies."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from verification.weighing.independence import UNKNOWN, independent_origins, roots


def count(said_by, derives=()):
    edges: dict = {}
    for child, parent in derives:
        edges.setdefault(child, set()).add(parent)
    return independent_origins(roots(said_by, edges, said_by).values())


def test_two_speakers_are_two_origins_and_their_copies_add_none():
    assert count({"a": "wire", "b": "ministry"}) == 2
    assert count({"a": "wire", "b": "post", "c": "daily"}, [("b", "a"), ("c", "b")]) == 1


def test_a_roundup_of_two_adds_none_and_joins_none():
    assert count({"a": "wire", "b": "ministry", "r": "roundup"}, [("r", "a"), ("r", "b")]) == 2


def test_a_ring_counts_one_and_hides_no_origin_it_reaches():
    assert count({"a": "x", "b": "y", "c": "z"}, [("a", "b"), ("b", "c"), ("c", "a")]) == 1
    assert count({"a": "x", "b": "y", "c": "z"}, [("a", "b"), ("b", "a"), ("b", "c")]) == 1


def test_all_of_unknown_lineage_are_one_origin():
    assert roots(["a"], {}, {"a": None}) == {"a": frozenset({UNKNOWN})}
    assert count({"a": None, "b": None}) == 1


graphs = st.integers(1, 7).flatmap(
    lambda n: st.tuples(
        st.lists(st.sampled_from("uvwxyz"), min_size=n, max_size=n),
        st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=12),
    )
)


@given(graphs, st.randoms(use_true_random=False))
def test_order_never_matters(graph, random):
    speakers, edges = graph
    said_by = dict(enumerate(speakers))
    shuffled = list(said_by.items())
    random.shuffle(shuffled)
    assert count(said_by, edges) == count(dict(shuffled), sorted(edges, reverse=True))


@given(graphs, st.integers(0, 6), st.integers(0, 6))
def test_a_discovered_citation_never_raises_the_count_of_a_tree(graph, child, parent):
    speakers, edges = graph
    said_by = dict(enumerate(speakers))
    forest = {(a, b) for a, b in edges if a > b}
    child, parent = max(child, parent) % len(speakers), min(child, parent) % len(speakers)
    if child > parent:
        assert count(said_by, forest | {(child, parent)}) <= count(said_by, forest)


@given(graphs)
def test_a_copy_adds_nothing(graph):
    speakers, edges = graph
    said_by = dict(enumerate(speakers))
    assert count(said_by | {"copy": "another"}, edges | {("copy", 0)}) == count(said_by, edges)
