"""Steps of the workflow on an item's page, and who may take them."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from exams.bank.models import Item
from exams.bank.states import TRANSITIONS
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


def take(client, item: Item, status: str, reason: str = "Because.") -> str:
    response = client.post(url("status", item), {"status": status, "reason": reason}, follow=True)
    item.refresh_from_db()
    return str(next(iter(response.context["messages"])))


@pytest.mark.parametrize("status", TRANSITIONS)
def test_the_page_offers_the_steps_of_the_workflow(client, ben, make_item, status):
    client.force_login(ben)
    response = client.get(url("change", make_item("one", status=status)))
    assert {step.status for step in response.context["steps"]} == set(TRANSITIONS[status])


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


@pytest.mark.parametrize(
    ("before", "after", "needed"),
    [
        ("in_review", "approved", "review items"),
        ("draft", "retired", "put items live"),
        ("retired", "draft", "put items live"),
        ("approved", "live", "put items live"),
    ],
)
def test_authors_alone_do_not_decide_what_candidates_get(client, anna, make_item, before, after, needed):
    client.force_login(anna)
    item = make_item("one", status=before)
    assert f"you need the permission to {needed}" in take(client, item, after)
    assert item.status == before


def test_reviewers_approve_and_publishers_put_live(client, rita, ben, make_item):
    item = make_item("one", status="in_review")
    client.force_login(rita)
    take(client, item, "approved")
    assert "you need the permission to put items live" in take(client, item, "live")
    client.force_login(ben)
    take(client, item, "live")
    assert item.status == "live"


@pytest.mark.parametrize(("before", "after"), [("draft", "in_review"), ("in_review", "draft")])
def test_authors_send_items_to_review_and_take_them_back(client, anna, make_item, before, after):
    client.force_login(anna)
    item = make_item("one", status=before)
    take(client, item, after)
    assert item.status == after


def test_an_authors_edit_of_a_live_item_waits_beside_it(client, anna, make_item):
    client.force_login(anna)
    item = make_item("one", content=make_content("One"))
    live = item.current_version
    response = client.post(url("change", item), edit_data(item, make_content("Two")), follow=True)
    item.refresh_from_db()
    assert (item.status, item.current_version, item.next_status) == ("live", live, "draft")
    assert "It waits beside the live version" in str(next(iter(response.context["messages"])))


def test_an_author_does_not_move_a_live_item(client, anna, make_item):
    client.force_login(anna)
    item = make_item("one", content=make_content("One"), objective="1.1")
    response = client.post(url("change", item), edit_data(item, make_content("One"), objective="2.1"))
    assert "you need the permission to put items live" in response.content.decode()
    assert item.placements.get().objective.code == "1.1"


def test_bulk_steps_that_need_a_publisher_are_not_offered_to_authors(client, anna, make_item):
    client.force_login(anna)
    make_item("one", status="draft")
    offered = dict(client.get("/admin/bank/item/").context["action_form"].fields["action"].choices)
    assert "send_to_review" in offered
    assert "put_live" not in offered
    assert "approve" not in offered
