"""Questions about unusual sittings in the admin: for staff who may see them, never for candidates."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.current import get_person
from common.errors import DomainError
from scoring.analysis.integrity_selectors import list_sections
from scoring.analysis.models import IntegrityReport, WorkState
from scoring.analysis.services.requests import request_integrity


@admin.register(IntegrityReport)
class IntegrityReportAdmin(admin.ModelAdmin):
    change_form_template = "admin/analysis/integrity/change_form.html"
    list_display = ("exam", "state", "sitting_count", "requested_by", "requested_at")
    list_filter = ("state", "exam")
    list_select_related = ("exam", "requested_by")
    fields = ("exam",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("analysis.view_integrity")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) or super().has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        try:
            return super().add_view(request, form_url, extra_context)
        except DomainError as refusal:
            messages.error(request, refusal.detail)
            return HttpResponseRedirect(reverse("admin:analysis_integrityreport_changelist"))

    def save_model(self, request: HttpRequest, obj: IntegrityReport, form: Any, change: bool) -> None:
        asked = request_integrity(actor=get_person(request), exam=obj.exam)
        obj.pk = asked.pk

    def response_add(self, request: HttpRequest, obj: IntegrityReport, post_url_continue: Any = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:analysis_integrityreport_change", args=[obj.pk]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        found = IntegrityReport.objects.select_related("exam", "requested_by")
        report = found.filter(pk=object_id).first() if object_id.isdecimal() else None
        context: dict[str, Any] = {}
        if report and self.has_view_permission(request):
            is_done = report.state == WorkState.DONE
            context = {"report": report, "sections": list_sections(report=report) if is_done else []}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})
