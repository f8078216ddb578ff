"""The check-in of a proctored sitting: step by step, each recorded, to be resumed on any device."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exams.proctoring import steps
from exams.proctoring.check_in_selectors import CheckIn, get_check_in
from exams.proctoring.errors import CameraRequired, NotProctored, StepNotReached, StepUnknown, TermsChanged
from exams.proctoring.models import Camera, CheckInStep, RoomRules, Supervision
from exams.proctoring.selectors import get_rules, list_asked_steps
from exams.sittings.models import Sitting, SittingState
from exams.sittings.services import entry
from exams.sittings.services.control import set_hold
from exams.sittings.services.transitions import lock_sitting
from exams.sittings.states import next_state


@transaction.atomic
def open_supervision(*, user: User, sitting_id: UUID) -> Supervision:
    """The sitting's supervision; a new one where there is none. May be repeated. Raises NotFound, NotProctored."""
    sitting = lock_sitting(sitting_id=sitting_id, user=user)
    if not sitting.is_proctored:
        raise NotProctored
    rules = get_rules(exam_id=sitting.exam_id)
    values = {"proctor": rules.proctor, "created_at": timezone.now()}
    supervision, is_new = Supervision.objects.get_or_create(sitting=sitting, defaults=values)
    if is_new and rules.hold_points is not None:
        # Until the end says how much there is to review: a result that was shown cannot be held any more.
        set_hold(sitting_id=sitting.pk, is_held=True, text="Until the incidents are counted.")
    return supervision


def come(*, user: User, sitting_id: UUID) -> CheckIn:
    """Where the person stands in the check-in, which begins when they first ask. Whoever has nothing left to do, as the
    exam asks for less by now, is cleared. Three statements, as usual. Raises NotFound, NotProctored."""
    try:
        found = get_check_in(user=user, sitting_id=sitting_id)
    except NotProctored:
        open_supervision(user=user, sitting_id=sitting_id)
        found = get_check_in(user=user, sitting_id=sitting_id)
    _clear_when_complete(found.supervision.sitting, is_complete=found.is_complete)
    return found


@transaction.atomic
def complete_step(
    *,
    user: User,
    sitting_id: UUID,
    code: str,
    text_version: int = 0,
    alternative: str = "",
    details: dict[str, Any] | None = None,
) -> Supervision:
    """Record that a step is done; the last one clears the sitting. May be repeated: the first time counts.

    `text_version`: of the terms that were agreed to; `alternative`: the way that was taken instead of the usual one.
    Raises NotFound, NotProctored, StepUnknown, StepNotReached, TermsChanged, CameraRequired;
    SittingRunning, SittingPaused, SittingClosed once the check-in is over.
    """
    supervision = open_supervision(user=user, sitting_id=sitting_id)
    rules = get_rules(exam_id=supervision.sitting.exam_id)
    asked, done = list_asked_steps(rules), list(supervision.steps.values_list("code", flat=True))
    if code not in asked:
        raise StepUnknown
    if not steps.is_reached(code, asked=asked, done=done):
        raise StepNotReached
    if code not in done:
        next_state(supervision.sitting.state, "start")  # afterwards there is no check-in
        _refuse_other_terms(code, rules, text_version)
        _refuse_without_camera(code, rules, details or {})
        CheckInStep.objects.create(
            supervision=supervision,
            code=code,
            done_at=timezone.now(),
            text_version=text_version,
            alternative=alternative[:200],
            details=details or {},
        )
        _note_camera(supervision, code, details or {})
        done.append(code)
    _clear_when_complete(supervision.sitting, is_complete=steps.is_complete(asked=asked, done=done))
    return supervision


def _refuse_other_terms(code: str, rules: RoomRules, text_version: int) -> None:
    if code == steps.TERMS and text_version != rules.terms_version:
        raise TermsChanged(text_version=rules.terms_version)


def _refuse_without_camera(code: str, rules: RoomRules, details: dict[str, Any]) -> None:
    if code == steps.SYSTEM and rules.camera == Camera.REQUIRED and details.get("camera") is not True:
        raise CameraRequired


def _note_camera(supervision: Supervision, code: str, details: dict[str, Any]) -> None:
    if code == steps.SYSTEM:
        supervision.has_camera = details.get("camera") is True
        supervision.save(update_fields=["has_camera"])


def _clear_when_complete(sitting: Sitting, *, is_complete: bool) -> None:
    if is_complete and sitting.state == SittingState.CHECK_IN and sitting.cleared_at is None:
        entry.clear(sitting_id=sitting.pk)
