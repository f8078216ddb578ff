"""Sittings for staff: to look at, not to edit. What may be done to them is done through the services."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from exams.sittings.models import Command, LateChange, Response, Sitting, SittingClient, SittingEvent


class ReadOnly:
    """The services alone write; the admin shows."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Rows(ReadOnly, admin.TabularInline):
    """Rows of a sitting or a result; `related` is fetched along with them."""

    related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        # Without names, Django would join all there is.
        return rows.select_related(*self.related) if self.related else rows


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


@admin.register(Sitting)
class SittingAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("user", "exam", "state", "close_reason", "started_at", "deadline_at", "closed_at", "is_held")
    list_filter = ("state", "close_reason", "exam")
    list_select_related = ("user", "exam")
    search_fields = ("id", "user__email", "user__name")
    date_hierarchy = "created_at"
    inlines = (EventInline, CommandInline, ResponseInline, LateChangeInline, ClientInline)
