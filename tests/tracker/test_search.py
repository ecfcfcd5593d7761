"""Full text: one interface, the same answers on both databases."""

from __future__ import annotations

import pytest

from tracker import search

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    search.index("claim", 1, ["dam", "Lorn", "north korea"])
    search.index("claim", 2, ["dam", "Varn"])
    search.index("statement", 3, ["dam", "Lorn"])


def test_the_row_with_most_terms_in_common_comes_first():
    assert search.match("claim", ["lorn", "dam"], limit=5) == [1, 2]
    assert search.match("claim", ["varn", "dam"], limit=5) == [2, 1]


def test_a_row_may_be_asked_to_share_more_than_one_term():
    assert search.match("claim", ["lorn", "dam"], limit=5, at_least=2) == [1]


def test_names_of_several_words_are_one_term():
    assert search.match("claim", ["North Korea"], limit=5) == [1]
    assert search.match("claim", ["north"], limit=5) == []


def test_kinds_do_not_mix_and_the_limit_holds():
    assert search.match("statement", ["dam"], limit=5) == [3]
    assert len(search.match("claim", ["dam"], limit=1)) == 1


def test_indexing_again_replaces_and_removing_removes():
    search.index("claim", 2, ["bridge"])
    assert search.match("claim", ["dam"], limit=5) == [1]
    assert search.match("claim", ["bridge"], limit=5) == [2]
    search.remove("claim", 2)
    assert search.match("claim", ["bridge"], limit=5) == []


@pytest.mark.parametrize("nonsense", [[], [""], ['"'], ["' OR 1=1 --"], ["*"], ["a" * 5000], ["\u200b"], ["NEAR(", "AND"]])
def test_no_term_breaks_the_query(nonsense):
    assert search.match("claim", nonsense, limit=5) == []


def found(text: str, kind: str = "claim", limit: int = 10) -> list[int]:
    return search.by_words(kind, text, limit=limit)


@pytest.fixture
def _texts():
    search.index("report", 11, ["container", "ship", "rajin"])
    search.index("report", 12, ["container", "train"])
    search.index("report", 13, ["dam"], around=["container"])


@pytest.mark.usefixtures("_texts")
@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("containers", [12, 11]),
        ("contain", [12, 11]),
        ("Containers ships", [11]),
        ("containers dam", []),
        ("the", []),
        ("", []),
        ("'; DROP TABLE --", []),
        ("rajin* OR dam", []),
        ('"ship', [11]),
        ("ships & trains | !", []),
    ],
)
def test_people_find_rows_that_hold_every_word_or_its_beginning_the_newest_first(text, keys):
    assert found(text, "report") == keys


@pytest.mark.usefixtures("_texts")
def test_no_more_is_found_than_was_asked_for():
    assert found("container", "report", limit=1) == [12]
