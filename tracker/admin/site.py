"""What the desk's tables share: rights from ``tracker.roles``, no deleting, and the look. No screen of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin

from tracker.downloads import csv_download, file_name
from tracker.errors import Refused
from tracker.roles import Act, NotAllowed, may

FOUND = 1000  # rows that words find, the newest


class LimitedPaginator(Paginator):
    """Pages of a list, counted as far as anybody turns them: beyond ``COUNTED`` rows the list says "10,000+" and is narrowed by its filters."""

    COUNTED = 10_000
    template_name = "tracker/_pages_of_list.html"

    @cached_property
    def found(self) -> int:
        return self.object_list.order_by()[: self.COUNTED + 1].count()

    @property
    def count(self) -> int:
        return min(self.found, self.COUNTED)

    @property
    def more(self) -> bool:
        return self.found > self.COUNTED


class RoleAdmin(ModelAdmin):
    """A table on the desk. Everybody with ``see`` may look; adding and changing only where a table names the act. Nothing is ever deleted."""

    asks_roles = True
    see: ClassVar[Act] = Act.READ
    add: ClassVar[Act | None] = None
    change: ClassVar[Act | None] = None
    actions_on_top = True
    list_per_page = 50
    show_full_result_count = False
    paginator = LimitedPaginator
    list_before_template = "tracker/list_head.html"
    table_columns: ClassVar[tuple[tuple[str, Callable[[Any], Any]], ...]] = ()  # of the CSV of what a list shows; none: there is no CSV

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, self.see)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request.user, self.see)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.add is not None and may(request.user, self.add)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.change is not None and may(request.user, self.change)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": str(self.opts.verbose_name_plural).capitalize(), **(extra_context or {})})

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What a service refuses beyond the form's own checks is told on the same page, not as an error of the program."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from None
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(request.get_full_path())

    def get_urls(self) -> list[URLPattern]:
        info = (self.opts.app_label, self.opts.model_name)
        own = [path("csv/", self.admin_site.admin_view(self.table_view), name=f"{info[0]}_{info[1]}_csv")] if self.table_columns else []
        return own + super().get_urls()

    def table_view(self, request: HttpRequest) -> HttpResponseBase:
        """What the list shows with these filters, whole and in its order, as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied("Your roles do not allow this list.")
        try:
            shown = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            messages.error(request, "These filters are none of the list's; choose them there and take the table again.")
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        rows = ([of(row) for _, of in self.table_columns] for row in shown.iterator(chunk_size=500))
        name = file_name(self.opts.verbose_name_plural, timezone.localdate(), ending="csv")
        return csv_download(name, [name for name, _ in self.table_columns], rows)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def log_addition(self, *args: Any, **kwargs: Any) -> None:
        """The event log is the one history."""

    log_change = log_deletion = log_deletions = log_addition


def theme(request: HttpRequest) -> str:
    return static("tracker/theme.css")


def stylesheet(request: HttpRequest) -> str:
    return static("tracker/desk.css")


def script(request: HttpRequest) -> str:
    return static("tracker/desk.js")


def keys(request: HttpRequest) -> str:
    return static("tracker/keys.js")


def queue(request: HttpRequest) -> str:
    return static("tracker/queue.js")


def favicon(request: HttpRequest) -> str:
    return static("tracker/mark.svg")
