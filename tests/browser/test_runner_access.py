"""The exam screen without eyes or without a mouse: keyboard, roles and names, what is spoken and when."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from exams.assembly.models import Exam
from exams.sittings.models import CloseReason, Response, Sitting
from exams.sittings.services import control, entry
from tests.browser import fake_time
from tests.browser.exam_screen import ExamScreen

pytestmark = [
    pytest.mark.browser,
    pytest.mark.allow_console_errors("ERR_INTERNET_DISCONNECTED", "status of 409"),
]
Leave = Callable[[float], None]
PassTime = Callable[[float], None]
Show = Callable[[Page], ExamScreen]
SignIn = Callable[[Page, User], None]

# Everything a screen reader would be told by itself: texts that came into a live region after the page was there.
LISTEN = """
  globalThis.spoken = [];
  const LIVE = "[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log]";
  const hear = (region) => {
    const text = region.textContent.trim();
    if (text && region.checkVisibility()) { spoken.push(text); }
  };
  new MutationObserver((changes) => {
    const regions = new Set();
    for (const { target, addedNodes, type } of changes) {
      for (const node of addedNodes) {
        for (const inner of node.querySelectorAll?.(LIVE) ?? []) { regions.add(inner); }
        if (node.matches?.(LIVE)) { regions.add(node); }
      }
      const region = (type === "characterData" ? target.parentElement : target)?.closest?.(LIVE);
      if (region) { regions.add(region); }
    }
    regions.forEach(hear);
  }).observe(document, { subtree: true, childList: true, characterData: true });
"""


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until what has this accessible name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        label = page.evaluate(
            "document.activeElement.getAttribute('aria-label') ?? document.activeElement.labels?.[0]?.innerText"
            " ?? document.activeElement.innerText ?? ''"
        )
        if label.split("\n")[0].strip().startswith(name):
            return
    raise AssertionError(f"Tab does not lead to “{name}”.")


def live(page: Page, pass_time: PassTime, seconds: int) -> None:
    """Let time go by for page and server alike; no request is cut short by it."""
    for _ in range(seconds):
        pass_time(1)
        fake_time.pass_seconds(page, 1)


def test_the_whole_exam_from_check_in_to_the_last_page_without_a_mouse(
    page: Page, exam_of_shapes: Exam, alice: User, sign_in: SignIn
) -> None:
    sitting = entry.open_check_in(user=alice, exam=exam_of_shapes)
    sign_in(page, alice)
    page.goto(f"/sittings/{sitting.pk}/check-in/")
    press = page.keyboard.press
    tab_to(page, "I have read")
    press("Space")
    tab_to(page, "Begin and start the clock")
    press("Enter")
    heading = page.locator(".item__title")
    for number in range(1, 5):
        expect(heading).to_have_text(f"Question {number}")
        expect(heading).to_be_focused()
        if number == 1:
            press("b")  # by letter
            press("Alt+f")
        else:
            page.keyboard.press("Tab")
            while page.evaluate("!document.activeElement.matches('.option__input')"):
                press("Tab")
            press("Space")  # like any form
        press("Alt+n")
    expect(page.locator("#review-title")).to_be_focused()
    tab_to(page, "End exam")
    press("Enter")
    tab_to(page, "End exam")
    press("Enter")
    tab_to(page, "End exam now")
    press("Enter")
    page.wait_for_url("**/ended/")
    assert Sitting.objects.get().close_reason == CloseReason.SUBMITTED
    assert Response.objects.exclude(selected=[]).count() == 4


def test_the_row_of_the_review_screen_one_stands_on_keeps_the_focus(page: Page, show: Show) -> None:
    page.clock.install()
    screen = show(page)
    page.keyboard.press("Alt+r")
    tab_to(page, "Question 2")
    page.clock.run_for(1000)
    expect(page.get_by_role("button", name="Question 2", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(screen.heading).to_have_text("Question 2")


def test_working_for_minutes_speaks_only_when_something_happened(
    page: Page, show: Show, leave_seconds: Leave, pass_time: PassTime
) -> None:
    fake_time.install(page)
    page.add_init_script(LISTEN)
    screen = show(page)
    leave_seconds(30 * 60 + 50)
    screen.hear_server()
    expect(page.get_by_role("timer")).to_contain_text("0:30:")
    page.evaluate("spoken.length = 0")
    for code in ("plain", "last"):
        screen.go_to(code)
        screen.choose("B")
        live(page, pass_time, 10)
    screen.press("Flag for review")
    live(page, pass_time, 40)
    assert page.evaluate("spoken") == ["Flagged for review.", "30 minutes remain."]


def test_the_time_is_spoken_at_30_15_5_and_1_minutes(page: Page, show: Show, leave_seconds: Leave) -> None:
    fake_time.install(page)
    page.add_init_script(LISTEN)
    screen = show(page)
    page.evaluate("spoken.length = 0")
    for minutes in (30, 15, 5, 1):
        leave_seconds(minutes * 60 + 5)
        screen.hear_server()
        expect(page.get_by_role("timer")).to_contain_text(f"0:{minutes:02}:0")
        page.clock.fast_forward(6000)
        page.keyboard.press("Escape")
    assert page.evaluate("spoken") == [
        "30 minutes remain.",
        "15 minutes remain.",
        "5 minutes remain.",
        "1 minute remains.",
    ]


def test_a_lost_connection_is_spoken_once_and_so_is_the_found_one(page: Page, show: Show, pass_time: PassTime) -> None:
    fake_time.install(page)
    page.add_init_script(LISTEN)
    screen = show(page)
    screen.wait_saved()
    page.evaluate("spoken.length = 0")
    page.context.set_offline(True)
    expect(screen.save_state).to_contain_text("Offline")
    for letter in "AB":
        screen.choose(letter)
        live(page, pass_time, 5)
    page.context.set_offline(False)
    live(page, pass_time, 12)
    assert page.evaluate("spoken") == ["Offline: 1 answer kept on this device", "Connected again."]


def test_opening_and_closing_a_dialog_repeats_nothing(page: Page, show: Show) -> None:
    page.add_init_script(LISTEN)
    screen = show(page)
    screen.press("Flag for review")
    page.evaluate("spoken.length = 0")
    for name in ("Navigator", "Display and keys"):
        screen.press(name)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("spoken") == []


def test_too_many_choices_are_spoken_each_time(page: Page, show: Show) -> None:
    page.add_init_script(LISTEN)
    screen = show(page)
    screen.go_to("pair")
    page.evaluate("spoken.length = 0")
    for letter in "abcd":
        page.keyboard.press(letter)
    sentence = "You can choose only two. To change your answer, first clear one of your choices."
    assert page.evaluate("spoken") == [sentence, sentence]


def test_the_proctor_s_words_and_a_pause_are_spoken(page: Page, show: Show, sitting: Sitting, petra: User) -> None:
    page.add_init_script(LISTEN)
    screen = show(page)
    page.evaluate("spoken.length = 0")
    control.send_message(actor=petra, sitting_id=sitting.pk, text="Please close the door.")
    screen.hear_server()
    expect(screen.alerts).to_be_visible()
    control.pause(actor=petra, sitting_id=sitting.pk, text="One moment, please.")
    screen.hear_server()
    # A curtain is not spoken by a region: the focus goes to its title, and all it says is in its section.
    expect(page.locator("#curtain-title")).to_be_focused()
    assert page.evaluate("spoken") == ["Please close the door."]
