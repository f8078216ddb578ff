"""What the exam screen refuses, what the server refuses, and what a device without storage means."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.exam_screen import ExamScreen

pytestmark = pytest.mark.browser
Show = Callable[[Page], ExamScreen]
Stored = Callable[[int], set[str]]

EXACT = "Choose two, or clear your choice, before you leave this question."


# --- the exact number --------------------------------------------------------------------------------


@pytest.fixture
def exact(page: Page, show: Show) -> ExamScreen:
    """A sitting of an exam that asks for the exact number before one moves on, at the item that asks for two."""

    def demand(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "must_complete": True})

    page.route("**/content", demand)
    screen = show(page)
    # From another one, wherever this sitting has it: so there is a way back to refuse.
    screen.go_to("plain")
    screen.go_to("pair")
    return screen


@pytest.mark.parametrize("way_out", ["Next", "Review", "Alt+p", "jump", "back"])
def test_an_item_with_too_few_choices_is_not_left(exact: ExamScreen, way_out: str) -> None:
    exact.choose("A")
    if way_out == "jump":
        exact.press("Navigator")
        exact.navigator.get_by_role("button", name=f"Question {exact.positions['plain']}", exact=True).click()
    elif way_out == "back":
        exact.page.go_back()
    elif "+" in way_out:
        exact.page.keyboard.press(way_out)
    else:
        exact.press(way_out)
    expect(exact.refusal).to_have_text(EXACT)
    expect(exact.heading).to_have_text(f"Question {exact.positions['pair']}")


def test_the_focus_stays_where_it_was(exact: ExamScreen) -> None:
    exact.option("A").focus()
    exact.page.keyboard.press("Space")
    exact.page.keyboard.press("Alt+n")
    expect(exact.refusal).to_have_text(EXACT)
    expect(exact.option("A")).to_be_focused()


@pytest.mark.parametrize("letters", ["", "AB", "AA"])
def test_an_item_is_left_empty_or_complete(exact: ExamScreen, letters: str) -> None:
    for letter in letters:
        exact.choose(letter)
    exact.press("Review")
    expect(exact.page.locator("#review-title")).to_be_visible()


def test_other_exams_let_go(screen: ExamScreen) -> None:
    screen.go_to("pair")
    screen.choose("A")
    screen.press("Review")
    assert screen.state(screen.positions["pair"]).endswith("Incomplete")


# --- what the server refuses ---------------------------------------------------------------------------


def refuse_once(page: Page, position: int, code: str) -> None:
    """The server refuses the next choice at this position, and does not hear of it."""
    told: list[str] = []

    def answer(route: Route) -> None:
        body = json.loads(route.request.post_data or "{}")
        changes = body.get("changes", [])
        # A look at the item, without a choice, is not what is refused.
        if told or not any(change["position"] == position and change["selected"] for change in changes):
            route.continue_()
            return
        told.append(code)
        body["changes"] = [change for change in changes if change["position"] != position]
        reply = route.fetch(post_data=json.dumps(body))
        route.fulfill(response=reply, json={**reply.json(), "refused": [{"position": position, "code": code}]})

    page.route("**/sync", answer)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("too-many-selected", "more options were chosen than the question asks for"),
        ("option-not-in-item", "the exam server could not read it"),
        ("late", "came after the time was up"),
    ],
)
def test_a_refused_change_is_told_and_taken_from_the_screen(
    screen: ExamScreen, stored: Stored, assert_accessible: Callable[[Page], None], code: str, words: str
) -> None:
    screen.go_to("plain")
    screen.choose("A")
    screen.wait_saved()
    position = screen.positions["plain"]
    before = stored(position)
    refuse_once(screen.page, position, code)
    screen.choose("B")
    expect(screen.alerts).to_contain_text(f"Question {position}: your last change")
    expect(screen.alerts).to_contain_text(words)
    expect(screen.option("A")).to_be_checked()
    assert stored(position) == before
    assert_accessible(screen.page)


def test_a_refused_first_answer_leaves_the_question_empty(screen: ExamScreen) -> None:
    screen.go_to("plain")
    screen.wait_saved()
    refuse_once(screen.page, screen.positions["plain"], "option-not-in-item")
    screen.choose("B")
    expect(screen.alerts).to_contain_text("was not stored")
    expect(screen.option("B")).not_to_be_checked()
    screen.choose("C")
    screen.wait_saved()
    expect(screen.option("C")).to_be_checked()


# --- storage -------------------------------------------------------------------------------------------

FORBIDDEN = "Object.defineProperty(window, 'indexedDB', { get() { throw new Error('forbidden'); } });"
FULL = """
addEventListener("fill-storage", () => {
  IDBObjectStore.prototype.put = function () { this.transaction.abort(); return {}; };
});
"""
# What waits for longer than a moment never happens: neither the collecting of changes nor a heartbeat.
NO_WAITING = """
const setTimer = window.setTimeout;
window.setTimeout = (work, ms, ...rest) => (ms >= 100 ? 0 : setTimer(work, ms, ...rest));
"""


@pytest.fixture
def fail_storage(page: Page, show: Show) -> Callable[[str], ExamScreen]:
    """`fail_storage("forbidden")` or `("full")`: a screen whose device keeps nothing, or nothing any more."""

    def open_screen(how: str) -> ExamScreen:
        page.add_init_script(FORBIDDEN if how == "forbidden" else FULL)
        screen = show(page)
        screen.go_to("plain")
        screen.wait_saved()
        page.evaluate("dispatchEvent(new Event('fill-storage'))")
        return screen

    return open_screen


@pytest.mark.parametrize(
    ("how", "words"),
    [("forbidden", "does not let the exam keep answers on this device"), ("full", "its storage may be full")],
)
def test_storage_that_fails_is_said_once_and_answers_are_stored_all_the_same(
    fail_storage: Callable[[str], ExamScreen], stored: Stored, how: str, words: str
) -> None:
    screen = fail_storage(how)
    screen.choose("A")
    expect(screen.alerts).to_contain_text(words)
    screen.page.keyboard.press("Escape")
    screen.choose("B")
    screen.wait_saved()
    expect(screen.alerts).to_be_hidden()
    assert stored(screen.positions["plain"]) == {screen.option("B").get_attribute("value")}


@pytest.mark.parametrize("how", ["forbidden", "full"])
def test_without_storage_every_change_is_sent_at_once(
    page: Page, fail_storage: Callable[[str], ExamScreen], stored: Stored, how: str
) -> None:
    page.add_init_script(NO_WAITING)
    screen = fail_storage(how)
    for letter in "AB":  # the first may be the one that finds out
        screen.choose(letter)
        screen.wait_saved()
    assert stored(screen.positions["plain"]) == {screen.option("B").get_attribute("value")}


@pytest.mark.allow_console_errors("ERR_INTERNET_DISCONNECTED")
@pytest.mark.parametrize("how", ["forbidden", "full"])
def test_without_storage_and_offline_the_status_says_where_answers_are(
    fail_storage: Callable[[str], ExamScreen], how: str
) -> None:
    screen = fail_storage(how)
    screen.page.context.set_offline(True)
    screen.choose("A")
    expect(screen.save_state).to_have_text("Offline: 1 answer kept in this page only")
