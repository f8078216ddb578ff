"""What the simulated proctor knows of its sittings."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from exams.proctoring.models import Incident, ProctorKind, Supervision
from exams.proctoring.script import AWAY_TYPES, Away, Did, Situation, Written
from exams.sittings.models import Sitting, SittingEvent
from exams.sittings.reported import CANDIDATE_MESSAGE
from exams.sittings.selectors import remaining_ms
from exams.sittings.states import UNDERWAY

PAUSED = "paused"
READ = [CANDIDATE_MESSAGE, PAUSED, "resumed", "message-sent"]


def list_situations(*, now: datetime, sitting_id: UUID | None = None) -> list[tuple[Sitting, Situation]]:
    """Of all sittings under way whose proctor is simulated, or of one. Three statements, one where there is none."""
    rows = Supervision.objects.filter(proctor=ProctorKind.SIMULATED, sitting__state__in=UNDERWAY).select_related(
        "sitting"
    )
    if sitting_id is not None:
        rows = rows.filter(sitting=sitting_id)
    supervisions = list(rows)
    if not supervisions:
        return []
    events: dict[UUID, list[SittingEvent]] = defaultdict(list)
    ids = [row.sitting_id for row in supervisions]
    for event in SittingEvent.objects.filter(sitting__in=ids, type__in=READ).order_by("at", "pk"):
        events[event.sitting_id].append(event)
    away = _list_away(supervisions)
    return [(row.sitting, _make(row, now, events[row.sitting_id], away[row.pk])) for row in supervisions]


def _list_away(supervisions: Iterable[Supervision]) -> dict[int, list[Away]]:
    found: dict[int, list[Away]] = defaultdict(list)
    for row in Incident.objects.filter(supervision__in=supervisions, type__in=AWAY_TYPES).order_by("number"):
        found[row.supervision_id].append(Away(row.number, row.began_ms, row.received_at))
    return found


def _make(supervision: Supervision, now: datetime, events: list[SittingEvent], away: list[Away]) -> Situation:
    sitting = supervision.sitting
    left_ms = remaining_ms(sitting, now) or 0
    total_ms = ((sitting.allotted_seconds or 0) + sitting.extended_seconds) * 1000
    pauses = [row for row in events if row.type == PAUSED]
    return Situation(
        seed=str(sitting.pk),
        state=sitting.state,
        now=now,
        elapsed_ms=total_ms - left_ms,
        remaining_ms=left_ms,
        away=away,
        written=[Written(row.number or 0, row.at) for row in events if row.type == CANDIDATE_MESSAGE],
        did=[Did(row.at, row.details) for row in events if _is_own(row.details) and row.actor_id is None],
        paused_at=sitting.paused_at,
        is_own_pause=bool(pauses) and _is_own(pauses[-1].details),
        has_camera=supervision.has_camera is not False,
    )


def _is_own(details: dict[str, Any]) -> bool:
    return "simulated" in details
