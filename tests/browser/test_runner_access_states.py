"""Every state of the exam screen in every look: colors, contrast, forced colors, 400 % zoom, targets, motion."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from exams.sittings.models import Sitting
from exams.sittings.services import control
from tests.browser.exam_screen import ExamScreen
from tests.browser.looks import find_faults

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(180),
    pytest.mark.allow_console_errors("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", r"status of (401|404|409)"),
]
Leave = Callable[[float], None]
Show = Callable[[Page], ExamScreen]


def assert_no_fault(page: Page, states: Iterator[str]) -> None:
    faults = [f"{state}, {fault}" for state in states for fault in find_faults(page)]
    assert not faults, "\n".join(faults)


def while_answering(screen: ExamScreen) -> Iterator[str]:
    for code in ("plain", "story", "last"):
        screen.go_to(code)
        yield f"item {code}"
    screen.go_to("pair")
    for letter in "ABC":
        screen.choose(letter)
    screen.press("Strike out D")
    screen.press("Flag for review")
    yield "several choices, one refused"


def on_the_way_to_the_end(screen: ExamScreen) -> Iterator[str]:
    page = screen.page
    screen.press("Navigator")
    yield "navigator"
    page.keyboard.press("Escape")
    screen.press("Display and keys")
    yield "display and keys"
    page.keyboard.press("Escape")
    screen.press("Flag for review")
    screen.press("Review")
    yield "review"
    screen.press("End exam")
    yield "end, asked once"
    page.get_by_role("dialog").get_by_role("button", name="End exam").click()
    yield "end, asked twice"
    page.route("**/submit", lambda route: route.abort())
    page.get_by_role("dialog").get_by_role("button", name="End exam now").click()
    expect(page.get_by_role("button", name="Back to the exam")).to_be_visible()
    yield "submitting"


def what_others_do(screen: ExamScreen, sitting: Sitting, proctor: User, leave_seconds: Leave) -> Iterator[str]:
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


def without_network(screen: ExamScreen, leave_seconds: Leave) -> Iterator[str]:
    page = screen.page
    page.context.set_offline(True)
    expect(screen.save_state).to_contain_text("Offline")
    page.clock.fast_forward(62_000)
    expect(page.locator("#panel")).to_contain_text("No connection to the exam server")
    yield "connection panel"
    page.context.set_offline(False)
    page.clock.run_for(500)
    screen.wait_saved()
    leave_seconds(30)
    screen.hear_server()
    expect(page.get_by_role("timer")).to_contain_text("0:00:")
    page.context.set_offline(True)
    expect(screen.save_state).to_contain_text("Offline")
    page.clock.fast_forward(31_000)
    expect(screen.curtain).to_contain_text("Time is up")
    yield "time up, offline"


def test_answering_is_accessible_in_every_look(screen: ExamScreen) -> None:
    assert_no_fault(screen.page, while_answering(screen))


def test_the_way_to_the_end_is_accessible_in_every_look(screen: ExamScreen) -> None:
    assert_no_fault(screen.page, on_the_way_to_the_end(screen))


def test_what_others_do_is_accessible_in_every_look(
    screen: ExamScreen, sitting: Sitting, petra: User, leave_seconds: Leave
) -> None:
    assert_no_fault(screen.page, what_others_do(screen, sitting, petra, leave_seconds))


def test_being_without_network_is_accessible_in_every_look(page: Page, show: Show, leave_seconds: Leave) -> None:
    page.clock.install()
    assert_no_fault(page, without_network(show(page), leave_seconds))


def test_a_screen_that_was_taken_over_is_accessible_in_every_look(screen: ExamScreen, show: Show) -> None:
    show(screen.page.context.new_page())
    screen.hear_server()
    expect(screen.curtain).to_contain_text("Your exam was opened somewhere else")
    assert_no_fault(screen.page, iter(["taken over"]))


def refuse(code: str, status: int) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, json={"code": code}, content_type="application/problem+json")


def leave_open(route: Route) -> None:
    """A request without an answer."""


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("Loading your exam…", leave_open),
        ("You have been signed out.", refuse("not-signed-in", 401)),
        ("This exam cannot be opened", refuse("not-found", 404)),
        ("Your exam has not begun", refuse("sitting-not-started", 409)),
        ("Your exam has ended", refuse("sitting-is-closed", 409)),
    ],
)
def test_before_the_first_item_every_look_is_accessible(
    page: Page,
    sitting: Sitting,
    alice: User,
    sign_in: Callable[[Page, User], None],
    words: str,
    answer: Callable[[Route], None],
) -> None:
    sign_in(page, alice)
    page.route("**/take-over", answer)
    page.route("**/ended/", lambda route: route.fulfill(status=204))
    page.goto(sitting.get_absolute_url(), wait_until="commit")
    expect(page.locator("#curtain")).to_contain_text(words)
    assert_no_fault(page, iter([words]))


@pytest.mark.allow_console_errors("ERR_FAILED")
def test_a_script_that_never_comes_is_said_after_a_while(
    page: Page, sitting: Sitting, alice: User, sign_in: Callable[[Page, User], None]
) -> None:
    sign_in(page, alice)
    page.route("**/runner/main*.js", lambda route: route.abort())
    page.goto(sitting.get_absolute_url())
    way_out = page.get_by_role("link", name="Load the page again")
    expect(way_out).to_be_hidden()
    page.evaluate("document.getAnimations().forEach((animation) => (animation.currentTime = 11_000))")
    assert_no_fault(page, iter(["without its script"]))
    page.unroute("**/runner/main*.js")
    way_out.click()
    expect(page.locator(".item__title")).to_be_visible()
    expect(way_out).to_be_hidden()


def test_nothing_moves_for_who_asks_for_less_motion(
    page: Page, sitting: Sitting, alice: User, sign_in: Callable[[Page, User], None]
) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.route("**/take-over", leave_open)
    sign_in(page, alice)
    page.goto(sitting.get_absolute_url(), wait_until="commit")
    expect(page.locator("#curtain-busy")).to_be_visible()
    assert page.evaluate(LONGEST_MOTION) <= 1
    page.unroute("**/take-over")
    page.reload()
    expect(page.locator(".item__title")).to_be_visible()
    assert page.evaluate(LONGEST_MOTION) <= 1


# Milliseconds of the longest animation or transition that any element may run; endless ones count as such.
LONGEST_MOTION = """() => {
  const ms = (list) => list.split(",").map((time) => parseFloat(time) * (time.trim().endsWith("ms") ? 1 : 1000));
  const longest = (style) => {
    const isEndless = style.animationIterationCount.includes("infinite") && style.animationName !== "none";
    return isEndless ? Infinity : Math.max(...ms(style.animationDuration), ...ms(style.transitionDuration));
  };
  const parts = [null, "::before", "::after"];
  return Math.max(...[...document.querySelectorAll("*")].flatMap((element) =>
    parts.map((part) => longest(getComputedStyle(element, part)))));
}"""
