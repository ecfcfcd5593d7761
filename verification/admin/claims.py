"""Claims on the desk: the list with its bulk acts, and the address of each claim's page. What a page shows lives in ``casefile``."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display
from unfold.views import ChangeList

from tracker.admin.days import DaysFilter
from tracker.admin.site import FOUND, RoleAdmin
from tracker.models import Claim
from tracker.roles import Act, may
from tracker.templatetags.desk import by_kind, flag_chip, level_chip, polarity_chip, status_chip, toned, words
from verification import retrieval
from verification.admin import bulk, exporting, pages, provenance, rearranging
from verification.admin.filters import FlagFilter, ReviewerFilter, StageFilter
from verification.models import Assignment
from verification.services import reviewing, visits


class ClaimList(ChangeList):
    """One page of claims with their case files, read together."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        news = visits.with_news(self.result_list, by=request.user)
        for claim, file in zip(self.result_list, reviewing.files_for(request.user, self.result_list), strict=True):
            claim.file, claim.news = file, claim.pk in news


@admin.register(Claim)
class ClaimAdmin(RoleAdmin):
    """What the desk tracks."""

    add = Act.CLAIM_OPEN

    list_display = ("number_shown", "claim_shown", "firmness", "support", "state", "with_whom", "opened")
    list_display_links = ("number_shown", "claim_shown")
    list_filter = (
        ("status", ChoicesDropdownFilter),
        StageFilter,
        FlagFilter,
        ("level_first", ChoicesDropdownFilter),
        ("topics", RelatedDropdownFilter),
        ("opened_from__links__source", AutocompleteSelectFilter),
        ReviewerFilter,
        ("opened_at", DaysFilter),
    )
    list_filter_submit = True
    list_fullwidth = True
    list_per_page = 30
    list_before_template = "verification/desk/claim_list_head.html"
    search_fields = ("text",)
    search_help_text = "Words of the claim, or its number"
    actions = ("accept", "dismiss", "assign", "add_topic")
    ordering = ("-number",)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ClaimList]:
        return ClaimList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        tasks = Prefetch("assignments", Assignment.objects.open().select_related("person"), to_attr="open_tasks")
        return super().get_queryset(request).standing().select_related("opened_from").prefetch_related(tasks, "topics")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Claim], search_term: str) -> tuple[QuerySet[Claim], bool]:
        number = search_term.strip().removeprefix("#")
        if number.isascii() and number.isdigit() and len(number) < 10:
            return queryset.filter(number=int(number)), False
        if not number:
            return queryset, False
        return queryset.filter(pk__in=retrieval.claims_by_words(search_term, limit=FOUND)), False

    # ---- columns
    @display(description="No.", ordering="number")
    def number_shown(self, claim: Claim) -> str:
        return f"#{claim.number}"

    @display(description="Claim", ordering="text")
    def claim_shown(self, claim: Claim) -> str:
        topics = format_html_join("", '<span class="chip">{}</span> ', ((topic.name,) for topic in claim.topics.all()))
        beside = format_html('<span class="chip">{}</span> ', words(claim.kinship)) if claim.kinship else ""
        fresh = format_html('<span class="chip info fresh" title="since you last opened it"><b aria-hidden="true">{}</b>new</span> ', "●")
        return format_html(
            '<span class="lead-cell">{}</span> <span class="flags">{}{}{}{}</span>',
            claim.text,
            fresh if claim.news else "",
            polarity_chip(claim.polarity),
            beside,
            topics,
        )

    @display(description="First → last", ordering="level_first")
    def firmness(self, claim: Claim) -> str:
        first, last = claim.file.level_first, claim.file.level_last
        return level_chip(first) if first == last else format_html("{} → {}", level_chip(first), level_chip(last))

    @display(description="Support")
    def support(self, claim: Claim) -> str:
        file = claim.file
        against = len(file.contradicted_by)
        counts = (file.reports, "" if file.reports == 1 else "s", file.origins, "" if file.origins == 1 else "s")
        shown = format_html('<span class="tight"><b class="num">{}</b> report{} · <b class="num">{}</b> origin{}</span>', *counts)
        beside = [*file.beside, f"{against} against"] if against else file.beside
        return format_html('{}<br><span class="soft">{}</span>', shown, " · ".join(beside)) if beside else shown

    @display(description="Status, open flags", ordering="status")
    def state(self, claim: Claim) -> str:
        proposed = claim.status == "unverified" and claim.opened_by_id is None and claim.accepted_at is None
        status = toned("info", "proposed", "◇") if proposed else status_chip(claim.status)
        flags = ((flag_chip(kind), f" ×{n}" if n > 1 else "") for kind, n in by_kind(claim.file.flags))
        return format_html('<span class="flags">{} {}</span>', status, format_html_join(" ", "<span>{}{}</span>", flags))

    @display(description="With")
    def with_whom(self, claim: Claim) -> str:
        now = timezone.now()
        late = format_html(' <span class="chip bad"><b aria-hidden="true">!</b>{}</span>', "overdue")
        return format_html_join("", "{}{}<br>", ((task.person, late if task.due and task.due < now else "") for task in claim.open_tasks))

    @display(description="Opened", ordering="opened_at")
    def opened(self, claim: Claim) -> str:
        return format_html('<span class="tight">{}</span>', date_format(timezone.localtime(claim.opened_at), "j M Y"))

    # ---- bulk acts
    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        needed = {"accept": Act.CLAIM_ACCEPT, "dismiss": Act.CLAIM_DISMISS, "assign": Act.ASSIGN, "add_topic": Act.TOPIC_EDIT}
        return {
            name: action for name, action in super().get_actions(request).items() if name not in needed or may(request.user, needed[name])
        }

    @admin.action(description="Accept")
    def accept(self, request: HttpRequest, chosen: QuerySet[Claim]) -> HttpResponse:
        return bulk.ask_or_do(request, "accept", chosen)

    @admin.action(description="Dismiss")
    def dismiss(self, request: HttpRequest, chosen: QuerySet[Claim]) -> HttpResponse:
        return bulk.ask_or_do(request, "dismiss", chosen)

    @admin.action(description="Assign")
    def assign(self, request: HttpRequest, chosen: QuerySet[Claim]) -> HttpResponse:
        return bulk.ask_or_do(request, "assign", chosen)

    @admin.action(description="Put under a topic")
    def add_topic(self, request: HttpRequest, chosen: QuerySet[Claim]) -> HttpResponse:
        return bulk.ask_or_do(request, "add_topic", chosen)

    # ---- one claim
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied("Claims are opened by analysts and leads.")
        return pages.open_claim(request)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("export/<slug:form>/", self.admin_site.admin_view(self.export_view), name="claims_export"),
            path("<int:key>/export/<slug:form>/", self.admin_site.admin_view(exporting.claim), name="claim_export"),
            path("decide-proposed/", self.admin_site.admin_view(pages.decide_proposed), name="decide_proposed"),
            path("<int:key>/do/<slug:act>/", self.admin_site.admin_view(pages.do), name="claim_do"),
            path("<int:key>/merge/", self.admin_site.admin_view(rearranging.merge), name="claim_merge"),
            path("<int:key>/split/", self.admin_site.admin_view(rearranging.split), name="claim_split"),
            path("<int:key>/set-against/", self.admin_site.admin_view(rearranging.set_against), name="claim_set_against"),
            path("<int:key>/provenance/", self.admin_site.admin_view(provenance.where), name="claim_provenance"),
            path("<int:key>/provenance/draw/", self.admin_site.admin_view(provenance.draw), name="edge_draw"),
            path("<int:key>/provenance/<int:edge>/<slug:verb>/", self.admin_site.admin_view(provenance.decide), name="edge_decide"),
            path(
                "<int:key>/provenance/object/<int:examination>/<slug:verb>/",
                self.admin_site.admin_view(provenance.decide_object),
                name="object_decide",
            ),
            path("<int:key>/seen/", self.admin_site.admin_view(pages.seen), name="claim_seen"),
            path("<int:key>/draft/", self.admin_site.admin_view(pages.draft), name="claim_draft"),
        ]
        return own + super().get_urls()

    def export_view(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """What the list shows with these filters, as a file."""
        try:
            shown = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            messages.error(request, "These filters are none of the list's; choose them there and export again.")
            return redirect("admin:tracker_claim_changelist")
        return exporting.listed(request, form, Claim.objects.filter(pk__in=shown.queryset.order_by().values("pk")))

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        claim = self.get_object(request, object_id) or pages.merged(object_id)
        if claim is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if claim.merged_into_id:
            messages.info(request, f"Claim #{claim.number} was merged into this one.")
            return redirect("admin:tracker_claim_change", claim.merged_into_id)
        return pages.show(request, claim)
