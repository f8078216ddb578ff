"""Comparisons of groups in the admin."""

from django.contrib import admin

from exams.bank.admin.read_only import ReadOnly
from scoring.analysis.models import GroupComparison


@admin.register(GroupComparison)
class GroupComparisonAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("__str__", "kind", "state", "sitting_count", "requested_by", "requested_at")
    list_select_related = ("exam", "focal", "reference", "requested_by")
