"""Names that say what a body is and not whose: "police", "the health ministry", "Supreme Court". Whose it is, the rest of a report must tell."""

from __future__ import annotations

import re

# One to a country, or so that we would rather count one too few than let one of them confirm itself.
NATIONAL = frozenset(
    "police government army military navy ministry parliament congress senate cabinet coastguard customs treasury judiciary prosecution "
    "prosecutors intelligence presidency opposition authorities rebels militia forces guard watchdog regulator gendarmerie".split()
)
# One to a town.
LOCAL = frozenset(
    "hospital clinic school university college court airport port harbour council mayor fire brigade station museum zoo library church mosque "
    "morgue prison jail plant factory mine".split()
)
_OFFICES = frozenset("service services office department agency commission committee authority authorities court council bank staff force forces guard board bureau directorate".split())
SUBJECTS = frozenset("defence defense foreign interior home health finance economy economic education transport agriculture environment energy justice culture trade labour labor".split())
_QUALIFIERS = SUBJECTS | frozenset(
    "security national federal state local regional provincial district municipal military civil air naval land border coast fire rescue emergency disaster ambulance weather "
    "meteorological seismological geological electoral election central supreme constitutional high public general royal riot traffic armed joint chiefs of affairs and the a an "
    "intelligence spy tax customs prison water city town village county attorney prosecutor prosecutor's president's presidential prime minister's minister".split()
)
_OF_WHAT = _OFFICES | frozenset("ministry intelligence regulator watchdog plant factory mine brigade".split())


def is_generic(name: str) -> bool:
    """Whether a name says what a body is, and not whose. "the agency" alone says neither: only the report can tell of what. "Norvik Port Authority" says both."""
    words = [word for word in _words(name) if word not in ("the", "a", "an")]
    if not words or not all(word in _QUALIFIERS or word in NATIONAL or word in LOCAL or word in _OFFICES for word in words):
        return False
    if len(words) == 1 and words[0] in _OF_WHAT:
        return False
    return any(word in NATIONAL or word in LOCAL or word in _OFFICES for word in words)


def is_local(name: str) -> bool:
    """Whether towns have such a body each."""
    words = _words(name)
    return any(word in LOCAL for word in words) and not any(word in ("supreme", "constitutional", "high", "federal", "national", "central", "election") for word in words)


def bare(name: str) -> str:
    """The words that tell one such body from another: "the local police" and "police" are one."""
    return " ".join("defence" if word == "defense" else word for word in _words(name) if word not in ("the", "a", "an", "local", "national"))


def _words(name: str) -> list[str]:
    return re.findall(r"[\w'-]+", name.casefold().replace("’", "'"))
