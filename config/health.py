"""What a load balancer asks: does the process answer (`/healthz`), and could a candidate work now (`/readyz`)."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from common.health import worker_seen_seconds_ago
from config.broker import queue_depth

logger = structlog.get_logger(__name__)
WORKER_SILENT_AFTER_SECONDS = 30


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process lives; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker and worker are there, else 503; each part by name, without inner details."""
    checks = {"database": _check("database", _database), "broker": _check("broker", queue_depth), "worker": _worker()}
    is_ready = all(state == "ok" for state in checks.values())
    return JsonResponse({"status": "ok" if is_ready else "unavailable", **checks}, status=200 if is_ready else 503)


def _check(name: str, probe: Callable[[], object]) -> str:
    try:
        probe()
    except Exception:
        logger.exception("not ready", part=name)
        return "unreachable"
    return "ok"


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _worker() -> str:
    seen = worker_seen_seconds_ago()
    if seen is None:
        return "not seen"
    limit = max(WORKER_SILENT_AFTER_SECONDS, settings.SWEEP_SECONDS * 3)
    return "ok" if seen <= limit else f"not seen for {seen:.0f} s"
