"""``manage.py read --lines --genre``: whether each line counts as uncertain in such a text."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

LINES = "Many critics regard the tower as one of the finest.\nThe tower was built in 1931 by Ana Ruiz.\n"


def run(tmp_path, *options):
    path = tmp_path / "lines.txt"
    path.write_text(LINES, encoding="utf-8")
    out = StringIO()
    call_command("read", str(path), *options, stdout=out)
    return out.getvalue()


def test_each_line_says_whether_it_is_vague_in_an_encyclopedia(tmp_path):
    answers = [json.loads(line) for line in run(tmp_path, "--lines", "--genre", "encyclopedia", "--format", "jsonl").splitlines()]
    assert [answer["uncertain"] for answer in answers] == [True, False]
    assert "1 · uncertain" in run(tmp_path, "--lines", "--genre", "encyclopedia", "--format", "table")


def test_the_same_words_are_no_hedge_in_news_and_nothing_is_said_unless_asked(tmp_path):
    news = [json.loads(line)["uncertain"] for line in run(tmp_path, "--lines", "--genre", "news", "--format", "jsonl").splitlines()]
    assert news[1] is False
    assert all("uncertain" not in json.loads(line) for line in run(tmp_path, "--lines", "--format", "jsonl").splitlines())


def test_a_genre_without_lines_is_refused(tmp_path):
    with pytest.raises(CommandError, match="--genre is about single sentences; use it with --lines"):
        run(tmp_path, "--genre", "science")
