"""What reading scores on each kind of public set: ours beside a plain list of words, in the same run. Knows what was published; prints and writes nothing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import attribution_score
from tests.bench.fit_certainty import held_out, words_from
from tests.bench.fit_vagueness import checked
from tests.bench.fitting import pearson
from tests.bench.plain_lexicon import HEDGES, WEASELS, graded, named
from tests.bench.reading_sets import Committed, Graded, Hedged, Scoped, bioscope, commitmentbank, conll, polnear, sample, split_of, uds
from tracker.language.certainty import TABLE, certainty, of_sentence
from tracker.language.commitment import commitment
from tracker.language.cues import FOLDER
from tracker.language.reader import read
from tracker.language.scope import scope_of
from tracker.language.vagueness import WEIGHTS, Genre, is_uncertain
from tracker.language.words import Word, words_of
from tracker.terms import CueKind

Say = Callable[[str], None]
EVERY = 2_000
PUBLISHED_EVENTS = "rules .37; ridge on word windows .73; BERT .90 (test split)"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    measure: str
    ours: str
    plain: str
    published: str
    measured_on: str
    fitted: str


def counted(rows: Sequence[object], say: Say, name: str) -> Sequence[object]:
    """The rows, with a line of progress every few thousand."""

    def walk():
        for number, row in enumerate(rows, start=1):
            if number % EVERY == 0:
                say(f"  {name}: {number} of {len(rows)}")
            yield row

    return walk()


def f1(answers: Sequence[bool], truth: Sequence[bool]) -> tuple[float, float, float]:
    """F1, precision and recall of the answer yes."""
    hits = sum(a and t for a, t in zip(answers, truth, strict=True))
    said, true = sum(answers), sum(truth)
    return 2 * hits / max(1, said + true), hits / max(1, said), hits / max(1, true)


def three(score: tuple[float, float, float]) -> str:
    return f"{score[0]:.3f} (P {score[1]:.2f}, R {score[2]:.2f})"


def on_itself(path: Path) -> str:
    """The remark beside a figure on the very split that the table in *path* was fitted on."""
    found = checked(path)
    return f"fitted on this very split. {found}" if found else "fitted on this very split"


def read_hedges(text: str) -> bool:
    """Whether ``read`` leaves a statement below "stated as fact" or names a hedge in it; nothing fitted."""
    return any(int(s.level) < 5 or any(c.kind is CueKind.HEDGE for c in s.cues) for s in read(text).statements)


def conll_rows(path: Path, limit: int, say: Say) -> list[Row]:
    """Whether a sentence is uncertain; which of the two CoNLL-2010 sets a file is, its name says."""
    rows: list[Hedged] = sample(list(conll(path)), limit)
    wiki = "wiki" in path.name.lower()
    genre, plain = (Genre.ENCYCLOPEDIA, WEASELS) if wiki else (Genre.SCIENCE, HEDGES)
    truth = [row.hedged for row in rows]
    split = split_of(path)
    ours = f1([is_uncertain(row.text, genre) for row in counted(rows, say, path.name)], truth)
    base = f1([named(row.text, plain) for row in rows], truth)
    alone = f1([read_hedges(row.text) for row in counted(rows, say, f"{path.name}, read")], truth)
    known = "winner .602; later neural .675" if wiki else "winner .864"
    name = "CoNLL-2010 Wikipedia" if wiki else "CoNLL-2010 biomedical"
    seen = on_itself(FOLDER / WEIGHTS[genre]) if split == "train" else "fitted on the training split"
    on = f"{split}, {len(rows)} sentences"
    return [
        Row(f"{name}: sentence is uncertain, F1", three(ours), three(base), f"{known} (test split)", on, seen),
        Row(f"{name}: the same by read() alone, F1", three(alone), three(base), "–", on, "no"),
    ]


def uds_rows(path: Path, limit: int, say: Say) -> list[Row]:
    """How certain an event is: r and mean error of -3..3. The table that ships knows the development split: for that one is fitted on training rows alone."""
    events: list[Graded] = sample(list(uds(path)), limit)
    split = split_of(path)
    training = next((p for p in path.parent.glob("uds*train*.jsonl")), None)
    if split == "dev" and training is not None:
        say("  fitting a table on the training split alone …")
        ours, seen = held_out(list(uds(training)), events), "on the training split alone; the table that ships knows this split too"
    else:
        ours, seen = shipped(events, path.name, say), "on the training and development splits" if split == "test" else on_itself(TABLE)
    base = [graded(event.tokens, event.at) for event in events]
    truth = [event.certainty for event in events]
    on = f"{split}, {len(events)} events"
    return [
        Row("UDS-IH2: certainty of an event, r", f"{pearson(ours, truth):.3f}", f"{pearson(base, truth):.3f}", PUBLISHED_EVENTS, on, seen),
        Row(
            "UDS-IH2: certainty of an event, mean error", f"{mean_error(ours, truth):.2f}", f"{mean_error(base, truth):.2f}", "–", on, seen
        ),
    ]


def shipped(events: Sequence[Graded], name: str, say: Say) -> list[float]:
    """What the table of the project says of each event; events of one sentence follow each other."""
    answers, tokens = [], None
    for event in counted(events, say, name):
        if event.tokens is not tokens:
            tokens = event.tokens
            words = words_from(tokens)
            shared = of_sentence(words)
        answers.append(certainty(words, event.at, shared))
    return answers


def mean_error(ours: Sequence[float], truth: Sequence[float]) -> float:
    return sum(abs(a - b) for a, b in zip(ours, truth, strict=True)) / max(1, len(truth))


def place_of_clause(words: Sequence[Word], clause: str) -> int:
    """Where the clause that an item asks about begins in its passage; pronouns in it may have been replaced. The end where no word of it is found."""
    asked = [word.low for word in words_of(clause)]
    blocks = difflib.SequenceMatcher(None, [w.low for w in words], asked, autojunk=False).get_matching_blocks()
    longest = max(blocks, key=lambda block: block.size)
    return max(0, longest.a - longest.b) if longest.size else len(words)


def commitment_rows(path: Path, limit: int, say: Say) -> list[Row]:
    """How far an author is committed to an embedded clause: r and mean error of -3..3, by rules."""
    items: list[Committed] = sample(list(commitmentbank(path)), limit)
    ours, base = [], []
    for item in counted(items, say, path.name):
        words = words_of(item.target)
        start = place_of_clause(words, item.clause)
        told = commitment(words, start)
        ours.append(0.5 if told is None else told)
        base.append(graded(tuple(word.text for word in words), start))
    truth = [item.certainty for item in items]
    on = f"all, {len(items)} items"
    return [
        Row(
            "CommitmentBank: commitment to a clause, r", f"{pearson(ours, truth):.3f}", f"{pearson(base, truth):.3f}", "rules .41", on, "no"
        ),
        Row(
            "CommitmentBank: commitment to a clause, mean error",
            f"{mean_error(ours, truth):.2f}",
            f"{mean_error(base, truth):.2f}",
            "–",
            on,
            "no",
        ),
    ]


def scope_rows(path: Path, limit: int, say: Say) -> list[Row]:
    """What share of scopes is the annotators' to the character, the cue given; end marks and spaces do not count. Plain: from the cue to the end."""
    scoped: list[Scoped] = sample(list(bioscope(path)), limit)
    hits = {kind: [0, 0, 0] for kind in ("speculation", "negation")}
    for item in counted(scoped, say, path.name):
        words = words_of(item.text)
        tally = hits.setdefault(item.kind, [0, 0, 0])
        first = next((k for k, w in enumerate(words) if w.end > item.cue[0]), None)
        if first is None:
            continue
        last = max(first + 1, next((k for k, w in enumerate(words) if w.start >= item.cue[1]), len(words)))
        begin, end = scope_of(words, first, last)
        wanted = trimmed(item.text, *item.scope)
        tally[0] += 1
        tally[1] += trimmed(item.text, words[begin].start, words[end - 1].end) == wanted
        tally[2] += trimmed(item.text, item.cue[0], len(item.text)) == wanted
    return [
        Row(
            f"BioScope: exact scope of a {kind} cue, the cue given",
            f"{right / total:.3f}",
            f"{plain / total:.3f}",
            "–",
            f"abstracts, {total} cues",
            "no",
        )
        for kind, (total, right, plain) in hits.items()
        if total
    ]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """``[start, end)`` without spaces and end marks at its edges."""
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".;:,"):
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


PUBLISHED_ATTRIBUTION = {
    "source": "rules .107; CRF, trained .506; BERT .83 (test split)",
    "cue": "rules .228; CRF, trained .534; BERT .75 (test split)",
    "content": "rules .056; CRF, trained .286; BERT .73 (test split)",
}


def polnear_rows(path: Path, limit: int, say: Say) -> list[Row]:
    """Exact F1 of source, cue and content, over whole passages."""
    passages = sample(list(polnear(path)), limit)
    name, reader = attribution_score.best_reader()
    found = attribution_score.scores(list(counted(passages, say, path.name)), reader)
    base = attribution_score.scores(passages, attribution_score.plain)
    on = f"{split_of(path)}, {len(passages)} passages, by {name}()"
    return [
        Row(
            f"PolNeAR: exact {part} spans, F1",
            three((found[part].f1, found[part].precision, found[part].recall)),
            f"{base[part].f1:.3f}",
            PUBLISHED_ATTRIBUTION[part],
            on,
            "no",
        )
        for part in attribution_score.PARTS
    ]


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of file: how its name looks, what it is called, and what scores it."""

    name: str
    pattern: re.Pattern[str]
    score: Callable[[Path, int, Say], list[Row]]


LAYOUTS = (
    Layout("PolNeAR", re.compile(r"polnear.*\.(txt|jsonl)$"), polnear_rows),
    Layout("CoNLL-2010", re.compile(r"(wiki|bio(?!scope)).*\.jsonl$"), conll_rows),
    Layout("UDS-IH2", re.compile(r"uds.*\.jsonl$"), uds_rows),
    Layout("CommitmentBank", re.compile(r"commitment.*\.csv$"), commitment_rows),
    Layout("BioScope", re.compile(r"bioscope.*\.xml$"), scope_rows),
)
_NO_SET = ("polnear_tags.txt",)


def recognised(directory: Path) -> list[tuple[Path, Layout]]:
    """The files under *directory* whose layout is known, in the order of the table. Training splits of what was fitted on them are among them."""
    found = []
    for path in sorted(directory.rglob("*")):
        if path.is_file() and path.name.lower() not in _NO_SET:
            layout = next((layout for layout in LAYOUTS if layout.pattern.search(path.name.lower())), None)
            if layout is not None:
                found.append((path, layout))
    return sorted(found, key=lambda pair: (LAYOUTS.index(pair[1]), pair[0]))
