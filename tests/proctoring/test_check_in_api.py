"""The check-in by REST, for apps."""

import pytest

from exams.proctoring import steps
from exams.proctoring.models import Camera, CheckInStep, RoomRules, Supervision
from exams.sittings.services import entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting(rules, exam, alice, client):
    client.force_login(alice)
    return entry.open_check_in(user=alice, exam=exam)


@pytest.fixture
def take(client, sitting):
    """`take(code, **more)`: says that a step is done."""

    def post(code, **more):
        url = f"/api/v1/sittings/{sitting.pk}/check-in"
        return client.post(url, {"step": code, **more}, content_type="application/json")

    return post


def look(client, sitting):
    return client.get(f"/api/v1/sittings/{sitting.pk}/check-in").json()


def take_until(take, code) -> None:
    for earlier in steps.ORDER[: steps.ORDER.index(code)]:
        assert take(earlier, text_version=1 if earlier == steps.TERMS else 0).status_code == 200


def test_the_steps_are_listed_in_their_order(client, sitting):
    found = look(client, sitting)
    assert [row["code"] for row in found["steps"]] == list(steps.ORDER)
    assert [row["state"] for row in found["steps"]] == ["next"] + ["later"] * 5
    assert (found["is_complete"], found["camera"], found["terms"]["version"]) == (False, "optional", 1)


def test_a_step_that_is_done_says_when_and_how(take):
    answer = take(steps.IDENTITY, alternative="no-photo").json()
    first, second = answer["steps"][:2]
    assert (first["state"], second["state"]) == ("done", "next")
    assert first["alternative"] == "I cannot be photographed, or my document has no photo."
    assert first["done_at"].endswith("Z")


def test_all_steps_lead_to_the_start(client, take, sitting):
    take_until(take, steps.TUTORIAL)
    assert look(client, sitting)["is_complete"] is True
    url = f"/api/v1/sittings/{sitting.pk}/start"
    assert client.post(url, {"accept_rules": True}, content_type="application/json").json()["state"] == "running"


def test_before_that_the_start_is_refused(client, sitting):
    url = f"/api/v1/sittings/{sitting.pk}/start"
    answer = client.post(url, {"accept_rules": True}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "check-in-incomplete")


def test_a_repeat_changes_nothing(take):
    take(steps.IDENTITY)
    before = CheckInStep.objects.get()
    assert take(steps.IDENTITY, alternative="no-photo").status_code == 200
    assert CheckInStep.objects.get().alternative == before.alternative


@pytest.mark.parametrize(
    ("reached", "sent", "status", "code"),
    [
        (steps.IDENTITY, {"code": steps.TERMS, "text_version": 1}, 409, "step-not-reached"),
        (steps.TERMS, {"code": steps.TERMS, "text_version": 7}, 409, "terms-changed"),
        (steps.IDENTITY, {"code": "breakfast"}, 400, "invalid-input"),
        (steps.IDENTITY, {"code": steps.IDENTITY, "alternative": "breakfast"}, 400, "invalid-input"),
        (steps.SYSTEM, {"code": steps.SYSTEM, "details": {"checks": {"breakfast": "ok"}}}, 400, "invalid-input"),
        (steps.SYSTEM, {"code": steps.SYSTEM, "details": {"checks": {"clock": "late"}}}, 400, "invalid-input"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(take, reached, sent, status, code):
    take_until(take, reached)
    answer = take(**sent)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_changed_terms_are_named_by_their_version(take):
    take_until(take, steps.TERMS)
    RoomRules.objects.update(terms_version=3)
    assert take(steps.TERMS, text_version=1).json()["text_version"] == 3


def test_a_step_that_the_exam_does_not_ask_for_is_unknown(take):
    RoomRules.objects.update(asks_identity=False)
    answer = take(steps.IDENTITY)
    assert (answer.status_code, answer.json()["code"]) == (404, "step-unknown")


def test_a_required_camera_is_required_here_too(take):
    RoomRules.objects.update(camera=Camera.REQUIRED)
    take_until_system = [steps.IDENTITY, steps.WELCOME]
    for code in take_until_system:
        take(code)
    take(steps.TERMS, text_version=1)
    assert take(steps.SYSTEM).json()["code"] == "camera-required"
    assert take(steps.SYSTEM, details={"camera": True, "checks": {"camera": "ok"}}).status_code == 200
    assert Supervision.objects.get().has_camera is True


def test_a_sitting_without_a_proctor_has_no_check_in(client, check_in, alice):
    client.force_login(alice)
    answer = client.get(f"/api/v1/sittings/{check_in.pk}/check-in")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-proctored")


def test_once_the_clock_runs_there_are_no_more_steps(take, sitting, alice):
    take_until(take, steps.TUTORIAL)
    entry.start(user=alice, sitting_id=sitting.pk, is_rules_accepted=True)
    answer = take(steps.TUTORIAL)
    assert (answer.status_code, answer.json()["code"]) == (409, "sitting-is-running")


@pytest.mark.parametrize(("mode", "is_proctored"), [("rehearsal", True), ("timed", False)])
def test_an_app_chooses_the_mode(client, alice, exam, mode, is_proctored):
    exam.proctoring = "offered"
    exam.save(update_fields=["proctoring"])
    client.force_login(alice)
    url = f"/api/v1/exams/{exam.slug}/sittings"
    sitting = client.post(url, {"mode": mode}, content_type="application/json").json()
    assert client.get(f"/api/v1/exams/{exam.slug}").json()["proctoring"] == "offered"
    assert client.get(f"/api/v1/sittings/{sitting['id']}/check-in").status_code == (200 if is_proctored else 404)
    assert sitting["mode"] == mode


def test_an_app_that_opens_a_rehearsal_again_without_a_mode_changes_nothing(client, alice, exam, sitting):
    exam.proctoring = "offered"
    exam.save(update_fields=["proctoring"])
    client.post(f"/api/v1/exams/{exam.slug}/sittings", {}, content_type="application/json")
    sitting.refresh_from_db()
    assert sitting.is_proctored
