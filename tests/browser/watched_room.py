"""A proctored sitting whose camera is a recorded video: fixtures, and what a test asks of it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Locator, Page

from exams.proctoring.models import Camera, Incident, RoomRules, Supervision
from exams.proctoring.services.incidents import read_reported
from exams.sittings.models import Sitting
from tests.browser.camera_video import launch_with_camera, write_video
from tests.browser.exam_screen import ExamScreen
from tests.fixtures.browser import Console

__all__ = ["camera_rules", "watched"]
Watched = Callable[..., ExamScreen]
# What the worker answered, picture by picture; and a camera that can be taken away.
LISTEN = """window.isGone = false; window.streams = [];
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  if (isGone) throw new DOMException("", "NotFoundError");
  streams.push(await real(wish));
  return streams.at(-1);
};
const RealWorker = Worker; window.pictures = [];
window.Worker = class extends RealWorker {
  constructor(...words) { super(...words); this.addEventListener("message", ({ data }) => data.faces && pictures.push(data)); }
};"""
PATIENCE_MS = 30_000


@pytest.fixture(autouse=True)
def camera_rules(proctored: Sitting) -> None:
    """The camera was on in the check-in. The shortest look that can count: these tests wait for it."""
    assert settings.HAS_CAMERA_MODEL, "Nothing to look with was installed: python bin/camera_model.py --required"
    RoomRules.objects.update(camera=Camera.REQUIRED, look_away_seconds=2)
    Supervision.objects.update(has_camera=True)


@pytest.fixture
def watched(
    browser: Browser, live_server: Any, console: Console, tmp_path: Path, show_room: Callable[[Page], ExamScreen]
) -> Iterator[Watched]:
    """`watched(("present", 6), ("turned", 8))`: alice's exam, watched by a camera that shows these scenes by turns."""
    opened: list[Browser] = []

    def open_exam(*scenes: tuple[str, int], permissions: tuple[str, ...] = ("camera",), **options: Any) -> ExamScreen:
        own = launch_with_camera(browser, write_video(tmp_path / "camera.y4m", scenes))
        opened.append(own)
        context = own.new_context(base_url=live_server.url, permissions=list(permissions), **options)
        context.on("page", console.watch)
        page = context.new_page()
        page.add_init_script(LISTEN)
        return show_room(page)

    yield open_exam
    for own in opened:
        own.close()


def wait_for_pictures(screen: ExamScreen, count: int) -> list[dict[str, Any]]:
    """What the detector said of the first ones."""
    screen.page.wait_for_function("count => pictures.length >= count", arg=count, timeout=PATIENCE_MS)
    found: list[dict[str, Any]] = screen.page.evaluate("pictures")
    return found


def incidents(sitting: Sitting) -> list[str]:
    read_reported(supervision_id=sitting.supervision.pk)
    return list(Incident.objects.filter(supervision__sitting=sitting).order_by("number").values_list("type", flat=True))


TAKE_AWAY = "isGone = true; streams.at(-1).getTracks()[0].stop()"


def events(sitting: Sitting) -> list[str]:
    return list(sitting.events.order_by("id").values_list("type", flat=True))


def send_all(screen: ExamScreen) -> None:
    """What the screen has told has arrived."""
    with screen.page.expect_response("**/sync"):
        screen.hear_server()
    screen.wait_saved()


def sign(screen: ExamScreen) -> Locator:
    return screen.page.locator("#camera-sign")
