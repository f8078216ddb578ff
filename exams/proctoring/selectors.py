"""Questions about proctored sittings."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, Sum

from accounts.models import User
from exams.proctoring import steps
from exams.proctoring.errors import NotProctored
from exams.proctoring.models import Camera, RoomRules, Supervision
from exams.proctoring.notices import NOTICES
from exams.proctoring.room import Room, decide_watch
from exams.sittings.models import SittingEvent, SittingState


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
    return Room(
        asks_fullscreen=rules.asks_fullscreen,
        asks_one_screen=rules.asks_one_screen,
        camera=rules.camera,
        camera_watch=decide_watch(
            camera=rules.camera, has_camera=supervision.has_camera, has_model=settings.HAS_CAMERA_MODEL
        ),
        proctor=supervision.proctor,
        warning_count=rules.warning_count,
        look_away_seconds=rules.look_away_seconds,
        counting=tuple(sorted(type for type, points in rules.points_by_type.items() if points)),
        counted=count_incidents(supervision=supervision),
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


def count_incidents(*, supervision: Supervision) -> dict[str, int]:
    """Type → how many of it there are, warnings included. One statement."""
    return dict(supervision.incidents.order_by().values_list("type").annotate(Sum("count")))


def list_to_read(*, now: datetime) -> list[int]:
    """Supervisions with something new: reported events that are not read, or a sitting that is over for good.

    One statement, over those that are not closed.
    """
    is_unread = Q(sitting__event_number__gt=F("read_number"))
    is_over = Q(sitting__state=SittingState.CLOSED, sitting__final_at__lte=now)
    rows = Supervision.objects.filter(is_unread | is_over, delete_at__isnull=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def list_unread_events(*, supervision: Supervision) -> list[SittingEvent]:
    """What clients reported since incidents were last made of it, in order. One statement."""
    rows = SittingEvent.objects.filter(sitting=supervision.sitting_id, number__gt=supervision.read_number)
    return list(rows.order_by("number"))
