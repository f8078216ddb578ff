"""Writing an item in a real browser: preview while typing, rows by keyboard, nothing lost, readable by everyone."""

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from exams.bank.models import Item, Stimulus
from tests.fixtures.exam import make_content

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# To read the style sheets of a shadow tree, axe writes them into style elements, which the policy refuses.
AXE_ITSELF = "Applying inline style violates"


@pytest.fixture
def item(make_item) -> Item:
    return make_item("item-1", content=make_content("First"), status="draft")


@pytest.fixture
def change_url(item: Item) -> str:
    return reverse("admin:bank_item_change", args=[item.pk])


@pytest.fixture
def wide(new_page, sign_in, ben) -> Page:
    """Ben's desktop."""
    page = new_page(viewport={"width": 1440, "height": 900})
    sign_in(page, ben)
    return page


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and continue editing").click()


def test_an_untouched_item_is_saved_as_it_was(wide, change_url, item):
    wide.goto(change_url)
    save(wide)
    expect(wide.locator(".messagelist")).to_contain_text("Nothing has changed: version 1 stays as it is.")
    assert item.versions.count() == 1


def test_the_preview_follows_what_is_typed(wide, change_url):
    wide.goto(change_url)
    pane = wide.locator("#item-preview")
    wide.get_by_label("Stem").fill("Which clause keeps the **statistics** of the training?")
    expect(pane.locator(".item__stem strong")).to_have_text("statistics")
    wide.get_by_role("group", name="Option b").get_by_label("Text").fill("Use `TRANSFORM`")
    expect(pane.locator(".option__text code")).to_have_text("TRANSFORM")
    pane.get_by_text("Key and rationales").click()
    wide.get_by_label("Explanation").fill("It is stored with the model.")
    expect(pane.get_by_text("It is stored with the model.")).to_be_visible()


@pytest.mark.allow_console_errors("Failed to load resource", "preview")
def test_a_preview_that_cannot_be_drawn_says_so(wide, change_url):
    wide.goto(change_url)
    wide.route("**/preview/**", lambda route: route.abort())
    wide.get_by_label("Stem").fill("Anything")
    expect(wide.locator("#preview-state")).to_contain_text("Not up to date")


def test_the_preview_opens_as_a_page_of_its_own(wide, change_url):
    wide.goto(change_url)
    wide.get_by_label("Stem").fill("A stem that was typed a moment ago, and never saved.")
    with wide.context.expect_page() as opened:
        wide.get_by_role("button", name="Preview").click()
    expect(opened.value.locator(".item__stem")).to_contain_text("never saved")


def test_an_option_is_added_and_another_removed_by_keyboard(wide, change_url, item):
    wide.goto(change_url)
    expect(wide.get_by_role("group", name="Option e")).to_be_hidden()
    wide.get_by_role("button", name="Add an option").focus()
    wide.keyboard.press("Enter")
    wide.keyboard.type("A fifth answer")
    wide.keyboard.press("Tab")
    wide.keyboard.type("A fifth rationale that is long enough.")
    wide.get_by_label("Remove option c").focus()
    wide.keyboard.press("Space")
    save(wide)
    expect(wide.locator(".messagelist")).to_contain_text("Version 2 saved.")
    item.refresh_from_db()
    assert item.current_version
    assert [option.code for option in item.current_version.options.all()] == ["a", "b", "d", "e"]


def test_what_was_refused_can_be_corrected_where_it_is_said(wide, change_url):
    wide.goto(change_url)
    wide.get_by_label("Stem").fill("Kept")
    wide.get_by_role("group", name="Option a").get_by_label("Text").fill("")
    save(wide)
    expect(wide.get_by_label("Stem")).to_have_value("Kept")
    text = wide.get_by_role("group", name="Option a").get_by_label("Text")
    expect(text).to_have_accessible_description(re.compile("Option a has no text"))


def test_leaving_with_typed_text_asks_first(wide, change_url):
    wide.goto(change_url)
    asked: list[Any] = []
    wide.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    wide.get_by_label("Stem").press_sequentially("More")
    wide.get_by_role("link", name="Versions").click()
    wide.wait_for_url("**/versions/")
    assert asked == ["beforeunload"]


@pytest.fixture
def paths(exam, item) -> list[str]:
    stimulus = Stimulus.objects.create(
        code="harbor", revision=1, title="The harbor", text="A harbor predicts arrivals."
    )
    return [
        reverse("admin:bank_item_change", args=[item.pk]),
        reverse("admin:bank_item_changelist"),
        f"{reverse('admin:bank_item_changelist')}?q=nothing-like-it",
        reverse("admin:bank_item_add"),
        reverse("admin:bank_item_history", args=[item.pk]),
        reverse("admin:bank_item_versions", args=[item.pk]),
        reverse("admin:bank_item_version", args=[item.pk, 1]),
        reverse("admin:bank_media_add"),
        reverse("admin:bank_stimulus_change", args=[stimulus.pk]),
        reverse("admin:assembly_exam_assemble", args=[exam.pk]),
        reverse("admin:assembly_exam_choose", args=[exam.pk]),
        reverse("admin:bank_examguide_changelist"),
        reverse("admin:assembly_form_change", args=[exam.forms.get().pk]),
        reverse("admin:assembly_exam_change", args=[exam.pk]),
    ]


def test_no_page_is_wider_than_a_phone(new_page, sign_in, ben, paths):
    """No page is refused anything by the Content-Security-Policy either: the console would say so."""
    page = new_page(viewport={"width": 320, "height": 900})
    sign_in(page, ben)
    for path in paths:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is too wide"


@pytest.mark.allow_console_errors(AXE_ITSELF)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_read_by_everyone(new_page, sign_in, ben, paths, assert_accessible, scheme):
    page = new_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    sign_in(page, ben)
    for path in paths:
        page.goto(path)
        assert_accessible(page)


@pytest.mark.allow_console_errors(AXE_ITSELF)
def test_a_refused_item_can_be_read_by_everyone(wide, change_url, assert_accessible):
    wide.goto(change_url)
    wide.get_by_label("Stem").fill("")
    wide.get_by_role("group", name="Option a").get_by_label("Text").fill("")
    save(wide)
    expect(wide.locator(".errornote")).to_be_visible()
    assert_accessible(wide)


def test_the_editor_works_without_scripts(new_page, sign_in, ben, change_url, item):
    page = new_page(viewport={"width": 1440, "height": 900}, java_script_enabled=False)
    sign_in(page, ben)
    page.goto(change_url)
    page.get_by_role("group", name="Option e").get_by_label("Text").fill("A fifth answer")
    page.get_by_role("group", name="Option e").get_by_label("Why").fill("A fifth rationale that is long enough.")
    save(page)
    expect(page.locator(".messagelist")).to_contain_text("Version 2 saved.")
