"""The lexicon that reads today: the one that ships, with what this desk changed of it. A change is tried on reports before it is put in force.

The pure reader takes the lexicon as an argument; every reading keeps its version. Reports that were read by an older one are read anew on request.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from tracker.errors import Refused
from tracker.events import record
from tracker.language import reader
from tracker.language.cues import ADDABLE, Added, Lexicon, LexiconError, changed, default_lexicon, literal
from tracker.language.differing import Difference, changed_level, differences
from tracker.language.reading import Statement
from tracker.models import CueChange, CueTrial, Person, Reading, Revision
from tracker.roles import Act, require
from tracker.terms import CueKind, Level, Marker

MOST_AT_ONCE = 20
LOOKED_AT = 300  # reports, the newest
READ = 25  # of those that hold the words: reading twice takes its time
SHOWN = 100  # differing statements that are kept of a trial
GOOD_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One change that somebody asks for: ``do`` is add, retire or take_back (whatever this desk said of these words)."""

    do: str
    words: tuple[str, ...]
    kind: CueKind | None = None
    level: Level | None = None
    marker: Marker | None = None

    @property
    def said(self) -> str:
        return " ".join(self.words)

    def as_json(self) -> dict[str, Any]:
        added = {"kind": str(self.kind), "level": int(self.level or 5), "marker": str(self.marker or "")} if self.do == "add" else {}
        return {"do": self.do, "words": self.said, **added}


_kept: tuple[tuple[Any, ...], Lexicon] | None = None


def in_force() -> Lexicon:
    """The lexicon that reads now. One small query; worked out anew only when the changes are others."""
    global _kept
    rows = tuple(CueChange.objects.filter(withdrawn_at=None).order_by("words").values_list("words", "retires", "kind", "level", "marker"))
    if _kept is None or _kept[0] != rows:
        _kept = (rows, built(rows))
    return _kept[1]


def built(rows: Iterable[tuple[str, bool, str, int | None, str]]) -> Lexicon:
    added, retired = [], []
    for words, retires, kind, level, marker in rows:
        key = tuple(words.split())
        if retires:
            retired.append(key)
        else:
            added.append(Added(key, CueKind(kind), Level(level or 5), Marker(marker) if marker else None))
    return changed(default_lexicon(), added=added, retired=retired)


# ---- what is asked for


def wanted(do: str, text: str, *, kind: str = "", level: Any = None, marker: str = "") -> list[Wanted]:
    """The changes that a form asks for, one for each line of *text*. Raises ``Refused`` naming the field and the way out."""
    lines = [line for line in text.replace("\x00", "").splitlines() if line.strip()]
    if not lines:
        raise Refused("empty", "write the words, one phrase a line.", field="words")
    if len(lines) > MOST_AT_ONCE:
        raise Refused("too_many", f"{len(lines)} phrases are too many to try at once; at most {MOST_AT_ONCE}.", field="words")
    found = []
    for line in lines:
        try:
            words = literal(line)
        except LexiconError as error:
            raise Refused("not_literal", str(error), field="words") from None
        found.append(_added(words, kind, level, marker) if do == "add" else Wanted(do, words))
    if len({one.words for one in found}) < len(found):
        raise Refused("twice", "the same words stand there twice.", field="words")
    return found


def _added(words: tuple[str, ...], kind: str, level: Any, marker: str) -> Wanted:
    if kind not in list(ADDABLE):
        raise Refused("kind", f"kind {kind[:20]!r} is none of: {', '.join(ADDABLE)}.", field="kind")
    sort = CueKind(kind)
    if sort is CueKind.MARKER:
        if marker not in list(Marker):
            raise Refused("marker", f"a marker marks one of: {', '.join(Marker)}.", field="marker")
        return Wanted("add", words, sort, Level.STATED_AS_FACT, Marker(marker))
    if sort is CueKind.BOOSTER:
        return Wanted("add", words, sort, Level.STATED_AS_FACT)
    if str(level) not in ("1", "2", "3", "4", "5") or (sort is CueKind.HEDGE and str(level) == "5"):
        raise Refused("level", "choose the level: 1 to 4 for a hedge, 1 to 5 for a verb of saying or believing.", field="level")
    return Wanted("add", words, sort, Level(int(level)))


def known(words: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Whether these words are a cue of this lexicon."""
    phrase = lexicon.phrases.get(words)
    return words in lexicon.verbs or (phrase is not None and phrase.kind is not None)


def after(changes: Sequence[Wanted]) -> Lexicon:
    """The lexicon in force with these changes. Raises ``Refused`` for what would change nothing."""
    now = in_force()
    rows = {row[0]: row for row in CueChange.objects.filter(withdrawn_at=None).values_list("words", "retires", "kind", "level", "marker")}
    for one in changes:
        if one.do == "take_back":
            if one.said not in rows:
                raise Refused("not_changed", f"this desk changed nothing about “{one.said}”.", field="words")
            del rows[one.said]
        elif one.do == "retire":
            if not known(one.words, now):
                raise Refused("unknown", f"“{one.said}” is no cue of the lexicon in force, so it cannot be retired.", field="words")
            rows[one.said] = (one.said, True, "", None, "")
        else:
            rows[one.said] = (one.said, False, str(one.kind), int(one.level or 5), str(one.marker or ""))
    result = built(rows[words] for words in sorted(rows))
    if result.version == now.version:
        raise Refused("no_change", "that is how the lexicon reads already.", field="words")
    return result


# ---- trying


def try_changes(changes: Sequence[Wanted], *, by: Person, now: datetime) -> CueTrial:
    """Read the newest reports that hold the words with both lexicons, and keep what differs. Nothing that is in force changes."""
    require(by, Act.LEXICON_EDIT)
    before, result = in_force(), after(changes)
    looked_at, holding = sample([one.words for one in changes])
    lines: list[dict[str, Any]] = []
    total = firmness = 0
    for revision in holding[:READ]:
        found = reread(revision, before, result)
        total += len(found)
        firmness += changed_level(found)
        lines += (line(revision, one) for one in found)
    outcome = {
        "looked_at": looked_at,
        "holding": len(holding),
        "read": min(len(holding), READ),
        "differing": total,
        "levels": firmness,
        "lines": lines[:SHOWN],
    }
    return CueTrial.objects.create(
        by=by, at=now, changes=[one.as_json() for one in changes], base=before.version, result=result.version, outcome=outcome
    )


def sample(phrases: Sequence[tuple[str, ...]]) -> tuple[int, list[Revision]]:
    """How many of the newest reports were looked at, and those of them that hold any of the phrases: the others read alike with both lexicons."""
    current = Revision.objects.filter(readings__current=True, language="en").select_related("report__publisher").defer("raw")
    newest = list(current.order_by("-received_at", "-pk")[:LOOKED_AT])
    pattern = re.compile("|".join(r"\b" + r"\s+".join(map(re.escape, words)) + r"\b" for words in phrases), re.I)
    return len(newest), [revision for revision in newest if pattern.search(f"{revision.title}\n{revision.text}")]


def reread(revision: Revision, before: Lexicon, result: Lexicon) -> tuple[Difference, ...]:
    given: dict[str, Any] = {"title": revision.title or None, "published": revision.at}
    return differences(reader.read(revision.text, lexicon=before, **given), reader.read(revision.text, lexicon=result, **given))


def line(revision: Revision, one: Difference) -> dict[str, Any]:
    """A difference as a trial keeps it."""

    def side(statement: Statement | None) -> dict[str, Any] | None:
        if statement is None:
            return None
        markers = [str(marker) for marker in statement.markers]
        who = " → ".join(link.source for link in statement.chain)
        return {
            "level": int(statement.level),
            "denied": statement.polarity == "denied",
            "markers": markers,
            "who": who,
            "quote": statement.quote,
        }

    return {
        "report": revision.report_id,
        "publisher": revision.report.publisher_name,
        "title": revision.title,
        "fields": list(one.fields),
        "before": side(one.before),
        "after": side(one.after),
    }


# ---- putting in force


@transaction.atomic
def put_in_force(trial: CueTrial, *, by: Person, reason: str, now: datetime) -> list[CueChange]:
    """Let the desk read by what was tried. Reports are read anew only when somebody asks for it."""
    require(by, Act.LEXICON_EDIT)
    trial = CueTrial.objects.select_for_update().get(pk=trial.pk)
    reason = reason.replace("\x00", "").strip()
    if not reason:
        raise Refused("reason_needed", "say why: everybody whose reports read differently from now on will ask.", field="reason")
    if trial.put_at is not None:
        raise Refused("put", "this trial was put in force already.")
    if trial.base != in_force().version or now - trial.at > GOOD_FOR:
        raise Refused(
            "stale_trial", "the lexicon changed since, or the trial is older than a day; try it again and look at what differs now."
        )
    made = []
    for one in trial.changes:
        CueChange.objects.filter(words=one["words"], withdrawn_at=None).update(withdrawn_at=now, withdrawn_by=by)
        if one["do"] == "take_back":
            continue
        retires = one["do"] == "retire"
        shape = {} if retires else {"kind": one["kind"], "level": one["level"], "marker": one["marker"]}
        made.append(CueChange.objects.create(words=one["words"], retires=retires, trial=trial, by=by, at=now, reason=reason, **shape))
    trial.put_at = now
    trial.save(update_fields=["put_at"])
    before, then = {"lexicon": trial.base}, {"lexicon": in_force().version, "changes": trial.changes}
    record("lexicon.changed", trial, now=now, actor=by, before=before, after=then, reason=reason)
    return made


def outdated_with(phrases: Sequence[str]) -> Any:
    """Current readings by another lexicon than today's whose text holds any of these phrases."""
    from tracker.services import rereading

    holds = Q()
    for words in phrases:
        holds |= Q(revision__text__icontains=words) | Q(revision__title__icontains=words)
    return rereading.outdated().filter(holds) if phrases else Reading.objects.none()


__all__ = ["Wanted", "in_force", "outdated_with", "put_in_force", "try_changes", "wanted"]
