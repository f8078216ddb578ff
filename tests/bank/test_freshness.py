"""What is due: facts to check again, and names that have changed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exams.bank.freshness import list_due
from exams.bank.lint.review_by import review_by
from exams.bank.models import Product
from tests.fixtures.exam import make_content

TODAY = date(2026, 11, 21)


def fact(volatility):
    return {"claim": "It is so", "ref": "doc", "evidence": "…", "volatility": volatility}


@pytest.mark.parametrize(
    ("volatilities", "days"),
    [(["stable"], 365), (["stable", "product"], 180), (["product", "price"], 90), ([], 180), (["other"], 180)],
)
def test_the_most_volatile_fact_decides(volatilities, days):
    due = review_by("2026-01-01", [fact(name) for name in volatilities])
    assert due == date(2026, 1, 1) + timedelta(days=days)


def test_a_stated_day_counts_if_it_is_sooner():
    assert review_by("2026-01-01", [fact("stable")], stated="2026-02-01") == date(2026, 2, 1)
    assert review_by("2026-01-01", [fact("price")], stated="2030-01-01") == date(2026, 4, 1)
    assert review_by("", [], stated="2030-01-01") == date(2030, 1, 1)


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01"])
def test_without_a_day_of_the_check_there_is_no_day(text):
    assert review_by(text, [fact("stable")]) is None


def test_the_last_day_of_the_calendar_is_no_trouble():
    assert review_by("9999-12-31", [fact("stable")])


@pytest.fixture
def make(make_item):
    def make(code, *, days=None, text="", products=(), status="live"):
        """An item whose check runs out in so many days."""
        content = make_content(f"{code} {text}")
        item = make_item(code, content=replace(content, facts=(fact("stable"),)), status=status)
        checked = TODAY + timedelta(days=days - 365) if days is not None else None
        item.metadata = {"products": list(products)} | ({"verified_on": checked.isoformat()} if checked else {})
        item.save(update_fields=["metadata"])
        return item

    return make


@pytest.fixture
def products(db):
    Product.objects.create(code="runner", name="New Runner", former_names=["Old Runner", "Oldest Runner"])
    Product.objects.create(code="gone", name="Gone Service", status="retired")


def due(**values):
    return [row.code for row in list_due(today=TODAY, **values)]


def test_what_is_due_soonest_comes_first(make):
    make("later", days=29)
    make("over", days=-3)
    make("fine", days=31)
    make("never")
    make("old", days=-3, status="retired")
    assert due() == ["never", "over", "later"]
    assert [row.is_overdue for row in list_due(today=TODAY)] == [False, True, False]


def test_old_and_retired_names_are_found(make, products):
    make("old", days=300, text="on Old\nRunner")
    make("gone", days=300, text="on Gone Service")
    make("new", days=300, text="on New Runner")
    rows = {row.code: [(mention.name, mention.is_retired) for mention in row.mentions] for row in list_due(today=TODAY)}
    assert rows == {"old": [("Old Runner", False)], "gone": [("Gone Service", True)]}


def test_a_product_shows_its_items_only(make, products):
    make("tagged", days=3, products=["runner"])
    make("mentions", days=300, text="on Oldest Runner")
    make("other", days=3)
    assert due(product="runner") == ["tagged", "mentions"]


@pytest.mark.parametrize("metadata", [{"verified_on": 7, "products": "x"}, {"verified_on": None, "lint_waivers": 3}])
def test_whatever_stands_in_the_metadata_is_no_trouble(make, metadata):
    item = make("one", days=3)
    item.metadata = metadata
    item.save(update_fields=["metadata"])
    assert due() == ["one"]


def test_the_page_lists_what_is_due(client, ben, make, products, time_machine):
    time_machine.move_to(TODAY)
    make("over", days=-3, text="on Old Runner", products=["runner"])
    client.force_login(ben)
    html = client.get(reverse("admin:bank_item_due"), {"product": "runner"}).content.decode()
    assert "“Old Runner” is now New Runner" in html
    assert "overdue" in html
    assert "Nothing is due" in client.get(reverse("admin:bank_item_due"), {"product": "nothing"}).content.decode()


def test_who_has_checked_the_facts_says_so_on_the_page_of_checks(client, ben, make):
    item = make("over", days=-3)
    item.metadata["review_by"] = "2020-01-01"
    item.save(update_fields=["metadata"])
    client.force_login(ben)
    client.post(reverse("admin:bank_item_facts", args=[item.pk]))
    assert [row.code for row in list_due(today=timezone.now().date())] == []
    item.refresh_from_db()
    assert item.metadata["verified_by"] == "Ben"
    assert "Facts checked." in client.get(reverse("admin:bank_item_history", args=[item.pk])).content.decode()


def test_the_index_links_to_what_is_due(client, ben):
    client.force_login(ben)
    assert reverse("admin:bank_item_due") in client.get("/admin/").content.decode()


def test_the_number_of_statements_does_not_grow(make, products, django_assert_num_queries):
    for number in range(5):
        make(f"item-{number}", days=3)
    with django_assert_num_queries(5):
        list_due(today=TODAY)


# --- products -----------------------------------------------------------------------------------
def test_names_are_edited_one_a_line(client, ben, products):
    client.force_login(ben)
    product = Product.objects.get(code="runner")
    address = reverse("admin:bank_product_change", args=[product.pk])
    assert "Old Runner\nOldest Runner" in client.get(address).content.decode()
    data = {
        "name": "Newer Runner",
        "former_names": "Old Runner\r\n New  Runner \r\n\r\nOld Runner",
        "status": "current",
    }
    assert client.post(address, data).status_code == 302
    product.refresh_from_db()
    assert (product.name, product.former_names) == ("Newer Runner", ["Old Runner", "New Runner"])
    assert product.code == "runner"
