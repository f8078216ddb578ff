"""The check-in of a proctored sitting."""

import pytest

from exams.proctoring import steps
from exams.proctoring.errors import NotProctored, StepNotReached, StepUnknown, TermsChanged
from exams.proctoring.models import Camera, CheckInStep, RoomRules
from exams.proctoring.selectors import list_asked_steps
from exams.proctoring.services.check_in import complete_step, open_supervision
from exams.sittings.services import entry

pytestmark = pytest.mark.django_db


def take(supervision, *codes: str, **values) -> None:
    for code in codes:
        terms = {"text_version": 1} if code == steps.TERMS else {}
        complete_step(user=supervision.sitting.user, sitting_id=supervision.sitting_id, code=code, **(terms | values))


def test_all_steps_done_clear_the_sitting(supervision, rules, alice):
    take(supervision, *steps.ORDER)
    sitting = entry.start(user=alice, sitting_id=supervision.sitting_id, is_rules_accepted=True)
    assert sitting.cleared_at is not None


def test_the_tutorial_may_be_left_out(supervision):
    take(supervision, *(code for code in steps.ORDER if code != steps.TUTORIAL))
    supervision.sitting.refresh_from_db()
    assert supervision.sitting.cleared_at


@pytest.mark.parametrize("left_out", [code for code in steps.ORDER if code != steps.TUTORIAL])
def test_no_other_step_may(supervision, left_out):
    before = steps.ORDER[: steps.ORDER.index(left_out)]
    take(supervision, *before)
    with pytest.raises(StepNotReached):
        take(supervision, steps.ORDER[steps.ORDER.index(left_out) + 1])
    supervision.sitting.refresh_from_db()
    assert supervision.sitting.cleared_at is None


def test_a_step_is_recorded_once_with_the_version_that_was_agreed_to(supervision):
    take(supervision, steps.IDENTITY, steps.WELCOME)
    take(supervision, steps.TERMS)
    take(supervision, steps.TERMS)
    step = CheckInStep.objects.get(supervision=supervision, code=steps.TERMS)
    assert step.text_version == 1


def test_who_agreed_to_older_terms_reads_them_again(supervision):
    RoomRules.objects.update(terms_version=2)
    take(supervision, steps.IDENTITY, steps.WELCOME)
    with pytest.raises(TermsChanged) as refusal:
        take(supervision, steps.TERMS)
    assert refusal.value.extra == {"text_version": 2}


def test_another_way_is_recorded(supervision):
    take(supervision, steps.IDENTITY, alternative="Typed the name instead of a photo.")
    assert supervision.steps.get().alternative == "Typed the name instead of a photo."


@pytest.mark.parametrize(("values", "missing"), [({"asks_identity": False}, "identity"), ({"camera": "none"}, "room")])
def test_what_the_exam_does_not_ask_for_is_no_step(supervision, rules, values, missing):
    RoomRules.objects.update(**values)
    rules.refresh_from_db()
    assert missing not in list_asked_steps(rules)
    with pytest.raises(StepUnknown):
        take(supervision, missing)


def test_the_system_check_says_whether_there_is_a_camera(supervision):
    take(supervision, steps.IDENTITY, steps.WELCOME, steps.TERMS)
    take(supervision, steps.SYSTEM, details={"camera": True})
    supervision.refresh_from_db()
    assert supervision.has_camera is True


def test_a_sitting_without_a_proctor_has_no_steps(check_in, alice):
    with pytest.raises(NotProctored):
        open_supervision(user=alice, sitting_id=check_in.pk)


def test_opening_twice_is_one_supervision(supervision, alice):
    assert open_supervision(user=alice, sitting_id=supervision.sitting_id) == supervision


def test_a_result_that_might_be_held_is_held_from_the_start(rules, exam, alice):
    RoomRules.objects.update(hold_points=20)
    sitting = entry.open_check_in(user=alice, exam=exam)
    open_supervision(user=alice, sitting_id=sitting.pk)
    sitting.refresh_from_db()
    assert sitting.is_held


def test_a_camera_that_is_not_used_asks_for_no_room(rules):
    rules.camera = Camera.NONE
    assert steps.ROOM not in list_asked_steps(rules)
