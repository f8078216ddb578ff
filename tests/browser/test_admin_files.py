"""Import and export in a real browser: by eye, by keyboard and by axe; the worker's part is done by hand."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from exams.bank.models import Item
from exams.exchange.models import ItemExport, ItemImport
from exams.exchange.services import work
from tests.exchange.test_import_items import BROKEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# To read the style sheets of a shadow tree, axe writes them into style elements, which the policy refuses; and what they
# import it looks for beside the page.
AXE_ITSELF = "Applying inline style violates|/widgets.css/"
LOOKS = [
    pytest.param({"viewport": {"width": 1280, "height": 900}}, id="desktop"),
    pytest.param({"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"}, id="dark"),
    pytest.param({"viewport": {"width": 320, "height": 700}}, id="narrow"),
    pytest.param({"viewport": {"width": 320, "height": 700}, "color_scheme": "dark"}, id="narrow-dark"),
]


@pytest.fixture
def planned(roles) -> ItemImport:
    found = ItemImport.objects.create(source_name="planets.gift", size_bytes=1, data=BROKEN.encode())
    work.read_import(import_id=found.pk)
    return found


@pytest.fixture
def written(planned) -> ItemExport:
    """Of an item of the import."""
    ItemImport.objects.filter(pk=planned.pk).update(state="confirmed", is_partial=True)
    work.write_import(import_id=planned.pk)
    found = ItemExport.objects.create(format_name="xlsx")
    work.write_export(export_id=found.pk)
    return found


def look(page: Page, assert_accessible, name: str, *words: int) -> None:
    page.goto(reverse(f"admin:exchange_{name}", args=words))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
    assert_accessible(page)


@pytest.mark.allow_console_errors(AXE_ITSELF)
@pytest.mark.parametrize("options", LOOKS)
def test_every_page_can_be_read_by_everyone(new_page, sign_in, ben, planned, assert_accessible, options):
    page = new_page(**options)
    sign_in(page, ben)
    look(page, assert_accessible, "itemimport_add")
    look(page, assert_accessible, "itemimport_changelist")
    look(page, assert_accessible, "itemexport_add")
    look(page, assert_accessible, "itemimport_guides")
    page.goto(reverse("admin:exchange_itemimport_change", args=[planned.pk]))
    page.get_by_text("error").first.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)


@pytest.mark.allow_console_errors(AXE_ITSELF)
@pytest.mark.parametrize("options", LOOKS[:2])
def test_what_came_of_it_can_be_read_by_everyone(new_page, sign_in, ben, planned, written, assert_accessible, options):
    page = new_page(**options)
    sign_in(page, ben)
    look(page, assert_accessible, "itemimport_change", planned.pk)
    look(page, assert_accessible, "itemexport_change", written.pk)


def test_no_page_needs_an_inline_script_or_style(new_page, sign_in, ben, planned):
    """What the policy refuses, the console says; axe is left out, because it needs some itself."""
    page = new_page()
    sign_in(page, ben)
    for name, words in (("itemimport_add", []), ("itemimport_change", [planned.pk]), ("itemexport_add", [])):
        page.goto(reverse(f"admin:exchange_{name}", args=words))
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_whole_way_by_keyboard(new_page, sign_in, ben, tmp_path: Path):
    file = tmp_path / "planets.gift"
    file.write_text(BROKEN)
    page = new_page()
    sign_in(page, ben)
    page.goto(reverse("admin:exchange_itemimport_add"))
    page.get_by_label("File").set_input_files(file)
    page.get_by_label("File").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Format")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Waiting to be read")
    found = ItemImport.objects.get()
    work.read_import(import_id=found.pk)
    # The page looks again by itself.
    expect(page.get_by_role("status")).to_have_text("Waiting for a decision")
    page.get_by_role("checkbox", name="Leave out the 1 item that cannot be read").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Waiting to be stored")
    work.write_import(import_id=found.pk)
    expect(page.get_by_role("status")).to_have_text("Imported: 2 items")
    assert Item.objects.count() == 2


def test_a_written_file_is_downloaded(new_page, sign_in, ben, written):
    page = new_page()
    sign_in(page, ben)
    page.goto(reverse("admin:exchange_itemexport_change", args=[written.pk]))
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    assert download.value.path().read_bytes().startswith(b"PK")
