"""What the apps hold of a person, drawer by drawer: for the page that says so, for their export, and for their erasure.

An app that holds something of people names its drawer in its AppConfig: `drawer = "exams.sittings.services.privacy.DRAWER"`.
So people need not know who stands above them, and tests/architecture/test_privacy.py finds a model that is in none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string

from accounts.models import User

# What others read instead of the name of somebody who was erased.
ERASED_NAME = "Erased person"


def _do_nothing(*, user: User) -> None:
    """Nothing stands in the way of an erasure; or there is nothing to erase."""


@dataclass(frozen=True)
class Drawer:
    """`title`, `holds` and `until` are for the person who asks; `is_for_staff`: candidates have nothing in it.

    `collect(user=…)` gives plain values, None or nothing where there is nothing. `erase(user=…)` may be repeated; left
    out where all of it stays.
    `refuse(user=…)`, asked of all drawers before the first erases, raises a DomainError where that cannot be now, and
    locks what must not change meanwhile. `deleted`: models ("app.Model") whose rows go with their person; `kept`: why
    what names a person ("app.Model.field") stays, under an account that says nothing of them any more.
    """

    name: str
    title: str
    holds: str
    until: str
    collect: Callable[..., Any]
    erase: Callable[..., Any] = _do_nothing
    refuse: Callable[..., None] = _do_nothing
    deleted: tuple[str, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    is_for_staff: bool = False


def list_drawers() -> list[Drawer]:
    """Those of the top apps first: what points at a row goes before the row. (Apps are installed from the bottom up.)"""
    paths = [getattr(config, "drawer", None) for config in apps.get_app_configs()]
    return [import_string(path) for path in reversed(paths) if path]
