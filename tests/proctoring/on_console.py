"""A console with people on it."""

from typing import Any

from django.test import Client
from django.utils import timezone

from exams.assembly.models import Exam
from exams.proctoring.models import Incident, Supervision
from exams.sittings.models import Sitting
from tests.sittings.live import add_sittings


def console_url(exam: Exam) -> str:
    return f"/api/v1/proctor/exams/{exam.slug}/console"


def orders_url(exam: Exam) -> str:
    return f"/api/v1/proctor/exams/{exam.slug}/orders"


def add_proctored(like: Sitting, count: int) -> list[Sitting]:
    """So many more running proctored sittings of the same exam, each with its supervision."""
    sittings = add_sittings(like, count)
    now = timezone.now()
    for sitting in sittings:
        sitting.is_proctored, sitting.cleared_at, sitting.last_seen_at = True, now, now
    Sitting.objects.bulk_update(sittings, ["is_proctored", "cleared_at", "last_seen_at"])
    Supervision.objects.bulk_create(
        Supervision(sitting=sitting, proctor="person", created_at=now, has_camera=True) for sitting in sittings
    )
    return sittings


def add_incident(sitting: Sitting, number: int = 1, points: int = 5) -> Incident:
    """The candidate left the full screen at item 7."""
    supervision = Supervision.objects.get(sitting=sitting)
    incident = Incident.objects.create(
        supervision=supervision,
        number=number,
        type="fullscreen-left",
        received_at=timezone.now(),
        began_ms=60_000,
        for_ms=4_000,
        position=7,
        points=points,
        reason=f"{points} points",
    )
    supervision.incident_count += 1
    supervision.points += points
    supervision.save(update_fields=["incident_count", "points"])
    return incident


def look(client: Client, exam: Exam, since: str = "") -> Any:
    """What the console answers: its body, or None when nothing changed."""
    response = client.get(console_url(exam), {"since": since})
    return None if response.status_code == 304 else response.json()


def order(client: Client, exam: Exam, action: str, *sittings: Sitting, seen: int | None = None, **values: Any) -> Any:
    """The response to an order for these sittings; `seen`: what their cards showed as done last."""
    targets = [{"id": str(sitting.pk)} | ({} if seen is None else {"seen": seen}) for sitting in sittings]
    body = {"action": action, "sittings": targets, **values}
    return client.post(orders_url(exam), body, content_type="application/json")
