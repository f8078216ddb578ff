"""Whether the device looks through the camera during the exam, and what it looks with."""

import pytest

from exams.proctoring.models import RoomRules, Supervision
from exams.proctoring.room import decide_watch

WASM = "'wasm-unsafe-eval'"


@pytest.mark.parametrize(
    ("camera", "has_camera", "has_model", "expected"),
    [
        ("none", True, True, "none"),
        ("optional", True, True, "on"),
        ("optional", False, True, "declined"),
        ("optional", None, True, "declined"),
        ("required", True, True, "on"),
        ("required", None, True, "on"),
        ("required", True, False, "missing"),
        ("none", None, False, "none"),
    ],
)
def test_the_camera_watches_where_the_exam_and_the_candidate_want_it(camera, has_camera, has_model, expected):
    assert decide_watch(camera=camera, has_camera=has_camera, has_model=has_model) == expected


@pytest.mark.django_db
def test_the_exam_screen_learns_it_with_the_rules(client, alice, proctored, cleared, settings):
    settings.HAS_CAMERA_MODEL = True
    RoomRules.objects.update(camera="optional")
    Supervision.objects.update(has_camera=True)
    client.force_login(alice)
    room = client.get(f"/api/v1/sittings/{proctored.pk}/room").json()
    assert (room["camera_watch"], room["detector_url"]) == ("on", "/proctoring/detector.js")


def test_the_worker_alone_may_compile_and_asks_this_site_alone(client):
    policy = client.get("/proctoring/detector.js")["Content-Security-Policy"]
    assert f"script-src 'self' {WASM}" in policy
    assert "connect-src 'self'" in policy
    assert "unsafe-eval'" not in policy.replace(WASM, "")


@pytest.mark.django_db
def test_the_exam_screen_itself_may_not(client, alice, proctored):
    client.force_login(alice)
    policy = client.get(proctored.get_absolute_url())["Content-Security-Policy"]
    assert "script-src 'self';" in policy


def test_the_worker_is_a_script_wherever_it_looks_with_nothing(client, settings):
    settings.HAS_CAMERA_MODEL = False
    response = client.get("/proctoring/detector.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert "human.mjs" in response.content.decode()
