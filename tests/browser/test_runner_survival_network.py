"""What happens between a device and the server for long: an hour offline, the deadline, a restart, a session's end."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from accounts.models import User
from exams.assembly.models import Exam
from exams.sittings.models import CloseReason, LateChange, Response, Sitting
from exams.sittings.services import finish
from tests.browser.exam_screen import ExamScreen
from tests.browser.web_process import WebProcess
from tests.fixtures.cast import PASSWORD

OFFLINE = "ERR_INTERNET_DISCONNECTED"
CONFLICT = "status of 409"
MINUTE = 60

pytestmark = pytest.mark.browser
Show = Callable[[Page], ExamScreen]
Stored = Callable[[int], set[str]]
Leave = Callable[[float], None]
PassTime = Callable[[float], None]


@pytest.fixture
def web_process(exam_of_shapes: Exam, tmp_path: Path) -> Iterator[WebProcess]:
    """The product as a process that can be killed, on the database of the test."""
    server = WebProcess(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.mark.allow_console_errors(OFFLINE)
def test_answers_of_an_hour_without_network_all_arrive_with_their_times(
    page: Page, show: Show, sitting: Sitting, pass_time: PassTime
) -> None:
    page.clock.install()
    screen = show(page)
    page.context.set_offline(True)
    codes = ["plain", "story", "last", "plain"]
    for minutes, code in enumerate(codes, start=1):
        page.clock.fast_forward(15 * MINUTE * 1000)
        screen.go_to(code)
        screen.choose("A" if minutes == 1 else "B")
        expect(screen.save_state).to_contain_text("kept on this device")
    expect(page.locator("#panel")).to_contain_text("3 answers kept on this device")
    expect(page.get_by_role("timer")).to_have_text(re.compile("^(1:00:00|0:59:)"))
    pass_time(60 * MINUTE)
    page.context.set_offline(False)
    page.clock.run_for(1000)
    screen.wait_saved()
    given = {row.position: row for row in Response.objects.filter(sitting=sitting).exclude(selected=[])}
    minutes_of = {code: given[screen.positions[code]].last_at_ms / MINUTE / 1000 for code in set(codes)}
    assert minutes_of == pytest.approx({"story": 30, "last": 45, "plain": 60}, abs=1)
    expect(page.get_by_role("timer")).to_have_text(re.compile("^(1:00:00|0:59:)"))


@pytest.mark.allow_console_errors(OFFLINE, CONFLICT)
def test_answers_given_before_the_deadline_count_when_the_network_is_back_within_the_grace(
    screen: ExamScreen, sitting: Sitting, leave_seconds: Leave, stored: Stored, pass_time: PassTime
) -> None:
    wait_for_last_seconds(screen, leave_seconds)
    screen.choose("B")
    expect(screen.curtain).to_contain_text("Time is up")
    expect(screen.curtain).to_contain_text("Keep this page open: 1 answer kept on this device.")
    pass_time(30)
    finish.close_expired()
    screen.page.context.set_offline(False)
    screen.page.wait_for_url("**/ended/")
    sitting.refresh_from_db()
    assert sitting.close_reason == CloseReason.EXPIRED
    assert len(stored(screen.positions["plain"])) == 1
    expect(screen.page.get_by_text("1 of 4")).to_be_visible()


@pytest.mark.allow_console_errors(OFFLINE, CONFLICT)
def test_answers_that_arrive_after_the_grace_are_kept_and_the_last_page_says_so(
    screen: ExamScreen, sitting: Sitting, leave_seconds: Leave, stored: Stored, pass_time: PassTime
) -> None:
    wait_for_last_seconds(screen, leave_seconds)
    screen.choose("B")
    expect(screen.curtain).to_contain_text("Time is up")
    pass_time(10 * MINUTE)
    finish.close_expired()
    screen.page.context.set_offline(False)
    screen.page.wait_for_url("**/ended/")
    expect(screen.page.get_by_text("1 change reached us after the time was up.")).to_be_visible()
    assert not stored(screen.positions["plain"])
    assert LateChange.objects.get(sitting=sitting).position == screen.positions["plain"]


def wait_for_last_seconds(screen: ExamScreen, leave_seconds: Leave) -> None:
    """Offline on the item "plain", with three seconds on the clock."""
    screen.go_to("plain")
    screen.wait_saved()
    leave_seconds(3)
    screen.hear_server()
    expect(screen.page.get_by_role("timer")).to_contain_text("0:00:0")
    screen.page.context.set_offline(True)


@pytest.mark.allow_console_errors("ERR_CONNECTION", "ERR_EMPTY_RESPONSE")
def test_a_restart_of_the_server_loses_nothing(
    page: Page,
    web_process: WebProcess,
    sitting: Sitting,
    positions: dict[str, int],
    alice: User,
    sign_in: Callable[[Page, User], None],
    stored: Stored,
) -> None:
    sign_in(page, alice)
    screen = ExamScreen(page, web_process.url + sitting.get_absolute_url(), positions).open()
    screen.wait_saved()
    web_process.kill()
    for code in ("plain", "story"):
        screen.go_to(code)
        screen.choose("C")
    expect(screen.save_state).to_have_text("Offline: 2 answers kept on this device")
    web_process.start()
    # By itself, at the next attempt: on a busy machine the start takes long enough for the longest wait between two.
    expect(screen.save_state).to_have_attribute("data-kind", "saved", timeout=20_000)
    assert all(len(stored(positions[code])) == 1 for code in ("plain", "story"))


def test_without_a_session_answers_go_on_and_a_reload_leads_through_sign_in_back(
    screen: ExamScreen, stored: Stored
) -> None:
    Session.objects.all().delete()
    screen.go_to("plain")
    screen.choose("B")
    screen.wait_saved()
    assert len(stored(screen.positions["plain"])) == 1
    page = screen.page
    page.reload()
    page.wait_for_url("**/login/**")
    fill_sign_in(page)
    expect(screen.heading).to_be_visible()
    screen.go_to("plain")
    expect(screen.option("B")).to_be_checked()
    screen.wait_saved()


@pytest.mark.allow_console_errors("ERR_FAILED")
def test_answers_kept_on_the_device_arrive_after_signing_in_again(screen: ExamScreen, stored: Stored) -> None:
    screen.wait_saved()
    page = screen.page
    page.route("**/sync", lambda route: route.abort())
    screen.go_to("plain")
    screen.choose("B")
    expect(screen.save_state).to_have_text("Offline: 1 answer kept on this device")
    Session.objects.all().delete()
    page.reload()
    page.wait_for_url("**/login/**")
    page.unroute("**/sync")
    fill_sign_in(page)
    screen.go_to("plain")
    expect(screen.option("B")).to_be_checked()
    screen.wait_saved()
    assert len(stored(screen.positions["plain"])) == 1


@pytest.mark.allow_console_errors("status of 401", "status of 403")
def test_the_exam_can_be_ended_without_a_session(screen: ExamScreen, sitting: Sitting, stored: Stored) -> None:
    screen.go_to("plain")
    screen.choose("B")
    Session.objects.all().delete()
    screen.press("Review")
    screen.press("End exam")
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_role("button", name="End exam").click()
    dialog.get_by_role("button", name="End exam now").click()
    screen.page.wait_for_url("**/login/**")  # on the way to the end page: that one is personal
    fill_sign_in(screen.page)
    screen.page.wait_for_url("**/ended/")
    sitting.refresh_from_db()
    assert sitting.close_reason == CloseReason.SUBMITTED
    assert len(stored(screen.positions["plain"])) == 1


def fill_sign_in(page: Page) -> None:
    page.fill("[name=login]", "alice@example.org")
    page.fill("[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
