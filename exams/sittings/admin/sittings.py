"""Sittings for staff: to look at, not to edit. What may be done to them is done on the live page."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.templatetags.moments import moment
from exams.bank.admin.read_only import ReadOnly
from exams.sittings.admin.live import LivePages
from exams.sittings.models import Sitting
from exams.sittings.permissions import CONTROL
from exams.sittings.record_selectors import get_record


class ResultFilter(admin.SimpleListFilter):
    title, parameter_name = "result", "result"
    KINDS = {"held": Q(is_held=True), "void": Q(voided_at__isnull=False)}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("held", "Held for review"), ("void", "Does not count")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Sitting]) -> QuerySet[Sitting]:
        return queryset.filter(self.KINDS.get(self.value() or "", Q()))


@admin.register(Sitting)
class SittingAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("candidate", "exam", "state_shown", "started", "deadline", "closed", "result_shown")
    list_filter = ("state", "close_reason", ResultFilter, "exam")
    list_select_related = ("user", "exam")
    search_fields = ("id", "user__email", "user__name")
    search_help_text = "Searches names and e-mail addresses."
    date_hierarchy = "created_at"

    def get_urls(self) -> list[URLPattern]:
        live = LivePages(self)
        view = self.admin_site.admin_view
        return [
            path("live/", view(live.list_view), name="sittings_sitting_live"),
            path("live/<slug:slug>/", view(live.exam_view), name="sittings_sitting_live_exam"),
            *super().get_urls(),
        ]

    # --- list -------------------------------------------------------------------------------------
    @admin.display(description="Candidate", ordering="user__email")
    def candidate(self, sitting: Sitting) -> str:
        return str(sitting.user)

    @admin.display(description="State", ordering="state")
    def state_shown(self, sitting: Sitting) -> SafeString:
        said = sitting.get_close_reason_display() or sitting.get_state_display()
        return format_html('<span class="status status--{}">{}</span>', sitting.state, said)

    @admin.display(description="Started", ordering="started_at")
    def started(self, sitting: Sitting) -> SafeString | str:
        return moment(sitting.started_at) or "–"

    @admin.display(description="Deadline", ordering="deadline_at")
    def deadline(self, sitting: Sitting) -> SafeString | str:
        return moment(sitting.deadline_at) or "–"

    @admin.display(description="Closed", ordering="closed_at")
    def closed(self, sitting: Sitting) -> SafeString | str:
        return moment(sitting.closed_at) or "–"

    @admin.display(description="Result", ordering="voided_at")
    def result_shown(self, sitting: Sitting) -> str:
        if sitting.is_void:
            return "Does not count"
        return "Held for review" if sitting.is_held else "–"

    # --- one sitting ------------------------------------------------------------------------------
    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A page to read: what happened, what was answered, what was said."""
        if request.method not in {"GET", "HEAD"} or not self.has_view_permission(request):
            raise PermissionDenied
        record = get_record(sitting_id=_read_id(object_id))
        if record is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(record.sitting.user),
            "subtitle": record.sitting.exam.title,
            "record": record,
            "sitting": record.sitting,
            "state": self.state_shown(record.sitting),
            "may_control": request.user.has_perm(CONTROL),
        }
        return TemplateResponse(request, "admin/sittings/record.html", context)


def _read_id(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError as error:
        raise Http404 from error
