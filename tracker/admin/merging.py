"""Pages and buttons that put a source right: two rows for one source, names that it does not go by. One service call each."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from tracker.admin.righting import sent_by
from tracker.errors import Refused, Stale
from tracker.models import Person, Source
from tracker.roles import Act, NotAllowed, may
from tracker.services import merging_sources

FOUND = 20


def merged(object_id: str) -> Source | None:
    """The source of that key, if it was merged into another one."""
    if not (object_id.isascii() and object_id.isdigit() and len(object_id) < 18):
        return None
    return Source.objects.filter(pk=object_id).exclude(merged_into=None).select_related("merged_into").first()


def shown_of(person: Person, object_id: str) -> dict[str, Any]:
    """What the source's page shows beside its form: those merged into it, and which buttons."""
    known = object_id.isascii() and object_id.isdigit() and len(object_id) < 18
    return {
        "absorbed": list(Source.objects.filter(merged_into=object_id)) if known else [],
        "branches": list(Source.objects.standing().filter(parent=object_id)) if known else [],
        "may_merge": may(person, Act.SOURCE_MERGE),
        "may_edit": may(person, Act.SOURCE_EDIT),
    }


def merge(request: HttpRequest, key: int) -> HttpResponse:
    """First which source, then what will happen, then do it."""
    if not may(request.user, Act.SOURCE_MERGE):
        raise PermissionDenied("Merging sources is for leads.")
    source = get_object_or_404(Source.objects.select_related("merged_into", "parent"), pk=key)
    if source.merged_into_id:
        return redirect("admin:tracker_source_change", source.survivor.pk)
    sent = sent_by(request) if request.method == "POST" else request.GET
    into = chosen(sent.get("into", ""), source)
    refusal, status = None, 200
    if request.method == "POST" and into is not None:
        try:
            merging_sources.merge(
                source,
                into=into,
                by=request.user,
                reason=sent.get("reason", ""),
                now=timezone.now(),
                version=version_in(sent.get("version", "")),
            )
        except Stale as error:
            refusal, status = error, 412
            source.refresh_from_db()
        except Refused as error:
            refusal, status = error, 422
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from None
        else:
            messages.success(request, f"{into} answers for {source} now. It can be un-merged on this page.")
            return redirect("admin:tracker_source_change", into.pk)
    sought = sent.get("q", source.name).replace("\x00", "").strip()
    context = {
        **admin.site.each_context(request),
        "title": f"Merge {source}",
        "source": counted(source),
        "into": counted(into) if into else None,
        "q": sought,
        "found": [] if into else like(sought, source),
        "refusal": refusal,
        "sent": sent,
    }
    return TemplateResponse(request, "tracker/merge_sources.html", context, status=status)


def unmerge(request: HttpRequest, key: int) -> HttpResponse:
    """Let a merged source answer for itself again."""
    source = get_object_or_404(Source.objects.select_related("merged_into"), pk=key)
    back = source.merged_into_id or source.pk
    if request.method == "POST":
        try:
            merging_sources.unmerge(source, by=request.user, now=timezone.now(), reason=sent_by(request).get(f"why-{key}", ""))
        except Refused as refusal:
            messages.error(request, str(refusal))
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from None
        else:
            messages.success(request, f"{source} answers for itself again.")
            back = source.pk
    return redirect("admin:tracker_source_change", back)


def drop_alias(request: HttpRequest, key: int) -> HttpResponse:
    """Let a source no longer go by a name."""
    source = get_object_or_404(Source, pk=key)
    if request.method == "POST":
        name = sent_by(request).get("drop", "")
        try:
            done = merging_sources.drop_alias(source, text=name, by=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from None
        else:
            told = f"It no longer goes by “{name}”; what was read under that name stays." if done else f"It did not go by “{name}”."
            messages.success(request, told) if done else messages.info(request, told)
    return redirect("admin:tracker_source_change", key)


def chosen(key: str, source: Source) -> Source | None:
    """The standing source of that key, unless it is this one."""
    if not (key.isascii() and key.isdigit() and len(key) < 18):
        return None
    return Source.objects.standing().filter(pk=int(key)).exclude(pk=source.pk).first()


def version_in(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def like(sought: str, source: Source) -> list[Source]:
    """Standing sources with all of these words in one of their names; failing that, with any of the longer ones."""
    rows = Source.objects.standing().exclude(pk=source.pk).select_related("parent").order_by("name")
    words = sought.split()[:8]
    every, some = Q(), Q(pk__in=[])
    for word in words:
        every &= Q(name__icontains=word) | Q(aliases__text__icontains=word)
        if len(word) > 3:
            some |= Q(name__icontains=word) | Q(aliases__text__icontains=word)
    found = list(rows.filter(every).distinct()[:FOUND]) if words else []
    return found or list(rows.filter(some).distinct()[:FOUND])


def counted(source: Source) -> Source:
    """The source with the number of its reports and of the statements that it said or carried."""
    rows = Source.objects.select_related("parent").prefetch_related("aliases")
    return rows.annotate(n_reports=Count("reports", distinct=True), n_links=Count("links", distinct=True)).get(pk=source.pk)
