"""Which thing a speaker looked at and judges by: debris, a video, a document, a sample. Whether several looked at one thing is asked of pairs. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from tracker.language.dates import find_dates
from tracker.language.sentences import blocks, sentences
from tracker.language.spans import Span
from verification.comparing.frames import DATELINE, frame_of
from verification.comparing.lexicon import lemma, listed, loose, rows
from verification.comparing.places import exclude, is_country

MOST_SENTENCES = 40
ABOUT_IT = 2  # words that the thing and the matter must share where the statement itself names no thing
AROUND = 14  # words on either side that say of what a thing is
UNDATED = timedelta(days=120)  # an undated thing is looked at while it is news
REMEMBERED = 10_000  # characters
LONGEST_DAY = timedelta(days=8)  # "last week" still dates a thing; "this year" does not
ANY_MATTER = "thing"  # "an examination showed": of what, the sentence says by what happened

_AT_A_PLACE = re.compile(
    r"\b(?:at|in|near|off|over|outside|around|from|hit|struck)\s+(?:the\s+)?(?!January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)([A-Z][\w'-]+)"
)
_WORD = re.compile(r"[^\W\d_]{3,}")
# Who looked: the thing shows it, somebody examined it, or its examination is named.
_SHOWING = r"(?:show|reveal|suggest|indicate|confirm|prove|point|depict|capture|contain|bear|derive|come|came|match|record|document|demonstrate|identify|carr(?:y|ied)|corroborate|establish|trace|test|state|say|said|read|detail|list|describe|order|instruct)"
_LOOKING = r"(?:examin|analy[sz]|inspect|stud(?:y|ied)|review|verif|geolocat|authenticat|document|trace|test|recover|retriev|obtain|see[ns]?\b|saw\b|view|show|photograph|sampl|collect|compar|enhanc|transcrib|listen|heard|decod|download|assess|watch|x-ray|exhum|div|swab|publish|releas|leak|cit|based on|according to)"
_EXAMINATION = re.compile(
    r"\b(?:examinations?|analys[ei]s|inspections?|tests?|testing|forensics?|laborator(?:y|ies)|lab|post-mortem|autopsy|expertise|survey|dive|scans?)\b", re.I
)
_RESULT = re.compile(r"\b(?:show|reveal|suggest|indicate|confirm|prove|point|establish|f(?:ind|ound)|conclude|determine|detect|trace)\w*", re.I)
_ANOTHER = re.compile(r"\b(?:another|a second|a third|the second|the third|a different|a separate|separate|a further|a new|an older|an earlier|a later|other|two|three|several)\s+(?:[\w-]+\s+){0,2}$", re.I)
_ORDINAL = re.compile(r"\b(another|second|third|different|separate|further|older|earlier|later)\b", re.I)
_BY_LOOKING = re.compile(r"\b(?:said|says|told|reported|wrote|examined|analysed|analyzed|inspected|documented|reviewed|verified|studied|visited|travelled|traveled|seen|obtained|published|released|posted|shared|circulated|aired|broadcast|emerged|surfaced|leaked|tested|dated|announced|showed)\b(?:\W+[\w'-]+){0,6}\W*$", re.I)
_THEN_LOOKED = re.compile(r"\W*(?:(?!and\b|but\b|which\b|that\b)[\w'-]+\W+){0,2}(?:said|says|told|reported|wrote|showed|published|released|presented|announced|posted)\b", re.I)
_MADE = re.compile(r"\b(?:dated|taken|filmed|recorded|shot|captured|collected|drawn|signed|written|made)\b(?:\W+[\w'-]+){0,6}\W*$", re.I)
# Of one family a thing has one: what was filmed from a car was not filmed by a drone.
_VIEWS = {
    "dashcam": r"dash-?cam", "cctv": r"cctv|security[- ]camera|surveillance", "bodycam": r"body-?cam|body-worn", "drone": r"drone|aerial", "phone": r"(?:mobile|cell|smart)-?\s?phone|phone", "satellite": r"satellite|from space|orbit",
    "thermal": r"thermal|infra-?red", "trail": r"trail camera",
}  # fmt: skip
_VIEW = {name: re.compile(rf"\b(?:{pattern})\b", re.I) for name, pattern in _VIEWS.items()}


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that somebody judged by. ``days`` are those of the event or of the thing's making, never of its examination.

    ``of``: the words that say of what it is (the missile, the ferry). ``apart``: the word that sets it off from one told before ("second").
    ``words``: how the text names it.
    """

    kind: str
    nature: str
    words: str
    sentence: str
    of: frozenset[str] = frozenset()
    views: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    days: tuple[tuple[datetime, datetime], ...] = ()
    apart: str = ""


@lru_cache(maxsize=1)
def things() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """The words of the table as patterns, the longest first, with kind and nature."""
    found = [(words, kind, nature) for _, (kind, nature, cell) in rows("objects.tsv", 3) for words in listed(cell)]
    found.sort(key=lambda row: -len(row[0]))
    return tuple((re.compile(rf"\b{re.escape(words)}\b", re.I), kind, nature) for words, kind, nature in found)


@lru_cache(maxsize=1)
def _any_thing() -> re.Pattern[str]:
    words = "|".join(re.escape(words) for _, (_, _, cell) in rows("objects.tsv", 3) for words in listed(cell))
    return re.compile(rf"\b(?:{words})\b", re.I)


def may_examine(text: str) -> bool:
    """Whether a text may speak of something looked at; what says no needs no closer look."""
    return bool(_any_thing().search(text) or _EXAMINATION.search(text))


def examined_in(text: str, at: datetime | None, within: Span | None = None) -> tuple[Examined, ...]:
    """The things that somebody looked at, in the order of *text*; with *within* only those of sentences that meet that span. Total.

    Remembered for texts of usual length: one report is asked about for each claim that it bears on.
    """
    return _remembered(text, at, within) if len(text) <= REMEMBERED else _examined_in(text, at, within)


def _examined_in(text: str, at: datetime | None, within: Span | None) -> tuple[Examined, ...]:
    found: list[Examined] = []
    for span in _sentences(text):
        if within is None or span.overlap(within):
            found += _in_sentence(span.of(text), at)
    return tuple(found)


_remembered = lru_cache(maxsize=128)(_examined_in)


def examined_by(text: str, spoken: Span | None, at: datetime | None, about: Iterable[str]) -> tuple[Examined, ...]:
    """What the words at *spoken* rest on: a thing in their own sentence; else what is left of the matter they are *about*, once in their text.

    A record that others looked at in the same report is not theirs: only what lay there for all to see is. None: a headline, which may rest
    on whatever its text rests on.
    """
    own = examined_in(text, at, spoken) if spoken else ()
    if own:
        return own
    wanted = frozenset(about)
    rest = [one for one in examined_in(text, at) if (one.nature == "matter" or spoken is None) and len(one.of & wanted) >= ABOUT_IT]
    kinds = {(one.kind, one.apart) for one in rest if one.kind != ANY_MATTER}
    return tuple(rest[:1]) if len(kinds) <= 1 else ()


def same_thing(first: Examined, second: Examined, *, strictly: bool = False) -> bool:
    """Whether two looked at one thing, as far as their words tell: one kind, one view, one place and day of the event.

    What is left open by either does not part them, unless *strictly*: then place or day must be known to both.
    """
    if not _one_kind(first, second) or first.apart != second.apart:
        return False
    if first.views and second.views and not first.views & second.views:
        return False
    towns = [frozenset(place for place in one.places if not is_country(place)) for one in (first, second)]
    if exclude(towns[0], towns[1]):
        return False
    if first.days and second.days and not _one_day(first, second):
        return False
    if strictly:
        return bool(towns[0] & towns[1]) and bool(first.days and second.days)
    return True


def _one_kind(first: Examined, second: Examined) -> bool:
    if first.kind == second.kind:
        return True
    kinds = {first.kind, second.kind}
    if ANY_MATTER in kinds:
        return first.nature == second.nature == "matter" and bool(first.of & second.of)
    return kinds <= {"remains", "wreck"} or kinds <= {"sample", "stuff"}


def _one_day(first: Examined, second: Examined) -> bool:
    return any(a < d and c < b for a, b in first.days for c, d in second.days)


def _sentences(text: str) -> list[Span]:
    found = [span for block in blocks(text) for span in sentences(text, block)]
    return found[:MOST_SENTENCES]


def _in_sentence(sentence: str, at: datetime | None) -> list[Examined]:
    found: list[Examined] = []
    taken: list[tuple[int, int]] = []
    for pattern, kind, nature in things():
        for match in pattern.finditer(sentence):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            taken.append(match.span())
            if _looked_at(sentence, match.start(), match.end()):
                found.append(_examined(sentence, match.start(), match.end(), kind, nature, at))
    if not found and (named := _EXAMINATION.search(sentence)) and _RESULT.search(sentence, named.end()):
        found.append(_examined(sentence, named.start(), named.end(), ANY_MATTER, "matter", at))
    best: dict[tuple[str, str], Examined] = {}
    for one in found:  # "video … the footage" in one sentence is one thing
        best.setdefault((one.kind, one.apart), one)
    return list(best.values())


def _looked_at(sentence: str, start: int, end: int) -> bool:
    """Whether the sentence makes something of the thing: it shows, it was examined, it is what the sentence is about."""
    after, before = sentence[end : end + 160], sentence[:start]
    if re.search(rf"\b{_SHOWING}\w*\b", after, re.I) or re.search(rf"\b{_LOOKING}\w*", f"{before[-90:]} | {after}", re.I):
        return True
    return bool(_EXAMINATION.search(sentence)) or not before.strip() or bool(re.fullmatch(r"(?:the|a|an|some|these|those)\s+(?:[\w-]+\s+){0,3}", before, re.I))


def _examined(sentence: str, start: int, end: int, kind: str, nature: str, at: datetime | None) -> Examined:
    if (dateline := DATELINE.search(sentence)) is not None and dateline.end() <= start:
        sentence, start, end = sentence[dateline.end() :], start - dateline.end(), end - dateline.end()
    frame = frame_of(sentence, said_at=at)
    places = frozenset().union(*(term.keys for term in frame.terms if term.place)) | frozenset(name.lower() for name in _AT_A_PLACE.findall(sentence))
    before = sentence[max(0, start - 40) : start]
    apart = _ANOTHER.search(before)
    word = _ORDINAL.search(apart.group(0)) if apart else None
    near = sentence[max(0, start - 30) : end + 60]
    views = frozenset(name for name, pattern in _VIEW.items() if pattern.search(near)) if nature == "record" else frozenset()
    around = _WORD.findall(f"{' '.join(sentence[:start].split()[-AROUND:])} {' '.join(sentence[end:].split()[:AROUND])}".lower())
    of = frozenset(map(lemma, around)) - loose()
    return Examined(
        kind=kind,
        nature=nature,
        words=sentence[start:end],
        sentence=sentence[:400],
        of=of,
        views=views,
        places=places,
        days=tuple(_days(sentence, at, nature)),
        apart=word.group(1).lower() if word else "",
    )


def _days(sentence: str, at: datetime | None, nature: str) -> Iterable[tuple[datetime, datetime]]:
    """The days of the event or of the thing's making; those on which somebody looked, spoke or published are left out."""
    dateline = DATELINE.search(sentence)
    for when in find_dates(sentence, at):
        if when.start is None or when.end is None or when.end - when.start > LONGEST_DAY:
            continue
        before, after = sentence[: when.span.start], sentence[when.span.end :]
        if dateline is not None and when.span.start < dateline.end():
            continue
        if not (nature == "record" and _MADE.search(before)) and (_BY_LOOKING.search(before) or _THEN_LOOKED.match(after)):
            continue
        yield when.start, when.end
