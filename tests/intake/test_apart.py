"""The process of its own in which foreign documents are read: what it may not have, and what is said of a document that wants more."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pytest

from tracker.errors import Refused
from tracker.intake import apart


@pytest.mark.parametrize(
    ("wants", "says"),
    [
        ("bytearray(3 * 1024**3)", "MemoryError"),
        ("open('{place}', 'w').write('x' * 9000)", "File too large"),
    ],
)
def test_a_reader_has_so_much_memory_and_writes_no_file(wants, says, tmp_path):
    told = f"from tracker.intake import apart; apart.limit(); {wants.format(place=tmp_path / 'kept')}"
    done = subprocess.run([sys.executable, "-c", told], cwd=apart.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode
    assert says in done.stderr


def test_a_document_that_takes_too_long_is_given_up_in_words(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    with pytest.raises(Refused, match="reading it takes longer than") as refused:
        apart.run("mail", b"From: a@harbour.example\n\nThe dam broke.")
    assert refused.value.code == "too_slow"


def test_a_reader_that_dies_is_told_in_words_and_sees_no_secret(monkeypatch):
    asked = {}

    def dies(arguments, **options):
        asked.update(options)
        return SimpleNamespace(returncode=-9, stdout=b"")

    monkeypatch.setenv("SECRET_KEY", "only for us")
    monkeypatch.setattr(apart, "subprocess", SimpleNamespace(run=dies, TimeoutExpired=subprocess.TimeoutExpired))
    with pytest.raises(Refused, match="it needs more memory or time than it is given"):
        apart.run("mail", b"x")
    assert set(asked["env"]) == {"PYTHONDONTWRITEBYTECODE", "PYTHONUTF8"}
    assert asked["timeout"] == apart.SECONDS
