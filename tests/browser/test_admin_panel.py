"""The pages of a cut score panel in a real browser: readable by everyone, on a phone too, and quick by keyboard."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from exams.assembly.models import Exam
from scoring.analysis.models import StandardPanel
from scoring.analysis.services.panel_analysis import analyze_round
from scoring.analysis.services.panels import close_round, open_next_round, save_ratings
from tests.browser.test_admin_item import AXE_ITSELF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def panel(exam: Exam, ben, rita) -> StandardPanel:
    """In its second round; Ben and Rita rated the first."""
    panel = StandardPanel.objects.create(
        form=exam.forms.get(), title="Spring panel", borderline="Builds a pipeline alone, and asks before tuning it."
    )
    ids = list(panel.form.items.values_list("version_id", flat=True))
    for rater, first in ((ben, 40), (rita, 52)):
        numbers = {version: first + 4 * place for place, version in enumerate(ids)}
        save_ratings(actor=rater, panel=panel, round_number=1, percents=numbers)
    analyze_round(round_id=close_round(actor=ben, panel=panel).pk)
    return open_next_round(actor=ben, panel=panel)


def address(name: str, panel: StandardPanel) -> str:
    return reverse(f"admin:analysis_standardpanel_{name}", args=[panel.pk])


@pytest.mark.allow_console_errors(AXE_ITSELF)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["change", "rate"])
def test_a_panels_page_can_be_read_by_everyone(new_page, sign_in, ben, panel, assert_accessible, scheme, name) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    sign_in(page, ben)
    page.goto(address(name, panel))
    assert_accessible(page)


def test_no_page_of_a_panel_is_wider_than_a_phone(new_page, sign_in, ben, panel) -> None:
    page = new_page(viewport={"width": 320, "height": 900})
    sign_in(page, ben)
    for name in ("change", "rate"):
        page.goto(address(name, panel))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"


def test_a_sheet_is_filled_in_by_keyboard_and_hides_its_keys(new_page, sign_in, ben, panel) -> None:
    page: Page = new_page(viewport={"width": 1440, "height": 900})
    sign_in(page, ben)
    page.goto(address("rate", panel))
    expect(page.get_by_text("Key", exact=True).first).to_be_hidden()
    expect(page.get_by_label("Item 1: percent")).to_have_value("40")
    page.get_by_label("Item 1: percent").select_text()
    page.keyboard.type("55")
    page.keyboard.press("Tab")
    page.keyboard.type("65")
    page.keyboard.press("Enter")
    expect(page.get_by_text("10 of 10 items are rated.")).to_be_visible()
    expect(page.get_by_label("Item 2: percent")).to_have_value("65")
    page.get_by_label("Show the keys").check()
    expect(page.get_by_text("Key", exact=True).first).to_be_visible()
