"""Roles are Django groups whose permissions the composition states; setting them up can be repeated."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import Group, Permission
from django.db import transaction


@transaction.atomic
def set_up_roles(*, roles: Mapping[str, Sequence[str]]) -> None:
    """Make the groups of `roles` (name → "app_label.codename" permissions) and give them exactly these.

    Raises ValueError naming a permission that does not exist.
    """
    known = {f"{label}.{codename}": pk for pk, label, codename in _permissions()}
    for name, permissions in roles.items():
        unknown = [permission for permission in permissions if permission not in known]
        if unknown:
            raise ValueError(f"Role {name}: unknown permissions {', '.join(unknown)}")
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set([known[permission] for permission in permissions])


def _permissions() -> list[tuple[int, str, str]]:
    return list(Permission.objects.values_list("pk", "content_type__app_label", "codename"))
