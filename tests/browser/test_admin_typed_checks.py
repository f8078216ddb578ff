"""The checks while an author types: beside the field, in a list, said politely, and readable by everyone."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from exams.bank.models import Item
from tests.browser.test_admin_item import AXE_ITSELF
from tests.fixtures.exam import make_content

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHORT = "Too short"
SAID = "The stem needs at least 40 characters."


@pytest.fixture
def item(make_item) -> Item:
    return make_item("item-1", content=make_content("First"), status="draft")


@pytest.fixture
def open_editor(new_page, sign_in, ben, item):
    def open_page(path: str = "", **options) -> Page:
        page = new_page(**{"viewport": {"width": 1440, "height": 900}} | options)
        sign_in(page, ben)
        page.goto(path or reverse("admin:bank_item_change", args=[item.pk]))
        return page

    return open_page


def test_a_finding_stands_beside_its_field_while_somebody_types(open_editor):
    page = open_editor()
    stem = page.get_by_label("Stem")
    stem.fill(SHORT)
    expect(stem).to_have_accessible_description(re.compile(SAID))
    stem.fill(f"{'A team trains a model and wants to serve it. ' * 8}What should they do?")
    expect(stem).not_to_have_accessible_description(re.compile(SAID))


def test_what_the_checks_found_is_said_in_one_sentence(open_editor):
    page = open_editor()
    page.get_by_label("Stem").fill(SHORT)
    expect(page.locator("#typed-checks-state")).to_have_text(re.compile(r"The checks found \d errors?"))
    expect(page.locator("#typed-checks-state")).to_have_attribute("role", "status")


def test_the_list_says_why_and_how_to_mend_and_leads_to_the_field(open_editor):
    page = open_editor()
    page.get_by_label("Explanation").fill("")
    page.locator("#typed-checks-state").get_by_role("link", name=re.compile("The checks found")).click()
    row = page.locator("#typed-checks-list li", has_text="The explanation is missing.")
    expect(row).to_contain_text("How to mend")
    row.get_by_role("link", name="Explanation").click()
    expect(page).to_have_url(re.compile("#id_explanation$"))
    expect(page.get_by_label("Explanation")).to_be_in_viewport()


def test_an_item_with_nearly_the_same_stem_is_named(open_editor, make_item):
    other = make_item("other", content=make_content("Second"))
    page = open_editor()
    page.get_by_label("Stem").fill(other.current_version.stem)
    expect(page.locator("#typed-checks-list [data-neighbor]")).to_contain_text("other")


def test_a_field_nobody_has_come_to_is_not_complained_about(open_editor):
    page = open_editor(reverse("admin:bank_item_add"))
    page.get_by_label("Stem").fill(SHORT)
    page.get_by_label("Stem").press("Tab")
    expect(page.get_by_label("Stem")).to_have_accessible_description(re.compile(SAID))
    expect(page.locator("#id_explanation-checks")).to_have_count(0)
    expect(page.locator("#typed-checks-list")).to_contain_text("The explanation is missing.")


@pytest.mark.allow_console_errors("Failed to load resource", "typed-checks")
def test_checks_that_cannot_be_made_say_so(open_editor):
    page = open_editor()
    page.route("**/typed-checks/**", lambda route: route.abort())
    page.get_by_label("Stem").fill("Anything")
    expect(page.locator("#typed-checks-state")).to_contain_text("not up to date")


def test_without_scripts_the_stored_findings_are_listed(open_editor, make_item):
    bad = make_item("bad", content=make_content("Bad", explanation=""), status="draft")
    page = open_editor(reverse("admin:bank_item_change", args=[bad.pk]), java_script_enabled=False)
    page.locator("#typed-checks summary").click()
    expect(page.locator("#typed-checks-list")).to_contain_text("The explanation is missing.")


def test_choosing_several_asks_for_two(open_editor):
    page = open_editor()
    page.get_by_label("Kind").select_option("multiple_select")
    expect(page.get_by_label("Options to choose")).to_have_value("2")
    page.get_by_label("Kind").select_option("single_choice")
    expect(page.get_by_label("Options to choose")).to_have_value("1")


def test_saving_stays_in_sight(open_editor):
    page = open_editor()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_in_viewport()


def test_no_field_is_under_the_buttons_when_it_gets_the_focus(open_editor):
    page = open_editor()
    page.get_by_label("Stem").focus()
    row = page.locator(".submit-row")
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => { const { top, bottom } = document.activeElement.getBoundingClientRect();
              const isButton = Boolean(document.activeElement.closest(".submit-row, .pane"));
              return { top, bottom, isButton }; }"""
        )
        top = row.bounding_box()["y"]
        assert focused["isButton"] or focused["top"] < top, focused


@pytest.mark.allow_console_errors(AXE_ITSELF)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_findings_can_be_read_by_everyone(open_editor, make_item, assert_accessible, width, scheme):
    make_item("other", content=make_content("Second"))
    page = open_editor(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.get_by_label("Stem").fill(make_content("Second").stem.replace("should", "should not"))
    page.get_by_label("Explanation").fill("")
    expect(page.locator("#id_explanation-checks")).to_be_visible()
    page.locator("#typed-checks summary").click()
    expect(page.locator("#typed-checks-list [data-neighbor]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
