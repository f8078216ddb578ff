"""The checks of an item and what is due, in a real browser: readable by everyone, usable by keyboard."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from exams.bank.models import Item, Product
from tests.fixtures.exam import make_content

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def item(make_item) -> Item:
    Product.objects.create(code="runner", name="New Runner", former_names=["Old Runner"])
    return make_item("item-1", content=make_content("Moving to Old Runner"), status="draft")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_pages_can_be_read_by_everyone(new_page, sign_in, ben, item, assert_accessible, scheme, width):
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    sign_in(page, ben)
    addresses = {
        "checks": reverse("admin:bank_item_checks", args=[item.pk]),
        "due": reverse("admin:bank_item_due"),
        "products": reverse("admin:bank_product_changelist"),
        "index": reverse("admin:index"),
    }
    for name, address in addresses.items():
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
        assert_accessible(page)


def test_a_rule_is_waived_by_keyboard(new_page, sign_in, ben, item):
    page = new_page()
    sign_in(page, ben)
    page.goto(reverse("admin:bank_item_checks", args=[item.pk]))
    page.get_by_text("Waive R05 for this item").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("The item is about the move itself.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name=re.compile("Waived"))).to_contain_text("The item is about the move itself.")
