"""Highlighting text of an item: by mouse, by keyboard, in code and in text from right to left."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from exams.sittings.models import Sitting
from tests.browser.exam_screen import ExamScreen

pytestmark = pytest.mark.browser
Show = Callable[[Page], ExamScreen]

SELECT = """([selector, from, to]) => {
  const root = document.querySelector(selector);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let at = 0;
  const start = root.textContent.indexOf(from);
  const end = root.textContent.indexOf(to, start) + to.length;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const next = at + node.data.length;
    if (at <= start && start < next) { range.setStart(node, start - at); }
    if (at < end && end <= next) { range.setEnd(node, end - at); }
    at = next;
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def select(screen: ExamScreen, first: str, last: str = "", selector: str = ".item__stem") -> None:
    """Select the text from `first` to the end of `last`, as dragging the mouse would."""
    screen.page.evaluate(SELECT, [selector, first, last or first])


def highlighted(screen: ExamScreen) -> str:
    """All highlighted text of the item, marks that touch joined."""
    return screen.page.evaluate("[...document.querySelectorAll('#item mark')].map((mark) => mark.textContent).join('')")


def text_of(screen: ExamScreen) -> str:
    return screen.page.evaluate("document.querySelector('.item__stem').textContent")


def test_selected_text_is_highlighted_and_a_click_takes_it_away(screen: ExamScreen) -> None:
    screen.go_to("plain")
    button = screen.page.get_by_role("button", name="Highlight", exact=True)
    expect(button).to_be_hidden()
    select(screen, "should", "you")
    button.click()
    assert highlighted(screen) == "should you"
    expect(button).to_be_hidden()
    expect(screen.page.locator("#announcer")).to_have_text("Highlighted.")
    screen.page.locator("#item mark").click()
    assert highlighted(screen) == ""


def test_dragging_the_mouse_over_words_offers_to_highlight_them(screen: ExamScreen) -> None:
    screen.go_to("plain")
    box = screen.page.locator(".item__stem p").bounding_box()
    assert box
    screen.page.mouse.move(box["x"] + 1, box["y"] + box["height"] / 2)
    screen.page.mouse.down()
    screen.page.mouse.move(box["x"] + 300, box["y"] + box["height"] / 2)
    screen.page.mouse.up()
    screen.press("Highlight")
    assert highlighted(screen) == "What should you do?"


def test_a_finger_highlights_too(new_page: Callable[..., Page], show: Show) -> None:
    screen = show(new_page(viewport={"width": 390, "height": 800}, has_touch=True))
    screen.go_to("plain")
    select(screen, "should", "you")
    screen.page.get_by_role("button", name="Highlight", exact=True).tap()
    assert highlighted(screen) == "should you"
    screen.page.locator("#item mark").tap()
    assert highlighted(screen) == ""


def test_a_highlight_survives_a_reload_and_coming_back(screen: ExamScreen) -> None:
    screen.go_to("plain")
    select(screen, "should")
    screen.page.keyboard.press("Alt+h")
    screen.go_to("story")
    assert highlighted(screen) == ""
    screen.go_to("plain")
    assert highlighted(screen) == "should"
    screen.reload()
    expect(screen.page.locator("#item mark")).to_have_text("should")


def test_the_key_on_a_part_of_a_highlight_takes_all_of_it_away(screen: ExamScreen) -> None:
    screen.go_to("plain")
    select(screen, "should", "do")
    screen.page.keyboard.press("Alt+h")
    select(screen, "you")
    expect(screen.page.get_by_role("button", name="Remove highlight")).to_be_visible()
    screen.page.keyboard.press("Alt+h")
    assert highlighted(screen) == ""


def test_code_keeps_its_text_and_its_colors_around_a_highlight(screen: ExamScreen) -> None:
    screen.go_to("pair")
    before = text_of(screen)
    select(screen, "keras.Sequential", "Dense(64")
    screen.page.keyboard.press("Alt+h")
    assert highlighted(screen) == "keras.Sequential([keras.layers.Dense(64"
    assert text_of(screen) == before
    expect(screen.page.locator("pre.code mark").first).to_be_visible()


def test_a_selection_from_the_stimulus_into_the_stem_marks_both(screen: ExamScreen) -> None:
    screen.go_to("story")
    select(screen, "Ships report often.", "Which change", selector="#item")
    screen.page.keyboard.press("Alt+h")
    assert screen.page.locator(".stimulus mark").count() == 1
    expect(screen.page.locator(".item__stem mark")).to_have_text("Which change")


def test_options_are_not_highlighted(screen: ExamScreen) -> None:
    screen.go_to("plain")
    select(screen, "Use the", selector=".option__text")
    expect(screen.page.locator("#highlight")).to_be_hidden()


def test_highlighting_by_keyboard_alone(screen: ExamScreen) -> None:
    screen.go_to("plain")
    screen.heading.focus()
    keyboard = screen.page.keyboard
    keyboard.press("Alt+h")
    expect(screen.page.get_by_role("application", name="Highlight by keyboard")).to_be_focused()
    heard = screen.page.locator("#announcer")
    expect(heard).to_have_text("What")
    keyboard.press("ArrowRight")
    expect(heard).to_have_text("should")
    keyboard.press("Shift+ArrowRight")
    expect(heard).to_have_text("should you")
    keyboard.press("Enter")
    assert highlighted(screen) == "should you"
    keyboard.press("ArrowLeft")
    expect(heard).to_have_text("should, highlighted")
    keyboard.press("Enter")
    assert highlighted(screen) == ""
    keyboard.press("Escape")
    expect(screen.page.locator("#highlight-keys")).to_be_hidden()
    expect(screen.heading).to_be_focused()


def test_letters_choose_nothing_while_words_are_chosen(screen: ExamScreen) -> None:
    screen.go_to("plain")
    screen.page.keyboard.press("Alt+h")
    screen.page.keyboard.press("a")
    expect(screen.page.locator(".option__input:checked")).to_have_count(0)
    screen.page.keyboard.press("Alt+n")
    expect(screen.page.locator("#highlight-keys")).to_be_hidden()


def test_arrows_go_up_and_down_by_line_and_leave_the_stem_for_the_stimulus(screen: ExamScreen) -> None:
    screen.go_to("story")
    keyboard = screen.page.keyboard
    heard = screen.page.locator("#announcer")
    keyboard.press("Alt+h")
    expect(heard).to_have_text("Which")
    keyboard.press("ArrowUp")
    expect(heard).to_have_text("often")  # the last word of the stimulus
    keyboard.press("Home")
    expect(heard).to_have_text("A")
    keyboard.press("ArrowDown")
    expect(heard).to_have_text("Model")
    keyboard.press("ArrowDown")
    expect(heard).to_have_text("berth")


def test_in_text_from_right_to_left_the_left_arrow_goes_on(screen: ExamScreen) -> None:
    screen.go_to("last")
    keyboard = screen.page.keyboard
    keyboard.press("Alt+h")
    expect(screen.page.locator("#announcer")).to_have_text("مرحبا")
    keyboard.press("ArrowLeft")
    expect(screen.page.locator("#announcer")).to_have_text("which")
    keyboard.press("Enter")
    assert highlighted(screen) == "which"


def test_highlights_are_forgotten_with_the_sitting(screen: ExamScreen, sitting: Sitting) -> None:
    screen.go_to("plain")
    select(screen, "should")
    screen.page.keyboard.press("Alt+h")
    screen.wait_saved()
    screen.end()
    kept = "async (id) => (await import('/static/runner/store.js')).openStore(id).then((s) => s.loadNote('highlights'))"
    assert screen.page.evaluate(kept, str(sitting.pk)) is None


@pytest.mark.allow_console_errors("status of 409")
def test_what_another_tab_highlighted_is_there_after_taking_back(screen: ExamScreen, show: Show) -> None:
    screen.go_to("plain")
    screen.wait_saved()
    second = show(screen.page.context.new_page())
    second.go_to("plain")
    select(second, "should")
    second.page.keyboard.press("Alt+h")
    second.wait_saved()
    screen.hear_server()
    screen.press("Continue here")
    expect(screen.page.locator("#item mark")).to_have_text("should")


@pytest.mark.parametrize(
    "colors", ["Light", "Dark", "Black on light yellow", "Light yellow on black", "Light yellow on blue"]
)
def test_highlights_are_accessible_in_every_scheme(
    screen: ExamScreen, assert_accessible: Callable[[Page], None], colors: str
) -> None:
    screen.press("Display and keys")
    screen.page.get_by_role("radio", name=colors, exact=True).check()
    screen.page.keyboard.press("Escape")
    screen.go_to("pair")
    select(screen, "Which", "sigmoid")
    assert_accessible(screen.page)
    screen.page.keyboard.press("Alt+h")
    screen.choose("A")
    screen.press("Strike out B")
    assert_accessible(screen.page)
    screen.page.keyboard.press("Alt+h")
    assert_accessible(screen.page)
