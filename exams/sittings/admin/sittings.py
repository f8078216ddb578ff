"""Sittings for staff: to look at, not to edit. What may be done to them is done through the services."""

from django.contrib import admin

from exams.bank.admin.read_only import ReadOnly
from exams.sittings.admin.rows import Rows
from exams.sittings.models import Command, LateChange, OutageCredit, Response, Sitting, SittingClient, SittingEvent


class ResponseInline(Rows):
    model = Response
    related = ("version__item",)
    fields = ("position", "version", "selected", "struck", "is_flagged", "change_count", "spent_ms", "last_at")


class LateChangeInline(Rows):
    model = LateChange


class CommandInline(Rows):
    model = Command


class ClientInline(Rows):
    model = SittingClient
    fields = ("client", "last_seq", "first_seen_at", "last_seen_at")


class EventInline(Rows):
    model = SittingEvent
    related = ("actor",)
    fields = ("at", "type", "actor", "reason", "details")


class OutageCreditInline(Rows):
    model = OutageCredit
    related = ("actor",)


@admin.register(Sitting)
class SittingAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("user", "exam", "state", "close_reason", "started_at", "deadline_at", "closed_at", "is_held")
    list_filter = ("state", "close_reason", "exam")
    list_select_related = ("user", "exam")
    search_fields = ("id", "user__email", "user__name")
    date_hierarchy = "created_at"
    inlines = (EventInline, OutageCreditInline, CommandInline, ResponseInline, LateChangeInline, ClientInline)
