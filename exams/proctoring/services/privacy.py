"""What this app holds of a person: for their export, and for their erasure."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.drawers import Drawer
from accounts.models import User
from common.moments import iso_or_none
from exams.proctoring.errors import SittingNotOver
from exams.proctoring.models import Supervision
from exams.proctoring.review_selectors import Review, get_review
from exams.proctoring.services.retention import wipe
from exams.sittings.states import UNDERWAY


def collect(*, user: User) -> list[dict[str, Any]]:
    """Everything that was recorded of the room in this person's sittings, oldest first, as plain values.

    As the person may read it: staff without names. Times are ISO 8601. Six statements a sitting, and one.
    """
    ids = Supervision.objects.filter(sitting__user=user).order_by("created_at").values_list("sitting", flat=True)
    return [_tell(get_review(sitting_id=sitting_id, user=user)) for sitting_id in list(ids)]


def _tell(review: Review) -> dict[str, Any]:
    supervision = review.supervision
    return {
        "sitting": str(supervision.sitting_id),
        "exam": supervision.sitting.exam.title,
        "proctor": supervision.get_proctor_display(),
        "camera": supervision.has_camera,
        "created_at": supervision.created_at.isoformat(),
        "kept_until": iso_or_none(supervision.delete_at),
        "points": supervision.points,
        "review": supervision.get_review_state_display(),
        "check_in": [
            {
                "step": step.get_code_display(),
                "done_at": step.done_at.isoformat(),
                "text_version": step.text_version,
                "alternative": step.alternative,
                "noted": step.details,
            }
            for step in supervision.steps.all()
        ],
        "time_line": [
            {
                "at": entry.at.isoformat(),
                "what": entry.title,
                "words": entry.text,
                "item": entry.position,
                "for_ms": entry.for_ms,
                "count": entry.count,
                "points": entry.points,
                "explained": entry.reason,
            }
            for entry in review.entries
        ],
        "decisions": [
            {"at": row.at.isoformat(), "verdict": row.get_verdict_display(), "reason": row.reason}
            for row in review.decisions
        ],
        "statements": [
            {
                "at": row.at.isoformat(),
                "text": row.text,
                "is_appeal": row.is_appeal,
                "incident": row.incident.number if row.incident else None,
            }
            for row in review.statements
        ],
    }


@transaction.atomic
def erase(*, user: User) -> int:
    """Delete all that this app holds of a person, whatever its time; says of how many sittings. May be repeated.

    An open review ends with it, and a check-in that was never ended by a start. Decisions that the person made about
    others stay: they belong to those. Raises SittingNotOver while one of their proctored sittings goes on.
    """
    supervisions = _lock(user)
    if any(row.sitting.state in UNDERWAY for row in supervisions):
        raise SittingNotOver
    for row in supervisions:
        if row.deleted_at is None:
            wipe(supervision=row, now=timezone.now())
        row.delete()
    return len(supervisions)


def refuse(*, user: User) -> None:
    """Nothing; but hold what the worker reads before it holds the sittings, as the worker does."""
    _lock(user)


def _lock(user: User) -> list[Supervision]:
    # A step of the check-in, which holds the sitting first, can still be written beneath.
    rows = Supervision.objects.select_for_update(of=("self",), no_key=True).select_related("sitting")
    return list(rows.filter(sitting__user=user).order_by("pk"))


DRAWER = Drawer(
    name="room",
    title="The record of the room",
    holds="Of proctored exams: the steps of the check-in, incidents and their points, messages, what reviewers decided, "
    "what you said to it. No picture and no sound.",
    until="Ends by itself after the exam's retention time, 30 days where nothing else is said.",
    collect=collect,
    erase=erase,
    refuse=refuse,
    deleted=tuple(
        f"proctoring.{model}" for model in ("Supervision", "CheckInStep", "Incident", "Decision", "Statement")
    ),
    kept={"proctoring.Decision.reviewer": "a decision about somebody else's sitting belongs to that"},
)
