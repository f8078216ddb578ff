"""When each exam's results become visible, and its gradebook to take away."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe

from exams.assembly.models import Exam
from scoring.marking.gradebook import write_rows
from scoring.marking.gradebook_selectors import iterate_lines, list_gradebook_domains
from scoring.marking.release_selectors import list_release_rows
from scoring.marking.sheets import write_csv, write_xlsx

LOOK = "marking.view_result"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class GradebookPages:
    def __init__(self, model_admin: admin.ModelAdmin) -> None:
        self.admin = model_admin

    def get_urls(self) -> list[URLPattern]:
        view = self.admin.admin_site.admin_view
        return [
            path("exams/", view(require_safe(self.list_view)), name="marking_gradebooks"),
            path("exams/<slug:slug>.csv", view(require_safe(self.csv_view)), name="marking_gradebook_csv"),
            path("exams/<slug:slug>.xlsx", view(require_safe(self.xlsx_view)), name="marking_gradebook_xlsx"),
        ]

    def list_view(self, request: HttpRequest) -> HttpResponse:
        _refuse_strangers(request)
        context: dict[str, Any] = {
            **self.admin.admin_site.each_context(request),
            "opts": self.admin.opts,
            "title": "Release and gradebooks",
            "rows": list_release_rows(now=timezone.now()),
        }
        return TemplateResponse(request, "admin/marking/gradebooks.html", context)

    def csv_view(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        exam = _find(request, slug)
        rows = write_rows(iterate_lines(exam=exam), list_gradebook_domains(exam=exam))
        response = StreamingHttpResponse(write_csv(rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{exam.slug}.csv"'
        return response

    def xlsx_view(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        exam = _find(request, slug)
        rows = write_rows(iterate_lines(exam=exam), list_gradebook_domains(exam=exam))
        made = write_xlsx(rows, title="Gradebook")
        return FileResponse(made, as_attachment=True, filename=f"{exam.slug}.xlsx", content_type=XLSX_TYPE)


def _find(request: HttpRequest, slug: str) -> Exam:
    _refuse_strangers(request)
    return get_object_or_404(Exam, slug=slug)


def _refuse_strangers(request: HttpRequest) -> None:
    if not request.user.has_perm(LOOK):
        raise PermissionDenied
