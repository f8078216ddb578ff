"""The warning of a proctored exam: where it stands, how it goes away, how it looks."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.exam_screen import ExamScreen
from tests.browser.looks import find_faults
from tests.browser.proctored_room import LEAVE, RETURN, leave_for, proctored, room, rules, show_room, told, warning

__all__ = ["proctored", "room", "rules", "show_room", "told"]
pytestmark = pytest.mark.browser
FLASH = """() => {
  const { animationName, animationDuration, animationIterationCount } =
    getComputedStyle(document.querySelector("#room-warning"));
  return [animationName, animationDuration, animationIterationCount];
}"""


def test_one_key_takes_the_warning_away(room: ExamScreen) -> None:
    for key in ("Alt+W", "Escape"):
        leave_for(room, 2000)
        expect(warning(room)).to_be_visible()
        room.page.keyboard.press(key)
        expect(warning(room)).to_be_hidden()


def test_a_warning_covers_neither_the_clock_nor_an_answer(room: ExamScreen) -> None:
    leave_for(room, 2000)
    room.option("D").focus()
    box, clock, option = (
        locator.bounding_box() for locator in (warning(room), room.page.locator("#timer"), room.option("D"))
    )
    assert box
    assert clock
    assert option
    assert clock["y"] + clock["height"] <= box["y"]
    assert option["y"] + option["height"] <= box["y"]


def test_the_warning_is_accessible_in_every_look(page: Page, show_room: Callable[[Page], ExamScreen]) -> None:
    room = show_room(page)
    page.evaluate(LEAVE)
    page.wait_for_timeout(700)
    page.evaluate(RETURN)
    expect(warning(room)).to_be_visible()
    assert find_faults(page) == []


def test_the_warning_flashes_twice_at_most_and_not_with_reduced_motion(room: ExamScreen) -> None:
    page = room.page
    page.emulate_media(reduced_motion="no-preference")
    leave_for(room, 2000)
    assert page.evaluate(FLASH) == ["room-warning-flash", "1s", "2"]
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(FLASH)[0] == "none"


def test_the_warning_is_said_once_and_takes_no_focus(room: ExamScreen) -> None:
    room.option("B").focus()
    leave_for(room, 2000)
    expect(room.page.get_by_role("alert")).to_have_text(
        "You left this window. Please stay in this window. This was a warning; the next one counts."
    )
    expect(room.option("B")).to_be_focused()
    room.press("Navigator")
    expect(room.page.get_by_role("alert")).to_be_empty()


def test_a_warning_can_be_read_and_taken_away_while_a_dialog_is_open(room: ExamScreen) -> None:
    room.press("Navigator")
    leave_for(room, 2000)
    warning(room).get_by_role("button", name="Dismiss").click()
    expect(warning(room)).to_be_hidden()
    expect(room.navigator).to_be_visible()
