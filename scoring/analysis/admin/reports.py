"""Item analyses in the admin."""

from django.contrib import admin

from exams.bank.admin.read_only import ReadOnly
from scoring.analysis.models import AnalysisReport


@admin.register(AnalysisReport)
class AnalysisReportAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("exam", "form", "state", "sitting_count", "requested_by", "requested_at")
    list_select_related = ("exam", "form__exam", "requested_by")
