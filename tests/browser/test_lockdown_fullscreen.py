"""A proctored exam fills the screen: the way in, the way back, and who cannot."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from exams.proctoring.models import RoomRules
from tests.browser.exam_screen import ExamScreen
from tests.browser.looks import find_faults
from tests.browser.proctored_room import HIDE, SHOW, Told, proctored, rules, settle, show_room, told, warning

__all__ = ["proctored", "rules", "show_room", "told"]
pytestmark = pytest.mark.browser
NONE = "Object.defineProperty(document, 'fullscreenEnabled', { value: false })"
REFUSED = "Element.prototype.requestFullscreen = () => Promise.reject(new TypeError('not allowed'))"
LEAVE_FULL = "document.exitFullscreen()"


@pytest.fixture
def full_rules(rules: RoomRules) -> RoomRules:
    RoomRules.objects.update(asks_fullscreen=True)
    return rules


@pytest.fixture
def room(page: Page, full_rules: RoomRules, show_room: Callable[[Page], ExamScreen]) -> ExamScreen:
    page.clock.install()
    return show_room(page)


def panel(screen: ExamScreen) -> Any:
    return screen.page.locator("#room-fullscreen")


def go_in(screen: ExamScreen, name: str = "Go to full screen") -> None:
    screen.press(name)
    expect(panel(screen)).to_be_hidden()
    assert screen.page.evaluate("document.fullscreenElement !== null")


def test_the_exam_asks_for_the_full_screen_and_going_in_soon_is_nothing(room: ExamScreen, told: Told) -> None:
    expect(panel(room)).to_contain_text("This exam fills the screen")
    room.page.clock.run_for(10_000)
    go_in(room)
    room.page.clock.run_for(20_000)
    settle(room)
    assert told() == []


def test_leaving_it_explains_itself_and_leads_back(room: ExamScreen, told: Told) -> None:
    go_in(room)
    room.go_to("plain")
    room.page.evaluate(LEAVE_FULL)
    expect(panel(room)).to_contain_text("You left the full screen")
    room.page.clock.run_for(6000)
    go_in(room, "Back to full screen")
    expect(warning(room)).to_contain_text(
        "The exam was not in full screen. Please stay in full screen. This was a warning"
    )
    settle(room)
    assert told() == [("fullscreen-left", room.positions["plain"], True)]


def test_a_question_of_the_browser_may_end_the_full_screen_for_a_moment(room: ExamScreen, told: Told) -> None:
    """Firefox leaves it to ask."""
    go_in(room)
    room.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    room.page.evaluate(LEAVE_FULL)
    expect(panel(room)).to_contain_text("You left the full screen")
    room.page.clock.run_for(10_000)
    go_in(room, "Back to full screen")
    settle(room)
    assert [type for type, _, _ in told()] == ["print"]


def test_the_answers_can_be_reached_by_keyboard_after_the_return(room: ExamScreen) -> None:
    go_in(room)
    room.page.evaluate(LEAVE_FULL)
    expect(room.page.locator("#room-fullscreen-enter")).to_be_focused()
    room.page.keyboard.press("Enter")
    expect(panel(room)).to_be_hidden()
    room.page.keyboard.press("b")
    expect(room.option("B")).to_be_checked()


def test_one_may_go_on_without(room: ExamScreen, told: Told) -> None:
    room.page.clock.run_for(16_000)
    room.press("Go on in this window")
    expect(panel(room)).to_be_hidden()
    expect(warning(room)).to_contain_text("The exam was not in full screen.")
    room.choose("A")
    expect(room.option("A")).to_be_checked()
    room.page.clock.run_for(61_000)
    settle(room)
    assert [type for type, _, _ in told()] == ["fullscreen-left"]


def test_another_tab_ends_the_full_screen_too_and_is_one_incident(room: ExamScreen, told: Told) -> None:
    go_in(room)
    room.page.clock.run_for(4000)  # time for a question of the browser is over
    room.page.evaluate(LEAVE_FULL)
    room.page.evaluate(HIDE)
    room.page.clock.run_for(5000)
    room.page.evaluate(SHOW)
    go_in(room, "Back to full screen")
    settle(room)
    assert [type for type, _, _ in told()] == ["page-hidden"]


@pytest.mark.parametrize("obstacle", [NONE, REFUSED])
def test_a_browser_that_cannot_is_told_and_never_blocked(
    page: Page, full_rules: RoomRules, show_room: Callable[[Page], ExamScreen], told: Told, obstacle: str
) -> None:
    page.clock.install()
    page.add_init_script(obstacle)
    room = show_room(page)
    if obstacle == REFUSED:
        room.press("Go to full screen")
    expect(room.alerts).to_contain_text("This browser cannot show the exam in full screen.")
    expect(panel(room)).to_be_hidden()
    room.choose("C")
    page.clock.run_for(70_000)
    settle(room)
    assert told() == []


def test_the_panel_is_accessible_in_every_look(
    page: Page, full_rules: RoomRules, show_room: Callable[[Page], ExamScreen]
) -> None:
    room = show_room(page)
    expect(panel(room)).to_be_visible()
    assert find_faults(page) == []
