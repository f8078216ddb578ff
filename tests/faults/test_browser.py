"""A real browser behind a network that loses, doubles, delays and reorders what it sends."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from exams.assembly.models import Exam
from exams.assembly.services.exams import open_exam
from exams.sittings.models import Response, Sitting
from exams.sittings.services import entry
from tests.browser.exam_screen import ExamScreen
from tests.faults.proxy import FaultyProxy, Plan

ITEMS = 24
SAVED_MS = 40_000
pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.allow_console_errors(r"net::ERR_(EMPTY_RESPONSE|CONNECTION_\w+|SOCKET_\w+)", "status of 409"),
]


@pytest.fixture
def long_exam(live_server: Any, draft_exam: Exam, make_item: Callable[..., Any]) -> Exam:
    for domain, count in (("1.1", 14), ("2.1", 9), ("3.1", 7)):
        for number in range(count):
            make_item(f"item-{domain}-{number}", objective=domain)
    draft_exam.item_count = ITEMS
    draft_exam.save(update_fields=["item_count"])
    return open_exam(actor=None, exam=draft_exam)


@pytest.fixture
def sitting(long_exam: Exam, alice: User) -> Sitting:
    opened = entry.open_check_in(user=alice, exam=long_exam)
    return entry.start(user=alice, sitting_id=opened.pk, is_rules_accepted=True)


@pytest.fixture
def proxy(live_server: Any) -> Iterator[FaultyProxy]:
    """Calm until a test gives it another plan."""
    with FaultyProxy(live_server.thread.port, Plan(share=0.0)) as proxy:
        yield proxy


@pytest.fixture
def show(proxy: FaultyProxy, sitting: Sitting, alice: User, sign_in: Any) -> Callable[[Page], ExamScreen]:
    """`show(page)`: Alice's sitting on this page, through the proxy."""

    def open_screen(page: Page) -> ExamScreen:
        sign_in(page, alice)
        return ExamScreen(page, f"http://localhost:{proxy.port}{sitting.get_absolute_url()}", {}).open()

    return open_screen


def go_to(screen: ExamScreen, position: int) -> None:
    screen.positions["it"] = position
    screen.go_to("it")


def choose(screen: ExamScreen, position: int, letter: str) -> tuple[str, ...]:
    """Answer an item; the id of what is chosen on the screen."""
    go_to(screen, position)
    screen.choose(letter)
    expect(screen.option(letter)).to_be_checked()
    return (str(screen.option(letter).get_attribute("value")),)


def stored() -> dict[int, tuple[str, ...]]:
    return {row.position: tuple(row.selected) for row in Response.objects.all() if row.selected}


def wait_saved(screen: ExamScreen) -> None:
    screen.hear_server()
    expect(screen.save_state).to_have_attribute("data-kind", "saved", timeout=SAVED_MS)


def test_answers_typed_in_a_storm_are_stored_as_they_are_on_the_screen(
    page: Page, proxy: FaultyProxy, show: Callable[[Page], ExamScreen], record_property: Callable[[str, object], None]
) -> None:
    screen = show(page)
    wait_saved(screen)
    proxy.plan = Plan(seed=5, share=0.6)
    shown = {}
    for turn in range(ITEMS * 2):
        position = 1 + turn % ITEMS
        shown[position] = choose(screen, position, "ABCD"[(turn * 7 + turn // ITEMS) % 4])
        screen.hear_server()
        if turn >= ITEMS and proxy.faults.total() >= 12:
            break
    faults = proxy.faults
    proxy.calm()
    wait_saved(screen)
    assert faults.total() >= 8
    assert stored() == shown
    record_property("counts", f"{faults.total()} faults, {len(shown)} answers on screen, {len(stored())} found")


def test_two_browsers_in_turns_lose_nothing(
    new_page: Callable[[], Page], proxy: FaultyProxy, sitting: Sitting, show: Callable[[Page], ExamScreen]
) -> None:
    """Each round the other one still holds unsent answers when it is taken over."""
    first = show(new_page())
    second = show(new_page())
    wait_saved(second)
    proxy.plan = Plan(seed=6, share=0.5, victims=re.compile(r"/sync$"))
    shown = {}
    for turn in range(4):
        screen = (first, second)[turn % 2]
        continue_here(screen)
        for position in range(1 + turn * 5, 6 + turn * 5):
            shown[position] = choose(screen, position, "ABCD"[position % 4])
        shown[ITEMS] = choose(screen, ITEMS, "ABCD"[turn])
    proxy.calm()
    for screen in (first, second):
        continue_here(screen)
        wait_saved(screen)
    assert stored() == shown
    go_to(second, ITEMS)
    expect(second.option("D")).to_be_checked()
    types = list(sitting.events.values_list("type", flat=True))
    assert types.count("taken-over") >= 5


def continue_here(screen: ExamScreen) -> None:
    """Take the exam back from the other browser, once this one has heard that it was taken over."""
    screen.hear_server()
    expect(screen.curtain).to_contain_text("Your exam was opened somewhere else", timeout=SAVED_MS)
    screen.press("Continue here")
    expect(screen.heading).to_be_visible(timeout=SAVED_MS)
