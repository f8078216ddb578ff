"""What the admin's pages of files on their way share."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from exams.bank.admin.read_only import ReadOnly


class FilePages(ReadOnly, admin.ModelAdmin):
    """The worker changes them and nobody deletes them; who has the permission may add one."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    def find(self, request: HttpRequest, object_id: str) -> Any:
        """The row, without its file. Raises Http404, and PermissionDenied for who may not look."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdecimal() else None
        if found is None:
            raise Http404
        return found
