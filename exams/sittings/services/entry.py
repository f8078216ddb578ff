"""From the exam's page into the room: check-in, rules, the wait for the start, the start."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.services.people import hold_active
from common.moments import in_words
from common.problems import iso
from exams.assembly.errors import ExamNotBegun, ExamNotOpen, ExamOver
from exams.assembly.models import Exam, ExamState, Form, FormSource, Mode
from exams.assembly.selectors import list_current_forms
from exams.assembly.services.forms import draw_form, new_seed
from exams.sittings import clock
from exams.sittings.content import is_form_current
from exams.sittings.errors import CheckInIncomplete, RulesNotAccepted
from exams.sittings.models import Sitting, SittingClient, SittingState
from exams.sittings.selectors import get_allotted_seconds
from exams.sittings.services.transitions import lock_sitting, record, set_deadline, settle
from exams.sittings.states import UNDERWAY, next_state


def open_check_in(*, user: User, exam: Exam, is_proctored: bool | None = None) -> Sitting:
    """The person's live sitting of this exam; a new one in check-in where there is none. May be repeated.

    `is_proctored`: what the person chooses, where the exam leaves a choice; until the start they may choose anew. None:
    as it is, and without a proctor at first.

    Chooses the form ahead, and draws one where the person has seen all there are: the start has only to see that it
    is still good. Raises ExamNotOpen, BlueprintShortage, FormsNotPrepared, AccountClosed.
    """
    with transaction.atomic():
        hold_active(user=user)  # before the sitting's row, as who erases them does
        live = Sitting.objects.filter(user=user, exam=exam).exclude(state=SittingState.CLOSED).first()
        if live is not None:
            sitting = lock_sitting(sitting_id=live.pk)
            settle(sitting=sitting, now=timezone.now())
            if sitting.state == SittingState.SCHEDULED:
                _enter_check_in(sitting)
            if sitting.state == SittingState.CHECK_IN and is_proctored is not None:
                _change_mode(sitting, exam.is_sat_proctored(is_proctored))
            if sitting.state != SittingState.CLOSED:
                return sitting
        now = timezone.now()
        _refuse_over(exam, now)
        if exam.opens_at and now < exam.opens_at:
            raise ExamNotOpen(f"Check-in opens on {in_words(exam.opens_at)}.", opens_at=iso(exam.opens_at))
        return _create(user, exam, _find_or_draw_form(user, exam), now, exam.is_sat_proctored(bool(is_proctored)))


def _enter_check_in(sitting: Sitting) -> None:
    sitting.state = SittingState(next_state(sitting.state, "open_check_in"))
    sitting.save(update_fields=["state"])
    record(sitting=sitting, type="check-in-opened", at=timezone.now(), actor=sitting.user)


def _change_mode(sitting: Sitting, is_proctored: bool) -> None:
    if sitting.is_proctored != is_proctored:
        sitting.is_proctored = is_proctored
        sitting.save(update_fields=["is_proctored"])
        details = {"mode": Mode.REHEARSAL if is_proctored else Mode.TIMED}
        record(sitting=sitting, type="mode-changed", at=timezone.now(), actor=sitting.user, details=details)


def _create(user: User, exam: Exam, form: Form, now: datetime, is_proctored: bool) -> Sitting:
    values = {"state": SittingState.CHECK_IN, "created_at": now, "is_proctored": is_proctored}
    try:
        with transaction.atomic():
            sitting = Sitting.objects.create(user=user, exam=exam, form=form, **values)
    except IntegrityError:
        # A second click, at the same moment: the database lets only one of the two through.
        return Sitting.objects.exclude(state=SittingState.CLOSED).get(user=user, exam=exam)
    record(sitting=sitting, type="check-in-opened", at=now, actor=user)
    return sitting


@transaction.atomic
def clear(*, sitting_id: UUID) -> Sitting:
    """Every step that the rules of the room ask for before the start is done. May be repeated.

    Raises SittingClosed, SittingNotStarted (still scheduled).
    """
    sitting = lock_sitting(sitting_id=sitting_id)
    if sitting.state not in UNDERWAY and sitting.cleared_at is None:
        next_state(sitting.state, "start")
        sitting.cleared_at = timezone.now()
        sitting.save(update_fields=["cleared_at"])
        record(sitting=sitting, type="check-in-cleared", at=sitting.cleared_at, actor=sitting.user)
    return sitting


@transaction.atomic
def accept_rules(*, user: User, sitting_id: UUID) -> Sitting:
    """Accept the rules ahead of the start, to wait for it. May be repeated; changes nothing once the clock runs.

    Raises SittingClosed, SittingNotStarted (still scheduled), CheckInIncomplete, BlueprintShortage, FormsNotPrepared.
    """
    sitting = lock_sitting(sitting_id=sitting_id, user=user)
    if sitting.state in UNDERWAY:
        return sitting
    next_state(sitting.state, "start")
    _refuse_not_cleared(sitting)
    if sitting.rules_accepted_at is None:
        sitting.rules_accepted_at = timezone.now()
        sitting.form = _keep_or_choose_form(sitting, sitting.rules_accepted_at)
        sitting.save(update_fields=["form", "rules_accepted_at"])
        record(sitting=sitting, type="rules-accepted", at=sitting.rules_accepted_at, actor=user)
    return sitting


@transaction.atomic
def start(*, user: User, sitting_id: UUID, is_rules_accepted: bool, client: UUID | None = None) -> Sitting:
    """Start the clock: from now, or from the exam's start where it has one clock for everybody.

    `client` takes the sitting over in the same step. A sitting that runs already is given back as it is. Six
    statements, whatever the number of items, and one for the client; `services.hot` does what is usual in two. Raises
    RulesNotAccepted, CheckInIncomplete, ExamNotBegun, ExamNotOpen, ExamOver, SittingClosed, SittingNotStarted (still
    scheduled) or BlueprintShortage, FormsNotPrepared.
    """
    sitting = lock_sitting(sitting_id=sitting_id, user=user)
    now = timezone.now()  # under the lock
    if sitting.state in UNDERWAY:
        return sitting
    exam, target = sitting.exam, next_state(sitting.state, "start")
    if not is_rules_accepted and sitting.rules_accepted_at is None:
        raise RulesNotAccepted
    _refuse_not_cleared(sitting)
    _refuse_over(exam, now)
    _refuse_not_begun(exam, now)
    sitting.allotted_seconds = get_allotted_seconds(user=user, exam=exam)
    sitting.started_at = exam.starts_at if exam.is_common_clock else now
    set_deadline(sitting)
    if sitting.deadline_at and clock.is_up(sitting.deadline_at, now):
        raise ExamOver
    sitting.form = _keep_or_choose_form(sitting, now)
    sitting.seed = new_seed()
    sitting.state = SittingState(target)
    sitting.rules_accepted_at = sitting.rules_accepted_at or now
    sitting.active_client = client
    sitting.last_seen_at = now
    sitting.save(
        update_fields=[
            *("form", "seed", "state", "rules_accepted_at", "started_at", "allotted_seconds", "deadline_at"),
            *("active_client", "last_seen_at"),
        ]
    )
    details: dict[str, int | str] = {"form": sitting.form.number}
    if client is not None:
        SittingClient.objects.create(sitting=sitting, client=client, first_seen_at=now, last_seen_at=now)
        details["client"] = str(client)
    record(sitting=sitting, type="started", at=now, actor=user, details=details)
    return sitting


def enter(*, user: User, sitting_id: UUID) -> Sitting:
    """Accept the rules and start; before the exam begins, wait for it. Raises what `start` raises, less ExamNotBegun."""
    try:
        return start(user=user, sitting_id=sitting_id, is_rules_accepted=True)
    except ExamNotBegun:
        return accept_rules(user=user, sitting_id=sitting_id)


def _refuse_over(exam: Exam, now: datetime) -> None:
    if exam.state == ExamState.OPEN and exam.closes_at and exam.is_over(now):
        raise ExamNotOpen(f"The last start was on {in_words(exam.closes_at)}.", closes_at=iso(exam.closes_at))
    if exam.state != ExamState.OPEN:
        raise ExamNotOpen


def _refuse_not_cleared(sitting: Sitting) -> None:
    if sitting.is_proctored and sitting.cleared_at is None:
        raise CheckInIncomplete


def _refuse_not_begun(exam: Exam, now: datetime) -> None:
    if exam.starts_at and now < exam.starts_at:
        wait_ms = clock.remaining_ms(exam.starts_at, now) + 1  # rounded up: who waits so long is not early
        sentence = f"The exam begins on {in_words(exam.starts_at)}."
        raise ExamNotBegun(sentence, starts_at=iso(exam.starts_at), wait_ms=wait_ms)


def _keep_or_choose_form(sitting: Sitting, now: datetime) -> Form:
    """The form chosen at check-in, while no edit has put it out of date; asks about that one form alone."""
    if sitting.form is not None and is_form_current(sitting.form.pk, sitting.exam_id, now):
        return sitting.form
    return _find_or_draw_form(sitting.user, sitting.exam)


def _find_or_draw_form(user: User, exam: Exam) -> Form:
    """A form whose items are all current and that this person has not sat.

    Where there is none, one is drawn; of all who find none at the same moment, one draws and the others take it.
    Forms that were prepared are given out evenly. Raises FormsNotPrepared where none of those is left.
    """
    seen = Sitting.objects.filter(user=user, exam=exam, started_at__isnull=False, form__isnull=False)
    unseen = list_current_forms(exam=exam).exclude(pk__in=seen.values("form")).order_by("number")
    found = _take_one(unseen, user, exam)
    if found is None:
        with transaction.atomic():
            Exam.objects.select_for_update().get(pk=exam.pk)
            found = _take_one(unseen, user, exam) or draw_form(actor=None, exam=exam)
    return found


def _take_one(unseen: QuerySet[Form], user: User, exam: Exam) -> Form | None:
    """The first; of prepared forms, which are parallel, each for as many people as any other."""
    if exam.form_source == FormSource.DRAWN:
        return unseen.first()
    forms = list(unseen)
    return forms[user.pk % len(forms)] if forms else None
