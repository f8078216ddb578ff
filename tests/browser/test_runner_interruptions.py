"""What comes between: other tabs, a lost connection, the proctor, the end of the time."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from exams.sittings.models import CloseReason, Sitting
from exams.sittings.services import control, finish
from tests.browser import fake_time
from tests.browser.exam_screen import ExamScreen

# What the browser itself says about requests that we expect to fail.
OFFLINE = "ERR_INTERNET_DISCONNECTED"
CONFLICT = "status of 409"

pytestmark = pytest.mark.browser
Show = Callable[[Page], ExamScreen]
Stored = Callable[[int], set[str]]
Leave = Callable[[float], None]


@pytest.mark.allow_console_errors(CONFLICT)
def test_a_second_tab_takes_over_and_the_first_can_take_back(screen: ExamScreen, show: Show, stored: Stored) -> None:
    screen.go_to("plain")
    screen.choose("A")
    screen.wait_saved()
    second = show(screen.page.context.new_page())
    second.go_to("plain")
    expect(second.option("A")).to_be_checked()
    second.choose("B")
    second.wait_saved()
    screen.hear_server()
    expect(screen.curtain).to_contain_text("Your exam was opened somewhere else")
    expect(screen.page.locator("#item")).to_be_hidden()
    screen.press("Continue here")
    expect(screen.option("B")).to_be_checked()
    screen.choose("C")
    screen.wait_saved()
    assert stored(screen.positions["plain"]) == {screen.option("C").get_attribute("value")}
    second.hear_server()
    expect(second.curtain).to_contain_text("Your exam was opened somewhere else")


@pytest.mark.allow_console_errors(CONFLICT, "ERR_FAILED")
def test_what_the_first_tab_could_not_send_is_not_lost(screen: ExamScreen, show: Show, stored: Stored) -> None:
    screen.go_to("plain")
    screen.wait_saved()
    screen.page.route("**/sync", lambda route: route.abort())
    second = show(screen.page.context.new_page())
    screen.choose("D")
    expect(screen.save_state).to_have_text("Offline: 1 answer kept on this device")
    # The server tells the first tab that it was taken over, and hears nothing of its answer.
    screen.page.unroute("**/sync")
    screen.page.route("**/sync", lambda route: route.fulfill(status=409, json={"code": "taken-over"}))
    screen.hear_server()
    expect(screen.curtain).to_contain_text("Your exam was opened somewhere else")
    second.go_to("plain")
    expect(second.option("D")).to_be_checked()
    second.wait_saved()
    assert stored(screen.positions["plain"]) == {second.option("D").get_attribute("value")}


@pytest.mark.allow_console_errors(OFFLINE)
def test_a_lost_connection_loses_nothing(screen: ExamScreen, stored: Stored) -> None:
    screen.wait_saved()
    screen.page.context.set_offline(True)
    for code in ("plain", "story", "last"):
        screen.go_to(code)
        screen.choose("C")
    expect(screen.save_state).to_have_text("Offline: 3 answers kept on this device")
    assert stored(screen.positions["plain"]) == set()
    screen.page.context.set_offline(False)
    screen.wait_saved()
    assert all(len(stored(screen.positions[code])) == 1 for code in ("plain", "story", "last"))


@pytest.mark.allow_console_errors(OFFLINE)
def test_answers_given_offline_are_there_after_the_tab_was_closed(
    screen: ExamScreen, show: Show, stored: Stored
) -> None:
    screen.wait_saved()
    context = screen.page.context
    context.set_offline(True)
    screen.go_to("plain")
    screen.choose("B")
    expect(screen.save_state).to_have_text("Offline: 1 answer kept on this device")
    screen.page.close()
    context.set_offline(False)
    again = show(context.new_page())
    again.go_to("plain")
    expect(again.option("B")).to_be_checked()
    again.wait_saved()
    assert len(stored(again.positions["plain"])) == 1


@pytest.mark.allow_console_errors(OFFLINE)
def test_a_panel_comes_when_the_connection_stays_away(page: Page, show: Show) -> None:
    fake_time.install(page)
    screen = show(page)
    screen.choose("A")
    fake_time.pass_seconds(page, 2)
    screen.wait_saved()
    page.context.set_offline(True)
    expect(screen.save_state).to_have_attribute("data-kind", "offline")
    expect(page.locator("#panel")).to_be_hidden()
    page.clock.run_for(62_000)
    expect(page.locator("#panel")).to_contain_text("No connection to the exam server")


@pytest.mark.allow_console_errors("status of 401", "status of 403")
def test_signed_out_says_so_and_goes_on_after_signing_in(
    screen: ExamScreen, alice: User, stored: Stored, sign_in: Callable[[Page, User], None]
) -> None:
    screen.go_to("plain")
    screen.wait_saved()
    page = screen.page
    page.context.clear_cookies()
    # The token is refused, as after a long night: now the session is needed, and it is gone.
    page.route("**/sync", lambda route: route.fulfill(status=401, json={"code": "token-invalid"}), times=1)
    screen.choose("B")
    expect(page.locator("#panel")).to_contain_text("You have been signed out")
    expect(page.get_by_role("link", name="Sign in (new tab)")).to_have_attribute("href", "/accounts/login/")
    expect(screen.save_state).to_have_text("Signed out: 1 answer kept on this device")
    sign_in(page, alice)
    page.request.get(screen.url)  # what signing in in another tab does: a new CSRF cookie
    screen.press("Try now")
    screen.wait_saved()
    assert len(stored(screen.positions["plain"])) == 1


@pytest.mark.allow_console_errors(CONFLICT)
def test_a_pause_hides_the_item_and_stops_the_clock(screen: ExamScreen, sitting: Sitting, alice: User) -> None:
    control.pause(actor=alice, sitting_id=sitting.pk, text="One moment, please.")
    screen.hear_server()
    expect(screen.curtain).to_contain_text("Your exam is paused")
    expect(screen.curtain).to_contain_text("One moment, please.")
    expect(screen.page.locator("#item")).to_be_hidden()
    screen.page.keyboard.press("a")
    screen.reload_while_covered()
    expect(screen.curtain).to_contain_text("One moment, please.")
    control.resume(actor=alice, sitting_id=sitting.pk)
    screen.hear_server()
    expect(screen.heading).to_be_visible()
    expect(screen.page.locator(".option__input:checked")).to_have_count(0)


def test_words_of_the_proctor_and_more_time_arrive(screen: ExamScreen, sitting: Sitting, alice: User) -> None:
    control.send_message(actor=alice, sitting_id=sitting.pk, text="Please close the door.")
    control.extend(actor=alice, sitting_id=sitting.pk, seconds=3600, text="One hour more.")
    screen.hear_server()
    expect(screen.alerts).to_contain_text("Please close the door.")
    expect(screen.alerts).to_contain_text("One hour more.")
    expect(screen.page.get_by_role("timer")).to_contain_text("2:59:")
    screen.page.keyboard.press("Escape")
    screen.page.keyboard.press("Escape")
    expect(screen.alerts).to_be_hidden()
    screen.hear_server()
    screen.wait_saved()
    expect(screen.alerts).to_be_hidden()


@pytest.mark.allow_console_errors(CONFLICT)
def test_ending_by_the_proctor_leads_to_the_last_page(screen: ExamScreen, sitting: Sitting, alice: User) -> None:
    control.terminate(actor=alice, sitting_id=sitting.pk, text="A second person was in the room.")
    screen.hear_server()
    screen.page.wait_for_url("**/ended/")


@pytest.mark.allow_console_errors(CONFLICT)
def test_when_the_time_is_up_answers_are_submitted(
    screen: ExamScreen, sitting: Sitting, leave_seconds: Leave, stored: Stored
) -> None:
    screen.go_to("plain")
    leave_seconds(2.5)
    screen.hear_server()
    screen.choose("A")
    screen.page.wait_for_url("**/ended/")
    sitting.refresh_from_db()
    assert sitting.close_reason in {CloseReason.EXPIRED, CloseReason.SUBMITTED}
    assert len(stored(screen.positions["plain"])) == 1


@pytest.mark.allow_console_errors(OFFLINE, CONFLICT)
def test_time_up_while_offline_waits_for_the_network(
    screen: ExamScreen, sitting: Sitting, leave_seconds: Leave, stored: Stored
) -> None:
    screen.go_to("plain")
    leave_seconds(3)
    screen.hear_server()
    expect(screen.page.get_by_role("timer")).to_contain_text("0:00:0")
    screen.page.context.set_offline(True)
    screen.choose("B")
    expect(screen.curtain).to_contain_text("Time is up")
    expect(screen.curtain).to_contain_text("1 answer kept on this device")
    screen.page.context.set_offline(False)
    screen.page.wait_for_url("**/ended/")
    assert len(stored(screen.positions["plain"])) == 1


@pytest.mark.allow_console_errors(OFFLINE)
def test_answers_kept_by_a_closed_tab_are_delivered_after_the_deadline(
    screen: ExamScreen, sitting: Sitting, leave_seconds: Leave, stored: Stored
) -> None:
    """Within the network grace: the runner no longer opens, so the end page sends what the device keeps."""
    screen.wait_saved()
    context = screen.page.context
    context.set_offline(True)
    screen.go_to("plain")
    screen.choose("B")
    expect(screen.save_state).to_have_text("Offline: 1 answer kept on this device")
    position = screen.positions["plain"]
    screen.page.close()
    leave_seconds(1)
    time.sleep(1)
    finish.close_expired()
    assert not stored(position)
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"/sittings/{sitting.pk}/")
    again.wait_for_url("**/ended/")
    expect(again.get_by_text("1 of 4")).to_be_visible()
    assert len(stored(position)) == 1
