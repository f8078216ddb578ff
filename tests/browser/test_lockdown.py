"""What a proctored exam watches, in a real Chromium: each becomes one event with its length and its item."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from exams.proctoring.models import Incident
from exams.sittings.models import Response, Sitting
from exams.sittings.services import control, finish
from tests.browser.exam_screen import ExamScreen
from tests.browser.proctored_room import (
    HIDE,
    LEAVE,
    RETURN,
    SELECT_STEM,
    SHOW,
    Told,
    leave_for,
    proctored,
    room,
    rules,
    settle,
    show_room,
    told,
    warning,
)
from tests.fixtures.browser import NewPage

__all__ = ["proctored", "room", "rules", "show_room", "told"]
pytestmark = [pytest.mark.browser, pytest.mark.allow_console_errors("status of 409")]


# --- the window ---------------------------------------------------------------------------------
def test_leaving_the_window_is_one_incident_with_its_length_and_the_item(room: ExamScreen, told: Told) -> None:
    room.go_to("pair")
    leave_for(room, 7000)
    expect(warning(room)).to_contain_text("You left this window. Please stay in this window.")
    expect(warning(room)).to_contain_text("This was a warning; the next one counts.")
    settle(room)
    assert told() == [("window-blurred", room.positions["pair"], True)]
    assert 6900 < Incident.objects.get().for_ms < 9000


def test_a_window_of_another_program_is_noticed_by_the_browser_itself(room: ExamScreen, told: Told) -> None:
    page = room.page
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    other = page.context.new_page()
    other.bring_to_front()
    page.wait_for_function("!document.hasFocus()")
    page.clock.run_for(3000)
    page.bring_to_front()
    expect(warning(room)).to_contain_text("You left this window.")
    settle(room)
    assert [type for type, _, _ in told()] == ["window-blurred"]


def test_the_next_one_is_recorded(room: ExamScreen, told: Told) -> None:
    leave_for(room, 2000)
    leave_for(room, 2000)
    expect(warning(room)).to_contain_text("This was recorded.")
    settle(room)
    assert [is_warning for _, _, is_warning in told()] == [True, False]


def test_a_hidden_page_is_one_incident_and_not_two(room: ExamScreen, told: Told) -> None:
    leave_for(room, 4000, HIDE, SHOW)
    expect(warning(room)).to_contain_text("The exam was not on your screen.")
    settle(room)
    assert [type for type, _, _ in told()] == ["page-hidden"]


def test_a_blink_is_nothing(room: ExamScreen, told: Told) -> None:
    leave_for(room, 400)
    leave_for(room, 400, HIDE, SHOW)
    expect(warning(room)).to_be_hidden()
    settle(room)
    assert told() == []


def test_the_tab_key_may_lead_through_the_controls_of_the_browser(room: ExamScreen, told: Told) -> None:
    room.page.keyboard.press("Tab")
    leave_for(room, 8000)
    settle(room)
    assert told() == []
    room.page.keyboard.press("Tab")
    leave_for(room, 17_000)
    settle(room)
    assert [type for type, _, _ in told()] == ["window-blurred"]


def test_who_stays_away_is_told_of_before_the_return(room: ExamScreen, told: Told) -> None:
    room.page.evaluate(LEAVE)
    room.page.clock.run_for(61_000)
    settle(room)
    assert [type for type, _, _ in told()] == ["window-blurred"]


def test_a_warning_is_known_after_a_reload(room: ExamScreen, told: Told) -> None:
    leave_for(room, 2000)
    settle(room)
    with room.page.expect_response("**/room"):
        room.reload()
    leave_for(room, 2000)
    expect(warning(room)).to_contain_text("This was recorded.")


def test_an_absence_is_told_though_the_page_is_loaded_again_while_a_request_is_under_way(
    room: ExamScreen, told: Told
) -> None:
    """A page that is left can send nothing more then: what it wrote down in its last moment must be on the device."""
    room.wait_saved()
    page, held = room.page, list[Route]()
    page.route("**/sync", lambda route: route.continue_() if held else held.append(route))
    room.choose("A")
    page.clock.run_for(1000)
    page.evaluate(LEAVE)
    page.clock.run_for(5000)
    assert held
    with page.expect_response("**/room"):
        room.reload()
    settle(room)
    assert [type for type, _, _ in told()] == ["window-blurred"]
    assert Response.objects.exclude(selected=[]).count() == 1


def test_an_absence_is_told_once_where_the_page_can_still_send(room: ExamScreen, told: Told) -> None:
    room.choose("A")
    room.page.clock.run_for(1000)
    room.wait_saved()
    room.page.evaluate(LEAVE)
    room.page.clock.run_for(5000)
    with room.page.expect_response("**/room"):
        room.reload()
    settle(room)
    assert [type for type, _, _ in told()] == ["window-blurred"]


# --- copy and the like --------------------------------------------------------------------------
def test_copying_is_prevented_with_one_quiet_line(room: ExamScreen, told: Told) -> None:
    page, field = room.page, room.page.locator("#message-text")
    room.press("Call the proctor")
    field.fill("Mine")
    field.press("Control+a")
    field.press("Control+x")
    page.keyboard.press("Escape")
    page.evaluate(SELECT_STEM)
    page.keyboard.press("Control+c")
    expect(warning(room)).to_contain_text("Copying is not allowed in this exam. Nothing was copied.")
    expect(warning(room)).to_have_attribute("data-kind", "quiet")
    room.press("Call the proctor")
    field.press("Control+v")
    expect(field).to_have_value("Mine")
    settle(room)
    assert [type for type, _, _ in told()] == ["copy"]


@pytest.mark.parametrize(
    ("attempt", "type"),
    [
        ("document.body.dispatchEvent(new ClipboardEvent('cut', { bubbles: true, cancelable: true }))", "cut"),
        ("document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true }))", "paste"),
        ("document.querySelector('.item__stem').dispatchEvent(new DragEvent('dragstart', { bubbles: true }))", "drag"),
        ("dispatchEvent(new Event('beforeprint'))", "print"),
    ],
)
def test_what_else_is_not_allowed_is_told(room: ExamScreen, told: Told, attempt: str, type: str) -> None:
    room.go_to("plain")
    room.page.evaluate(attempt)
    expect(warning(room)).to_be_visible()
    settle(room)
    assert told() == [(type, room.positions["plain"], True)]


def test_a_press_of_the_middle_button_is_no_paste(room: ExamScreen, told: Told) -> None:
    """Firefox on Linux makes it one."""
    page = room.page
    page.locator(".item__stem").click(button="middle")
    page.evaluate("document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true }))")
    expect(warning(room)).to_be_hidden()
    settle(room)
    assert told() == []


def test_printing_by_key_is_one_incident(room: ExamScreen, told: Told) -> None:
    room.page.keyboard.press("Control+p")
    expect(warning(room)).to_contain_text("Printing is not allowed in this exam.")
    settle(room)
    assert [type for type, _, _ in told()] == ["print"]


def test_the_browsers_print_dialog_is_no_absence_unless_it_stays(room: ExamScreen, told: Told) -> None:
    room.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    leave_for(room, 30_000)
    settle(room)
    assert [type for type, _, _ in told()] == ["print"]
    room.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    leave_for(room, 130_000)
    settle(room)
    assert [type for type, _, _ in told()] == ["print", "print", "window-blurred"]


def test_a_print_has_no_question_on_it(room: ExamScreen) -> None:
    room.page.emulate_media(media="print")
    expect(room.heading).to_be_hidden()


def test_the_context_menu_stays_closed(room: ExamScreen, told: Told) -> None:
    room.page.locator(".item__stem").click(button="right")
    expect(warning(room)).to_contain_text("The context menu is switched off in this exam.")
    settle(room)
    assert [type for type, _, _ in told()] == ["context-menu"]


def test_a_key_that_is_held_is_one_incident(room: ExamScreen, told: Told) -> None:
    room.page.evaluate(SELECT_STEM)
    for _ in range(10):
        room.page.keyboard.press("Control+c")
    settle(room)
    assert len(told()) == 1


# --- screens and panels -------------------------------------------------------------------------
def test_a_second_screen_is_told_at_once(room: ExamScreen, told: Told) -> None:
    page = room.page
    page.evaluate("Object.defineProperty(screen, 'isExtended', { value: true, configurable: true })")
    page.clock.run_for(5000)
    expect(warning(room)).to_contain_text("A second screen is connected.")
    page.evaluate("Object.defineProperty(screen, 'isExtended', { value: false })")
    page.clock.run_for(500)
    settle(room)
    assert [type for type, _, _ in told()] == ["second-screen"]


def test_a_panel_beside_the_page_is_called_possible(room: ExamScreen, told: Told) -> None:
    page = room.page
    page.clock.run_for(500)  # it has been seen as it was
    page.evaluate("Object.defineProperty(window, 'innerWidth', { value: innerWidth - 400, configurable: true })")
    page.clock.run_for(11_000)
    expect(warning(room)).to_contain_text("tools for developers may be open")
    settle(room)


# --- no false alarm -----------------------------------------------------------------------------
def test_nothing_is_raised_by_what_candidates_need(room: ExamScreen, told: Told) -> None:
    page = room.page
    page.set_viewport_size({"width": 1280, "height": 400})  # an on-screen keyboard
    page.clock.run_for(12_000)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.documentElement.style.zoom = '2'")
    page.clock.run_for(12_000)
    page.evaluate("document.documentElement.style.zoom = ''")
    for dialog in ("Navigator", "Display and keys"):
        room.press(dialog)
        page.clock.run_for(2000)
        expect(room.alerts).to_be_hidden()
        expect(warning(room)).to_be_hidden()
        page.keyboard.press("Escape")
    for _ in range(12):  # assistive technology moves the focus within the page
        page.keyboard.press("Tab")
    expect(warning(room)).to_be_hidden()
    settle(room)
    assert told() == []


def test_the_message_box_is_the_candidates_own(room: ExamScreen, told: Told) -> None:
    page = room.page
    room.press("Call the proctor")
    field = page.locator("#message-text")
    field.fill("May I?")
    field.press("Control+a")
    field.press("Control+c")
    field.press("Control+x")
    field.press("Control+v")
    field.press("Control+v")
    expect(field).to_have_value("May I?May I?")
    page.evaluate(
        "document.querySelector('#message-text').dispatchEvent(new Event('compositionstart', {bubbles: true}))"
    )
    page.evaluate(LEAVE)  # the window of an input method
    page.clock.run_for(3000)
    page.evaluate(RETURN)
    page.evaluate("document.querySelector('#message-text').dispatchEvent(new Event('compositionend', {bubbles: true}))")
    settle(room)
    assert told() == []


def test_nothing_is_watched_while_the_exam_is_paused(
    room: ExamScreen, told: Told, proctored: Sitting, petra: User
) -> None:
    control.pause(actor=petra, sitting_id=proctored.pk, text="One moment.")
    settle(room)
    expect(room.curtain).to_contain_text("paused")
    leave_for(room, 5000)
    settle(room)
    assert told() == []


def test_a_timed_exam_raises_nothing(screen: ExamScreen, sitting: Sitting) -> None:
    expect(screen.page.locator("#room-warning")).to_have_count(0)
    screen.page.evaluate(SELECT_STEM)
    screen.page.keyboard.press("Control+c")
    screen.page.locator(".item__stem").click(button="right")
    screen.hear_server()
    screen.wait_saved()
    assert not sitting.events.filter(type__in=["copy", "context-menu"]).exists()


# --- another tab --------------------------------------------------------------------------------
def test_a_second_tab_is_one_incident(room: ExamScreen, told: Told, show_room: Callable[[Page], ExamScreen]) -> None:
    room.wait_saved()
    second = show_room(room.page.context.new_page())
    expect(warning(second)).to_contain_text("The exam was opened in another tab or on another device.")
    second.wait_saved()
    second.hear_server()
    room.hear_server()
    expect(room.curtain).to_contain_text("opened somewhere else")
    room.press("Continue here")
    expect(room.heading).to_be_visible()
    settle(room)
    assert [type for type, _, _ in told()] == ["second-tab"]


def test_another_device_is_told(
    room: ExamScreen, told: Told, show_room: Callable[[Page], ExamScreen], new_page: NewPage
) -> None:
    room.choose("A")
    room.page.clock.run_for(1000)
    room.wait_saved()
    other = show_room(new_page())
    expect(warning(other)).to_contain_text("on another device")
    # The first answers may be of what was on its way already.
    for _ in range(3):
        with other.page.expect_response("**/sync"):
            other.hear_server()
    assert [type for type, _, _ in told()] == ["second-tab"]


def test_a_reload_is_no_second_tab(room: ExamScreen, told: Told) -> None:
    room.choose("A")
    room.page.clock.run_for(1000)
    room.wait_saved()
    with room.page.expect_response("**/room"):
        room.reload()
    settle(room)
    assert told() == []


# --- without a network --------------------------------------------------------------------------
@pytest.mark.allow_console_errors("ERR_INTERNET_DISCONNECTED")
def test_answering_goes_on_without_a_network_and_all_is_told_later(room: ExamScreen, told: Told) -> None:
    context = room.page.context
    room.wait_saved()
    context.set_offline(True)
    leave_for(room, 3000)
    expect(warning(room)).to_be_visible()
    room.choose("B")
    expect(room.option("B")).to_be_checked()
    context.set_offline(False)
    settle(room)
    room.wait_saved()
    assert [type for type, _, _ in told()] == ["window-blurred"]


@pytest.mark.allow_console_errors("ERR_INTERNET_DISCONNECTED")
def test_what_a_closed_page_could_not_tell_is_told_on_the_page_of_the_end(
    room: ExamScreen, proctored: Sitting, told: Told
) -> None:
    context = room.page.context
    room.wait_saved()
    context.set_offline(True)
    leave_for(room, 3000)
    expect(warning(room)).to_be_visible()
    room.page.close(run_before_unload=False)
    Sitting.objects.filter(pk=proctored.pk).update(deadline_at=timezone.now())
    finish.close_expired()
    context.set_offline(False)
    again = context.new_page()
    with again.expect_response("**/sync"):
        again.goto(f"/sittings/{proctored.pk}/ended/")
    assert [type for type, _, _ in told()] == ["window-blurred"]
