"""The live page in a real browser: it keeps itself up to date and takes nothing out of the reader's hands."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from exams.sittings.models import Command, Sitting
from exams.sittings.services import control, entry
from tests.sittings.live import add_outage, live_url, move_start, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def second(running, carol, exam):
    return entry.start(user=carol, sitting_id=entry.open_check_in(user=carol, exam=exam).pk, is_rules_accepted=True)


@pytest.fixture
def often(monkeypatch):
    """A page that refreshes every quarter of a second."""
    monkeypatch.setattr("exams.sittings.admin.live.REFRESH_SECONDS", 0.25)


@pytest.fixture
def wide(new_page, sign_in, petra) -> Page:
    """Petra's desktop."""
    page = new_page(viewport={"width": 1440, "height": 900})
    sign_in(page, petra)
    return page


@pytest.fixture
def busy(running, second, petra):
    """Something to show in every column."""
    for sitting in (running, second):
        move_start(sitting, minutes=30)
    add_outage(minutes_ago=20, seconds=180)
    write(running, "My screen flickers, and the clock stands over the text of the item.")
    control.pause(actor=petra, sitting_id=second.pk, text="One moment.")


def row(page: Page, name: str):
    return page.get_by_role("row", name=name)


def test_what_changes_is_seen_without_a_reload(wide, often, running, exam):
    wide.goto(live_url(exam))
    write(running, "My screen flickers.")
    expect(row(wide, "Alice")).to_contain_text("My screen flickers.")


def test_ticks_words_and_focus_stay_through_a_refresh(wide, often, busy, running, exam):
    wide.goto(live_url(exam))
    wide.get_by_label("Tick Alice").check()
    wide.get_by_label("Words for the candidate").fill("Half a sent")
    give = row(wide, "Alice").get_by_role("button", name="Give back")
    give.focus()
    move_start(running, minutes=1)  # another time left, so that the row is drawn anew
    add_outage(minutes_ago=10, seconds=60)
    expect(row(wide, "Alice")).to_contain_text("4 min by an outage")
    expect(give).to_be_focused()
    expect(wide.get_by_label("Tick Alice")).to_be_checked()
    expect(wide.get_by_label("Words for the candidate")).to_have_value("Half a sent")


def test_who_begins_and_who_is_through_come_and_go(wide, often, running, carol, exam):
    wide.goto(live_url(exam))
    opened = entry.open_check_in(user=carol, exam=exam)
    entry.start(user=carol, sitting_id=opened.pk, is_rules_accepted=True)
    expect(row(wide, "Carol")).to_be_visible()
    Sitting.objects.filter(user=carol).delete()
    expect(row(wide, "Carol")).to_be_hidden()


def test_one_click_gives_everyone_the_lost_time_back(wide, busy, exam):
    wide.goto(live_url(exam))
    wide.get_by_role("button", name="Give back to all").click()
    expect(wide.locator(".messagelist")).to_contain_text("2 candidates got 6 minutes back in all.")
    expect(row(wide, "Alice")).not_to_contain_text("by an outage")


def test_a_box_ticks_all_and_a_message_goes_to_them(wide, busy, exam):
    wide.goto(live_url(exam))
    wide.get_by_label("Tick all who are shown").check()
    wide.get_by_label("Words for the candidate").fill("Ten minutes until the bell rings outside.")
    wide.get_by_role("button", name="Send message").click()
    expect(wide.locator(".messagelist")).to_contain_text("on its way to 2 candidates")
    assert Command.objects.filter(type="message").count() == 2


def test_ending_an_exam_asks_before_it_ends_it(wide, running, exam):
    wide.goto(live_url(exam))
    wide.get_by_label("Tick Alice").check()
    wide.get_by_label("Words for the candidate").fill("A second person in the room.")
    wide.get_by_role("button", name="End exam…").click()
    expect(wide.get_by_role("heading", name="End the exam of these candidates?")).to_be_visible()
    wide.get_by_role("button", name="End 1 exam").click()
    expect(wide.locator(".messagelist")).to_contain_text("The exam of 1 candidate is over.")


@pytest.mark.allow_console_errors("Failed to load resource")
def test_a_server_that_cannot_be_reached_is_said_once(wide, often, running, exam):
    wide.goto(live_url(exam))
    wide.route("**/live/**part=1*", lambda route: route.abort())
    expect(wide.locator("#live-state")).to_contain_text("Not up to date since")
    wide.unroute("**/live/**part=1*")
    expect(wide.locator("#live-state")).to_be_empty()


def test_refreshing_can_be_stopped(wide, running, exam):
    asked = []
    wide.on("request", lambda request: asked.append(request.url) if "part=1" in request.url else None)
    wide.clock.install()
    wide.goto(live_url(exam))
    wide.get_by_label("Refresh every").uncheck()
    wide.clock.run_for(60_000)
    assert asked == []
    write(running, "My screen flickers.")
    wide.get_by_label("Refresh every").check()
    expect(row(wide, "Alice")).to_contain_text("My screen flickers.")


def test_it_works_without_scripts(new_page, sign_in, petra, busy, exam):
    page = new_page(viewport={"width": 1440, "height": 900}, java_script_enabled=False)
    sign_in(page, petra)
    page.goto(live_url(exam))
    page.get_by_label("Tick Alice").check()
    page.get_by_label("Words for the candidate").fill("Please face the camera.")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".messagelist")).to_contain_text("1 candidate is paused.")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390), ("light", 320)])
def test_every_page_can_be_read_by_everyone(
    new_page, sign_in, petra, busy, running, exam, assert_accessible, scheme, width
):
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    sign_in(page, petra)
    record = reverse("admin:sittings_sitting_change", args=[running.pk])
    for path in (live_url(exam), reverse("admin:sittings_sitting_live"), record):
        page.goto(path)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is too wide"
