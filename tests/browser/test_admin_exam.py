"""Setting up an exam in a real browser: rules add up while they are typed."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.test_admin_item import AXE_ITSELF

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ([("domain", 4, None), ("domain", 6, None)], "By domain: at least 10 of 10, adds up."),
        ([("domain", 4, None)], "By domain: at least 4 of 10, 6 open."),
        ([("domain", 14, None)], "By domain: at least 14 of 10, 4 too many."),
        ([("style", 0, 60), ("style", 0, 50)], "By style: 110 of 100 %, 10 % too many."),
        ([("tag", 4, None)], ""),
    ],
)
def test_a_sum_is_told_in_words(blank_page: Page, rules: list[tuple[str, int, Any]], sentence: str) -> None:
    told = blank_page.evaluate(
        """async (rules) => {
          const { tellSum } = await import("/static/js/rule_sums.js");
          const read = rules.map(([kind, atLeast, share]) => ({ kind, atLeast, atMost: null, share }));
          return tellSum(rules[0][0], read, 10);
        }""",
        rules,
    )
    assert told == sentence


@pytest.mark.django_db(transaction=True)
def test_rules_add_up_while_they_are_typed(new_page, sign_in, ben, draft_exam) -> None:
    page = new_page(viewport={"width": 1440, "height": 900})
    sign_in(page, ben)
    page.goto(reverse("admin:assembly_exam_change", args=[draft_exam.pk]))
    page.locator("#id_blueprint_rules-0-attribute").select_option("difficulty")
    page.locator("#id_blueprint_rules-0-value").fill("hard")
    page.locator("#id_blueprint_rules-0-at_least").fill("4")
    expect(page.locator("[data-rule-sums]")).to_have_text("By difficulty: at least 4 of 10, 6 open.")


PAGES = ["change", "assemble", "choose", "forms"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.allow_console_errors(AXE_ITSELF)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_can_be_read_by_everyone(new_page, sign_in, ben, exam, assert_accessible, scheme, name) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    sign_in(page, ben)
    page.goto(reverse(f"admin:assembly_exam_{name}", args=[exam.pk]))
    assert_accessible(page)


@pytest.mark.django_db(transaction=True)
def test_no_page_is_wider_than_a_phone(new_page, sign_in, ben, exam) -> None:
    page = new_page(viewport={"width": 320, "height": 900})
    sign_in(page, ben)
    for name in PAGES:
        page.goto(reverse(f"admin:assembly_exam_{name}", args=[exam.pk]))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"
