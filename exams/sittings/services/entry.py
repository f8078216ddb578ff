"""From the exam's page into the room: check-in, rules, start."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from exams.assembly.errors import ExamNotOpen
from exams.assembly.models import Exam, ExamState, Form
from exams.assembly.selectors import list_current_forms
from exams.assembly.services.forms import draw_form, new_seed
from exams.sittings.errors import RulesNotAccepted
from exams.sittings.models import Sitting, SittingState
from exams.sittings.selectors import get_allotted_seconds
from exams.sittings.services.transitions import lock_sitting, record, set_deadline, settle
from exams.sittings.states import next_state

UNDERWAY = {SittingState.RUNNING, SittingState.PAUSED}


def open_check_in(*, user: User, exam: Exam) -> Sitting:
    """The person's live sitting of this exam; a new one in check-in where there is none. May be repeated.

    Raises ExamNotOpen.
    """
    with transaction.atomic():
        live = Sitting.objects.filter(user=user, exam=exam).exclude(state=SittingState.CLOSED).first()
        if live is not None:
            sitting = lock_sitting(sitting_id=live.pk)
            settle(sitting=sitting, now=timezone.now())
            if sitting.state == SittingState.SCHEDULED:
                _enter_check_in(sitting)
            if sitting.state != SittingState.CLOSED:
                return sitting
        if exam.state != ExamState.OPEN:
            raise ExamNotOpen
        return _create(user, exam)


def _enter_check_in(sitting: Sitting) -> None:
    sitting.state = SittingState(next_state(sitting.state, "open_check_in"))
    sitting.save(update_fields=["state"])
    record(sitting=sitting, type="check-in-opened", at=timezone.now(), actor=sitting.user)


def _create(user: User, exam: Exam) -> Sitting:
    now = timezone.now()
    try:
        with transaction.atomic():
            sitting = Sitting.objects.create(user=user, exam=exam, state=SittingState.CHECK_IN, created_at=now)
    except IntegrityError:
        # A second click, at the same moment: the database lets only one of the two through.
        return Sitting.objects.exclude(state=SittingState.CLOSED).get(user=user, exam=exam)
    record(sitting=sitting, type="check-in-opened", at=now, actor=user)
    return sitting


@transaction.atomic
def start(*, user: User, sitting_id: UUID, is_rules_accepted: bool) -> Sitting:
    """Start the clock. A sitting that runs already is given back as it is.

    Raises RulesNotAccepted, ExamNotOpen, SittingClosed, SittingNotStarted (still scheduled) or BlueprintShortage.
    """
    now = timezone.now()
    sitting = lock_sitting(sitting_id=sitting_id, user=user)
    if sitting.state in UNDERWAY:
        return sitting
    target = next_state(sitting.state, "start")
    if not is_rules_accepted:
        raise RulesNotAccepted
    if sitting.exam.state != ExamState.OPEN:
        raise ExamNotOpen
    sitting.form = _choose_form(user, sitting.exam)
    sitting.seed = new_seed()
    sitting.state = SittingState(target)
    sitting.rules_accepted_at = sitting.started_at = now
    sitting.allotted_seconds = get_allotted_seconds(user=user, exam=sitting.exam)
    set_deadline(sitting)
    sitting.save(
        update_fields=[
            *("form", "seed", "state", "rules_accepted_at", "started_at", "allotted_seconds", "deadline_at"),
        ]
    )
    record(sitting=sitting, type="started", at=now, actor=user, details={"form": sitting.form.number})
    return sitting


def _choose_form(user: User, exam: Exam) -> Form:
    """A form whose items are all current and that this person has not sat; else a new one is drawn."""
    unseen = list_current_forms(exam=exam).exclude(sittings__user=user).order_by("number").first()
    return unseen or draw_form(actor=None, exam=exam)
