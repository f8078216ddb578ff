"""What the worker tells the web server: that it lives. It goes over the shared cache, not the database."""

from django.core.cache import caches
from django.utils import timezone

KEY = "worker-seen-at"
KEEP_SECONDS = 3600


def mark_worker_seen() -> None:
    caches["shared"].set(KEY, timezone.now().timestamp(), KEEP_SECONDS)


def worker_seen_seconds_ago() -> float | None:
    """Seconds since a worker last ran the periodic task; None if none did within the hour."""
    seen = caches["shared"].get(KEY)
    return None if seen is None else max(0.0, timezone.now().timestamp() - seen)
