"""The admin site of the desk: who may come in, and its own pages. What is listed on it is registered in the two ``admin`` packages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.module_loading import import_string
from unfold.forms import AuthenticationForm
from unfold.sites import UnfoldAdminSite

from tracker.doorway import locked_out, within
from tracker.roles import roles_of


class DeskLogin(AuthenticationForm):
    """Lets in whoever is active and has a role; being "staff" or a superuser is neither needed nor enough."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "this name and this password do not go together. Capitals count in both.",
    }

    def confirm_login_allowed(self, user: Any) -> None:
        if not roles_of(user):
            raise ValidationError("This account has no role on this desk. Ask an administrator to give it one.", code="no_role")


class DeskSite(UnfoldAdminSite):
    """Deny by default: a page is shown to people with a role, a table only if its admin asks ``tracker.roles`` (``RoleAdmin``)."""

    login_form = DeskLogin
    index_title = "Home"
    index_template = "verification/desk/home.html"
    # Pages beside the tables, by name: (path, view as a dotted string, URL name).
    pages: tuple[tuple[str, str, str], ...] = (
        ("add-report/", "tracker.admin.adding.add_report", "add_report"),
        ("add-report/url/", "tracker.admin.bringing.by_address", "add_report_url"),
        ("add-report/file/", "tracker.admin.bringing.by_file", "add_report_file"),
        ("add-report/table/", "tracker.admin.bringing.by_table", "add_report_table"),
        ("tables/<uuid:uuid>/", "tracker.admin.bringing.table", "report_table"),
        ("tables/<uuid:uuid>/import/", "tracker.admin.bringing.import_table", "report_table_import"),
        ("report-document/<int:key>/", "tracker.admin.keeping.document", "report_document"),
        ("report-keep/<int:key>/", "tracker.admin.keeping.keep", "report_keep"),
        ("report-topics/<int:key>/", "tracker.admin.keeping.topics", "report_topics"),
        ("attachments/<uuid:uuid>/", "tracker.admin.keeping.attachment", "attachment"),
        ("add-report/try/", "tracker.admin.trying.try_reading", "try_reading"),
        ("queue/", "verification.admin.queue.queue", "queue"),
        ("queue/next/", "verification.admin.queue.take_next", "take_next"),
        ("queue/<int:key>/do/<slug:act>/", "verification.admin.queue.do", "queue_do"),
        ("backlog/", "verification.admin.home.backlog_part", "backlog"),
        ("find/", "verification.admin.finding.find", "find"),
        ("saved-filters/<slug:page>/", "tracker.admin.saved_filters.save", "saved_filters"),
        ("bulk/<int:key>/undo/", "verification.admin.bulk.undo", "bulk_undo"),
        ("invitations/", "tracker.admin.inviting.invitations", "invitations"),
        ("invitations/<uuid:uuid>/resend/", "tracker.admin.inviting.resend", "invitation_resend"),
        ("invitations/<uuid:uuid>/withdraw/", "tracker.admin.inviting.withdraw", "invitation_withdraw"),
        ("removals/", "verification.admin.removing.removals", "removals"),
        ("removals/ask/<int:key>/", "verification.admin.removing.ask", "removal_ask"),
        ("removals/<uuid:uuid>/", "verification.admin.removing.one", "removal"),
        ("removals/<uuid:uuid>/confirm/", "verification.admin.removing.confirmed", "removal_confirm"),
        ("removals/<uuid:uuid>/decline/", "verification.admin.removing.declined", "removal_decline"),
        ("reviewers/", "verification.admin.people.reviewers", "reviewers"),
        ("reviewers/<int:key>/", "verification.admin.people.reviewer", "reviewer"),
        ("hand-out/", "verification.admin.handing_out.hand_out", "hand_out"),
        ("inflations/", "verification.admin.inflations.board", "inflations"),
        ("correct/<int:key>/", "tracker.admin.correcting.correct", "correct_statement"),
        ("withdraw-correction/<int:key>/", "tracker.admin.correcting.withdraw", "withdraw_correction"),
        ("put-right/<int:key>/", "tracker.admin.righting.put_right", "put_right"),
        ("mark/<int:key>/", "tracker.admin.righting.mark", "mark_statement"),
        ("read-again/<int:key>/", "tracker.admin.righting.read_again", "read_again"),
        ("withdraw-statement/<int:key>/", "verification.admin.withdrawing.statement", "withdraw_statement"),
        ("withdraw-report/<int:key>/", "verification.admin.withdrawing.report", "withdraw_report"),
        ("undo-withdrawal/<int:key>/", "verification.admin.withdrawing.undo", "undo_withdrawal"),
        ("source-fidelity/<int:key>/", "verification.admin.records.fidelity", "source_fidelity"),
        ("source-flag/<int:key>/close/", "verification.admin.records.close_flag", "source_flag_close"),
        ("source-letter/<int:key>/", "verification.admin.records.take_over", "source_letter"),
        ("work/<int:key>/run-again/", "tracker.admin.work.run_again", "work_run_again"),
        ("work/<int:key>/about/", "tracker.admin.work.about", "work_about"),
        ("lexicon/", "tracker.admin.lexicon.page", "lexicon"),
        ("lexicon/try/", "tracker.admin.lexicon.attempt", "lexicon_try"),
        ("lexicon/read-again/", "tracker.admin.lexicon.read_again", "lexicon_read_again"),
        ("lexicon/trial/<int:key>/", "tracker.admin.lexicon.trial", "lexicon_trial"),
        ("lexicon/trial/<int:key>/put/", "tracker.admin.lexicon.put", "lexicon_put"),
        ("me/", "verification.admin.me.me", "me"),
        ("me/follow/", "verification.admin.me.follow", "me_follow"),
        ("me/tokens/", "verification.admin.tokens.mine", "my_tokens"),
        ("me/tokens/<str:key>/revoke/", "verification.admin.tokens.revoke", "revoke_token"),
        ("me/digest/", "verification.admin.digests.coming", "my_next_digest"),
        ("me/digests/", "verification.admin.digests.mine", "my_digests"),
        ("digests/", "verification.admin.digests.watched", "digests_watched"),
        ("digests/<uuid:uuid>/", "verification.admin.digests.one", "digest"),
        ("digests/<uuid:uuid>/again/", "verification.admin.digests.again", "digest_again"),
        ("follow-source/<int:key>/", "verification.admin.me.follow_source", "follow_source"),
    )

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(roles_of(request.user))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """The colours stand in a file of ours, not in a style that every page carries and the content policy would have to let through."""
        return {**super().each_context(request), "colors": {}}

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "POST" and not within("sign-in", request, most=settings.SIGN_INS_PER_MINUTE, seconds=60):
            return locked_out(request)
        return super().login(request, extra_context)

    def app_index(self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The tables of one package. Of whom it has none for, it says so: what is there and not for them is no secret, and no error."""
        try:
            return super().app_index(request, app_label, extra_context)
        except Http404:
            raise PermissionDenied("None of these tables is for your roles.") from None

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Tables by name. There is one page of them, whatever page is asked for."""
        asked = request.GET.copy()
        asked.pop("page", None)
        request.GET = asked  # type: ignore[assignment]
        return super().search(request, extra_context)

    def register(
        self, model_or_iterable: ModelBase | Iterable[ModelBase], admin_class: type[ModelAdmin] | None = None, **options: Any
    ) -> None:
        """Tables of other packages bring admins that know nothing of our roles; they are left out."""
        if admin_class is not None and getattr(admin_class, "asks_roles", False):
            super().register(model_or_iterable, admin_class, **options)

    def extra_urls(self) -> list[URLPattern]:
        return [path(route, self.admin_view(by_name(view)), name=name) for route, view, name in self.pages]


def by_name(dotted: str) -> Any:
    """A view that is imported when it is first asked for, so that the record need not import the judgement."""

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return import_string(dotted)(request, *args, **kwargs)

    return view
