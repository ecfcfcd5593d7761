"""Statements on the desk: the list, and how one is laid over its text as marks. Read-only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from tracker import search
from tracker.admin.days import DaysFilter
from tracker.admin.site import FOUND, RoleAdmin
from tracker.marking import Mark
from tracker.models import Statement
from tracker.templatetags.desk import level_chip, words
from tracker.terms import LEVEL_RANGES, Level, Part, label


def marks_of(statements: Iterable[Statement], part: str = Part.BODY) -> list[Mark]:
    """The marks of these statements on one part of their text: spans, cues, attributions, figures. Shared cues are marked once."""
    found: dict[tuple[int, int, str], Mark] = {}
    for statement in statements:
        if statement.part != part:
            continue
        key = str(statement.uuid)
        found[(statement.start, statement.end, key)] = Mark(
            statement.start, statement.end, "statement", key, statement.level, label(Level(statement.level))
        )
        for mark in cue_marks(statement):
            found.setdefault((mark.start, mark.end, mark.kind), mark)
    return list(found.values())


def cue_marks(statement: Statement) -> Iterator[Mark]:
    """The words that made the reader say what it says of a statement."""
    attributions = set()
    for link in statement.links.all():
        if link.cue_start is not None and link.cue_end is not None:
            attributions.add((link.cue_start, link.cue_end))
            yield Mark(link.cue_start, link.cue_end, "attribution", note=f"attribution: {link.name}")
    for cue in statement.cues:
        if (cue["start"], cue["end"]) not in attributions or cue["kind"] != "attribution":
            yield Mark(cue["start"], cue["end"], cue["kind"], note=cue_note(cue))
    for figure in statement.figures.all():
        yield Mark(figure.start, figure.end, "figure", note=f"figure: {words(figure.comparator)}")


def cue_note(cue: dict) -> str:
    if cue["kind"] in ("hedge", "booster") and cue.get("level"):
        low, high = cue.get("low"), cue.get("high")
        range_ = f", {round(low * 100)}–{round(high * 100)} %" if low is not None and high is not None else ""
        return f"{cue['kind']}: {label(Level(cue['level']))}{range_}"
    return words(cue.get("marker") or cue["kind"])


def quote_marks(statement: Statement) -> list[Mark]:
    """The cues that fall within a statement's own words, as offsets into its quote."""
    return [Mark(mark.start - statement.start, mark.end - statement.start, mark.kind, note=mark.note) for mark in cue_marks(statement)]


def explained(statement: Statement) -> str:
    """A statement in a few plain lines, for tooltips: level and range, cues, chain."""
    low, high = LEVEL_RANGES[Level(statement.level)]
    denied = " · denied" if statement.polarity == "denied" else ""
    lines = [f"{statement.level} · {label(Level(statement.level))} ({round(low * 100)}–{round(high * 100)} %){denied}"]
    cues = [f"“{cue['text']}” ({words(cue['kind'])})" for cue in statement.cues if cue.get("text")]
    if cues:
        lines.append("Cues: " + ", ".join(cues))
    chain = " → ".join(f"{link.name}{f' “{link.cue}”' if link.cue else ''}" for link in statement.links.all())
    if chain:
        lines.append("Chain: " + chain)
    if statement.markers:
        lines.append("Markers: " + ", ".join(words(marker) for marker in statement.markers))
    return "\n".join(lines)


@admin.register(Statement)
class StatementAdmin(RoleAdmin):
    """Every statement in force, newest first; one opens in its place in the text."""

    list_display = ("as_read", "level_shown", "polarity", "who", "report_title", "check_worthy")
    list_filter = (
        ("level", ChoicesDropdownFilter),
        ("polarity", ChoicesDropdownFilter),
        ("links__source", AutocompleteSelectFilter),
        ("reading__revision__received_at", DaysFilter),
        "check_worthy",
        ("part", ChoicesDropdownFilter),
    )
    list_filter_submit = True
    search_fields = ("display", "quote")
    search_help_text = "Words of the statement"
    table_columns = (
        ("statement", lambda one: one.display),
        ("quote", lambda one: one.quote),
        ("level", lambda one: one.level),
        ("stated", lambda one: label(Level(one.level))),
        ("polarity", lambda one: one.polarity),
        ("markers", lambda one: " · ".join(one.markers)),
        ("who", lambda one: " → ".join(link.name for link in one.links.all())),
        ("report", lambda one: one.reading.revision.title),
        ("publisher", lambda one: one.report.publisher_name),
        ("said", lambda one: one.said_at),
        ("check_worthy", lambda one: one.check_worthy),
        ("id", lambda one: one.uuid),
    )
    ordering = ("-seq",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        return super().get_queryset(request).in_force().with_context()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """A range of days asks by the column's name and an ending that Django does not know."""
        return super().lookup_allowed(lookup.removesuffix("_from").removesuffix("_to"), value, request)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Statement], search_term: str) -> tuple[QuerySet[Statement], bool]:
        """Each word somewhere in the statement, looked for in the newest reports that hold them all."""
        if not search_term.strip():
            return queryset, False
        reports = search.by_words("report", search_term, limit=FOUND)
        return super().get_search_results(request, queryset.filter(reading__revision__report__in=reports), search_term)

    @display(description="Statement", ordering="seq")
    def as_read(self, statement: Statement) -> str:
        return statement.display

    @display(description="Level", ordering="level")
    def level_shown(self, statement: Statement) -> str:
        return level_chip(statement.level)

    @display(description="Who said it")
    def who(self, statement: Statement) -> str:
        return " → ".join(link.name for link in statement.links.all()) or "not attributed"

    @display(description="Report")
    def report_title(self, statement: Statement) -> str:
        return statement.reading.revision.title or "(untitled)"

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        statement = self.get_object(request, object_id)
        if statement is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return redirect(f"{reverse('admin:tracker_report_change', args=[statement.report.pk])}#s-{statement.uuid}")
