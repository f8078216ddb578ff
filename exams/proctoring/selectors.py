"""Questions about proctored sittings."""

from uuid import UUID

from django.db.models import Sum

from accounts.models import User
from exams.proctoring import steps
from exams.proctoring.errors import NotProctored
from exams.proctoring.models import Camera, RoomRules, Supervision
from exams.proctoring.notices import NOTICES
from exams.proctoring.room import Room
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


def get_room(*, user: User, sitting_id: UUID) -> Room:
    """What the exam screen of the person's own proctored sitting must know. Raises NotProctored. Three statements."""
    supervision = get_supervision(user=user, sitting_id=sitting_id)
    rules = get_rules(exam_id=supervision.sitting.exam_id)
    counted = supervision.incidents.order_by().values_list("type").annotate(total=Sum("count"))
    return Room(
        asks_fullscreen=rules.asks_fullscreen,
        asks_one_screen=rules.asks_one_screen,
        camera=rules.camera,
        proctor=supervision.proctor,
        warning_count=rules.warning_count,
        look_away_seconds=rules.look_away_seconds,
        counting=tuple(sorted(type for type, points in rules.points_by_type.items() if points)),
        counted=dict(counted),
        texts=NOTICES,
    )


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
