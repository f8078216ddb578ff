"""Steps of the workflow on an item's page, and who may take them."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from exams.bank.models import Item
from exams.bank.services.authoring import TRANSITIONS
from tests.bank.editing import edit_data
from tests.fixtures.cast import make_person
from tests.fixtures.exam import make_content


@pytest.fixture
def anna(roles) -> User:
    """An author: may write items, but not put them live."""
    person = make_person("anna", is_staff=True)
    names = ("view_item", "add_item", "change_item")
    person.user_permissions.set(Permission.objects.filter(content_type__app_label="bank", codename__in=names))
    return person


def url(name: str, item: Item) -> str:
    return reverse(f"admin:bank_item_{name}", args=[item.pk])


def take(client, item: Item, status: str) -> str:
    response = client.post(url("status", item), {"status": status}, follow=True)
    item.refresh_from_db()
    return str(next(iter(response.context["messages"])))


@pytest.mark.parametrize("status", TRANSITIONS)
def test_the_page_offers_the_steps_of_the_workflow(client, ben, make_item, status):
    client.force_login(ben)
    response = client.get(url("change", make_item("one", status=status)))
    assert {step.status for step in response.context["steps"]} == TRANSITIONS[status]


def test_a_step_is_taken_and_written_into_the_history(client, ben, make_item):
    client.force_login(ben)
    item = make_item("one", status="approved")
    assert take(client, item, "live") == "Item one is now live."
    assert item.status == "live"
    assert "Status: Live." in client.get(url("history", item)).content.decode()


def test_a_step_that_the_workflow_does_not_have_is_refused(client, ben, make_item):
    client.force_login(ben)
    item = make_item("one", status="draft")
    assert "cannot become “Live” in one step" in take(client, item, "live")
    assert item.status == "draft"


def test_an_unknown_status_is_refused(client, ben, make_item):
    client.force_login(ben)
    assert "There is no status" in take(client, make_item("one", status="draft"), "golden")


@pytest.mark.parametrize(("before", "after"), [("in_review", "approved"), ("draft", "retired"), ("retired", "draft")])
def test_authors_alone_do_not_decide_what_candidates_get(client, anna, make_item, before, after):
    client.force_login(anna)
    item = make_item("one", status=before)
    assert "you need the permission to put items live" in take(client, item, after)
    assert item.status == before


@pytest.mark.parametrize(("before", "after"), [("draft", "in_review"), ("in_review", "draft")])
def test_authors_send_items_to_review_and_take_them_back(client, anna, make_item, before, after):
    client.force_login(anna)
    item = make_item("one", status=before)
    take(client, item, after)
    assert item.status == after


def test_authors_read_a_live_item_but_do_not_edit_it(client, anna, make_item):
    client.force_login(anna)
    item = make_item("one", content=make_content("One"))
    assert client.get(url("change", item), follow=True).resolver_match.url_name == "bank_item_version"
    assert client.post(url("change", item), edit_data(item, make_content("Two"))).status_code == 403
    assert item.versions.count() == 1


def test_bulk_steps_that_need_a_publisher_are_not_offered_to_authors(client, anna, make_item):
    client.force_login(anna)
    make_item("one", status="draft")
    offered = dict(client.get("/admin/bank/item/").context["action_form"].fields["action"].choices)
    assert "send_to_review" in offered
    assert "put_live" not in offered
    assert "retire" not in offered
