"""Full text: one interface, the same answers on both databases."""

from __future__ import annotations

from time import monotonic

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


class TestCommonTerms:
    """How many rows a common term stands in is asked once in a while; of a rare one every time."""

    @pytest.fixture
    def counted(self, monkeypatch):
        asked: list[list[str]] = []

        def count(kind, terms):
            asked.append(terms)
            return {term: 4000 if term.startswith("common") else 2 for term in terms}

        monkeypatch.setattr(search, "_counted", count)
        monkeypatch.setattr(search, "_common", search._Common())
        return asked

    def test_only_rare_ones_are_counted_again(self, counted):
        first = search._frequencies("claim", ["common", "rare"])
        assert search._frequencies("claim", ["common", "rare"]) == first == {"common": 4000, "rare": 2}
        assert counted == [["common", "rare"], ["rare"]]

    def test_each_kind_has_its_own_and_nothing_asked_counts_nothing(self, counted):
        search._frequencies("claim", ["common"])
        search._frequencies("statement", ["common"])
        assert search._frequencies("claim", []) == {}
        assert counted == [["common"], ["common"]]

    def test_after_a_while_they_are_counted_anew(self, counted, monkeypatch):
        search._frequencies("claim", ["common"])
        later = monotonic() + search.REMEMBERED + 1
        monkeypatch.setattr(search, "monotonic", lambda: later)
        search._frequencies("claim", ["common"])
        assert counted == [["common"], ["common"]]

    def test_no_more_is_remembered_than_the_limit(self, counted, monkeypatch):
        monkeypatch.setattr(search, "MOST_REMEMBERED", 2)
        for number in range(5):
            search._frequencies("claim", [f"common{number}"])
        assert len(search._common._kept) <= 3
