"""Questions about proctored sittings."""

from uuid import UUID

from accounts.models import User
from exams.proctoring import steps
from exams.proctoring.errors import NotProctored
from exams.proctoring.models import Camera, RoomRules, Supervision
from exams.sittings.models import SittingEvent


def get_rules(*, exam_id: int) -> RoomRules:
    """Of an exam; the usual ones, unsaved, where none were set. One statement."""
    return RoomRules.objects.filter(exam=exam_id).first() or RoomRules(exam_id=exam_id)


def get_supervision(*, user: User, sitting_id: UUID) -> Supervision:
    """Of the person's own sitting, with sitting and exam. Raises NotProctored. One statement."""
    rows = Supervision.objects.select_related("sitting__exam").filter(sitting=sitting_id, sitting__user=user)
    found = rows.first()
    if found is None:
        raise NotProctored
    return found


def list_asked_steps(rules: RoomRules) -> list[str]:
    """In their order."""
    asked = {steps.WELCOME, steps.TERMS, steps.SYSTEM, steps.TUTORIAL}
    if rules.asks_identity:
        asked.add(steps.IDENTITY)
    if rules.asks_room and rules.camera != Camera.NONE:
        asked.add(steps.ROOM)
    return [code for code in steps.ORDER if code in asked]


def list_unread_events(*, supervision: Supervision) -> list[SittingEvent]:
    """What clients reported since incidents were last made of it, in order. One statement."""
    rows = SittingEvent.objects.filter(sitting=supervision.sitting_id, number__gt=supervision.read_number)
    return list(rows.order_by("number"))
