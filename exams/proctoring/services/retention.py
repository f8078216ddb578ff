"""The end of what was recorded of the room: by itself, when the exam's time for it is over.

Taken out: incidents, the candidate's statements, what the steps of the check-in noted, every event that the browser
reported (the candidate's messages among them), and the words of proctors and reviewers. What stays says when the
clock stood and how it ended: the log without words, the steps with the version that was agreed to, the verdicts. The
chain over the reported events is replaced by its length and its head, which whoever kept a copy can compare.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from exams.proctoring.models import OPEN_REVIEWS, Supervision
from exams.proctoring.services.locks import lock_supervisions
from exams.sittings.models import Command, Sitting, SittingEvent
from exams.sittings.reported import RECORDS_DELETED
from exams.sittings.services.transitions import record

# Staff's steps in the log that quote what was seen in the room; how a sitting was ended stays with its reason.
WORDED = ["paused", "resumed", "extended", "result-held", "result-let-go", "result-voided", "result-reinstated"]
DELETED = "Deleted at the end of the retention time."


def list_due(*, now: datetime) -> list[int]:
    """Supervisions whose time is over, and that no review or appeal needs any more. One statement."""
    rows = Supervision.objects.filter(delete_at__lte=now, deleted_at__isnull=True).exclude(
        review_state__in=OPEN_REVIEWS
    )
    return list(rows.order_by("delete_at").values_list("pk", flat=True))


@transaction.atomic
def end_records(*, supervision_id: int) -> bool:
    """Delete what was recorded, if that is due; says whether it was. May run twice, and at the same time."""
    supervision, now = lock_supervisions(pk=supervision_id).first(), timezone.now()
    if supervision is None:
        return False
    is_over = supervision.delete_at is not None and supervision.delete_at <= now
    if not is_over or supervision.deleted_at is not None or supervision.review_state in OPEN_REVIEWS:
        return False
    wipe(supervision=supervision, now=now)
    return True


def wipe(*, supervision: Supervision, now: datetime) -> None:
    """Delete what was recorded of a sitting that is over. The caller holds the supervision's row."""
    supervision.incidents.all().delete()
    supervision.statements.all().delete()
    supervision.steps.update(details={}, alternative="")
    supervision.decisions.update(reason=DELETED)
    supervision.has_camera, supervision.incident_count, supervision.points = None, 0, 0
    supervision.deleted_at = now
    supervision.save(update_fields=["has_camera", "incident_count", "points", "deleted_at"])
    _wipe_log(supervision.sitting, now)


def _wipe_log(sitting: Sitting, now: datetime) -> None:
    events = SittingEvent.objects.filter(sitting=sitting)
    events.filter(number__isnull=False).delete()
    events.filter(type="message-sent").delete()
    events.filter(type__in=WORDED).update(reason="")
    Command.objects.filter(sitting=sitting).update(text="")
    chain = {"events": sitting.event_number, "head": sitting.event_head}
    record(sitting=sitting, type=RECORDS_DELETED, at=now, details=chain)
