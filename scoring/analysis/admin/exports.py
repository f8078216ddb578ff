"""An exam's responses and statistics as files, in the admin: asked for, and fetched when a worker has written them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.current import get_person
from exams.assembly.models import Exam
from exams.bank.admin.read_only import ReadOnly
from scoring.analysis.errors import AnalysisUnderway
from scoring.analysis.models import StatisticsExport
from scoring.analysis.page_selectors import list_exports
from scoring.analysis.services.requests import request_export


@admin.register(StatisticsExport)
class StatisticsExportAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("__str__", "state", "requested_by", "requested_at")
    list_filter = ("state", "exam")
    list_select_related = ("exam", "requested_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatisticsExport]:
        return super().get_queryset(request).defer("data")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("exam/<int:exam_id>/", view(self.exam_view), name="analysis_statisticsexport_exam"),
            path("<int:export_id>/file/", view(self.file_view), name="analysis_statisticsexport_file"),
        ]
        return [*own, *super().get_urls()]

    def exam_view(self, request: HttpRequest, exam_id: int) -> HttpResponse:
        """What there is; by POST files are asked for."""
        self._refuse_strangers(request)
        exam = get_object_or_404(Exam, pk=exam_id)
        if request.method == "POST":
            return self._request(request, exam)
        exports = list_exports(exam=exam)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "exam": exam,
            "title": "Statistics as files",
            "exports": exports,
            "newest": exports[0] if exports else None,
            "underway": next((row for row in exports if row.is_underway), None),
            "may_export": request.user.has_perm("analysis.add_statisticsexport"),
        }
        return TemplateResponse(request, "admin/analysis/exports.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        self._refuse_strangers(request)
        if not object_id.isdecimal():
            raise Http404
        found = get_object_or_404(self.get_queryset(request), pk=object_id)
        return HttpResponseRedirect(reverse("admin:analysis_statisticsexport_exam", args=[found.exam_id]))

    def file_view(self, request: HttpRequest, export_id: int) -> HttpResponse:
        self._refuse_strangers(request)
        found = get_object_or_404(StatisticsExport.objects.select_related("exam"), pk=export_id)
        if found.data is None:
            raise Http404
        response = HttpResponse(bytes(found.data), content_type="application/zip")
        name = f"{found.exam.slug}-{found.requested_at:%Y-%m-%d}.zip"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def _refuse_strangers(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _request(self, request: HttpRequest, exam: Exam) -> HttpResponse:
        if not request.user.has_perm("analysis.add_statisticsexport"):
            raise PermissionDenied
        try:
            request_export(actor=get_person(request), exam=exam)
        except AnalysisUnderway as refusal:
            messages.error(request, refusal.detail)
        return HttpResponseRedirect(reverse("admin:analysis_statisticsexport_exam", args=[exam.pk]))
