"""The scorers of the reading benchmark on small files in the layouts that they claim to know."""

from __future__ import annotations

import json
from pathlib import Path

import numpy
import pytest

from tests.bench.attribution_score import Score, half, scores
from tests.bench.bench_reading import main, score_rows, table
from tests.bench.fitting import Design, folds, logistic, pearson, ridge
from tests.bench.reading_scores import recognised, trimmed
from tests.bench.reading_sets import Attributed, bioscope, commitmentbank, conll, joined, polnear, runs, sample, split_of, tokens_under, uds
from tracker.language.spans import Span


def lines(path: Path, *rows: dict) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_tokens_are_joined_as_they_were_printed_and_keep_their_places() -> None:
    tokens = ["``", "We", "did", "n't", "pay", "$", "5", ",", "''", "Ms.", "Ode", "said", "(", "twice", ")", "."]
    text, places = joined(tokens)
    assert text == "“We didn't pay $5,” Ms. Ode said (twice)."
    assert [text[a:b] for a, b in places][1:5] == ["We", "did", "n't", "pay"]
    assert tokens_under(places, text.index("Ms."), text.index(" said")) == (9, 11)
    assert tokens_under(places, len(text) + 1, len(text) + 5) is None


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["B-cue", "I-cue", "O", "B-cue"], [(0, 2), (3, 4)]),
        (["B-cue", "B-cue"], [(0, 1), (1, 2)]),
        (["O", "I-cue", "I-cue"], [(1, 3)]),
        (["B-source", "I-cue"], [(1, 2)]),
        ([], []),
    ],
)
def test_runs_follow_the_labels(labels: list[str], expected: list[tuple[int, int]]) -> None:
    assert runs(labels, "cue") == expected


def test_only_the_very_span_counts() -> None:
    passage = Attributed(
        ("Ode", "said", "rain", "fell"), {"source": frozenset({(0, 1)}), "cue": frozenset({(1, 2)}), "content": frozenset({(2, 4)})}, "a"
    )

    def reader(text: str):
        return [("source", Span(0, 3)), ("cue", Span(4, 8)), ("content", Span(9, 13))]

    found = scores([passage], reader)
    assert found["source"].f1 == found["cue"].f1 == 1
    assert found["content"] == Score(0, 1, 1)
    assert found["content"].f1 == 0


def test_halves_share_no_document() -> None:
    passages = [Attributed((), {}, name) for name in "aabbccdd"]
    looking, checking = half(passages, "looking"), half(passages, "checking")
    assert len(looking) + len(checking) == len(passages)
    assert not {p.document for p in looking} & {p.document for p in checking}


def test_every_layout_is_known_by_its_name_and_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines(
        tmp_path / "polnear_test_bio.txt",
        {"tokens": ["Ode", "said", "rain", "fell"], "labels": ["B-source", "B-cue", "B-content", "I-content"]},
    )
    lines(
        tmp_path / "wiki_test.jsonl",
        {"text": "Many critics regard it as overrated.", "hedged": 1},
        {"text": "It opened in 1931.", "hedged": 0},
    )
    lines(
        tmp_path / "bio_dev.jsonl",
        {"text": "These data suggest a role for light.", "hedged": 1},
        {"text": "Cells were washed.", "hedged": 0},
    )
    lines(
        tmp_path / "uds_ih2_test.jsonl",
        {"text": "Rain fell and may fall", "targets": [{"span1": [1, 2], "label": 3}, {"span1": [4, 5], "label": -1}]},
    )
    (tmp_path / "commitmentbank_items.csv").write_text(
        'Context,Target,Prompt,Mean\n"","He knew that it rained.",it rained,2.5\n"","I don\'t think it rained.",it rained,-2\n',
        encoding="utf-8",
    )
    (tmp_path / "bioscope_small_scopes.xml").write_text(
        '<a><sentence>Light <xcope id="X1"><cue type="speculation" ref="X1">may</cue> slow growth</xcope>.</sentence></a>',
        encoding="utf-8",
    )
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    found = score_rows(tmp_path, 0)
    shown = table(found)
    assert len(recognised(tmp_path)) == 6
    for name in ("PolNeAR", "CoNLL-2010 Wikipedia", "CoNLL-2010 biomedical", "UDS-IH2", "CommitmentBank", "BioScope"):
        assert name in shown
    by_name = {row.measure: row for row in found}
    assert by_name["CommitmentBank: commitment to a clause, r"].ours == "1.000"
    assert by_name["BioScope: exact scope of a speculation cue, the cue given"].ours == "1.000"
    assert "test, 2 sentences" in shown
    assert "fitted on the training split" in by_name["CoNLL-2010 Wikipedia: sentence is uncertain, F1"].fitted
    assert "polnear_test_bio.txt" in capsys.readouterr().err


def test_a_directory_without_a_known_file_says_what_is_known(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"holds no file whose name is known. Known are: PolNeAR"):
        score_rows(tmp_path, 0)
    with pytest.raises(SystemExit, match="no such directory"):
        score_rows(tmp_path / "gone", 0)


def test_a_file_that_breaks_its_layout_is_left_out_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines(tmp_path / "wiki_test.jsonl", {"sentence": "It opened."})
    assert score_rows(tmp_path, 0) == []
    assert "wiki_test.jsonl does not follow the layout of CoNLL-2010" in capsys.readouterr().err


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bio_train.jsonl"
    path.write_text('{"text": "a", "hedged": 0}\nnot json\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"bio_train\.jsonl:2: not a JSON object"):
        list(conll(path))


def test_a_negative_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["bench_reading", str(tmp_path), "--limit", "-3"])
    with pytest.raises(SystemExit):
        main()
    assert "--limit is -3; must be 0 (all rows) or more" in capsys.readouterr().err


def test_readers_of_files_give_what_stands_in_them(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text(
        '<a><sentence>We saw <xcope id="1"><cue type="negation" ref="1">neither</cue> frost'
        ' <cue type="negation" ref="1">nor</cue> rain</xcope>.</sentence></a>',
        encoding="utf-8",
    )
    [scoped] = bioscope(path)
    assert scoped.text[slice(*scoped.cue)] == "neither frost nor"
    assert scoped.text[slice(*scoped.scope)] == "neither frost nor rain"
    events = list(
        uds(lines(tmp_path / "u.jsonl", {"text": "Rain fell", "targets": [{"span1": [1, 2], "label": 2}, {"span1": [7, 8], "label": 2}]}))
    )
    assert [(e.tokens[e.at], e.certainty) for e in events] == [("fell", 2.0)]
    [passage] = polnear(lines(tmp_path / "p.txt", {"tokens": ["He", "spoke"], "labels": ["B-source", "B-cue"]}))
    assert passage.gold["cue"] == {(1, 2)}
    csv = tmp_path / "c.csv"
    csv.write_text("Context,Target,Prompt,Mean\na,b,c,-1.5\n", encoding="utf-8")
    assert [item.certainty for item in commitmentbank(csv)] == [-1.5]


@pytest.mark.parametrize(
    ("name", "split"),
    [("wiki_train.jsonl", "train"), ("polnear_valid_bio.txt", "valid"), ("uds_ih2_test.jsonl", "test"), ("contested.csv", "all")],
)
def test_the_name_says_the_split(name: str, split: str) -> None:
    assert split_of(Path(name)) == split


def test_a_sample_is_the_same_every_time_and_in_order() -> None:
    rows = list(range(1000))
    assert sample(rows, 50) == sample(rows, 50) == sorted(sample(rows, 50))
    assert len(sample(rows, 50)) == 50
    assert sample(rows, 0) == sample(rows, 5000) == rows


def test_edges_of_a_scope_do_not_count() -> None:
    assert trimmed(" may go. ", 0, 9) == (1, 7)


def test_the_regressions_find_what_is_there() -> None:
    rows = [{"a": 1.0} if k % 2 else {"b": 1.0} for k in range(200)]
    wanted = numpy.array([1.0 if k % 2 else 0.0 for k in range(200)])
    offset, weights = logistic(Design(rows), wanted, drawn=0.01, steps=500)
    assert weights[0] + offset > 2
    assert weights[1] + offset < -2
    middle, slopes = ridge(Design(rows), 2 * wanted, 0.001)
    assert middle + slopes[0] == pytest.approx(2, abs=0.01)
    assert middle + slopes[1] == pytest.approx(0, abs=0.01)
    masks = list(folds(wanted, 5))
    assert sum(masks).tolist() == [1] * 200
    assert all(wanted[mask].sum() == 20 for mask in masks)
    assert pearson([1, 2, 3], [2, 4, 6]) == pytest.approx(1)
    assert pearson([1, 1], [2, 3]) == 0
