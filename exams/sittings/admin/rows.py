"""Rows of a sitting or a result inside its page."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from exams.bank.admin.read_only import ReadOnly


class Rows(ReadOnly, admin.TabularInline):
    """`related` is fetched along with the rows."""

    related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        # Without names, Django would join all there is.
        return rows.select_related(*self.related) if self.related else rows
