"""The check-in of a dress rehearsal, with a camera that shows a test picture, without one, and by keyboard."""

import os
import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from exams.assembly.models import Exam, Proctoring
from exams.proctoring import steps
from exams.proctoring.models import Camera, CheckInStep, RoomRules
from exams.proctoring.services.check_in import complete_step, open_supervision
from exams.sittings.models import Sitting
from exams.sittings.services import entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = [("light", 1280), ("dark", 320)]
LONG_MS = 30_000
TERMS = "## Confidentiality\n\nDo not copy or share the items.\n\n## The room\n\n- You are **alone**.\n- Your desk is clear."
# Where pictures of each step go, to be looked at; none are taken otherwise.
PICTURES = os.environ.get("CHECK_IN_PICTURES")


@pytest.fixture
def rules(exam: Exam) -> RoomRules:
    Exam.objects.filter(pk=exam.pk).update(proctoring=Proctoring.OFFERED)
    exam.refresh_from_db()
    return RoomRules.objects.create(exam=exam, terms=TERMS)


@pytest.fixture
def sitting(rules, exam, alice) -> Sitting:
    opened = entry.open_check_in(user=alice, exam=exam, is_proctored=True)
    open_supervision(user=alice, sitting_id=opened.pk)
    return opened


def do(sitting: Sitting, *codes: str) -> None:
    """Steps that are done before the test looks."""
    for code in codes:
        details = {"camera": True} if code == steps.SYSTEM else {}
        complete_step(user=sitting.user, sitting_id=sitting.pk, code=code, text_version=1, details=details)


def before(code: str) -> tuple[str, ...]:
    return steps.ORDER[: steps.ORDER.index(code)]


@pytest.fixture
def enter(new_page, sign_in, alice, sitting):
    """`enter(code, **context)`: Alice at this step, on a new page; the camera is allowed unless said otherwise."""

    def open_step(code: str, *, is_allowed: bool = True, **context) -> Page:
        do(sitting, *before(code))
        page = new_page(**({"viewport": {"width": 1280, "height": 900}} | context))
        if is_allowed:
            page.context.grant_permissions(["camera"])
        sign_in(page, alice)
        page.goto(reverse("proctoring:check-in", args=[sitting.pk]))
        expect(page).to_have_url(re.compile(f"/check-in/steps/{code}/$"))
        return page

    return open_step


def send(page: Page, name: str = "Continue") -> None:
    page.get_by_role("button", name=name, exact=True).click()


def is_playing(page: Page) -> bool:
    return page.evaluate("(() => { const v = document.getElementById('camera-video'); return v.videoWidth > 0; })()")


def test_the_whole_check_in_leads_to_the_exam(page, sign_in, alice, exam, rules):
    page.context.grant_permissions(["camera"])
    sent: list[int] = []
    page.on("request", lambda request: sent.append(len(request.post_data_buffer or b"")))
    sign_in(page, alice)
    page.goto(exam.get_absolute_url())
    page.get_by_role("button", name="Go to the rehearsal’s check-in").click()
    page.get_by_label("Yes, this is how it stands there.").check()
    page.get_by_role("button", name="Turn the camera on").click()
    page.get_by_role("button", name="Take the photo").click()
    send(page)
    page.get_by_label("This is me").check()
    send(page)
    page.get_by_label("I have read the terms").check()
    send(page, "Accept and continue")
    expect(page.get_by_text("checks passed")).to_be_visible(timeout=LONG_MS)
    send(page)
    for box in page.get_by_role("checkbox").all():
        box.check()
    send(page)
    send(page, "Skip it")
    page.get_by_label("I have read the rules").check()
    send(page, "Begin and start the clock")
    expect(page.locator(".item__title")).to_have_text("Question 1", timeout=LONG_MS)
    # No picture was among what went out.
    assert max(sent) < 2000
    details = CheckInStep.objects.get(code=steps.SYSTEM).details
    assert details["camera"] is True
    assert set(details["checks"]) == {"browser", "clock", "network", "storage", "camera", "screen", "fullscreen"}
    assert details["checks"]["storage"] == details["checks"]["clock"] == "ok"


def test_the_photo_is_a_picture_on_this_page_that_can_be_taken_again(enter):
    page = enter(steps.IDENTITY)
    send_button = page.get_by_role("button", name="Continue")
    expect(send_button).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Turn the camera on").click()
    page.get_by_role("button", name="Take the photo").click()
    photo = page.get_by_role("img", name="The photo that you took")
    expect(photo).to_be_visible()
    assert photo.evaluate("c => c.getContext('2d').getImageData(9, 9, 9, 9).data.some((v, i) => i % 4 < 3 && v > 0)")
    assert page.evaluate("document.getElementById('camera-video').srcObject") is None
    expect(send_button).to_have_attribute("aria-disabled", "false")
    page.get_by_role("button", name="Take it again").click()
    expect(page.get_by_role("button", name="Take the photo")).to_be_focused()
    expect(send_button).to_have_attribute("aria-disabled", "true")


def test_a_camera_that_was_asked_for_twice_is_open_once(enter):
    """A browser's question takes its time; every stream that nobody uses keeps the camera's light on."""
    page = enter(steps.IDENTITY)
    page.evaluate(
        """() => {
          window.streams = [];
          const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getUserMedia = async (wish) => {
            const stream = await real(wish);
            streams.push(stream);
            await new Promise((resolve) => setTimeout(resolve, 300));
            return stream;
          };
        }"""
    )
    page.evaluate("document.getElementById('camera-on').click(); document.getElementById('camera-on').click()")
    expect(page.get_by_role("button", name="Take the photo")).to_be_visible()
    page.wait_for_function("streams.length === 2 && streams.filter(({ active }) => active).length === 1")
    page.get_by_role("button", name="Turn it off").click()
    page.wait_for_function("streams.every(({ active }) => !active)")


def test_a_denied_camera_says_how_to_allow_it_and_is_no_dead_end(enter, sitting):
    page = enter(steps.IDENTITY, is_allowed=False)
    page.get_by_role("button", name="Turn the camera on").click()
    expect(page.locator("#camera-says")).to_contain_text("allow the camera for this site")
    page.get_by_label("Yes, this is how it stands there.").check()
    page.get_by_text("I cannot do this step").click()
    page.get_by_label("I have no camera").check()
    send(page)
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    assert CheckInStep.objects.get().alternative == "I have no camera, or it does not work."


def test_a_required_camera_that_is_denied_stops_the_system_check(enter, rules):
    RoomRules.objects.update(camera=Camera.REQUIRED)
    page = enter(steps.SYSTEM, is_allowed=False)
    camera = page.locator("[data-check=camera]")
    expect(camera).to_contain_text("failed", timeout=LONG_MS)
    expect(camera).to_contain_text("on another device that has one")
    page.get_by_role("button", name="Continue").press("Enter")
    expect(page.locator("#step-says")).to_contain_text("This exam requires a camera")
    assert not CheckInStep.objects.filter(code=steps.SYSTEM).exists()


def test_an_optional_camera_that_is_denied_stops_nobody(enter):
    page = enter(steps.SYSTEM, is_allowed=False)
    page.get_by_role("button", name="Turn the camera on").click()
    expect(page.locator("[data-check=camera]")).to_contain_text("can be sat without one", timeout=LONG_MS)
    expect(page.get_by_text("checks passed")).to_be_visible(timeout=LONG_MS)
    send(page)
    expect(page.get_by_label("I have no camera")).to_be_checked()


def test_the_checks_do_not_wait_for_a_question_of_the_browser(enter):
    """Firefox says that the camera is allowed, and asks all the same."""
    page = enter(steps.SYSTEM)
    page.add_init_script("navigator.mediaDevices.getUserMedia = () => new Promise(() => {})")
    page.reload()
    expect(page.locator("[data-check=camera]")).to_contain_text("can be sat without one", timeout=LONG_MS)
    send(page)
    expect(page).to_have_url(re.compile("/check-in/steps/room/$"))


@pytest.mark.allow_console_errors("ERR_FAILED")
def test_a_network_that_breaks_is_said_and_can_be_looked_at_again(enter):
    page = enter(steps.SYSTEM)
    expect(page.get_by_text("checks passed")).to_be_visible(timeout=LONG_MS)
    page.route("**/*probe*", lambda route: route.abort())
    page.get_by_role("button", name="Check again").click()
    expect(page.locator("[data-check=network]")).to_contain_text("could not be reached")
    page.unroute("**/*probe*")
    page.get_by_role("button", name="Check again").click()
    expect(page.locator("[data-check=network]")).to_contain_text("passed")


def test_a_wrong_clock_is_named_and_harmless(enter, new_page, sign_in, alice, sitting):
    do(sitting, *before(steps.SYSTEM))
    page = new_page()
    page.add_init_script("const real = Date.now; Date.now = () => real() + 7200000;")
    sign_in(page, alice)
    page.goto(sitting.get_absolute_url())
    expect(page.locator("[data-check=clock]")).to_contain_text("2 hours ahead of the server's", timeout=LONG_MS)


def test_the_round_tells_what_to_show_next(enter):
    page = enter(steps.ROOM)
    prompt = page.locator("#camera-prompt")
    expect(prompt).to_contain_text("Show: The desk")
    page.get_by_label("The desk, from above").check()
    expect(prompt).to_contain_text("Show: Below the desk")


def test_the_check_in_goes_on_where_it_was_left_on_another_device(enter, new_page, sign_in, alice, sitting):
    page = enter(steps.WELCOME)
    page.get_by_label("This is me").check()
    send(page)
    other = new_page(viewport={"width": 320, "height": 640})
    sign_in(other, alice)
    other.goto(sitting.get_absolute_url())
    expect(other.get_by_role("heading", name="The terms", exact=True)).to_be_focused()
    page.reload()
    expect(page.get_by_role("heading", name="The terms", exact=True)).to_be_visible()


def test_by_keyboard_alone(enter):
    page = enter(steps.WELCOME)
    expect(page.get_by_role("heading", name="Welcome")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("This is me")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The terms", exact=True)).to_be_focused()


def test_a_form_that_was_refused_leads_to_what_is_missing(enter):
    page = enter(steps.IDENTITY)
    page.evaluate("document.getElementById('step-form').noValidate = true")
    page.get_by_text("I cannot do this step").click()
    page.get_by_label("I have no camera").check()
    send(page)
    expect(page.get_by_label("Yes, this is how it stands there.")).to_be_focused()
    expect(page.get_by_label("I have no camera")).to_be_checked()


def test_until_the_start_the_timed_exam_can_be_chosen_instead(enter):
    page = enter(steps.TERMS)
    page.get_by_role("button", name="Sit it as a timed exam instead").click()
    expect(page.get_by_role("heading", name="Ready to begin?")).to_be_visible()


@pytest.fixture(params=LOOKS, ids=["light-wide", "dark-narrow"])
def look(request):
    scheme, width = request.param
    return {"color_scheme": scheme, "viewport": {"width": width, "height": 900}, "reduced_motion": "reduce"}


def check(page: Page, assert_accessible, name: str) -> None:
    assert_accessible(page)
    assert page.locator("h1").count() == 1
    width = page.viewport_size["width"]
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("code", steps.ORDER)
def test_each_step_is_accessible_in_each_look(enter, look, code, assert_accessible):
    page = enter(code, **look)
    check(page, assert_accessible, code)
    if code == steps.IDENTITY:
        page.get_by_label("No, it stands there otherwise.").check()
        page.get_by_role("button", name="Turn the camera on").click()
    if code in (steps.IDENTITY, steps.SYSTEM, steps.ROOM):
        expect(page.locator("#camera-says")).to_contain_text("The camera is on", timeout=LONG_MS)
        assert is_playing(page)
    if code == steps.SYSTEM:
        expect(page.get_by_text("checks passed")).to_be_visible(timeout=LONG_MS)
    page.get_by_text("I cannot do this step").click()
    check(page, assert_accessible, f"{code}-open")


def test_a_denied_camera_is_accessible_in_each_look(enter, look, assert_accessible):
    RoomRules.objects.update(camera=Camera.REQUIRED)
    page = enter(steps.SYSTEM, is_allowed=False, **look)
    page.get_by_role("button", name="Turn the camera on").click()
    expect(page.locator("#camera-says")).to_contain_text("allow the camera")
    expect(page.locator("[data-check=clock]")).to_contain_text("passed", timeout=LONG_MS)
    check(page, assert_accessible, "system-denied")


def test_a_step_that_is_done_is_accessible_in_each_look(enter, look, assert_accessible):
    page = enter(steps.ROOM, **look)
    page.goto(page.url.replace(steps.ROOM, steps.TERMS))
    expect(page.get_by_text("You accepted version 1")).to_be_visible()
    check(page, assert_accessible, "terms-done")


def test_the_two_ways_are_accessible_in_each_look(new_page, look, sign_in, carol, exam, rules, assert_accessible):
    page = new_page(**look)
    sign_in(page, carol)
    page.goto(exam.get_absolute_url())
    check(page, assert_accessible, "exam")
