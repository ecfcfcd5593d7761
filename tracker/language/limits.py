"""Sentences that assert nothing themselves but limit what was said before them: "Their account could not be independently verified."."""

from __future__ import annotations

from dataclasses import replace

from tracker.language.clauses import FINITE, strip_marks
from tracker.language.reading import Statement
from tracker.language.words import Word
from tracker.terms import Marker, Part

_POINTING = frozenset("their his her its this that these those the either neither it".split())
_ACCOUNTS = frozenset("account accounts claim claims allegation allegations assertion assertions version versions statement statements report reports story stories accusation accusations testimony figure figures".split())
_BARE = frozenset(("it", "this", "that"))
_CHECKING = ("verif", "confirm", "corroborat", "authenticat", "substantiat")
_LONGEST = 16
_MOST = 6  # statements that one such sentence can mean


def limits_what_was_said(statement: Statement, words: list[Word]) -> bool:
    """Whether *words* say of an account just given, and of nothing else, that it could not be checked. A that-clause tells what could not be checked, and then nothing is pointed at."""
    bare = strip_marks(words)
    checked = any(cue.marker is Marker.UNVERIFIED and any(stem in cue.text.lower() for stem in _CHECKING) for cue in statement.cues)
    if not checked or statement.chain or not bare or len(bare) > _LONGEST or any(w.low in ("that", "whether") and w.tag == "IN" for w in bare[1:]):
        return False
    verb = next((k for k, w in enumerate(bare) if w.tag in FINITE), None)
    return verb is not None and (_points(bare[:verb]) or any(_points(bare[k : k + 4]) for k in range(verb + 1, len(bare)) if bare[k].low in _POINTING))


def mark_unverified(found: list[Statement], part: Part) -> bool:
    """Marks, in place, what the last speaker said at the end of *found*: "Two workers said … Their account could not be verified." False where the last statement has no speaker."""
    said = found[-1].chain[0].source if found and found[-1].chain else ""
    for index in range(len(found) - 1, max(-1, len(found) - 1 - _MOST), -1):
        earlier = found[index]
        if not said or earlier.part is not part or not earlier.chain or earlier.chain[0].source != said:
            break
        if Marker.UNVERIFIED not in earlier.markers:
            found[index] = replace(earlier, markers=tuple(m for m in Marker if m in (*earlier.markers, Marker.UNVERIFIED)))
    return bool(said)


def _points(phrase: list[Word]) -> bool:
    """ "their account", "the gang's claims", "it"."""
    if len(phrase) == 1 and phrase[0].low in _BARE:
        return True
    return 1 < len(phrase) <= 5 and phrase[0].low in _POINTING and any(w.low in _ACCOUNTS for w in phrase[1:]) and not any(w.tag in ("IN", "TO") for w in phrase)
