"""After the exam: a reviewer decides what becomes of a sitting's incidents; the candidate comments and appeals.

Nothing decides alone. A supervision waits until somebody has decided; who has decided once decides nothing more of it,
so that a second opinion and an appeal are somebody else's.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exams.proctoring.errors import (
    AnotherReviewerNeeded,
    AppealNotPossible,
    NotProctored,
    RecordsDeleted,
    ReviewChanged,
    SittingNotOver,
    TooManyStatements,
)
from exams.proctoring.models import Decision, Incident, ReviewState, Statement, Supervision, Verdict
from exams.proctoring.selectors import get_rules
from exams.proctoring.services.locks import lock_supervisions
from exams.sittings.models import Sitting
from exams.sittings.services.control import set_hold, set_void
from exams.sittings.services.transitions import record

MOST_STATEMENTS = 50


@transaction.atomic
def decide(*, actor: User, sitting_id: UUID, verdict: Verdict, reason: str, seen_count: int) -> Decision:
    """Decide, with a reason; a second opinion leaves the sitting in the queue, for somebody else. May be repeated.

    `seen_count`: how many decisions the reviewer had before their eyes. A decision lets a held result go, and says
    whether it counts: a later one may say otherwise. What was recorded is kept for the exam's retention time from now on.
    Raises NotProctored, SittingNotOver, RecordsDeleted, AnotherReviewerNeeded, ReviewChanged (somebody was faster),
    SittingNotStarted (a result that was never sat cannot be voided).
    """
    supervision = _lock(sitting_id)
    decisions = list(supervision.decisions.all())
    own = next((row for row in decisions if row.reviewer_id == actor.pk), None)
    if own is not None and (own.verdict, own.reason) == (verdict, reason):
        return own
    _refuse_unless_over(supervision)
    if own is not None or supervision.sitting.user_id == actor.pk:
        raise AnotherReviewerNeeded
    if supervision.review_state == ReviewState.DECIDED or len(decisions) != seen_count:
        raise ReviewChanged
    return _write_decision(supervision, actor, verdict, reason)


def _write_decision(supervision: Supervision, actor: User, verdict: Verdict, reason: str) -> Decision:
    now, sitting = timezone.now(), supervision.sitting
    decision = Decision.objects.create(supervision=supervision, reviewer=actor, at=now, verdict=verdict, reason=reason)
    kept_until = now + timedelta(days=get_rules(exam_id=sitting.exam_id).retention_days)
    supervision.delete_at = max(supervision.delete_at or now, kept_until)
    if verdict != Verdict.SECOND_OPINION:
        supervision.review_state = ReviewState.DECIDED
    supervision.save(update_fields=["delete_at", "review_state"])
    # The reason stands in the decision, and ends with it; the log says that there was one.
    record(sitting=sitting, type="review-decided", at=now, actor=actor, details={"verdict": verdict})
    if verdict != Verdict.SECOND_OPINION:
        # Void first, then let go: whoever releases results waits for both.
        is_void = verdict == Verdict.VOID
        set_void(sitting_id=sitting.pk, is_void=is_void, actor=actor, text=reason if is_void else "Reviewed.")
        set_hold(sitting_id=sitting.pk, is_held=False, actor=actor, text="Reviewed.")
    return decision


def say(*, user: User, sitting_id: UUID, text: str, is_appeal: bool, incident_number: int | None = None) -> Statement:
    """The candidate's appeal, or their comment; raises what those raise."""
    if is_appeal:
        return appeal(user=user, sitting_id=sitting_id, text=text)
    return comment(user=user, sitting_id=sitting_id, text=text, incident_number=incident_number)


@transaction.atomic
def comment(*, user: User, sitting_id: UUID, text: str, incident_number: int | None = None) -> Statement:
    """The candidate's word to the whole, or to one incident. May be repeated: the same words are said once.

    Raises NotProctored (also: no such incident), SittingNotOver, RecordsDeleted, TooManyStatements.
    """
    supervision = _lock(sitting_id, user)
    _refuse_unless_over(supervision)
    incident = None if incident_number is None else _get_incident(supervision, incident_number)
    said = supervision.statements.filter(is_appeal=False)
    repeated = said.filter(text=text, incident=incident).first()
    if repeated:
        return repeated
    if said.count() >= MOST_STATEMENTS:
        raise TooManyStatements
    return Statement.objects.create(supervision=supervision, at=timezone.now(), text=text, incident=incident)


@transaction.atomic
def appeal(*, user: User, sitting_id: UUID, text: str) -> Statement:
    """The candidate asks, once, that somebody else decides again. May be repeated with the same words.

    Raises NotProctored, SittingNotOver, RecordsDeleted, AppealNotPossible (not decided, or appealed before).
    """
    supervision = _lock(sitting_id, user)
    before = supervision.statements.filter(is_appeal=True).first()
    if before is not None and before.text == text:
        return before
    _refuse_unless_over(supervision)
    if before is not None or supervision.review_state != ReviewState.DECIDED:
        raise AppealNotPossible
    now = timezone.now()
    statement = Statement.objects.create(supervision=supervision, at=now, text=text, is_appeal=True)
    supervision.review_state = ReviewState.APPEALED
    supervision.save(update_fields=["review_state"])
    record(sitting=supervision.sitting, type="review-appealed", at=now, actor=user)
    return statement


def _lock(sitting_id: UUID, user: User | None = None) -> Supervision:
    own = {} if user is None else {"sitting__user": user}
    found = lock_supervisions(sitting=sitting_id, **own).first()
    if found is None:
        raise NotProctored
    return found


def _refuse_unless_over(supervision: Supervision) -> None:
    if supervision.deleted_at is not None:
        raise RecordsDeleted
    if supervision.delete_at is None:
        raise SittingNotOver


def _get_incident(supervision: Supervision, number: int) -> Incident:
    found = supervision.incidents.filter(number=number).first()
    if found is None:
        raise NotProctored("There is no such incident.")
    return found


def may_decide(*, user_id: int, sitting: Sitting, supervision: Supervision, decisions: list[Decision]) -> bool:
    """Whether `decide` would take this person's decision now; says nothing about their permission."""
    is_open = supervision.delete_at is not None and supervision.deleted_at is None
    is_other = sitting.user_id != user_id and all(row.reviewer_id != user_id for row in decisions)
    return is_open and is_other and supervision.review_state != ReviewState.DECIDED
