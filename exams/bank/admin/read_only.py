"""What the services write, the admin shows."""

from typing import Any

from django.http import HttpRequest


class ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NotInIndex:
    """Reached from the page of what it belongs to; the list of models is short without it."""

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        return {}
