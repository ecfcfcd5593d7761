"""Sources on the desk: names, parents, blocs, letters with their history. Resolving a name to a source lives in ``tracker.services.sources``."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from tracker.admin import merging
from tracker.admin.site import RoleAdmin
from tracker.models import Grade, Source
from tracker.roles import Act, may
from tracker.services import source_register
from tracker.terms import Letter


class SourceForm(ModelForm):
    """A source's own columns, a new alias, and for leads a letter with its reason."""

    new_alias = forms.CharField(
        required=False,
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text="Another name that it goes by; its statements are found under both.",
    )
    letter = forms.ChoiceField(
        required=False,
        choices=[("", "leave as it is"), *((letter.value, letter.value) for letter in Letter)],
        widget=UnfoldAdminSelectWidget,
        help_text="Admiralty reliability, A to F; F is “cannot be judged”. The old letter stays in the history.",
    )
    letter_reason = forms.CharField(
        required=False, widget=UnfoldAdminTextareaWidget({"rows": 2}), help_text="Why this letter. Needed with a letter."
    )

    class Meta:
        model = Source
        fields = ("name", "kind", "parent", "bloc", "country")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("letter") and not (given.get("letter_reason") or "").strip():
            self.add_error("letter_reason", "say why: every letter carries its reason.")
        if given.get("parent") and self.instance.pk and self.instance.pk in source_register.above(given["parent"]):
            self.add_error("parent", f"{given['parent']} already stands under this source; choose another one.")
        return given


class UngradedForm(SourceForm):
    """The same for people who may not grade."""

    letter = letter_reason = None


@admin.register(Source)
class SourceAdmin(RoleAdmin):
    add = change = Act.SOURCE_EDIT
    form = SourceForm
    list_display = ("name", "kind", "letter_shown", "parent", "bloc", "country", "report_count")
    list_filter = (("kind", ChoicesDropdownFilter), "bloc")
    list_select_related = ("parent",)
    search_fields = ("name", "aliases__text", "bloc")
    search_help_text = "A name or alias"
    table_columns = (
        ("name", lambda source: source.name),
        ("kind", lambda source: source.kind),
        ("letter", lambda source: source.newest_letter),
        ("parent", lambda source: source.parent.name if source.parent else None),
        ("bloc", lambda source: source.bloc),
        ("country", lambda source: source.country),
        ("reports", lambda source: source.n_reports),
        ("id", lambda source: source.uuid),
    )
    autocomplete_fields = ("parent",)
    change_form_after_template = "tracker/source_after.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        newest = Grade.objects.filter(source=OuterRef("pk")).order_by("-at", "-pk").values("letter")[:1]
        reports = Source.objects.filter(pk=OuterRef("pk")).order_by().annotate(n=Count("reports")).values("n")
        return super().get_queryset(request).standing().annotate(newest_letter=Subquery(newest), n_reports=Subquery(reports))

    def get_form(self, request: HttpRequest, obj: Source | None = None, change: bool = False, **options: Any) -> type[ModelForm]:
        form = SourceForm if may(request.user, Act.SOURCE_GRADE) else UngradedForm
        return super().get_form(request, obj, change=change, **{"form": form, **options})

    def get_fields(self, request: HttpRequest, obj: Source | None = None) -> list[str]:
        fields = ["name", "kind", "parent", "bloc", "country"]
        if self.has_change_permission(request, obj):
            fields.append("new_alias")
        if may(request.user, Act.SOURCE_GRADE):
            fields += ["letter", "letter_reason"]
        return fields

    @display(description="Letter", ordering="newest_letter")
    def letter_shown(self, source: Source) -> str:
        return source.newest_letter or "not graded"

    @display(description="Reports", ordering="n_reports")
    def report_count(self, source: Source) -> int:
        return source.n_reports

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        if (merged := merging.merged(object_id)) is not None:
            messages.info(request, f"{merged} was merged into this source.")
            return redirect("admin:tracker_source_change", merged.survivor.pk)
        more = {"show_save_and_add_another": False, "show_save_and_continue": False, **merging.shown_of(request.user, object_id)}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("<int:key>/merge/", self.admin_site.admin_view(merging.merge), name="source_merge"),
            path("<int:key>/unmerge/", self.admin_site.admin_view(merging.unmerge), name="source_unmerge"),
            path("<int:key>/drop-alias/", self.admin_site.admin_view(merging.drop_alias), name="source_drop_alias"),
        ]
        return own + super().get_urls()

    def save_model(self, request: HttpRequest, source: Source, form: SourceForm, change: bool) -> None:
        now = timezone.now()
        with transaction.atomic():
            source_register.amend(source, by=request.user, now=now, alias=form.cleaned_data.get("new_alias") or "")
            if letter := form.cleaned_data.get("letter"):
                source_register.grade(source, letter=letter, reason=form.cleaned_data["letter_reason"], by=request.user, now=now)
