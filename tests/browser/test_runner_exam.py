"""Sitting an exam in the browser: answering, finding one's way, ending."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from exams.sittings.models import CloseReason, Response, Sitting
from tests.browser.exam_screen import ExamScreen

pytestmark = pytest.mark.browser
Stored = Callable[[int], set[str]]


def test_answers_are_saved_and_survive_a_reload(screen: ExamScreen, stored: Stored) -> None:
    screen.go_to("plain")
    screen.choose("B")
    screen.press("Strike out D")
    screen.press("Flag for review")
    screen.wait_saved()
    screen.reload()
    expect(screen.heading).to_have_text(f"Question {screen.positions['plain']}")
    expect(screen.option("B")).to_be_checked()
    expect(screen.page.get_by_role("button", name="Strike out D")).to_have_attribute("aria-pressed", "true")
    expect(screen.page.locator("#flag")).to_have_attribute("aria-pressed", "true")
    assert stored(screen.positions["plain"]) == {screen.option("B").get_attribute("value")}


def test_a_reload_right_after_a_click_loses_nothing(screen: ExamScreen, stored: Stored) -> None:
    screen.go_to("plain")
    screen.choose("C")
    screen.reload()
    expect(screen.option("C")).to_be_checked()
    screen.wait_saved()
    assert len(stored(screen.positions["plain"])) == 1


def test_choosing_more_than_asked_is_refused_with_a_sentence(screen: ExamScreen, stored: Stored) -> None:
    screen.go_to("pair")
    for letter in "ABC":
        screen.choose(letter)
    expect(screen.refusal).to_have_text(
        "You can choose only two. To change your answer, first clear one of your choices."
    )
    expect(screen.option("C")).not_to_be_checked()
    screen.choose("A")
    expect(screen.refusal).to_be_empty()
    screen.choose("C")
    expect(screen.option("C")).to_be_checked()
    screen.wait_saved()
    assert stored(screen.positions["pair"]) == {screen.option(letter).get_attribute("value") for letter in "BC"}


def test_striking_out_a_chosen_option_takes_the_choice_back(screen: ExamScreen, stored: Stored) -> None:
    screen.go_to("plain")
    screen.choose("A")
    screen.press("Strike out A")
    expect(screen.option("A")).not_to_be_checked()
    screen.wait_saved()
    assert stored(screen.positions["plain"]) == set()


def test_a_row_of_the_review_leads_to_its_question_wherever_it_is_pressed(screen: ExamScreen) -> None:
    screen.press("Review")
    screen.page.locator("#review .item-table tbody tr").nth(1).get_by_role("cell").first.click()
    expect(screen.heading).to_have_text("Question 2")


def test_no_row_of_the_review_covers_what_is_around_it(screen: ExamScreen) -> None:
    """In Safari nothing can be positioned in a row of a table: what tries covers the page."""
    screen.press("Review")
    safari = ".item-table tr { position: static !important }"
    screen.page.evaluate("(rule) => document.styleSheets[0].insertRule(rule)", safari)
    screen.press("End exam")
    expect(screen.page.get_by_role("dialog")).to_be_visible()


def test_the_review_screen_tells_what_is_open_and_walks_through_it(screen: ExamScreen) -> None:
    first, second = sorted(screen.positions.values())[:2]
    screen.press("Navigator")
    screen.navigator.get_by_role("button", name=f"Question {first}", exact=True).click()
    screen.choose("A")
    screen.choose("B")  # complete, whether one or two are asked for
    screen.press("Next")
    screen.press("Flag for review")
    screen.press("Review")
    assert screen.state(first) == f"Question {first} Complete"
    assert screen.state(second) == f"Question {second} Incomplete Flagged"
    assert screen.state(4) == "Question 4 Unseen"
    expect(screen.page.locator("#review-summary")).to_have_text(
        "3 of 4 questions are not answered completely. 1 is flagged for review."
    )
    screen.press("Review incomplete")
    expect(screen.heading).to_have_text(f"Question {second}")


def test_ending_asks_twice_and_submits(screen: ExamScreen, sitting: Sitting) -> None:
    screen.go_to("plain")
    screen.choose("A")
    screen.press("Review")
    screen.press("End exam")
    dialog = screen.page.get_by_role("dialog")
    expect(dialog).to_contain_text("3 of 4 questions are not answered completely. None is flagged for review.")
    dialog.get_by_role("button", name="End exam").click()
    expect(dialog).to_contain_text("Are you sure?")
    dialog.get_by_role("button", name="Back to the exam").click()
    expect(dialog).to_be_hidden()
    screen.press("End exam")
    dialog.get_by_role("button", name="End exam").click()
    dialog.get_by_role("button", name="End exam now").click()
    screen.page.wait_for_url("**/ended/")
    sitting.refresh_from_db()
    assert sitting.close_reason == CloseReason.SUBMITTED
    assert len(Response.objects.get(sitting=sitting, position=screen.positions["plain"]).selected) == 1


def test_the_whole_exam_by_keyboard(screen: ExamScreen, sitting: Sitting, stored: Stored) -> None:
    keyboard = screen.page.keyboard
    for position in range(1, 5):
        expect(screen.heading).to_have_text(f"Question {position}")
        expect(screen.heading).to_be_focused()
        keyboard.press("b")
        keyboard.press("3")
        keyboard.press("Shift+D")
        if position == 2:
            keyboard.press("Alt+f")
        keyboard.press("Alt+n")
    expect(screen.page.locator("#review-title")).to_be_focused()
    expect(screen.page.locator("#review-summary")).to_have_text(
        "All 4 questions are answered. 1 is flagged for review."
    )
    for button, title in (("end", "end-title-1"), ("end-continue", "end-title-2")):
        screen.tab_to(button)
        keyboard.press("Enter")
        expect(screen.page.locator(f"#{title}")).to_be_focused()
    screen.tab_to("end-confirm")
    keyboard.press("Enter")
    screen.page.wait_for_url("**/ended/")
    assert stored(screen.positions["pair"]) and len(stored(screen.positions["pair"])) == 2
    assert Response.objects.filter(sitting=sitting, is_flagged=True).count() == 1


def test_single_letter_keys_can_be_switched_off_and_stay_off(screen: ExamScreen) -> None:
    screen.page.keyboard.press("Shift+?")
    screen.page.get_by_label("Single letters and digits work as keys").uncheck()
    screen.page.keyboard.press("Escape")
    screen.reload()
    screen.page.keyboard.press("a")
    expect(screen.option("A")).not_to_be_checked()
    screen.page.keyboard.press("Alt+n")
    expect(screen.heading).to_have_text("Question 2")


def test_browser_back_walks_through_the_exam_and_never_leaves_it(screen: ExamScreen) -> None:
    screen.press("Next")
    screen.press("Review")
    for place in ("Question 2", "Question 1"):
        screen.page.go_back()
        expect(screen.heading).to_have_text(place)
    screen.page.go_back()
    expect(screen.alerts).to_contain_text("You are still in your exam.")
    expect(screen.heading).to_have_text("Question 1")
    assert screen.page.url.partition("#")[0].endswith(screen.url)


def test_the_clock_can_be_hidden_and_comes_back_at_five_minutes(
    screen: ExamScreen, leave_seconds: Callable[[float], None]
) -> None:
    screen.press("Hide time and progress")
    expect(screen.page.get_by_role("timer")).to_be_hidden()
    screen.reload()
    expect(screen.page.get_by_role("timer")).to_be_hidden()
    leave_seconds(301.5)
    screen.hear_server()
    expect(screen.page.get_by_role("timer")).to_be_visible()
    expect(screen.alerts).to_contain_text("5 minutes remain.")
    screen.page.keyboard.press("Escape")
    expect(screen.alerts).to_be_hidden()


def test_text_size_and_colors_are_remembered(screen: ExamScreen) -> None:
    screen.press("Display and keys")
    screen.page.get_by_label("200 %").check()
    screen.page.get_by_label("Dark", exact=True).check()
    screen.page.get_by_label("High contrast").check()
    screen.page.keyboard.press("Escape")
    screen.reload()
    root = screen.page.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    expect(root).to_have_attribute("data-contrast", "more")
    expect(root).to_have_css("font-size", "32px")


def test_the_title_names_the_question_and_the_page_shows_nothing_of_the_site(screen: ExamScreen) -> None:
    expect(screen.page).to_have_title("Question 1 of 4 · Exam of all shapes")
    expect(screen.page.get_by_role("navigation")).to_have_count(1)
    expect(screen.page.get_by_text("Alice")).to_be_visible()


def test_without_storage_it_works_and_says_where_answers_are(
    page: Page, show: Callable[[Page], ExamScreen], stored: Stored
) -> None:
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { get() { throw new Error('forbidden'); } })")
    screen = show(page)
    screen.go_to("plain")
    screen.choose("A")
    screen.wait_saved()
    assert len(stored(screen.positions["plain"])) == 1
