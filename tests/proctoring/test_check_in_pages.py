"""The check-in's pages: in order, recorded, to be resumed, with another way for each step."""

import pytest
from django.urls import reverse

from exams.assembly.models import Exam, Proctoring
from exams.proctoring import steps
from exams.proctoring.alternatives import ALTERNATIVES
from exams.proctoring.models import Camera, CheckInStep, RoomRules, Supervision
from exams.proctoring.selectors import list_asked_steps
from exams.proctoring.services.incidents import read_reported
from exams.sittings.batches import ClientEvent
from exams.sittings.models import Sitting, SittingState
from exams.sittings.services import entry

pytestmark = pytest.mark.django_db
# What a page sends for each step that is done as it is described.
SENT = {
    steps.IDENTITY: {"name": "as-shown", "is_photo_taken": "true"},
    steps.WELCOME: {"is_confirmed": "on"},
    steps.TERMS: {"is_accepted": "on", "text_version": "1"},
    steps.SYSTEM: {"browser": "ok", "camera": "ok", "clock_ahead_ms": "-12", "round_trip_ms": "9"},
    steps.ROOM: {f"has_shown_{view}": "on" for view in ("desk", "below", "walls", "door")} | {"is_desk_clear": "on"},
    steps.TUTORIAL: {"way": "skip"},
}


@pytest.fixture
def sitting(rules: RoomRules, exam: Exam, alice, client) -> Sitting:
    """Alice, signed in, at the beginning of her check-in."""
    client.force_login(alice)
    return entry.open_check_in(user=alice, exam=exam)


def step_url(sitting, code):
    return reverse("proctoring:step", args=[sitting.pk, code])


def start_url(sitting):
    return reverse("proctoring:check-in", args=[sitting.pk])


@pytest.fixture
def send(client, sitting):
    """`send(code, **changes)`: the answer to a step's form; a change to None leaves a field out."""

    def post(code, **changes):
        values = {name: value for name, value in (SENT[code] | changes).items() if value is not None}
        return client.post(step_url(sitting, code), values)

    return post


@pytest.fixture
def reach(client, sitting, send):
    """`reach(code)`: all steps before it are done."""
    client.get(start_url(sitting))

    def take(code):
        for earlier in steps.ORDER[: steps.ORDER.index(code)]:
            assert send(earlier).status_code == 302

    return take


def recorded(code) -> CheckInStep | None:
    return CheckInStep.objects.filter(code=code).first()


def test_the_usual_page_leads_to_the_first_step(client, sitting):
    answer = client.get(reverse("sittings:check-in", args=[sitting.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == step_url(sitting, steps.IDENTITY)
    assert b"Who are you?" in answer.content


@pytest.mark.parametrize("code", steps.ORDER)
def test_each_step_is_shown_in_its_turn(client, sitting, reach, code):
    reach(code)
    answer = client.get(start_url(sitting), follow=True)
    assert answer.redirect_chain[-1][0] == step_url(sitting, code)
    assert answer.content.count(b'aria-current="step"') == 1
    assert b"I cannot do this step" in answer.content


def test_after_the_last_step_comes_the_start(client, sitting, reach, send):
    reach(steps.TUTORIAL)
    answer = client.post(step_url(sitting, steps.TUTORIAL), SENT[steps.TUTORIAL], follow=True)
    assert b"Ready to begin?" in answer.content


def test_who_takes_the_tutorial_comes_to_the_start_from_there(client, sitting, reach, send):
    reach(steps.TUTORIAL)
    assert send(steps.TUTORIAL, way="take")["Location"] == reverse("sittings:tutorial", args=[sitting.pk])
    answer = client.get(reverse("sittings:check-in", args=[sitting.pk]))
    assert b"Ready to begin?" in answer.content
    assert recorded(steps.TUTORIAL).details == {"is_taken": True}


def test_a_step_that_is_not_reached_leads_to_the_one_that_is(client, sitting, reach):
    reach(steps.WELCOME)
    answer = client.get(step_url(sitting, steps.ROOM), follow=True)
    assert answer.redirect_chain[-1][0] == step_url(sitting, steps.WELCOME)


def test_a_done_step_can_be_read_and_not_changed(client, sitting, reach, send):
    reach(steps.SYSTEM)
    page = client.get(step_url(sitting, steps.TERMS)).content
    assert b"Keep the room <em>quiet</em>." in page
    assert b"version 1 of the terms" in page
    assert b"step-form" not in page
    before = recorded(steps.IDENTITY)
    send(steps.IDENTITY, name="otherwise", correction="Alicia")
    assert recorded(steps.IDENTITY).details == before.details


def test_a_name_that_differs_is_noted(reach, send):
    reach(steps.IDENTITY)
    send(steps.IDENTITY, name="otherwise", correction="Alicia Example")
    assert recorded(steps.IDENTITY).details["correction"] == "Alicia Example"


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        (steps.IDENTITY, {"is_photo_taken": None}),
        (steps.IDENTITY, {"name": None}),
        (steps.IDENTITY, {"name": "otherwise"}),
        (steps.WELCOME, {"is_confirmed": None}),
        (steps.TERMS, {"is_accepted": None}),
        (steps.TERMS, {"is_accepted": None, "alternative": "read-aloud"}),
        (steps.SYSTEM, dict.fromkeys(SENT[steps.SYSTEM])),
        (steps.SYSTEM, {"browser": "splendid"}),
        (steps.ROOM, {"has_shown_door": None}),
        (steps.ROOM, {"is_desk_clear": None}),
        (steps.ROOM, {"alternative": "never-heard-of"}),
    ],
)
def test_what_is_missing_is_said_on_the_page(reach, send, code, changes):
    reach(code)
    answer = send(code, **changes)
    assert answer.status_code == 200
    assert b"errorlist" in answer.content or b'role="alert"' in answer.content
    assert recorded(code) is None


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        (steps.IDENTITY, {"is_photo_taken": None}),
        (steps.WELCOME, {}),
        (steps.TERMS, {}),
        (steps.SYSTEM, dict.fromkeys(SENT[steps.SYSTEM])),
        (steps.ROOM, {name: None for name in SENT[steps.ROOM] if name != "is_desk_clear"}),
        (steps.TUTORIAL, {}),
    ],
)
def test_every_step_has_another_way_that_is_recorded(reach, send, code, changes):
    reach(code)
    way = ALTERNATIVES[code][0]
    assert send(code, **changes, alternative=way.code).status_code == 302
    assert recorded(code).alternative == way.sentence


def test_terms_that_changed_meanwhile_are_shown_again(reach, send, rules):
    reach(steps.TERMS)
    RoomRules.objects.update(terms="New *words*.", terms_version=2)
    page = send(steps.TERMS).content
    assert b"The terms have changed" in page
    assert b'name="text_version" value="2"' in page
    assert b"New <em>words</em>." in page
    assert send(steps.TERMS, text_version="2").status_code == 302


def test_a_required_camera_that_is_missing_stops_with_what_to_do(reach, send):
    RoomRules.objects.update(camera=Camera.REQUIRED)
    reach(steps.SYSTEM)
    page = send(steps.SYSTEM, camera="failed").content
    assert b"This exam requires a camera" in page
    assert recorded(steps.SYSTEM) is None
    assert send(steps.SYSTEM).status_code == 302


def test_an_exam_that_requires_a_camera_offers_no_way_without(client, sitting, reach, send):
    RoomRules.objects.update(camera=Camera.REQUIRED)
    reach(steps.IDENTITY)
    assert b'value="no-camera"' not in client.get(step_url(sitting, steps.IDENTITY)).content
    assert send(steps.IDENTITY, is_photo_taken=None, alternative="no-camera").status_code == 200
    assert send(steps.IDENTITY, is_photo_taken=None, alternative="no-photo").status_code == 302


def test_an_optional_camera_that_is_missing_stops_nobody(client, sitting, reach, send):
    reach(steps.SYSTEM)
    assert send(steps.SYSTEM, camera="warning").status_code == 302
    assert Supervision.objects.get().has_camera is False
    page = client.get(step_url(sitting, steps.ROOM)).content.decode()
    assert 'value="no-camera" checked' in page


def test_an_exam_without_cameras_asks_for_no_photo(client, sitting, reach, send):
    RoomRules.objects.update(camera=Camera.NONE)
    reach(steps.IDENTITY)
    assert b'id="camera"' not in client.get(step_url(sitting, steps.IDENTITY)).content
    assert send(steps.IDENTITY, is_photo_taken=None).status_code == 302


def test_what_was_measured_is_kept(reach, send):
    reach(steps.SYSTEM)
    send(steps.SYSTEM)
    assert recorded(steps.SYSTEM).details == {
        "camera": True,
        "checks": {"browser": "ok", "camera": "ok"},
        "clock_ahead_ms": -12,
        "round_trip_ms": 9,
    }


def test_who_has_nothing_left_to_do_when_an_exam_asks_for_less_may_start(client, sitting, reach):
    reach(steps.ROOM)
    RoomRules.objects.update(asks_room=False)
    Sitting.objects.update(cleared_at=None)
    client.get(start_url(sitting))
    assert b"Ready to begin?" in client.get(reverse("sittings:check-in", args=[sitting.pk])).content


@pytest.mark.parametrize("page", ["check-in", "step"])
def test_a_sitting_that_runs_leads_to_its_screen(client, proctored, alice, page):
    client.force_login(alice)
    url = start_url(proctored) if page == "check-in" else step_url(proctored, steps.WELCOME)
    assert client.get(url)["Location"] == proctored.get_absolute_url()


def test_a_timed_exam_has_no_steps(client, alice, check_in):
    client.force_login(alice)
    assert client.get(start_url(check_in))["Location"] == check_in.get_absolute_url()


def test_a_step_that_this_exam_does_not_ask_for_is_not_found(client, sitting, reach):
    RoomRules.objects.update(asks_identity=False)
    reach(steps.IDENTITY)
    assert client.get(step_url(sitting, steps.IDENTITY)).status_code == 404


def test_the_camera_is_open_on_these_pages_alone(client, sitting, reach, proctored):
    policy = {
        url: client.get(url).get("Permissions-Policy", "")
        for url in ("/", proctored.get_absolute_url(), sitting.exam.get_absolute_url(), "/api/v1/me")
    }
    is_open = {url: "camera=(self)" in value for url, value in policy.items()}
    assert is_open == dict.fromkeys(policy, False) | {proctored.get_absolute_url(): True}
    assert all("microphone=()" in value for value in policy.values())


def test_the_camera_is_open_in_the_check_in(client, sitting, reach):
    reach(steps.IDENTITY)
    assert "camera=(self)" in client.get(step_url(sitting, steps.IDENTITY))["Permissions-Policy"]


def test_the_usual_exam_screen_may_not_ask_for_the_camera(client, running, alice):
    client.force_login(alice)
    assert "camera=()" in client.get(running.get_absolute_url())["Permissions-Policy"]


# --- the exam's page ----------------------------------------------------------------------------
def offer(exam: Exam, proctoring: str) -> None:
    Exam.objects.filter(pk=exam.pk).update(proctoring=proctoring)


@pytest.mark.parametrize(
    ("proctoring", "modes"), [("none", []), ("offered", ["rehearsal", "timed"]), ("required", ["rehearsal"])]
)
def test_the_exams_page_offers_its_modes(client, alice, exam, proctoring, modes):
    offer(exam, proctoring)
    client.force_login(alice)
    page = client.get(exam.get_absolute_url()).content.decode()
    assert [mode for mode in ("rehearsal", "timed") if f'name="mode" value="{mode}"' in page] == modes


@pytest.mark.parametrize(("mode", "is_proctored"), [("rehearsal", True), ("timed", False), ("", False), ("x", False)])
def test_the_chosen_mode_is_what_is_sat(client, alice, exam, mode, is_proctored):
    offer(exam, Proctoring.OFFERED)
    client.force_login(alice)
    client.post(reverse("sittings:open", args=[exam.slug]), {"mode": mode})
    assert Sitting.objects.get().is_proctored is is_proctored


def test_until_the_start_another_mode_can_be_chosen(client, alice, exam):
    offer(exam, Proctoring.OFFERED)
    client.force_login(alice)
    open_url = reverse("sittings:open", args=[exam.slug])
    client.post(open_url, {"mode": "rehearsal"})
    page = client.get(exam.get_absolute_url()).content.decode()
    assert 'value="timed"' in page
    answer = client.post(open_url, {"mode": "timed"}, follow=True)
    assert b"Ready to begin?" in answer.content
    assert Sitting.objects.get().is_proctored is False


def test_steps_that_were_done_are_still_done_after_a_change_of_mind(client, alice, exam, sitting, reach):
    offer(exam, Proctoring.OFFERED)
    reach(steps.TERMS)
    for mode in ("timed", "rehearsal"):
        client.post(reverse("sittings:open", args=[exam.slug]), {"mode": mode})
    answer = client.get(start_url(sitting))
    assert answer["Location"] == step_url(sitting, steps.TERMS)


def test_once_the_clock_runs_the_mode_stays(client, alice, exam, proctored):
    offer(exam, Proctoring.OFFERED)
    client.force_login(alice)
    client.post(reverse("sittings:open", args=[exam.slug]), {"mode": "timed"})
    proctored.refresh_from_db()
    assert (proctored.state, proctored.is_proctored) == (SittingState.RUNNING, True)


def test_an_exam_that_is_always_proctored_leaves_no_choice(client, alice, exam, sitting):
    client.post(reverse("sittings:open", args=[exam.slug]), {"mode": "timed"})
    assert Sitting.objects.get().is_proctored is True


def test_attempts_say_which_mode_they_were(client, alice, exam, submitted):
    client.force_login(alice)
    assert b"Timed exam" in client.get(exam.get_absolute_url()).content
    Sitting.objects.update(is_proctored=True, cleared_at=submitted.created_at)
    assert b"Dress rehearsal" in client.get(exam.get_absolute_url()).content


def test_the_steps_of_the_tests_are_those_of_the_exam(rules):
    assert list_asked_steps(rules) == list(SENT)


def test_who_changed_to_the_timed_exam_is_not_watched(client, alice, exam, sitting, reach, make_client):
    offer(exam, Proctoring.OFFERED)
    reach(steps.TERMS)
    client.post(reverse("sittings:open", args=[exam.slug]), {"mode": "timed"})
    entry.start(user=alice, sitting_id=sitting.pk, is_rules_accepted=True)
    make_client(sitting).send(events=(ClientEvent("copy", 1_000), ClientEvent("copy", 2_000)))
    assert read_reported(supervision_id=Supervision.objects.get().pk) == []
    assert Supervision.objects.values_list("points", "read_number").get() == (0, 2)


def test_a_change_of_mode_is_in_the_sittings_log(client, exam, sitting):
    offer(exam, Proctoring.OFFERED)
    for _ in range(2):
        client.post(reverse("sittings:open", args=[exam.slug]), {"mode": "timed"})
    assert [event.details for event in sitting.events.filter(type="mode-changed")] == [{"mode": "timed"}]
