"""The sign of the camera, its panel, and the flash around the screen: how they look, and for whom they must not flash."""

import pytest
from playwright.sync_api import expect

from exams.proctoring.models import Camera, RoomRules, Supervision
from tests.browser.looks import find_faults
from tests.browser.proctored_room import proctored, rules, show_room, warning
from tests.browser.watched_room import PATIENCE_MS, Watched, camera_rules, sign, watched

__all__ = ["camera_rules", "proctored", "rules", "show_room", "watched"]
pytestmark = pytest.mark.browser
RECORD_FLASHES = """() => {
  window.flashes = [];
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (frames, how) {
    flashes.push([this.id, how.duration, how.iterations]);
    return animate.call(this, frames, how);
  };
}"""
FLASHES = """document.getElementById("room-flash").getAnimations().map(({ effect }) =>
  [effect.getTiming().iterations, effect.getTiming().duration])"""


def test_the_warning_of_the_camera_flashes_around_the_screen_twice_in_two_seconds(watched: Watched) -> None:
    screen = watched(("turned", 2), reduced_motion="no-preference")
    screen.page.evaluate(RECORD_FLASHES)
    expect(warning(screen)).to_contain_text("look at the screen", timeout=PATIENCE_MS)
    assert screen.page.evaluate("flashes") == [["room-flash", 1000, 2]]


def test_nothing_flashes_with_reduced_motion(watched: Watched) -> None:
    screen = watched(("turned", 2), reduced_motion="reduce")
    expect(warning(screen)).to_contain_text("look at the screen", timeout=PATIENCE_MS)
    assert screen.page.evaluate(FLASHES) == []
    assert screen.page.locator("#room-flash").evaluate("(flash) => getComputedStyle(flash).opacity") == "0"


def test_it_is_said_at_once_to_a_screen_reader(watched: Watched) -> None:
    screen = watched(("turned", 2))
    expect(screen.page.locator("#alarm")).to_contain_text("Please look at the screen.", timeout=PATIENCE_MS)
    expect(screen.page.locator("#alarm")).to_have_attribute("role", "alert")


def test_the_sign_and_its_panel_are_accessible_in_every_look(watched: Watched) -> None:
    RoomRules.objects.update(camera=Camera.OPTIONAL)
    Supervision.objects.update(has_camera=False)
    screen = watched(("present", 2))
    expect(sign(screen)).to_have_accessible_name("Camera not used")
    assert find_faults(screen.page) == []
    sign(screen).click()
    expect(screen.page.get_by_role("dialog", name="Camera not used")).to_be_visible()
    assert find_faults(screen.page) == []


def test_a_camera_that_is_off_is_accessible_in_every_look_and_known_by_more_than_its_color(watched: Watched) -> None:
    RoomRules.objects.update(camera=Camera.OPTIONAL)
    screen = watched(("present", 2), permissions=())
    expect(sign(screen)).to_have_accessible_name("Camera off")
    expect(screen.page.locator("#camera-sign-icon")).to_have_attribute("href", "#i-camera-off")
    sign(screen).click()
    expect(screen.page.get_by_role("dialog", name="Camera off")).to_contain_text("The exam goes on without it.")
    assert find_faults(screen.page) == []


def test_who_wishes_can_turn_it_on_during_the_exam(watched: Watched) -> None:
    RoomRules.objects.update(camera=Camera.OPTIONAL)
    Supervision.objects.update(has_camera=False)
    screen = watched(("present", 2))
    sign(screen).click()
    screen.page.get_by_role("button", name="Turn the camera on").click()
    expect(sign(screen)).to_have_attribute("data-state", "watching", timeout=PATIENCE_MS)
    expect(screen.page.get_by_label("What the camera sees")).to_be_visible()
