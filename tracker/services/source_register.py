"""People's word on a source: its columns, its names, its letter. Finding out whom a name means lives in ``services.sources``."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from tracker import events, reasons, work
from tracker.changing import answered_by_another
from tracker.errors import Refused
from tracker.models import Grade, Person, Source
from tracker.models.naming import add_alias
from tracker.roles import Act, require
from tracker.terms import Letter

COLUMNS = ("name", "kind", "parent_id", "bloc", "country")


@transaction.atomic
def amend(source: Source, *, by: Person, now: datetime, alias: str = "") -> Source:
    """Write a new or changed source as it stands in memory, under its own name and *alias*. Nothing changed: nothing is written."""
    require(by, Act.SOURCE_EDIT)
    source.name = " ".join(source.name.split())
    if not source.name:
        raise Refused("empty", "a source needs a name.", field="name")
    old = Source.objects.select_for_update().filter(pk=source.pk).first() if source.pk else None
    if source.parent_id is not None and source.pk is not None and source.pk in above(source.parent):
        raise Refused("circle", f"{source.parent} already stands under {source}; a source cannot speak for itself.", field="parent")
    before = {name: getattr(old, name) for name in COLUMNS} if old else {}
    changed = {name: getattr(source, name) for name in COLUMNS if getattr(source, name) != before.get(name)}
    if alias := " ".join(alias.split()):
        changed["alias"] = alias
    if old is not None and not changed:
        return source
    source.version = old.version + 1 if old else 1
    source.save()
    add_alias(source, source.name)
    if alias:
        add_alias(source, alias)
    known = {name: before[name] for name in changed if name in before}
    events.record("source.edited" if old else "source.added", source, now=now, actor=by, before=known, after=changed)
    if old is not None and old.parent_id != source.parent_id:
        answered_by_another([source])
        answer_anew(source, *Source.objects.filter(pk__in={old.parent_id, source.parent_id} - {None}), now=now)
    return source


def answer_anew(*sources: Source, now: datetime) -> None:
    """Another body answers for some of these now, or another letter was given: their track records are worked out anew."""
    for source in sources:
        work.enqueue("weigh", events.name_of(source), now=now, version=uuid4().hex)


def above(source: Source | None) -> set[int]:
    """A source and all that stand above it, by their keys."""
    keys: set[int] = set()
    while source is not None and source.pk not in keys:
        keys.add(source.pk)
        source = source.parent
    return keys


@transaction.atomic
def grade(source: Source, *, letter: Letter | str, reason: str, by: Person, now: datetime, from_suggestion: bool = False) -> Grade:
    """Give a letter, beside the older ones, which stay. Leads only; the reason is needed.

    *from_suggestion*: the letter was taken over from the program's suggestion; the log says so, since it is then no evidence for it.
    """
    require(by, Act.SOURCE_GRADE)
    reason = reasons.given(reason, of="every letter", field="letter_reason")
    if str(letter) not in list(Letter):
        known = ", ".join(Letter)
        raise Refused("unknown_word", f"letter {str(letter)[:40]!r} is unknown; use one of: {known}.", field="letter")
    source = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
    last = source.grades.order_by("-at", "-pk").first()
    given = Grade.objects.create(source=source, letter=Letter(letter), by=by, at=now, reason=reason)
    before = {"letter": str(last.letter)} if last else {}
    after = {"letter": str(given.letter), **({"from_suggestion": True} if from_suggestion else {})}
    events.record("source.graded", source, now=now, actor=by, before=before, after=after, reason=reason)
    answer_anew(source, now=now)
    return given
