"""Your data: readable in both schemes and at 320 px, by keyboard alone; the file comes down, and everything goes."""

import json
import os
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.models import User
from tests.browser.test_admin_item import AXE_ITSELF
from tests.fixtures.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [("light", 1440), ("dark", 768), ("dark", 320), ("light", 320)]
# Where pictures go when somebody wants to look: PRIVACY_PICTURES=/tmp/pictures.
PICTURES = os.environ.get("PRIVACY_PICTURES")


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def look(request, new_page):
    scheme, width = request.param
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page.look = f"{scheme}-{width}"
    return page


def check(page, assert_accessible, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{page.look}.png", full_page=True)
    assert_accessible(page)
    assert page.locator("h1").count() == 1
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], f"{page.url} is {width} px wide"


def test_what_is_kept(look, alice, sign_in, assert_accessible):
    sign_in(look, alice)
    look.goto("/account/data/")
    check(look, assert_accessible, "data")


@pytest.mark.allow_console_errors("status of 400")
def test_the_question_before_everything_goes(look, running, alice, sign_in, assert_accessible):
    sign_in(look, alice)
    look.goto("/account/data/erase/")
    check(look, assert_accessible, "erase")
    look.get_by_label("Your password").fill(PASSWORD)
    look.get_by_label("Yes, erase everything").check()
    look.get_by_role("button", name="Erase everything").click()
    look.get_by_text("“Practice exam” goes on").wait_for()
    check(look, assert_accessible, "erase-refused")


def test_the_file_is_readable(page, released, alice, sign_in):
    User.objects.filter(pk=alice.pk).update(name="ليلى حداد")
    sign_in(page, alice)
    page.goto("/")
    page.locator("details.menu summary").click()
    page.get_by_role("link", name="Your data").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download your data").click()
    text = Path(download.value.path()).read_text("utf-8")
    assert "ليلى حداد" in text
    assert json.loads(text)["results"][0]["points"] == 8.0


def test_everything_goes_by_keyboard_alone(page, released, alice, sign_in):
    sign_in(page, alice)
    page.goto("/account/data/")
    page.get_by_role("link", name="Erase everything…").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Your password").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("everything that was yours is erased").wait_for()
    page.get_by_role("link", name="Sign in").first.wait_for()
    assert not User.objects.get(pk=alice.pk).is_active


@pytest.mark.allow_console_errors(AXE_ITSELF)
def test_staff_erase_who_asks_by_letter(look, alice, adam, sign_in, assert_accessible):
    sign_in(look, adam)
    look.goto(reverse("admin:accounts_user_change", args=[alice.pk]))
    look.get_by_role("link", name="Erase…").click()
    check(look, assert_accessible, "admin-erase")
    look.get_by_label("Their e-mail address").fill(alice.email)
    look.get_by_label("How they asked").fill("Letter of 3 May.")
    look.get_by_label("Yes, erase everything").check()
    look.get_by_role("button", name="Erase everything").click()
    look.get_by_text(f"Person {alice.pk} is erased.").wait_for()
