"""A proctored sitting on the exam screen: fixtures, and what a test does to it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from accounts.models import User
from exams.assembly.models import Exam, Proctoring
from exams.proctoring.models import Incident, RoomRules
from exams.proctoring.selectors import list_asked_steps
from exams.proctoring.services.check_in import complete_step, open_supervision
from exams.proctoring.services.incidents import read_reported
from exams.sittings.content import list_shown_items
from exams.sittings.models import Sitting
from exams.sittings.services import entry
from tests.browser.exam_screen import ExamScreen
from tests.fixtures.protocol import faults_of_request

__all__ = ["proctored", "room", "rules", "show_room", "told"]
Told = Callable[[], list[tuple[str, int, bool]]]
# The focus of Playwright's pages is always theirs, and they are never hidden: a test takes that away.
LEAVE = "document.hasFocus = () => false; dispatchEvent(new Event('blur'))"
RETURN = "document.hasFocus = () => true; dispatchEvent(new Event('focus'))"
HIDE = """document.hasFocus = () => false; dispatchEvent(new Event('blur'));
Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
document.dispatchEvent(new Event('visibilitychange'))"""
SHOW = """delete document.visibilityState; document.hasFocus = () => true;
document.dispatchEvent(new Event('visibilitychange')); dispatchEvent(new Event('focus'))"""
SELECT_STEM = "getSelection().selectAllChildren(document.querySelector('.item__stem'))"


@pytest.fixture
def rules(exam_of_shapes: Exam) -> RoomRules:
    """No full screen: most tests are about something else."""
    Exam.objects.filter(pk=exam_of_shapes.pk).update(proctoring=Proctoring.REQUIRED)
    exam_of_shapes.refresh_from_db()
    return RoomRules.objects.create(exam=exam_of_shapes, asks_fullscreen=False)


@pytest.fixture
def proctored(rules: RoomRules, alice: User) -> Sitting:
    opened = entry.open_check_in(user=alice, exam=rules.exam)
    open_supervision(user=alice, sitting_id=opened.pk)
    for code in list_asked_steps(rules):
        complete_step(user=alice, sitting_id=opened.pk, code=code, text_version=rules.terms_version)
    return entry.start(user=alice, sitting_id=opened.pk, is_rules_accepted=True)


@pytest.fixture
def show_room(proctored: Sitting, alice: User, sign_in: Any, wire: list[str]) -> Callable[[Page], ExamScreen]:
    """`show_room(page)`: alice's proctored sitting on this page."""
    positions = {item.code: position for position, item in enumerate(list_shown_items(proctored), start=1)}

    def watch(request: Request) -> None:
        if request.url.endswith("/sync"):
            wire.extend(faults_of_request(json.loads(request.post_data or "null")))

    def open_screen(page: Page) -> ExamScreen:
        sign_in(page, alice)
        page.on("request", watch)
        with page.expect_response("**/room"):
            screen = ExamScreen(page, proctored.get_absolute_url(), positions).open()
        expect(page.locator("#stage")).to_have_attribute("data-is-watched", "")
        return screen

    return open_screen


@pytest.fixture
def room(page: Page, show_room: Callable[[Page], ExamScreen]) -> ExamScreen:
    page.clock.install()
    return show_room(page)


@pytest.fixture
def told(proctored: Sitting) -> Told:
    """What became an incident: (type, position, is it a warning)."""

    def read() -> list[tuple[str, int, bool]]:
        read_reported(supervision_id=proctored.supervision.pk)
        rows = Incident.objects.filter(supervision=proctored.supervision).order_by("number")
        return list(rows.values_list("type", "position", "is_warning"))

    return read


def warning(screen: ExamScreen) -> Locator:
    return screen.page.locator("#room-warning")


def settle(screen: ExamScreen) -> None:
    """Whatever there is to send has arrived: the first answers may be of what was on its way already."""
    for _ in range(3):
        _hear(screen)


def _hear(screen: ExamScreen, tries: int = 3) -> None:
    """The page's clock stands still while we wait: a page that was busy when we asked sends in its next second."""
    try:
        with screen.page.expect_response("**/sync", timeout=5000):
            screen.hear_server()
            screen.page.clock.run_for(1000)
    except PlaywrightTimeoutError:
        if tries == 1:
            raise
        _hear(screen, tries - 1)


def leave_for(screen: ExamScreen, ms: int, leave: str = LEAVE, back: str = RETURN) -> None:
    screen.page.evaluate(leave)
    screen.page.clock.run_for(ms)
    screen.page.evaluate(back)
