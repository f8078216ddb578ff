"""What a device does to a candidate: tabs and browsers that die, sleep, wrong clocks, storage that fails."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from exams.sittings.models import Response, Sitting
from tests.browser.exam_screen import ExamScreen
from tests.browser.own_browser import OwnBrowser
from tests.fixtures.browser import FLAGS, wait_for_the_servers_threads
from tests.harness.provision import installed_chromium

OFFLINE = "ERR_INTERNET_DISCONNECTED"
TEN_MINUTES = 600
# Two hours of the sitting are 7,200 s: tests are not that precise about when they look.
CLOCK_TOLERANCE_SECONDS = 20
WRONG_CLOCK = """
  const Real = Date;
  globalThis.wrongByMs = 2 * 3600_000;
  globalThis.Date = class extends Real {
    constructor(...given) { if (given.length) { super(...given); } else { super(Real.now() + globalThis.wrongByMs); } }
    static now() { return Real.now() + globalThis.wrongByMs; }
  };
"""
# What a full disk looks like from a page: the transaction is given up after the request was taken.
FULL_DISK = """() => {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...given) {
    const request = put.apply(this, given);
    this.transaction.abort();
    return request;
  };
}"""

pytestmark = pytest.mark.browser
Show = Callable[[Page], ExamScreen]
Stored = Callable[[int], set[str]]
PassTime = Callable[[int], None]


@pytest.fixture
def own_browser(browser: Browser, tmp_path: Path) -> Iterator[OwnBrowser]:
    """Not running yet."""
    found = installed_chromium()
    assert found is not None
    own = OwnBrowser(browser.browser_type, str(found.path), [*FLAGS, "--no-sandbox"], tmp_path / "profile")
    yield own
    own.kill()
    wait_for_the_servers_threads()


@pytest.fixture
def enter(
    live_server: Any, sitting: Sitting, positions: dict[str, int], alice: User, sign_in: Callable[[Page, User], None]
) -> Callable[[BrowserContext], ExamScreen]:
    """`enter(context)`: Alice signs in and opens her sitting in a browser of her own."""

    def open_screen(context: BrowserContext) -> ExamScreen:
        page = context.new_page()
        sign_in(page, alice)
        return ExamScreen(page, live_server.url + sitting.get_absolute_url(), positions).open()

    return open_screen


def expect_clock(screen: ExamScreen, seconds: int) -> None:
    """The clock comes to show `seconds`, or a little less."""
    shown = "|".join(
        f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02}"
        for left in range(seconds - CLOCK_TOLERANCE_SECONDS, seconds + 1)
    )
    expect(screen.page.get_by_role("timer")).to_have_text(re.compile(f"^({shown})$"))


def at_seconds(sitting: Sitting, position: int) -> float:
    """The candidate's own time of the last change there, in seconds since the start."""
    return Response.objects.get(sitting=sitting, position=position).last_at_ms / 1000


def test_answers_survive_a_tab_that_is_killed(
    own_browser: OwnBrowser, enter: Callable[[BrowserContext], ExamScreen], stored: Stored
) -> None:
    context = own_browser.start()
    screen = enter(context)
    screen.wait_saved()
    screen.page.route("**/sync", lambda route: route.abort())
    screen.go_to("plain")
    screen.choose("B")
    expect(screen.save_state).to_have_text("Offline: 1 answer kept on this device")
    with screen.page.expect_event("crash"):
        own_browser.kill_pages(context)
    again = enter(context)
    again.go_to("plain")
    expect(again.option("B")).to_be_checked()
    again.wait_saved()
    assert stored(again.positions["plain"]) == {again.option("B").get_attribute("value")}


def test_answers_survive_a_browser_that_is_killed(
    own_browser: OwnBrowser, enter: Callable[[BrowserContext], ExamScreen], stored: Stored
) -> None:
    context = own_browser.start()
    screen = enter(context)
    screen.wait_saved()
    context.set_offline(True)
    for code in ("plain", "story"):
        screen.go_to(code)
        screen.choose("C")
    expect(screen.save_state).to_have_text("Offline: 2 answers kept on this device")
    own_browser.kill()
    assert stored(screen.positions["plain"]) == set()
    again = enter(own_browser.start())
    again.wait_saved()
    for code in ("plain", "story"):
        again.go_to(code)
        expect(again.option("C")).to_be_checked()
        assert stored(again.positions[code]) == {again.option("C").get_attribute("value")}


def test_the_clock_is_right_at_once_after_the_device_slept(
    own_browser: OwnBrowser, enter: Callable[[BrowserContext], ExamScreen], sitting: Sitting, pass_time: PassTime
) -> None:
    """The processes stand still, and with them the clock the page goes by; the device's own clock goes on."""
    context = own_browser.start()
    context.add_init_script(WRONG_CLOCK)
    screen = enter(context)
    with screen.page.expect_response("**/sync"):  # so that nothing is on its way when the device falls asleep
        screen.hear_server()
    screen.wait_saved()
    own_browser.sleep()
    pass_time(TEN_MINUTES)
    own_browser.wake()
    with screen.page.expect_request("**/sync", timeout=9000):  # sooner than the next heartbeat
        screen.page.evaluate(f"wrongByMs += {TEN_MINUTES * 1000}")
    expect_clock(screen, 7200 - TEN_MINUTES)
    screen.go_to("plain")
    screen.choose("A")
    screen.wait_saved()
    assert at_seconds(sitting, screen.positions["plain"]) == pytest.approx(TEN_MINUTES, abs=CLOCK_TOLERANCE_SECONDS)


@pytest.mark.parametrize("change_ms", [3 * 3600_000, -5 * 3600_000], ids=["forward", "back"])
def test_a_wrong_device_clock_changes_nothing(
    page: Page, show: Show, sitting: Sitting, stored: Stored, change_ms: int
) -> None:
    """Two hours off from the start, and set again in the middle."""
    page.add_init_script(WRONG_CLOCK)
    screen = show(page)
    expect_clock(screen, 7200)
    screen.go_to("plain")
    screen.choose("A")
    page.evaluate(f"wrongByMs += {change_ms}")
    screen.go_to("story")
    screen.choose("B")
    screen.hear_server()
    screen.wait_saved()
    expect_clock(screen, 7200)
    for code in ("plain", "story"):
        assert len(stored(screen.positions[code])) == 1
        assert at_seconds(sitting, screen.positions[code]) < CLOCK_TOLERANCE_SECONDS


@pytest.mark.allow_console_errors(OFFLINE)
def test_a_full_disk_stops_no_answer_and_the_page_tells_the_truth(screen: ExamScreen, stored: Stored) -> None:
    screen.wait_saved()
    context = screen.page.context
    screen.page.evaluate(FULL_DISK)
    context.set_offline(True)
    screen.go_to("plain")
    screen.choose("B")
    expect(screen.save_state).to_have_text("Offline: 1 answer kept in this page only")
    context.set_offline(False)
    screen.wait_saved()
    assert len(stored(screen.positions["plain"])) == 1


def test_a_disk_that_is_full_from_the_start_stops_no_answer(
    page: Page, show: Show, live_server: Any, stored: Stored
) -> None:
    quota = {"origin": live_server.url, "quotaSize": 1}
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", quota)
    screen = show(page)
    screen.go_to("plain")
    screen.choose("B")
    screen.wait_saved()
    assert len(stored(screen.positions["plain"])) == 1


@pytest.mark.allow_console_errors(OFFLINE)
def test_site_data_cleared_in_the_middle_loses_no_answer(screen: ExamScreen, live_server: Any, stored: Stored) -> None:
    screen.wait_saved()
    screen.page.context.set_offline(True)
    screen.go_to("plain")
    screen.choose("B")
    expect(screen.save_state).to_have_text("Offline: 1 answer kept on this device")
    session = screen.page.context.new_cdp_session(screen.page)
    session.send("Storage.clearDataForOrigin", {"origin": live_server.url, "storageTypes": "indexeddb"})
    screen.go_to("story")
    screen.choose("C")
    expect(screen.save_state).to_have_text("Offline: 2 answers kept in this page only")
    screen.page.context.set_offline(False)
    screen.wait_saved()
    assert all(len(stored(screen.positions[code])) == 1 for code in ("plain", "story"))


def test_a_disk_that_never_answers_stops_no_answer(page: Page, show: Show, stored: Stored) -> None:
    screen = show(page)
    screen.wait_saved()
    page.evaluate(
        "IDBDatabase.prototype.transaction = () => ({ objectStore: () => ({ get: () => ({}), put: () => ({}) }) })"
    )
    screen.go_to("plain")
    screen.choose("B")
    screen.wait_saved()
    assert len(stored(screen.positions["plain"])) == 1
