"""The number of statements of every admin page of ours, written down in admin_counts.json.

After a deliberate change: RECORD_QUERY_COUNTS=1 python -m pytest tests/queries, then read the difference.
"""

import json
import os
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from tests.architecture.sources import PACKAGES
from tests.queries.test_counts import count

COUNTS = Path(__file__).with_name("admin_counts.json")
MODELS = [model for model in admin.site._registry if model.__module__.split(".")[0] in PACKAGES]
# A page with ten rows of something may not cost ten statements more than one without.
MOST = 20


def pages(model):
    """Name → address of the list and, where there is a row, of the first row's page."""
    name = f"{model._meta.app_label}_{model._meta.model_name}"
    yield f"{name} list", reverse(f"admin:{name}_changelist")
    row = model._default_manager.order_by("pk").first()
    if row is not None:
        yield f"{name} page", reverse(f"admin:{name}_change", args=[row.pk])


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_an_admin_page_takes_the_recorded_number_of_queries(model, released, adam, client):
    client.force_login(adam)
    recorded = json.loads(COUNTS.read_text("utf-8")) if COUNTS.exists() else {}
    for name, address in pages(model):
        ContentType.objects.clear_cache()
        found, statements = count(lambda address=address: client.get(address))
        assert found <= MOST, f"{name}: {found}\n{statements}"
        if os.environ.get("RECORD_QUERY_COUNTS"):
            recorded = dict(sorted({**recorded, name: found}.items()))
            COUNTS.write_text(json.dumps(recorded, indent=2) + "\n", "utf-8")
        else:
            assert found == recorded[name], f"{name}\n{statements}"
