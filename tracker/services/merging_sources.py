"""Two rows for one source: a pointer from one to the other, and nothing moved; names that a source no longer goes by."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tracker import events, reasons
from tracker.changing import answered_by_another
from tracker.errors import Refused, Stale
from tracker.models import Person, Source, SourceAlias
from tracker.models.naming import normal
from tracker.roles import Act, require
from tracker.services.source_register import above, answer_anew


@transaction.atomic
def merge(source: Source, *, into: Source, by: Person, reason: str, now: datetime, version: int | None = None) -> Source:
    """Let *into* answer for *source*: origins, lists and new reports follow. Nothing moves, so un-merging restores all. Safe to repeat."""
    require(by, Act.SOURCE_MERGE)
    reason = reasons.given(reason, of="a merger")
    if source.pk == into.pk:
        raise Refused("itself", "a source cannot be merged into itself; name the other one.", field="into")
    rows = {row.pk: row for row in Source.objects.select_for_update().filter(pk__in=[source.pk, into.pk]).order_by("pk")}
    source, into = rows[source.pk], rows[into.pk]
    if source.merged_into_id == into.pk:
        return source
    _require_version(source, version)
    for one in (source, into):
        if one.merged_into_id is not None:
            raise Refused(
                "merged", f"{one} was merged into {one.merged_into}; work on that one.", field="into" if one is into else "source"
            )
    if source.pk in _answering(into):
        raise Refused("circle", f"{into} stands under {source}; take it out from under there first.", field="into")
    source.merged_into = into
    source.version += 1
    source.save(update_fields=["merged_into", "version"])
    before, after = {"merged_into_id": None}, {"merged_into_id": into.pk, "into": str(into.uuid), "name": into.name}
    events.record("source.merged", source, now=now, actor=by, before=before, after=after, reason=reason)
    answered_by_another([source])
    answer_anew(source, into, now=now)
    return source


@transaction.atomic
def unmerge(source: Source, *, by: Person, now: datetime, reason: str = "", version: int | None = None) -> Source:
    """Let a merged source answer for itself again."""
    require(by, Act.SOURCE_MERGE)
    source = Source.objects.select_for_update(of=("self",)).select_related("merged_into").get(pk=source.pk)
    _require_version(source, version)
    if source.merged_into_id is None:
        raise Refused("not_merged", f"{source} is not merged into another source.", field="source")
    into = source.merged_into
    source.merged_into = None
    source.version += 1
    source.save(update_fields=["merged_into", "version"])
    before, after = {"merged_into_id": into.pk, "into": str(into.uuid)}, {"merged_into_id": None, "name": into.name}
    events.record("source.unmerged", source, now=now, actor=by, before=before, after=after, reason=reasons.said(reason))
    answered_by_another([source])
    answer_anew(source, into, now=now)
    return source


@transaction.atomic
def drop_alias(source: Source, *, text: str, by: Person, now: datetime) -> bool:
    """Let a source no longer go by *text*; False if it did not. What was read under the name stays. Its own name cannot be dropped."""
    require(by, Act.SOURCE_EDIT)
    if normal(text) == normal(source.name):
        raise Refused("own_name", f"“{text}” is the source's own name; rename it first.", field="alias")
    alias = SourceAlias.objects.filter(source=source, normalised=normal(text)).first()
    if alias is None:
        return False
    alias.delete()
    events.record("source.edited", source, now=now, actor=by, before={"alias": alias.text}, after={"alias": None})
    return True


def _answering(source: Source) -> set[int]:
    """Those who answer for a source, up to its body, and all that stand above it."""
    keys, here = above(source), source
    seen: set[int] = set()
    while here is not None and here.pk not in seen:
        seen.add(here.pk)
        here = here.merged_into or here.parent
    return keys | seen


def _require_version(source: Source, version: int | None) -> None:
    if version is not None and version != source.version:
        raise Stale(f"{source} was changed while you worked on it; read what changed, then try again.", current=source.version)
