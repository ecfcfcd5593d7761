"""``manage.py read`` prints what other programs read, without a database."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


def run(tmp_path, text, *options):
    path = tmp_path / "story.txt"
    path.write_text(text, encoding="utf-8")
    out = StringIO()
    call_command("read", str(path), *options, stdout=out)
    return out.getvalue()


def test_json_holds_the_title_the_date_and_the_statements(tmp_path):
    text = "Title: Dam\nPublished: 2026-03-04\n\nAround 2,000 homes may have been flooded on Tuesday, officials said.\n"
    answer = json.loads(run(tmp_path, text, "--format", "json"))
    statement = answer["statements"][-1]
    assert (answer["title"], answer["published"], answer["language"]) == ("Dam", "2026-03-04", "en")
    assert (statement["level"], statement["polarity"], statement["check_worthy"]) == (2, "affirmed", True)
    assert statement["quantities"][0]["low"] == statement["quantities"][0]["high"] == 2000
    assert isinstance(statement["quantities"][0]["low"], int)
    assert statement["dates"][0]["from"] == "2026-03-03"
    assert statement["chain"] == [{"source": "officials", "cue": "said", "kind": "unnamed_official", "level": 5}]


def test_every_line_answers_its_own_line(tmp_path):
    lines = run(tmp_path, "A dam burst.\n\nTitle: no header here\n", "--lines", "--format", "jsonl").splitlines()
    assert run(tmp_path, "A dam burst.\n\nTitle: no header here\n", "--lines").splitlines() == lines
    assert [json.loads(line)["line"] for line in lines] == [1, 2, 3]
    assert json.loads(lines[1])["statements"] == []


def test_the_table_is_for_people(tmp_path):
    shown = run(tmp_path, "At least 12 homes may have been flooded, officials said.\n")
    assert "possible · affirmed" in shown
    assert "officials (said): At least 12 homes may have been flooded" in shown
    assert "at least 12" in shown


def test_another_language_is_said_to_be_unread(tmp_path):
    assert "not read: language de" in run(
        tmp_path, "Die Regierung hat den Bericht am Montag nicht bestätigt, und der Minister ist nach Berlin gereist."
    )


def test_a_missing_file_and_a_bad_date_are_named(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.txt: No such file"):
        call_command("read", str(tmp_path / "nowhere.txt"))
    with pytest.raises(CommandError, match=r"--published: 'soon'"):
        run(tmp_path, "A dam burst.", "--published", "soon")
