"""What metrics, the readiness answer and people want to know about the queue."""

from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils import timezone

from dbbroker.models import Message


@dataclass(frozen=True)
class QueueFigures:
    """Numbers of messages by state; `oldest_seconds`: how long the oldest due message has waited (0 if none)."""

    due: int
    scheduled: int
    held: int
    dead: int
    oldest_seconds: float


def queue_depth() -> int:
    """Messages that could run now and that no worker has taken."""
    return get_queue_figures().due


def get_queue_figures() -> QueueFigures:
    now = timezone.now()
    is_alive = Q(dead_at__isnull=True)
    # A claim that has lapsed is due again.
    is_due = is_alive & Q(visible_at__lte=now)
    figures = Message.objects.aggregate(
        due=Count("id", filter=is_due),
        scheduled=Count("id", filter=is_alive & Q(claim="", visible_at__gt=now)),
        held=Count("id", filter=is_alive & ~Q(claim="") & Q(visible_at__gt=now)),
        dead=Count("id", filter=~is_alive),
        oldest=Min("visible_at", filter=is_due),
    )
    oldest = figures.pop("oldest")
    return QueueFigures(**figures, oldest_seconds=(now - oldest).total_seconds() if oldest else 0.0)
