"""Many items at once, enemies, and copies."""

from datetime import date

import pytest
from django.urls import reverse

from exams.bank.keys import get_content
from exams.bank.models import Item
from exams.bank.services.authoring import get_details
from exams.bank.services.organizing import BulkEdit, duplicate_item, edit_items
from tests.bank.editing import edit_data
from tests.fixtures.exam import make_content

LIST = "/admin/bank/item/"


@pytest.fixture
def staff(client, ben):
    client.force_login(ben)
    return client


@pytest.fixture
def items(make_item) -> list[Item]:
    return [make_item(code, content=make_content(code)) for code in ("one", "two", "three")]


def edit(items, **values) -> list[str]:
    return [item.code for item in edit_items(actor=None, items=items, edit=BulkEdit(**values))]


def enemies(code: str) -> set[str]:
    return set(Item.objects.get(code=code).enemies.values_list("code", flat=True))


# --- many at once --------------------------------------------------------------------------------
def test_only_what_was_asked_for_changes(items) -> None:
    edit(items[:2], difficulty="hard")
    edit(items[:2], add_tags=("cost",), review_by=date(2027, 3, 1))
    first = Item.objects.get(code="one")
    assert (first.difficulty, first.style, first.metadata) == (
        "hard",
        "",
        {"tags": ["cost"], "review_by": "2027-03-01"},
    )
    assert Item.objects.get(code="three").difficulty == "medium"


def test_tags_are_added_once_and_taken_away(items) -> None:
    edit(items, add_tags=("cost", "serving"))
    edit(items[:1], add_tags=("cost",), remove_tags=("serving",))
    assert Item.objects.get(code="one").metadata["tags"] == ["cost"]


def test_items_in_which_nothing_differs_are_not_named(items) -> None:
    edit(items[:1], difficulty="hard")
    assert edit(items, difficulty="hard") == ["two", "three"]


def test_items_become_enemies_of_each_other_and_part_again(items) -> None:
    edit(items, enemies=True)
    assert enemies("one") == {"two", "three"}
    assert edit(items, enemies=True) == []
    edit(items[:2], enemies=False)
    assert (enemies("one"), enemies("three")) == ({"three"}, {"one", "two"})


def post(staff, items, **values):
    data = {"action": "change_many", "_selected_action": [item.pk for item in items], **values}
    return staff.post(LIST, data, follow=True)


def test_page_asks_before_anything_changes(staff, items) -> None:
    html = post(staff, items[:2]).content.decode()
    assert "2 items" in html
    assert "What is left empty stays as it is." in html


def test_page_changes_details_and_takes_a_step(staff, items) -> None:
    values = {"apply": "1", "style": "coding", "add_tags": "cost model, serving", "status": "retired", "reason": "Old."}
    said = [str(message) for message in post(staff, items[:2], **values).context["messages"]]
    assert said == ["Details changed: one, two.", "Now retired: one, two."]
    first = Item.objects.get(code="one")
    assert (first.style, first.metadata["tags"], first.status) == ("coding", ["cost model", "serving"], "retired")


def test_grave_step_of_many_needs_a_reason_too(staff, items) -> None:
    response = post(staff, items[:1], apply="1", status="retired")
    assert "without a reason" in str(next(iter(response.context["messages"])))
    assert Item.objects.get(code="one").status == "live"


def test_reviewers_do_not_retire_many(client, rita, items) -> None:
    client.force_login(rita)
    post(client, items, apply="1", status="retired", reason="Old.")
    assert set(Item.objects.values_list("status", flat=True)) == {"live"}


# --- copies --------------------------------------------------------------------------------------
def test_copy_is_a_draft_of_its_own_and_an_enemy_of_its_origin(items, ben) -> None:
    copy = duplicate_item(actor=ben, item=items[0])
    assert (copy.code, copy.status, copy.origin) == ("one-copy", "draft", items[0])
    assert get_content(version=copy.current_version) == make_content("one")
    assert get_details(item=copy) == get_details(item=items[0])
    assert enemies("one-copy") == {"one"}


def test_second_copy_has_another_code(items) -> None:
    codes = [duplicate_item(actor=None, item=items[0]).code for _ in range(3)]
    assert codes == ["one-copy", "one-copy-2", "one-copy-3"]


def test_copy_opens_in_the_editor(staff, items) -> None:
    response = staff.post(reverse("admin:bank_item_duplicate", args=[items[0].pk]), follow=True)
    assert "Began as a copy of" in response.content.decode()


def test_proctors_copy_nothing(client, petra, items) -> None:
    client.force_login(petra)
    client.post(reverse("admin:bank_item_duplicate", args=[items[0].pk]))
    assert Item.objects.count() == 3


# --- in the editor -------------------------------------------------------------------------------
def test_editor_keeps_tags_products_enemies_and_the_day_of_review(staff, items) -> None:
    sent = {"tags": "cost model, serving", "products": "bigquery-ml", "enemies": "two three", "review_by": "2027-03-01"}
    url = reverse("admin:bank_item_change", args=[items[0].pk])
    staff.post(url, edit_data(items[0], make_content("one"), **sent))
    first = Item.objects.get(code="one")
    assert first.metadata == {"tags": ["cost model", "serving"], "products": ["bigquery-ml"], "review_by": "2027-03-01"}
    assert enemies("one") == {"two", "three"}
    html = staff.get(url).content.decode()
    for value in ("cost model, serving", "three, two", "2027-03-01"):
        assert f'value="{value}"' in html


@pytest.mark.parametrize(("codes", "words"), [("nobody", "There is no item nobody"), ("one", "no enemy of itself")])
def test_enemy_must_be_another_item(staff, items, codes, words) -> None:
    url = reverse("admin:bank_item_change", args=[items[0].pk])
    html = staff.post(url, edit_data(items[0], make_content("one"), enemies=codes)).content.decode()
    assert words in html
