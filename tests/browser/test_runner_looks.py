"""Every state of the exam screen: within the window, and clean under the content security policy."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from exams.sittings.models import Sitting
from exams.sittings.services import control
from tests.browser.exam_screen import ExamScreen

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(120),
    pytest.mark.allow_console_errors("ERR_INTERNET_DISCONNECTED", "status of 409"),
]
Show = Callable[[Page], ExamScreen]


def states_by_hand(screen: ExamScreen) -> Iterator[str]:
    """Walk through what the candidate can bring about; yields the name of each state when it is on screen."""
    page = screen.page
    screen.go_to("story")
    yield "stimulus"
    screen.go_to("pair")
    for letter in "ABC":
        screen.choose(letter)
    screen.press("Strike out D")
    screen.press("Flag for review")
    yield "several choices, one refused"
    page.keyboard.press("Alt+h")
    page.keyboard.press("Enter")
    yield "highlighting by keyboard"
    page.keyboard.press("Escape")
    screen.press("Call the proctor")
    yield "call the proctor"
    page.keyboard.press("Escape")
    screen.press("Navigator")
    yield "navigator"
    page.keyboard.press("Escape")
    screen.press("Display and keys")
    yield "display and keys"
    page.keyboard.press("Escape")
    screen.press("Review")
    yield "review"
    screen.press("End exam")
    yield "end, asked once"
    page.get_by_role("dialog").get_by_role("button", name="End exam").click()
    yield "end, asked twice"
    page.keyboard.press("Escape")
    screen.press("Previous")


def states_by_others(
    screen: ExamScreen, sitting: Sitting, proctor: User, leave_seconds: Callable[[float], None]
) -> Iterator[str]:
    """Walk through what happens to the candidate."""
    page = screen.page
    control.send_message(actor=proctor, sitting_id=sitting.pk, text="Please close the door.")
    leave_seconds(301.5)
    screen.hear_server()
    expect(screen.alerts).to_contain_text("5 minutes remain.")
    yield "alerts"
    control.pause(actor=proctor, sitting_id=sitting.pk, text="One moment, please.")
    screen.hear_server()
    expect(screen.curtain).to_contain_text("paused")
    yield "paused"
    control.resume(actor=proctor, sitting_id=sitting.pk)
    screen.hear_server()
    expect(screen.heading).to_be_visible()
    leave_seconds(4)
    screen.hear_server()
    expect(page.get_by_role("timer")).to_contain_text("0:00:0")
    page.context.set_offline(True)
    expect(screen.save_state).to_contain_text("Offline")
    yield "offline"
    expect(screen.curtain).to_contain_text("Time is up")
    yield "time up, offline"


@pytest.mark.parametrize("colors", ["Black on light yellow", "Light yellow on black", "Light yellow on blue"])
def test_the_schemes_of_test_centers_are_accessible_and_remembered(
    screen: ExamScreen, assert_accessible: Callable[[Page], None], colors: str
) -> None:
    screen.press("Display and keys")
    screen.page.get_by_role("radio", name=colors, exact=True).check()
    expect(screen.page.get_by_label("High contrast")).to_be_hidden()
    assert_accessible(screen.page)
    screen.page.keyboard.press("Escape")
    screen.reload()
    expect(screen.page.locator("html")).to_have_attribute(
        "data-colors", colors.lower().replace("light ", "").replace(" ", "-")
    )
    screen.press("Flag for review")
    screen.press("Review")
    assert_accessible(screen.page)


@pytest.mark.parametrize(("width", "height", "scale"), [(320, 640, "100 %"), (320, 640, "200 %"), (320, 256, "100 %")])
def test_nothing_is_wider_than_a_narrow_window(
    new_page: Any,
    show: Show,
    sitting: Sitting,
    alice: User,
    leave_seconds: Callable[[float], None],
    width: int,
    height: int,
    scale: str,
) -> None:
    screen = show(new_page(viewport={"width": width, "height": height}))
    screen.press("Display and keys")
    screen.page.get_by_label(scale).check()
    screen.page.keyboard.press("Escape")
    too_wide = {state: screen.overflow() for state in states_by_hand(screen)}
    too_wide |= {state: screen.overflow() for state in states_by_others(screen, sitting, alice, leave_seconds)}
    assert not any(too_wide.values()), too_wide


def test_on_a_low_window_the_bars_scroll_away(new_page: Any, show: Show) -> None:
    screen = show(new_page(viewport={"width": 320, "height": 256}))
    expect(screen.page.locator(".top-bar")).to_have_css("position", "static")


def test_the_page_keeps_to_a_strict_content_security_policy(screen: ExamScreen) -> None:
    answer = screen.page.request.get(screen.url)
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    html = answer.text()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style", html)
    scripts = re.findall(r"<script([^>]*)>", html)
    assert all("src=" in attributes or "application/json" in attributes for attributes in scripts)
