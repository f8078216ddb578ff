"""The proctor's console in a real browser: what changes is seen, and nothing is taken out of the proctor's hands."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from exams.assembly.models import Exam, Proctoring
from exams.proctoring.models import RoomRules
from exams.proctoring.selectors import list_asked_steps
from exams.proctoring.services.check_in import complete_step, open_supervision
from exams.proctoring.services.incidents import read_reported
from exams.sittings.batches import ClientEvent
from exams.sittings.models import Command, Sitting
from exams.sittings.services import control, entry
from tests.proctoring.on_console import add_incident, add_proctored
from tests.sittings.live import write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("CONSOLE_PICTURES", "")


@pytest.fixture
def often(monkeypatch):
    """A console that asks five times a second."""
    monkeypatch.setattr("exams.proctoring.console_views.POLL_MS", 200)


@pytest.fixture
def proctored(exam: Exam, alice: User) -> Sitting:
    """Alice's proctored sitting; the clock runs."""
    Exam.objects.filter(pk=exam.pk).update(proctoring=Proctoring.REQUIRED)
    exam.refresh_from_db()
    rules = RoomRules.objects.create(exam=exam)
    sitting = entry.open_check_in(user=alice, exam=exam)
    open_supervision(user=alice, sitting_id=sitting.pk)
    for code in list_asked_steps(rules):
        complete_step(user=alice, sitting_id=sitting.pk, code=code, text_version=rules.terms_version)
    return entry.start(user=alice, sitting_id=sitting.pk, is_rules_accepted=True)


@pytest.fixture
def wide(new_page, sign_in, petra) -> Page:
    """Petra's desktop."""
    page = new_page(viewport={"width": 1440, "height": 900})
    sign_in(page, petra)
    return page


@pytest.fixture
def busy(proctored, ben, make_client) -> list[Sitting]:
    """Alice and eleven more, some in trouble."""
    others = add_proctored(proctored, 11)
    client = make_client(proctored)
    for _ in range(3):
        client.send(events=(ClientEvent("looked-away", 60_000, 9_000, position=4),))
    read_reported(supervision_id=proctored.supervision.pk)
    write(others[3], "Somebody knocks at my door. May I say that I am in an exam?")
    control.pause(actor=ben, sitting_id=others[5].pk, text="Please show the room.")
    add_incident(others[7], points=20)
    Sitting.objects.filter(pk=others[8].pk).update(last_seen_at=timezone.now() - timedelta(minutes=2))
    control.terminate(actor=ben, sitting_id=others[9].pk, text="A second person in the room.")
    return [proctored, *others]


def card(page: Page, name: str):
    return page.get_by_role("listitem").filter(has=page.get_by_role("link", name=name, exact=True))


def names(page: Page) -> list[str]:
    return page.locator(".sit__name").all_inner_texts()


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png")


def test_the_worst_stand_first(wide, busy, exam):
    wide.goto(f"/proctor/{exam.slug}/")
    expect(card(wide, "Person 003")).to_contain_text("Somebody knocks at my door.")
    assert names(wide)[:3] == ["Person 003", "Person 005", "Person 008"]
    assert names(wide)[-1] == "Person 009"
    picture(wide, "console")


def test_a_call_comes_to_the_front_without_a_reload(wide, often, proctored, exam):
    add_proctored(proctored, 5)
    wide.goto(f"/proctor/{exam.slug}/")
    assert names(wide)[0] == "Alice"
    write(Sitting.objects.get(user__name="Person 004"), "Help.")
    expect(card(wide, "Person 004")).to_contain_text("Calls: “Help.”")
    expect(wide.locator(".sit__name").first).to_have_text("Person 004")
    expect(wide).to_have_title("(1) Practice exam: console · Mockingbird")


def test_an_answer_goes_out_and_ends_the_call(wide, often, proctored, exam):
    write(proctored, "May I drink?")
    wide.goto(f"/proctor/{exam.slug}/")
    card(wide, "Alice").get_by_role("button", name="Answer").click()
    wide.get_by_label("Message to the candidate").fill("Yes, water.")
    picture(wide, "message")
    wide.get_by_role("button", name="Send message").click()
    expect(wide.locator("#outcome")).to_have_text("Your message is on its way to 1 candidate.")
    expect(card(wide, "Alice")).not_to_contain_text("Calls:")
    assert Command.objects.get().text == "Yes, water."


def test_selection_focus_and_scroll_stay_through_a_change(wide, often, proctored, exam):
    add_proctored(proctored, 60)
    wide.goto(f"/proctor/{exam.slug}/")
    box = card(wide, "Person 050").get_by_role("checkbox")
    box.check()
    box.focus()
    before = box.bounding_box()
    write(Sitting.objects.get(user__name="Person 055"), "Help.")
    # The grid rests for three seconds after the last touch.
    expect(wide.locator(".sit__name").first).to_have_text("Person 055", timeout=10_000)
    expect(box).to_be_focused()
    expect(box).to_be_checked()
    assert abs(box.bounding_box()["y"] - before["y"]) < 250
    expect(wide.locator("#selected")).to_have_text("1 selected")


def test_several_are_paused_at_once(wide, often, busy, exam):
    wide.goto(f"/proctor/{exam.slug}/")
    wide.get_by_role("searchbox").fill("person 00")
    wide.get_by_label("All shown").check()
    expect(wide.locator("#selected")).to_have_text("10 selected")
    wide.get_by_role("button", name="Pause", exact=True).click()
    wide.get_by_label("Usual words").select_option("Please show the room with your camera.")
    wide.locator("#order-submit").click()
    expect(wide.locator("#outcome")).to_contain_text("8 candidates are paused.")
    expect(wide.locator("#outcome")).to_contain_text("Person 005: Ben has paused this sitting already.")
    expect(wide.locator("#outcome")).to_contain_text("Person 009: Ben has ended this sitting already.")
    picture(wide, "outcome")


def test_two_proctors_see_what_the_other_does(wide, new_page, sign_in, ben, often, proctored, exam):
    second = new_page(viewport={"width": 1440, "height": 900})
    sign_in(second, ben)
    for page in (wide, second):
        page.goto(f"/proctor/{exam.slug}/")
    card(second, "Alice").get_by_role("checkbox").check()
    second.get_by_role("button", name="Pause", exact=True).click()
    second.locator("#order-text").fill("One moment.")
    second.locator("#order-submit").click()
    expect(card(wide, "Alice")).to_contain_text("Ben has paused this sitting")


def test_ending_an_exam_asks_twice(wide, often, proctored, exam):
    wide.goto(f"/proctor/{exam.slug}/")
    card(wide, "Alice").get_by_role("checkbox").check()
    wide.get_by_role("button", name="End exam…").click()
    wide.locator("#order-submit").click()
    expect(wide.locator("#order-fault")).to_have_text("Write what the candidate should read.")
    wide.locator("#order-text").fill("A second person in the room.")
    wide.locator("#order-submit").click()
    expect(wide.get_by_role("heading", name="End 1 exam for ever?")).to_be_focused()
    picture(wide, "terminate")
    proctored.refresh_from_db()
    assert proctored.state == "running"
    wide.get_by_role("button", name="End 1 exam", exact=True).click()
    expect(card(wide, "Alice")).to_contain_text("Ended by staff")


def test_filters_show_a_part(wide, busy, exam):
    wide.goto(f"/proctor/{exam.slug}/")
    wide.get_by_role("button", name="Not heard 1").click()
    assert wide.locator(".sit:visible .sit__name").all_inner_texts() == ["Person 008"]


@pytest.mark.allow_console_errors("Failed to load resource")
def test_a_server_that_cannot_be_reached_is_said(wide, often, proctored, exam):
    wide.goto(f"/proctor/{exam.slug}/")
    wide.route("**/console?**", lambda route: route.abort())
    expect(wide.locator("#link")).to_contain_text("Not up to date since")
    wide.unroute("**/console?**")
    expect(wide.locator("#link")).to_be_empty(timeout=20_000)


def test_the_time_line_keeps_itself_up_to_date(wide, often, busy, proctored, exam):
    wide.goto(f"/proctor/{exam.slug}/")
    wide.get_by_role("link", name="Alice").click()
    expect(wide.get_by_role("heading", name="Alice")).to_be_visible()
    write(proctored, "May I drink?")
    expect(wide.locator("#line-moments")).to_contain_text("“May I drink?”")
    wide.get_by_role("button", name="Message", exact=True).click()
    wide.locator("#order-text").fill("Yes.")
    wide.locator("#order-submit").click()
    expect(wide.locator("#line-moments")).to_contain_text("“Yes.”")
    picture(wide, "timeline")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 768), ("light", 320)])
def test_every_page_can_be_read_by_everyone(new_page, sign_in, petra, busy, exam, assert_accessible, scheme, width):
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    sign_in(page, petra)
    paths = {"exams": "/proctor/", "console": f"/proctor/{exam.slug}/", "line": f"/proctor/{exam.slug}/{busy[0].pk}/"}
    for name, path in paths.items():
        page.goto(path)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is too wide"
        picture(page, f"{name}-{width}-{scheme}")


WATCH = """() => {
  globalThis.moved = 0;
  globalThis.longTasks = [];
  performance.clearMeasures("patch");
  const count = (rows) => rows.forEach(({ addedNodes }) => { moved += addedNodes.length; });
  new MutationObserver(count).observe(document.getElementById("cards"), { childList: true });
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => Math.round(duration))))
    .observe({ type: "longtask" });
}"""
TOLD = """() => {
  const patches = performance.getEntriesByName("patch", "measure").map(({ duration }) => duration).sort((a, b) => a - b);
  return { moved, longTasks, patches };
}"""


def test_five_hundred_sittings_stay_fluid(wide, often, proctored, exam, record_property):
    """Ten of them get into trouble, one after the other: ten cards move, the others stay where they are."""
    others = add_proctored(proctored, 499)
    wide.goto(f"/proctor/{exam.slug}/")
    expect(wide.locator(".sit")).to_have_count(500, timeout=30_000)
    wide.evaluate(WATCH)
    for sitting in others[100:110]:
        add_incident(sitting, points=5)
        shown = wide.locator(f'.sit[data-id="{sitting.pk}"]')
        expect(shown).to_contain_text("1 incident, 5 points", timeout=30_000)
    assert names(wide)[:10] == [sitting.user.name for sitting in others[100:110]]
    picture(wide, "console-500")
    told = wide.evaluate(TOLD)
    assert told["moved"] == 10
    patches = told["patches"]
    figures = f"{len(patches)} patches, median {patches[len(patches) // 2]:.1f} ms, longest {patches[-1]:.1f} ms"
    record_property("counts", f"{figures}; long tasks: {told['longTasks']} ms")
