"""The tutorial of the exam screen: tried before the clock starts, skipped at any moment, never sent anywhere."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Request, expect

from accounts.models import User
from exams.assembly.models import Exam
from exams.sittings.models import Sitting, SittingState
from exams.sittings.services import entry
from tests.browser.exam_screen import ExamScreen

pytestmark = pytest.mark.browser
Open = Callable[[Page], ExamScreen]
POSITIONS = {str(number): number for number in range(1, 6)}


@pytest.fixture
def waiting(exam_of_shapes: Exam, alice: User) -> Sitting:
    """Alice's sitting, in check-in."""
    return entry.open_check_in(user=alice, exam=exam_of_shapes)


@pytest.fixture
def open_tutorial(waiting: Sitting, alice: User, sign_in: Callable[[Page, User], None]) -> Open:
    """`open_tutorial(page)`: by the link on the check-in page."""

    def follow(page: Page) -> ExamScreen:
        sign_in(page, alice)
        page.goto(f"/sittings/{waiting.pk}/check-in/")
        page.get_by_role("link", name="Try the exam screen first, 5 minutes").click()
        screen = ExamScreen(page, page.url, POSITIONS)
        expect(screen.heading).to_have_text("Question 1")
        return screen

    return follow


@pytest.fixture
def tutorial(page: Page, open_tutorial: Open) -> ExamScreen:
    """The tutorial on a desktop page."""
    return open_tutorial(page)


def test_what_the_hints_say_can_be_done_and_nothing_is_sent(tutorial: ExamScreen, waiting: Sitting) -> None:
    sent: list[Request] = []
    tutorial.page.on("request", lambda request: sent.append(request))
    hint = tutorial.page.locator("#hint")
    expect(hint).to_contain_text("Choose an option")
    tutorial.choose("A")
    tutorial.press("Next")
    expect(hint).to_contain_text("This question asks for two.")
    for letter in "ABC":
        tutorial.choose(letter)
    expect(tutorial.refusal).to_contain_text("You can choose only two.")
    tutorial.press("Strike out D")
    tutorial.page.keyboard.press("Alt+n")
    tutorial.page.keyboard.press("Alt+h")
    tutorial.page.keyboard.press("Enter")
    expect(tutorial.page.locator("mark")).to_have_count(1)
    tutorial.page.keyboard.press("Escape")
    tutorial.press("Next")
    expect(tutorial.alerts).to_contain_text("This is an alert.")
    tutorial.page.keyboard.press("Escape")
    expect(tutorial.alerts).to_be_hidden()
    tutorial.press("Flag for review")
    tutorial.go_to("5")
    tutorial.press("Review")
    assert tutorial.state(2) == "Question 2 Complete"
    assert tutorial.state(4) == "Question 4 Incomplete Flagged"
    assert not [request.url for request in sent if request.method != "GET" or "/api/" in request.url]
    waiting.refresh_from_db()
    assert waiting.state == SittingState.CHECK_IN


def test_ending_the_tutorial_leads_back_to_the_check_in(tutorial: ExamScreen) -> None:
    tutorial.press("Review")
    tutorial.press("End exam")
    dialog = tutorial.page.get_by_role("dialog")
    dialog.get_by_role("button", name="End exam").click()
    dialog.get_by_role("button", name="End exam now").click()
    tutorial.page.wait_for_url("**/check-in/")
    expect(tutorial.page.get_by_role("button", name="Begin and start the clock")).to_be_visible()


def test_the_tutorial_can_be_skipped_at_any_moment(tutorial: ExamScreen) -> None:
    tutorial.press("Next")
    tutorial.page.get_by_role("link", name="Skip the tutorial").click()
    tutorial.page.wait_for_url("**/check-in/")


def test_after_five_minutes_the_tutorial_is_over(page: Page, open_tutorial: Open) -> None:
    page.clock.install()
    screen = open_tutorial(page)
    expect(page.get_by_role("timer")).to_contain_text("0:04:5")
    page.clock.run_for(245_000)
    expect(screen.alerts).to_contain_text("1 minute remains.")
    page.clock.run_for(61_000)
    expect(screen.curtain).to_contain_text("The time of the tutorial is up")
    page.keyboard.press("a")
    screen.press("Back to the check-in")
    page.wait_for_url("**/check-in/")


def test_a_call_in_the_tutorial_reaches_nobody_and_says_so(tutorial: ExamScreen) -> None:
    tutorial.press("Call the proctor")
    tutorial.page.get_by_label("Your message to the proctor").fill("Hello?")
    tutorial.press("Send")
    expect(tutorial.alerts).to_contain_text("Nothing was sent now.")


def test_the_tutorial_says_that_nothing_is_saved(tutorial: ExamScreen) -> None:
    expect(tutorial.save_state).to_have_text("Tutorial: nothing is saved")
    expect(tutorial.page.get_by_text("Nothing here counts, and your exam has not begun.")).to_be_visible()


def test_browser_back_walks_through_the_tutorial(tutorial: ExamScreen) -> None:
    tutorial.press("Next")
    tutorial.page.go_back()
    expect(tutorial.heading).to_have_text("Question 1")


def test_of_a_running_sitting_there_is_no_tutorial(screen: ExamScreen) -> None:
    screen.page.goto(f"{screen.url}tutorial/")
    assert screen.page.url.partition("#")[0].endswith(screen.url)


def states(screen: ExamScreen) -> Iterator[str]:
    """Walk through the tutorial; yields the name of each state when it is on screen."""
    for number in range(1, 6):
        screen.go_to(str(number))
        yield f"question {number}"
        screen.page.keyboard.press("Escape")  # an alert belongs to the fourth
    screen.press("Call the proctor")
    yield "call the proctor"
    screen.page.keyboard.press("Escape")
    screen.press("Review")
    yield "review"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_tutorial_is_accessible(
    new_page: Callable[..., Page], open_tutorial: Open, assert_accessible: Callable[[Page], None], scheme: str
) -> None:
    screen = open_tutorial(new_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme))
    for _state in states(screen):
        assert_accessible(screen.page)


def test_the_tutorial_fits_a_narrow_window(new_page: Callable[..., Page], open_tutorial: Open) -> None:
    screen = open_tutorial(new_page(viewport={"width": 320, "height": 256}))
    too_wide = {state: screen.overflow() for state in states(screen)}
    assert not any(too_wide.values()), too_wide
