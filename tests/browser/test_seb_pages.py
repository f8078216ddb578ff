"""Safe Exam Browser: its pages in Chromium, and an exam sat in a Chromium that sends what it would send."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from exams.proctoring.models import SebRules
from exams.proctoring.seb import header
from exams.proctoring.services.seb import save_rules
from exams.sittings.models import Sitting
from tests.browser.test_admin_item import AXE_ITSELF
from tests.browser.test_pages import check, look  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/exams/practice/seb/"


@pytest.fixture
def seb(exam) -> SebRules:
    return save_rules(rules=SebRules(exam=exam, quit_password_hash="a" * 64))


def send_keys(page: Page, key: str) -> None:
    """From now on each request carries the hash of its own address and this Config Key, also where it was redirected.

    By Chromium's own protocol: a route of Playwright's does not see where a redirection leads.
    """
    session = page.context.new_cdp_session(page)

    def carry(paused: dict[str, Any]) -> None:
        request = paused["request"]
        hashed = {header.CONFIG_KEY_HEADER: header.make_hash(request["url"], key)}
        headers = [{"name": name, "value": value} for name, value in (request["headers"] | hashed).items()]
        session.send("Fetch.continueRequest", {"requestId": paused["requestId"], "headers": headers})

    session.on("Fetch.requestPaused", carry)
    session.send("Fetch.enable", {"patterns": [{"urlPattern": "http*"}]})


@pytest.mark.parametrize("key", ["", "right", "wrong"])
def test_the_page_can_be_read_by_everyone(look, seb, assert_accessible, key) -> None:  # noqa: F811
    if key:
        send_keys(look, seb.config_key if key == "right" else "0" * 64)
    look.goto(PAGE)
    check(look, assert_accessible)


def test_the_quit_page_can_be_read_by_everyone(look, seb, assert_accessible) -> None:  # noqa: F811
    look.goto(f"{PAGE}quit/")
    check(look, assert_accessible)


def test_who_comes_with_an_ordinary_browser_is_told(page, seb, alice, sign_in) -> None:
    sign_in(page, alice)
    page.goto("/exams/practice/")
    page.get_by_role("button", name="Go to check-in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This exam is sat in Safe Exam Browser")
    expect(page.get_by_role("link", name="Open in Safe Exam Browser")).to_have_attribute("href", opens_file())
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the file instead").click()
    assert download.value.suggested_filename == "practice.seb"
    assert not Sitting.objects.exists()


def opens_file() -> str:
    return f"seb://127.0.0.1:8000{PAGE}exam.seb"


def test_an_exam_is_sat_in_safe_exam_browser(new_page: Callable[..., Page], seb, alice, sign_in) -> None:
    page = new_page()
    send_keys(page, seb.config_key)
    sign_in(page, alice)
    page.goto("/exams/practice/")
    page.get_by_role("button", name="Go to check-in").click()
    page.check("[name=accept_rules]")
    page.get_by_role("button", name="Begin and start the clock").click()
    page.get_by_text("1 of 10", exact=True).first.wait_for()
    for _ in range(10):
        page.keyboard.press("A")
        page.keyboard.press("Alt+n")
    page.keyboard.press("Alt+r")
    page.locator("main").get_by_role("button", name="End exam", exact=True).first.click()
    for name in ("End exam", "End exam now"):
        page.locator("dialog[open]").get_by_role("button", name=name, exact=True).click()
    page.wait_for_url("**/ended/")
    assert Sitting.objects.get().responses.exclude(selected="").count() == 10
    page.get_by_role("link", name="Leave Safe Exam Browser").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You can leave Safe Exam Browser")


@pytest.mark.allow_console_errors(AXE_ITSELF)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_rules_can_be_set_up_by_everyone(new_page, seb, ben, sign_in, assert_accessible, scheme) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    sign_in(page, ben)
    page.goto(reverse("admin:proctoring_sebrules_change", args=[seb.pk]))
    assert_accessible(page)
