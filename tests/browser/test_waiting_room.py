"""Candidates wait for the start of an exam, and it starts by itself."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from exams.assembly.models import Exam
from exams.sittings import tokens
from exams.sittings.models import Sitting
from exams.sittings.services import entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WITHIN_SECONDS = 2
LONG_MS = 30_000
LOOKS = [("light", 320), ("dark", 320), ("light", 1280), ("dark", 1280)]


def begin_in(seconds: float, **values: object) -> None:
    """The exam begins so many seconds from now."""
    Exam.objects.update(starts_at=timezone.now() + timedelta(seconds=seconds), **values)


@pytest.fixture
def wait(exam, sign_in):
    """`wait(page, person)`: the person in the waiting room, on this page."""

    def enter(page: Page, person) -> Page:
        sitting = entry.open_check_in(user=person, exam=exam)
        entry.accept_rules(user=person, sitting_id=sitting.pk)
        sign_in(page, person)
        page.goto(reverse("sittings:check-in", kwargs={"sitting_id": sitting.pk}))
        expect(page.get_by_role("heading", name="Your exam begins")).to_be_visible()
        return page

    return enter


@pytest.fixture
def two(new_page, wait, alice, carol):
    """Alice and Carol wait, each in a browser of their own; the exam begins in some seconds."""
    begin_in(3600)
    return [wait(new_page(), person) for person in (alice, carol)]


def look(pages: list[Page]) -> None:
    """As if the tab came to the front: the pages ask when the exam begins."""
    for page in pages:
        page.evaluate("dispatchEvent(new Event('online'))")


def expect_question(page: Page) -> None:
    expect(page.locator(".item__title")).to_have_text("Question 1", timeout=LONG_MS)


def test_two_candidates_start_by_themselves_when_the_moment_comes(two):
    begin_in(6)
    look(two)
    for page in two:
        expect_question(page)
    starts_at = Exam.objects.get().starts_at
    late = [(sitting.started_at - starts_at).total_seconds() for sitting in Sitting.objects.all()]
    assert all(0 <= seconds < WITHIN_SECONDS for seconds in late), late


def test_a_common_clock_gives_everybody_the_same_deadline(new_page, wait, alice, carol):
    begin_in(3600, is_common_clock=True)
    pages = [wait(new_page(), person) for person in (alice, carol)]
    begin_in(6)
    look(pages)
    for page in pages:
        expect_question(page)
    assert {sitting.deadline_at for sitting in Sitting.objects.all()} == {
        Exam.objects.get().starts_at + timedelta(hours=1)
    }


def test_the_countdown_is_silent_but_for_three_moments(page, wait, alice):
    begin_in(3600)
    wait(page, alice)
    status = page.locator("#wait-status")
    expect(status).to_have_text("")
    begin_in(14)
    look([page])
    expect(status).to_have_text("Your exam begins in 10 seconds.", timeout=LONG_MS)


def test_the_countdown_goes_by_the_servers_time(new_page, wait, alice):
    begin_in(3600)
    page = new_page()
    # This device's clock is two hours wrong.
    page.add_init_script("const real = Date.now; Date.now = () => real() + 7200000;")
    wait(page, alice)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^59:\d\d$"))


def test_a_start_that_staff_move_is_shown(page, wait, alice):
    begin_in(3600)
    wait(page, alice)
    begin_in(600)
    look([page])
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^9:\d\d$"))
    expect(page.get_by_role("status").filter(has_text="The start was moved: your exam begins at")).to_be_visible()


def test_a_start_that_staff_take_back_leaves_the_choice_to_the_candidate(page, wait, alice):
    begin_in(3600)
    wait(page, alice)
    Exam.objects.update(starts_at=None)
    look([page])
    expect(page.get_by_role("heading", name="Ready to begin?")).to_be_visible()


@pytest.mark.allow_console_errors("ERR_INTERNET_DISCONNECTED|status of 409")
def test_without_a_network_at_the_moment_the_page_goes_on_trying(page, wait, alice):
    begin_in(3600)
    wait(page, alice)
    begin_in(8)
    look([page])
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^0?0:0\d$"))
    page.context.set_offline(True)
    expect(page.get_by_text("this page goes on trying")).to_be_visible(timeout=LONG_MS)
    page.context.set_offline(False)
    expect_question(page)


def test_the_start_needs_no_file_that_was_not_fetched_while_waiting(page, wait, alice):
    begin_in(3600)
    wait(page, alice)
    page.wait_for_load_state("networkidle")
    files = "performance.getEntriesByType('resource').map(e => e.name).filter(n => /[.](js|css|svg)$/.test(n))"
    before = set(page.evaluate(files))
    begin_in(2)
    look([page])
    expect_question(page)
    assert set(page.evaluate(files)) - before == set()


def test_the_exam_screen_sits_down_where_the_waiting_room_started(page, wait, alice):
    begin_in(3600)
    wait(page, alice)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[1]))
    begin_in(2)
    look([page])
    expect_question(page)
    page.locator(".option__input").first.check()
    expect(page.locator("#save-state")).to_have_attribute("data-kind", "saved")
    assert asked.count("start") == 1
    assert "take-over" not in asked
    assert Sitting.objects.get().clients.count() == 1


def test_a_reload_takes_the_sitting_over_as_ever(page, wait, alice):
    begin_in(3600)
    wait(page, alice)
    begin_in(2)
    look([page])
    expect_question(page)
    with page.expect_response("**/take-over"):
        page.reload()
    expect_question(page)


@pytest.mark.allow_console_errors("status of 401")
def test_who_waited_longer_than_a_token_lives_starts_all_the_same(page, wait, alice, monkeypatch):
    begin_in(3600)
    wait(page, alice)
    monkeypatch.setattr(tokens, "LIFETIME", timedelta(seconds=-1))
    begin_in(4)
    with page.expect_response(lambda answer: answer.url.endswith("/start") and answer.status == 401):
        look([page])
    monkeypatch.undo()
    expect_question(page)


def test_who_comes_back_long_after_the_start_is_asked_first(page, wait, alice):
    begin_in(3600)
    wait(page, alice)
    begin_in(-300)
    look([page])
    expect(page.get_by_role("heading", name="Ready to begin?")).to_be_visible()
    assert Sitting.objects.get().state == "check_in"


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
@pytest.mark.parametrize("is_common_clock", [False, True], ids=["own", "common"])
def test_the_waiting_room_is_accessible(new_page, wait, alice, assert_accessible, scheme, width, is_common_clock):
    begin_in(252, is_common_clock=is_common_clock)
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    wait(page, alice)
    expect(page.get_by_role("timer")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_role("timer").get_attribute("aria-live") == "off"


def test_check_in_before_the_start_is_accessible(page, exam, alice, sign_in, assert_accessible):
    begin_in(3600)
    sitting = entry.open_check_in(user=alice, exam=exam)
    sign_in(page, alice)
    page.goto(reverse("sittings:check-in", kwargs={"sitting_id": sitting.pk}))
    assert_accessible(page)
    page.get_by_label("I have read the rules").check()
    page.get_by_role("button", name="Go to the waiting room").click()
    expect(page.get_by_role("heading", name="Your exam begins")).to_be_visible()
