"""How fast the reader is, in processor time of one core: sentences of news prose a second by read and by the command, seconds a megabyte of junk."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

from tracker.language.reader import read
from tracker.language.sentences import blocks, sentences

ROOT = Path(__file__).parents[2]
ROUNDS = 3
WORST: dict[str, str] = {
    "news, one paragraph without end": "Officials said the bridge may have been mined, and two ships left port. ",
    "figures only": "1,204 ",
    "figures with units": "about 1,204 tonnes of 12 to 15 percent ",
    "dates": "on 4 March 2023 and since mid-2022 ",
    "one word without spaces": "mayhaveseen",
    "opening brackets": "(",
    "quotation marks": '"“" ',
    "attributions nested": "he said that she believes that ",
    "names": "Maria Lopez of Aldport Harbour Authority ",
    "newlines": "\n",
    "commas and conjunctions": "may, and could, or might, ",
    "emoji and combining marks": "😀e\u0301",
}


def prose_lines(passages: Sequence[str], least: int) -> list[str]:
    """*passages* over again until they hold *least* sentences or more."""
    lines: list[str] = []
    while passages and sentences_in(lines) < least:
        lines.extend(passages)
    return lines


def sentences_in(lines: Sequence[str]) -> int:
    return sum(len(sentences(line, block)) for line in lines for block in blocks(line))


def in_process(lines: Sequence[str]) -> float:
    """Sentences a second through ``read``, the best of three rounds: a shared machine is slower now and then, never quicker than it is."""
    read("The ship may have left port.")
    return sentences_in(lines) / min(_reading(lines) for _ in range(ROUNDS))


def _reading(lines: Sequence[str]) -> float:
    began = process_time()
    for line in lines:
        read(line)
    return process_time() - began


def by_command(lines: Sequence[str]) -> float:
    """Sentences a second through ``manage.py read --lines``, starting up included, the best of three rounds."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "lines.txt")
        source.write_text("\n".join(lines) + "\n", encoding="utf-8")
        environment = {
            **os.environ,
            "SECRET_KEY": "bench",
            "DEBUG": "1",
            "READ_DOT_ENV": "0",
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        }
        command = [sys.executable, str(ROOT / "manage.py"), "read", str(source), "--lines", "--format", "jsonl"]
        return sentences_in(lines) / min(_command(command, environment) for _ in range(ROUNDS))


def _command(command: list[str], environment: dict[str, str]) -> float:
    before = os.times()
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def seconds_a_megabyte(unit: str, size: int = 200_000) -> float:
    """How long a million characters of *unit* over and over would take, measured on *size* of them."""
    text = unit * (size // len(unit))
    began = process_time()
    read(text)
    return (process_time() - began) * 1_000_000 / len(text)


def worst(say: Callable[[str], None]) -> list[tuple[str, float]]:
    """(kind of text, seconds a megabyte), the slowest first."""
    found = []
    for name, unit in WORST.items():
        found.append((name, seconds_a_megabyte(unit)))
        say(f"  {name}: {found[-1][1]:.1f} s a megabyte")
    return sorted(found, key=lambda row: -row[1])
