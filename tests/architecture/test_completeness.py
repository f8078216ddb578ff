"""Nothing is forgotten: models without an admin have a reason, addresses have a recorded number of queries."""

import json
from collections.abc import Iterator

from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.sources import PACKAGES, ROOT

COUNTS = ROOT / "tests" / "queries" / "counts.json"
# "app.Model": why nobody needs to see or edit it in the admin.
WITHOUT_ADMIN: dict[str, str] = {
    "sittings.Pulse": "one moment that changes every few seconds; what it finds is listed as outages",
    **dict.fromkeys(
        ["sittings.Response", "sittings.LateChange", "sittings.Command", "sittings.SittingEvent"],
        "shown on the page of its sitting (templates/admin/sittings/record.html)",
    ),
    **dict.fromkeys(
        ["bank.ReviewStep", "bank.Comment"],
        "shown on the page of its item's review (templates/admin/bank/item/review.html)",
    ),
    **dict.fromkeys(
        ["analysis.PanelRating", "analysis.PanelRound"],
        "shown on the page of their panel (templates/admin/analysis/panel/round.html)",
    ),
    "analysis.CalibratedItem": "shown on the page of its calibration (templates/admin/analysis/calibration/items.html)",
    "analysis.CalibratedSitting": "one for each sitting; their distribution is drawn on the calibration's page",
    "exchange.ImportRow": "shown on the page of its import (templates/admin/exchange/import_plan.html)",
    **dict.fromkeys(["sittings.SittingClient", "sittings.OutageCredit"], "shown on the page of its sitting too"),
}


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in PACKAGES]


def shown_in_admin() -> set[type[Model]]:
    """Registered models, and those edited inside another's page."""
    pages = admin.site._registry
    return set(pages) | {inline.model for page in pages.values() for inline in page.inlines}


def test_every_model_has_an_admin_or_a_reason() -> None:
    without = {model._meta.label for model in our_models()} - {model._meta.label for model in shown_in_admin()}
    assert without == set(WITHOUT_ADMIN)


# --- addresses ----------------------------------------------------------------------------------
def is_ours(pattern: URLPattern) -> bool:
    """Whether the view is written here; class-based views and DRF's wrap theirs."""
    view = pattern.callback
    view = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    return view.__module__.split(".")[0] in PACKAGES


def our_addresses(resolver: URLResolver, names: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """(url name with its namespaces, route) of every view of ours; the name is empty where there is none."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            # The admin's pages belong to Django; what an admin shows is tested with its app.
            if pattern.app_name != "admin":
                yield from our_addresses(pattern, (*names, pattern.namespace) if pattern.namespace else names)
        elif is_ours(pattern):
            yield ":".join((*names, pattern.name)) if pattern.name else "", str(pattern.pattern)


def test_every_address_has_a_name() -> None:
    assert not [route for name, route in our_addresses(get_resolver()) if not name]


def test_every_address_has_a_recorded_query_count() -> None:
    """tests/queries writes the numbers down; an address nobody measured can grow a query a row unseen."""
    recorded = set(json.loads(COUNTS.read_text("utf-8"))) if COUNTS.exists() else set()
    assert recorded == {name for name, _ in our_addresses(get_resolver()) if name}
