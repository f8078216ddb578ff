"""What makes the exam screen fast, as far as it does not depend on the machine: requests, bytes, work per tick."""

import base64
import gzip
import hashlib
from collections.abc import Callable, Iterator

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from playwright.sync_api import Page, Response, expect

from exams.assembly.models import Exam
from exams.bank.models import ItemVersion
from tests.browser import fake_time
from tests.browser.exam_screen import ExamScreen

pytestmark = pytest.mark.browser
Show = Callable[[Page], ExamScreen]

MOST_BYTES = 100_000
DOT = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
# What changed on the page, by the nearest element with an id.
WATCH = """() => {
  globalThis.changed = new Set();
  new MutationObserver((records) => {
    for (const { target, type, attributeName, oldValue } of records) {
      if (type === "attributes" && target.getAttribute(attributeName) === oldValue) { continue; }
      changed.add((target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement).closest("[id]")?.id ?? "");
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributeOldValue: true });
}"""


@pytest.fixture
def picture(exam_of_shapes: Exam) -> Iterator[str]:
    """The address of a picture that the item "last" shows, and no other."""
    name = f"items/{hashlib.sha256(DOT).hexdigest()}.gif"
    default_storage.save(name, ContentFile(DOT))
    ItemVersion.objects.filter(item__code="last").update(stem=f"What is this?\n\n![A dot](/media/{name})")
    yield f"/media/{name}"
    default_storage.delete(name)


def test_the_next_item_is_there_in_the_moment_of_the_click(screen: ExamScreen) -> None:
    click = (
        "(id) => { document.getElementById(id).click(); return document.querySelector('.item__title').textContent; }"
    )
    texts = [screen.page.evaluate(click, name) for name in ("next", "next", "previous", "next", "next")]
    assert texts == [f"Question {number}" for number in (2, 3, 2, 3, 4)]


def test_walking_through_the_items_asks_the_server_for_nothing(screen: ExamScreen) -> None:
    screen.wait_saved()
    asked: list[str] = []
    screen.page.on("request", lambda request: asked.append(request.url))
    for name in ("Next", "Next", "Previous", "Review", "Previous"):
        screen.press(name)
    for code in ("last", "story"):
        screen.go_to(code)
    screen.choose("A")
    screen.wait_saved()
    # What was looked at and answered is told; the icon is the browser's own wish.
    assert {url.rsplit("/", 1)[1] for url in asked} - {"favicon.svg"} == {"sync"}


@pytest.mark.allow_console_errors("ERR_INTERNET_DISCONNECTED")
def test_pictures_of_later_items_are_there_without_a_network(picture: str, page: Page, show: Show) -> None:
    with page.expect_event("requestfinished", lambda request: request.url.endswith(picture)):
        screen = show(page)
    page.context.set_offline(True)
    screen.go_to("last")
    image = page.get_by_role("img", name="A dot")
    expect(image).to_be_visible()
    assert image.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 1


def test_the_first_load_is_small(page: Page, show: Show) -> None:
    """Page, scripts, styles, icon, seat and content, each compressed as it would travel."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    show(page)
    sizes = {answer.url: len(gzip.compress(answer.body(), 6)) for answer in answers if answer.status == 200}
    assert any(url.endswith("/content") for url in sizes)
    assert sum(sizes.values()) <= MOST_BYTES, sizes


@pytest.mark.parametrize("place", ["item", "review"])
def test_the_clock_changes_nothing_but_itself(page: Page, show: Show, place: str) -> None:
    fake_time.install(page)
    screen = show(page)
    if place == "review":
        screen.press("Review")
    # A heartbeat later nothing of the beginning is still on its way.
    fake_time.pass_seconds(page, 12)
    screen.wait_saved()
    page.evaluate(WATCH)
    page.clock.run_for(3000)
    spoken = page.locator("#announcer").inner_text()
    assert page.evaluate("[...changed]") == ["timer-value"], spoken


def test_a_save_is_a_heartbeat_too(page: Page, show: Show) -> None:
    fake_time.install(page)
    screen = show(page)
    fake_time.pass_seconds(page, 10)
    screen.wait_saved()
    screen.choose("A")
    fake_time.pass_seconds(page, 1)
    screen.wait_saved()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    fake_time.pass_seconds(page, 8)
    assert asked == []
    with page.expect_request("**/sync"):
        fake_time.pass_seconds(page, 3)


def test_a_key_finds_the_next_item_ready(screen: ExamScreen) -> None:
    # Made before it is asked for: pressing the key parses no markup.
    screen.page.evaluate("new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)))")
    parse = """() => {
      const { set } = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
      globalThis.parsed = 0;
      Object.defineProperty(Element.prototype, "innerHTML", { set(html) { parsed += 1; set.call(this, html); } });
      document.getElementById("next").click();
      return parsed;
    }"""
    assert screen.page.evaluate(parse) == 0
    expect(screen.heading).to_have_text("Question 2")


# A table of 60 questions, `rows(…)` are those with their flagged positions, `numbers()` what is in it.
TABLE = """
  const { ItemTable } = await import("/static/runner/view/item_table.js");
  const root = document.body.appendChild(document.createElement("div"));
  const table = new ItemTable(root, { name: "test", onJump() {} });
  const counts = { complete: 0, incomplete: 0, unseen: 60 };
  const rows = (...flagged) => Array.from({ length: 60 }, (_, index) => (
    { position: index + 1, status: "Unseen", flagged: flagged.includes(index + 1) }));
  const numbers = () => [...root.querySelectorAll("tbody button")].map((button) => Number(button.lastChild.data));
  const whole = async () => {
    while (numbers().length < 60) { await new Promise((done) => requestIdleCallback(done)); }
  };
  table.show(rows(), counts, { isNew: true });
"""


def test_a_long_list_of_questions_comes_in_pieces_and_is_whole(blank_page: Page) -> None:
    source = "const first = numbers().length; await whole(); return [first < 20, numbers()];"
    assert blank_page.evaluate(f"async () => {{ {TABLE} {source} }}") == [True, list(range(1, 61))]


def test_a_long_list_shows_at_once_where_one_is(blank_page: Page) -> None:
    source = (
        "table.show(rows(), counts, { current: 50, isNew: true }); table.focusCurrent(); return numbers().length >= 50;"
    )
    assert blank_page.evaluate(f"async () => {{ {TABLE} {source} }}") is True
    expect(blank_page.get_by_role("button", name="Question 50")).to_be_focused()


def test_a_change_of_one_question_leaves_the_focus_on_another(blank_page: Page) -> None:
    source = """
      await whole();
      root.querySelectorAll("tbody button")[39].focus();
      table.show(rows(3), counts);
      return [numbers(), [...root.querySelectorAll("tbody tr")].findIndex((row) => row.querySelector(".icon"))];
    """
    assert blank_page.evaluate(f"async () => {{ {TABLE} {source} }}") == [list(range(1, 61)), 2]
    expect(blank_page.get_by_role("button", name="Question 40")).to_be_focused()
