"""The camera of a proctored exam in a real Chromium, with a recorded video for a camera. Time is real here: it is the
detector's work that is tested."""

from typing import Any

import pytest
from playwright.sync_api import Request, expect

from exams.proctoring.models import Camera, Incident, RoomRules, Supervision
from exams.sittings.models import Sitting
from tests.browser.proctored_room import proctored, rules, show_room, warning
from tests.browser.watched_room import (
    PATIENCE_MS,
    TAKE_AWAY,
    Watched,
    camera_rules,
    events,
    incidents,
    send_all,
    sign,
    wait_for_pictures,
    watched,
)

__all__ = ["camera_rules", "proctored", "rules", "show_room", "watched"]
pytestmark = pytest.mark.browser


# --- what it tells --------------------------------------------------------------------------------
def test_who_looks_at_the_screen_hears_nothing(watched: Watched, proctored: Sitting) -> None:
    screen = watched(("present", 2))
    pictures = wait_for_pictures(screen, 6)
    assert [len(picture["faces"]) for picture in pictures[:6]] == [1] * 6
    expect(sign(screen)).to_have_attribute("data-state", "watching")
    expect(warning(screen)).to_be_hidden()
    assert incidents(proctored) == []


@pytest.mark.parametrize(
    ("scene", "type", "words"),
    [
        ("absent", "nobody-there", "The camera sees nobody. Please sit in front of the camera."),
        ("two", "somebody-else", "The camera may see somebody else."),
        ("turned", "looked-away", "You may have looked away. Please look at the screen."),
        ("down", "looked-away", "You may have looked away. Please look at the screen."),
        ("black", "camera-off", "The camera is off. Please switch it on again."),
    ],
)
def test_what_the_camera_sees_is_warned_of(
    watched: Watched, proctored: Sitting, scene: str, type: str, words: str
) -> None:
    screen = watched((scene, 2))
    expect(warning(screen)).to_contain_text(words, timeout=PATIENCE_MS)
    expect(warning(screen)).to_contain_text("This was a warning; the next one counts.")


# --- what becomes of it ---------------------------------------------------------------------------
def test_looking_away_is_one_incident_with_its_length_and_the_item(watched: Watched, proctored: Sitting) -> None:
    screen = watched(("present", 6), ("turned", 7))
    screen.go_to("pair")
    expect(warning(screen)).to_contain_text("look at the screen", timeout=PATIENCE_MS)
    wait_for_pictures(screen, 22)
    send_all(screen)
    assert incidents(proctored)[:1] == ["looked-away"]
    first = Incident.objects.order_by("number")[0]
    assert 5000 <= first.for_ms <= 9500
    assert (first.position, first.is_warning) == (screen.positions["pair"], True)


def test_a_glance_is_nothing(watched: Watched, proctored: Sitting) -> None:
    RoomRules.objects.update(look_away_seconds=4)
    screen = watched(("present", 5), ("turned", 2))
    wait_for_pictures(screen, 15)
    send_all(screen)
    expect(warning(screen)).to_be_hidden()
    assert incidents(proctored) == []


def test_a_camera_that_is_taken_away_is_told_and_so_is_its_return(watched: Watched, proctored: Sitting) -> None:
    screen = watched(("present", 2))
    wait_for_pictures(screen, 3)
    screen.page.evaluate(TAKE_AWAY)
    expect(warning(screen)).to_contain_text("The camera is off.", timeout=PATIENCE_MS)
    expect(sign(screen)).to_have_attribute("data-state", "off")
    screen.page.evaluate("isGone = false")
    sign(screen).click()
    screen.page.get_by_role("button", name="Turn the camera on").click()
    expect(sign(screen)).to_have_attribute("data-state", "watching", timeout=PATIENCE_MS)
    screen.page.keyboard.press("Escape")
    send_all(screen)
    assert incidents(proctored) == ["camera-off"]
    assert "camera-on" in events(proctored)


def test_a_camera_that_comes_back_is_found_again_by_itself(watched: Watched) -> None:
    screen = watched(("present", 2))
    wait_for_pictures(screen, 2)
    screen.page.evaluate(TAKE_AWAY)
    expect(sign(screen)).to_have_attribute("data-state", "off", timeout=PATIENCE_MS)
    screen.page.evaluate("isGone = false")
    expect(sign(screen)).to_have_attribute("data-state", "watching", timeout=PATIENCE_MS)


# --- whom it must not hold up -----------------------------------------------------------------------
def test_a_camera_that_may_be_left_off_and_is_refused_costs_nothing(watched: Watched, proctored: Sitting) -> None:
    RoomRules.objects.update(camera=Camera.OPTIONAL)
    screen = watched(("present", 2), permissions=())
    expect(sign(screen)).to_have_attribute("data-state", "off")
    screen.choose("A")
    send_all(screen)
    assert "camera-unused" in events(proctored)
    assert incidents(proctored) == []


def test_a_required_camera_that_is_refused_is_told_and_the_exam_goes_on(watched: Watched, proctored: Sitting) -> None:
    screen = watched(("present", 2), permissions=())
    expect(warning(screen)).to_contain_text("The camera is off. Please switch it on again.", timeout=PATIENCE_MS)
    screen.choose("A")
    screen.reload()
    send_all(screen)
    assert incidents(proctored) == ["camera-off"]
    assert "camera-unused" not in events(proctored)


def test_who_did_not_turn_it_on_in_the_check_in_is_asked_nothing(watched: Watched) -> None:
    RoomRules.objects.update(camera=Camera.OPTIONAL)
    Supervision.objects.update(has_camera=False)
    screen = watched(("present", 2))
    expect(sign(screen)).to_have_attribute("data-state", "declined")
    assert screen.page.evaluate("streams.length") == 0


@pytest.mark.allow_console_errors("status of 404", "Failed to load")
def test_the_exam_goes_on_where_the_detector_does_not_load(watched: Watched, settings: Any) -> None:
    settings.CAMERA_MODEL_PATH = "nowhere/"
    screen = watched(("absent", 2))
    expect(sign(screen)).to_have_attribute("data-state", "unable", timeout=PATIENCE_MS)
    screen.choose("A")
    screen.wait_saved()


# --- what leaves the browser ------------------------------------------------------------------------
def test_no_picture_leaves_the_browser_and_nobody_else_is_asked(watched: Watched, live_server: Any) -> None:
    screen = watched(("turned", 2))
    asked: list[Request] = []
    screen.page.context.on("request", lambda request: asked.append(request))
    screen.page.on("websocket", lambda socket: pytest.fail(f"A connection to {socket.url}"))
    screen.reload()
    expect(warning(screen)).to_contain_text("look at the screen", timeout=PATIENCE_MS)
    wait_for_pictures(screen, 8)
    send_all(screen)
    ours = (live_server.url, "data:")
    assert not [request.url for request in asked if not request.url.startswith(ours)]
    sent = [request for request in asked if request.method != "GET"]
    assert sent
    for request in sent:
        assert request.headers["content-type"] == "application/json"
        body = request.post_data or ""
        assert len(body) < 4000  # a picture of 320 by 240 pixels is more, however it is packed into text
        assert "base64" not in body and "data:" not in body


def test_another_tab_that_takes_over_takes_the_camera_too(watched: Watched, show_room: Any) -> None:
    screen = watched(("present", 2))
    wait_for_pictures(screen, 2)
    other = show_room(screen.page.context.new_page())
    expect(sign(other)).to_have_attribute("data-state", "watching", timeout=PATIENCE_MS)
    screen.hear_server()
    expect(screen.curtain).to_contain_text("opened somewhere else")
    assert screen.page.evaluate("streams.every((stream) => stream.getTracks()[0].readyState === 'ended')")
