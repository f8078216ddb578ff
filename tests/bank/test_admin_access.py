"""Every page of the bank's admin × every member of the cast."""

import pytest
from django.urls import reverse

from exams.bank.models import Product, Stimulus

# Who is let in; everybody else is sent to sign in or refused.
AUTHORS = {"ben", "rita", "adam"}
PAGES = {
    "item_changelist": AUTHORS,
    "item_add": AUTHORS,
    "item_change": AUTHORS,
    "item_versions": AUTHORS,
    "item_version": AUTHORS,
    "item_history": AUTHORS,
    "item_checks": AUTHORS,
    "item_due": AUTHORS,
    "product_changelist": AUTHORS,
    "product_change": AUTHORS,
    "product_add": {"ben", "adam"},
    "media_changelist": AUTHORS,
    "media_add": {"ben", "adam"},
    "stimulus_changelist": AUTHORS,
    "stimulus_add": {"ben", "adam"},
    "examguide_changelist": AUTHORS,
    "examguide_change": AUTHORS,
    "examguide_add": set(),
    "domain_change": AUTHORS,
    "objective_change": AUTHORS,
    "item_review": AUTHORS,
    "itemreport_changelist": AUTHORS,
    "itemversion_changelist": AUTHORS,
    "itemversion_change": AUTHORS,
    "option_changelist": {"adam"},
}
CAST = ("alice", "petra", "rita", "ben", "adam")


@pytest.fixture
def pages(make_item, guide) -> dict[str, str]:
    item = make_item("one")
    domain = guide.domains.get(code="1")
    arguments = {
        "item_change": [item.pk],
        "item_versions": [item.pk],
        "item_version": [item.pk, 1],
        "item_history": [item.pk],
        "item_review": [item.pk],
        "item_checks": [item.pk],
        "product_change": [Product.objects.create(code="runner", name="Runner").pk],
        "examguide_change": [guide.pk],
        "domain_change": [domain.pk],
        "objective_change": [domain.objectives.first().pk],
        "itemversion_change": [item.current_version.pk],
    }
    return {name: reverse(f"admin:bank_{name}", args=arguments.get(name, [])) for name in PAGES}


@pytest.mark.parametrize("name", CAST)
def test_only_those_who_may_get_in(client, request, pages, name):
    client.force_login(request.getfixturevalue(name))
    let_in = {page for page, url in pages.items() if client.get(url).status_code == 200}
    assert let_in == {page for page, names in PAGES.items() if name in names}


@pytest.mark.parametrize("name", ["alice", "petra"])
@pytest.mark.parametrize(
    "action", ["preview", "typed_checks", "typed_checks_new", "status", "restore", "waive", "facts"]
)
def test_nobody_else_changes_anything(client, request, make_item, name, action):
    client.force_login(request.getfixturevalue(name))
    item = make_item("one", status="draft")
    arguments = {
        "preview": [],
        "typed_checks_new": [],
        "status": [item.pk],
        "restore": [item.pk, 1],
        "waive": [item.pk],
    }.get(action, [item.pk])
    response = client.post(reverse(f"admin:bank_item_{action}", args=arguments), {"status": "in_review", "based_on": 1})
    assert response.status_code in {302, 403}
    item.refresh_from_db()
    assert (item.status, item.metadata) == ("draft", {})


@pytest.mark.parametrize(
    "action", ["preview", "typed_checks", "typed_checks_new", "status", "restore", "waive", "facts"]
)
def test_what_changes_something_is_never_a_link(client, ben, make_item, action):
    client.force_login(ben)
    arguments = {"preview": [], "typed_checks_new": [], "restore": [make_item("two").pk, 1]}.get(action, [1])
    assert client.get(reverse(f"admin:bank_item_{action}", args=arguments)).status_code == 405


def test_the_index_lists_what_authors_work_with(client, ben):
    client.force_login(ben)
    apps = client.get("/admin/").context["available_apps"]
    models = next(app["models"] for app in apps if app["app_label"] == "bank")
    names = [model["object_name"] for model in models]
    assert names == ["ExamGuide", "Media", "Item", "Product", "ItemReport", "Stimulus"]


# --- stimuli ------------------------------------------------------------------------------------
def test_a_changed_stimulus_is_a_new_revision(client, adam):
    client.force_login(adam)
    for text in ("First words.", "Other words.", "Other words."):
        client.post("/admin/bank/stimulus/add/", {"code": "case", "title": "A case", "text": text})
    rows = Stimulus.objects.order_by("revision").values_list("revision", "text")
    assert list(rows) == [(1, "First words."), (2, "Other words.")]


def test_a_new_revision_begins_with_the_old_text(client, adam):
    client.force_login(adam)
    stimulus = Stimulus.objects.create(code="case", revision=1, title="A case", text="First words.")
    assert "First words." in client.get(f"/admin/bank/stimulus/add/?from={stimulus.pk}").content.decode()
    assert (
        '<p dir="auto">First words.</p>'
        in client.get(reverse("admin:bank_stimulus_change", args=[stimulus.pk])).content.decode()
    )
