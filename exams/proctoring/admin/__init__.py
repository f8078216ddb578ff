"""The rules of the room beside their exam; supervisions with what belongs to them."""

from django.contrib import admin

from exams.bank.admin.read_only import ReadOnly
from exams.proctoring.admin.room import RoomRulesAdmin
from exams.proctoring.admin.seb import SebRulesAdmin
from exams.proctoring.models import CheckInStep, Decision, Incident, Statement, Supervision

__all__ = ["RoomRulesAdmin", "SebRulesAdmin", "SupervisionAdmin"]


class StepInline(ReadOnly, admin.TabularInline):
    model = CheckInStep
    fields = ("code", "done_at", "text_version", "alternative")


class IncidentInline(ReadOnly, admin.TabularInline):
    model = Incident
    fields = ("number", "type", "received_at", "for_ms", "count", "position", "points", "reason")


class DecisionInline(ReadOnly, admin.TabularInline):
    model = Decision
    fields = ("at", "reviewer", "verdict", "reason")


class StatementInline(ReadOnly, admin.TabularInline):
    model = Statement
    fields = ("at", "text", "is_appeal")


@admin.register(Supervision)
class SupervisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("sitting", "proctor", "incident_count", "points", "review_state", "delete_at")
    list_filter = ("review_state", "proctor")
    list_select_related = ("sitting__user", "sitting__exam")
    inlines = (StepInline, IncidentInline, DecisionInline, StatementInline)
