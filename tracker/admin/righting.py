"""Pages that put a report's reading right: every field of one statement, words that the reader missed, reading anew. One service call each."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from tracker import work
from tracker.admin.adding import when
from tracker.admin.correcting import WORTH
from tracker.admin.statements import quote_marks
from tracker.errors import Refused
from tracker.models import Correction, Figure, Person, Revision, Source, Statement
from tracker.models.naming import known
from tracker.roles import Act, NotAllowed, may, require
from tracker.services import correcting, rereading
from tracker.templatetags.desk import plain_number
from tracker.terms import Comparator, Level, Part, Polarity

NAMES_OFFERED = 500
ONE_NUMBER = (Comparator.EXACT, Comparator.ABOUT, Comparator.NEARLY)
UPPER = (Comparator.AT_MOST, Comparator.LESS_THAN)


def sent_by(request: HttpRequest) -> QueryDict:
    """What was sent, less the one character that a database cannot hold."""
    sent = request.POST.copy()
    for name, values in request.POST.lists():
        sent.setlist(name, [value.replace("\x00", "") for value in values])
    return sent


def followed_up() -> None:
    if not settings.REDIS_URL:
        work.run_for(work.AT_A_DOOR)


def at(statement: Statement) -> str:
    return f"{reverse('admin:tracker_report_change', args=[statement.report.pk])}#s-{statement.uuid}"


# ---- one statement, every field
def put_right(request: HttpRequest, key: int) -> HttpResponse:
    """The whole form of one statement. All that was changed is corrected together, or nothing is."""
    if not may(request.user, Act.STATEMENT_CORRECT):
        raise PermissionDenied("Your roles do not allow correcting statements.")
    statement = get_object_or_404(Statement.objects.with_context().prefetch_related("figures"), pk=key)
    refusal, sent = None, sent_by(request)
    if request.method == "POST":
        try:
            wanted = changes(statement, sent)
            with transaction.atomic():
                for field, value in wanted:
                    correcting.correct(
                        statement, field=field, value=value, by=request.user, reason=sent.get("reason", ""), now=timezone.now()
                    )
        except Refused as error:
            refusal = error
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from None
        else:
            followed_up()
            messages.success(request, "Put right.") if wanted else messages.info(request, "Nothing was changed.")
            return redirect(at(statement))
    shown = sent if refusal else {}
    context = {
        **admin.site.each_context(request),
        "title": "Put a statement right",
        "statement": statement,
        "marks": quote_marks(statement),
        "refusal": refusal,
        "sent": shown,
        "levels": sorted(Level, reverse=True),
        "speaker": shown.get("speaker", speaker_of(statement)),
        "names": names_offered(),
        "figures": [row | typed(shown, row["prefix"]) for row in figure_rows(statement)],
        "dates": [row | typed(shown, row["prefix"]) for row in date_rows(statement)],
        "comparators": list(Comparator),
        "corrections": Correction.objects.filter(statement=statement, withdrawn_at=None).select_related("by"),
    }
    return TemplateResponse(request, "tracker/put_right.html", context, status=422 if refusal else 200)


def typed(sent: Any, prefix: str) -> dict[str, str]:
    """What stands in the fields of one row, by the row's names."""
    return {name.removeprefix(prefix): sent[name] for name in sent if name.startswith(prefix)}


def speaker_of(statement: Statement) -> str:
    first = min(statement.links.all(), key=lambda link: link.position, default=None)
    return (first.source.name if first.source else first.name) if first else ""


def names_offered() -> list[str]:
    return list(Source.objects.standing().values_list("name", flat=True)[:NAMES_OFFERED])


def changes(statement: Statement, sent: QueryDict) -> list[tuple[str, Any]]:
    """The fields that were sent otherwise than they stand, as ``correcting.correct`` takes them."""
    wanted: list[tuple[str, Any]] = []
    level, polarity, worth = (sent.get(name, "") for name in ("level", "polarity", "worth"))
    if level in tuple("12345") and int(level) != statement.level:
        wanted.append(("level", int(level)))
    if polarity in list(Polarity) and polarity != statement.polarity:
        wanted.append(("polarity", polarity))
    if worth in WORTH and WORTH[worth] != statement.check_worthy:
        wanted.append(("check_worthy", WORTH[worth]))
    speaker = " ".join(sent.get("speaker", "").split())
    if speaker and speaker != speaker_of(statement):
        wanted.append(("speaker", named(speaker)))
    for field, rows, read in (("figure", figure_rows(statement), figure_of), ("date", date_rows(statement), date_of)):
        for row in rows:
            given = {**row, "remove": "", **typed(sent, row["prefix"])}
            if given["remove"] and row["start"] != "":
                wanted.append((field, {"start": row["start"], "remove": True}))
            elif any(given[name] != row[name] for name in row["fields"]) and any(given[name] for name in row["must"]):
                wanted.append((field, {"start": row["start"], **read(given)}))
    return wanted


def named(name: str) -> Source:
    """The one source in the record that goes by *name*."""
    found = known(name)
    if not found:
        raise Refused(
            "no_source", f"no source goes by “{name[:80]}”; add it under Sources first, or choose a name that is offered.", field="speaker"
        )
    exact = [source for source in found if source.name == name]
    if len(found) > 1 and len(exact) != 1:
        several = ", ".join(f"{source.name} ({source.get_kind_display()})" for source in found[:5])
        raise Refused("several_sources", f"several sources go by “{name[:80]}”: {several}. Write the full name of one.", field="speaker")
    return (exact or found)[0]


def figure_rows(statement: Statement) -> list[dict[str, Any]]:
    """One row per figure as it is shown, and an empty one to add another."""
    rows = [{"start": figure.start, **figure_shown(figure)} for figure in statement.figures.all()]
    rows.append({"start": "", "number": "", "to": "", "unit": "", "comparator": str(Comparator.EXACT), "words": ""})
    for row in rows:
        row |= {
            "prefix": f"figure-{row['start'] if row['start'] != '' else 'new'}-",
            "fields": ("number", "to", "unit", "comparator"),
            "must": ("number", "to"),
        }
    return rows


def figure_shown(figure: Figure) -> dict[str, str]:
    low, high = plain_number(figure.low), plain_number(figure.high)
    number, to = (low, "" if low == high else high) if low else (high, "")
    return {"number": number, "to": to, "unit": figure.unit, "comparator": str(figure.comparator)}


def figure_of(given: dict[str, Any]) -> dict[str, Any]:
    """One number stands for both ends, or for the end that its comparator leaves closed."""
    number, to = (given[name].replace(",", "").replace(" ", "") for name in ("number", "to"))
    comparator = given["comparator"]
    low: str | None = number or None
    high: str | None = to or None
    if high is None and comparator in UPPER:
        low, high = None, low
    elif high is None and comparator in ONE_NUMBER:
        high = low
    elif high is None and comparator == Comparator.RANGE:
        raise Refused("figure", "a range needs both ends; write the second number, or choose another word.", field="figure")
    elif low is not None and high is not None and low != high and comparator in ONE_NUMBER:
        comparator = str(Comparator.RANGE) if comparator == Comparator.EXACT else comparator
    return {"low": low, "high": high, "unit": " ".join(given["unit"].split()), "comparator": comparator}


def date_rows(statement: Statement) -> list[dict[str, Any]]:
    rows = [{"start": one["start"], "from": moment_shown(one.get("from")), "to": moment_shown(one.get("to"))} for one in statement.dates]
    rows.append({"start": "", "from": "", "to": ""})
    for row in rows:
        row |= {"prefix": f"date-{row['start'] if row['start'] != '' else 'new'}-", "fields": ("from", "to"), "must": ("from", "to")}
    return rows


def moment_shown(text: str | None) -> str:
    """A day as a day, any other moment with its time in the reader's zone."""
    if not text:
        return ""
    moment = datetime.fromisoformat(text)
    day = moment.astimezone(UTC)
    return f"{day:%Y-%m-%d}" if (day.hour, day.minute, day.second) == (0, 0, 0) else f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def date_of(given: dict[str, Any]) -> dict[str, Any]:
    ends: dict[str, Any] = {}
    for name in ("from", "to"):
        try:
            ends[name] = when(given[name].strip()) if given[name].strip() else None
        except ValidationError as error:
            raise Refused("date", error.messages[0], field="date") from None
    return ends


# ---- words that the reader missed
def mark(request: HttpRequest, key: int) -> HttpResponse:
    """Make a statement of marked words, named by their place or by themselves."""
    if not may(request.user, Act.STATEMENT_CORRECT):
        raise PermissionDenied("Your roles do not allow making statements.")
    revision = get_object_or_404(Revision.objects.select_related("report__publisher"), pk=key)
    refusal, sent = None, sent_by(request)
    if request.method == "POST":
        try:
            made = made_of(revision, sent, request.user)
        except Refused as error:
            refusal = error
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from None
        else:
            followed_up()
            messages.success(request, "The statement was made; it is compared like any other and kept when the report is read anew.")
            return redirect(at(made))
    context = {
        **admin.site.each_context(request),
        "title": "Make a statement of words",
        "revision": revision,
        "report": revision.report,
        "refusal": refusal,
        "sent": sent,
        "levels": sorted(Level, reverse=True),
        "names": names_offered(),
    }
    return TemplateResponse(request, "tracker/mark.html", context, status=422 if refusal else 200)


def made_of(revision: Revision, sent: QueryDict, by: Person) -> Statement:
    part = Part.TITLE if sent.get("part") == Part.TITLE else Part.BODY
    start, end = place_of(revision.title if part is Part.TITLE else revision.text, sent)
    level, speaker = sent.get("level", ""), " ".join(sent.get("speaker", "").split())
    return correcting.make_statement(
        revision,
        start=start,
        end=end,
        part=part,
        level=Level(int(level)) if level in tuple("12345") else Level.STATED_AS_FACT,
        polarity=Polarity.DENIED if sent.get("polarity") == Polarity.DENIED else Polarity.AFFIRMED,
        speaker=named(speaker) if speaker else None,
        translation=sent.get("translation", ""),
        by=by,
        now=timezone.now(),
    )


def place_of(text: str, sent: QueryDict) -> tuple[int, int]:
    """Where the marked words stand in *text*: at the place sent if the words are there, else where the words stand once."""
    wanted = sent.get("words", "").split()
    ends = [sent.get(name, "").strip() for name in ("start", "end")]
    place = (int(ends[0]), int(ends[1])) if all(end.isascii() and end.isdigit() and len(end) < 10 for end in ends) else None
    if place and (not wanted or text[slice(*place)].split() == wanted):
        return place
    if not wanted:
        raise Refused("span", "mark the words in the text, or copy them here.", field="words")
    found = [(hit.start(), hit.end()) for hit in re.finditer(r"\s+".join(map(re.escape, wanted)), text)]
    if not found:
        raise Refused(
            "not_there", "these words do not stand in the text like this; copy them exactly, without leaving any out.", field="words"
        )
    if len(found) > 1:
        raise Refused("several", f"these words stand {len(found)} times in the text; copy some more words around them.", field="words")
    return found[0]


# ---- reading anew
def read_again(request: HttpRequest, key: int) -> HttpResponse:
    """Have the newest text of a report read by today's engine, whatever read it before."""
    require(request.user, Act.REPORT_REREAD)
    revision = get_object_or_404(Revision.objects.select_related("report"), pk=key)
    if request.method == "POST":
        now = timezone.now()
        reading = revision.readings.filter(current=True).first()
        if reading is None or not rereading.ask([reading], now=now, stamp=now.isoformat()):
            messages.error(request, "There is no current reading of this text to take the place of.")
        else:
            followed_up()
            messages.success(
                request,
                "Read again. What people corrected or made by hand was kept."
                if not settings.REDIS_URL
                else "It will be read again by the next free worker.",
            )
    return redirect("admin:tracker_report_change", revision.report_id)
