"""`/metrics` for Prometheus: django-prometheus counts requests, this counts sittings, results and the queue."""

import hmac
from collections.abc import Iterator

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django_prometheus.exports import ExportToDjangoView
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from common.health import worker_seen_seconds_ago
from config.broker import queue_depth
from exams.sittings.selectors import count_by_state
from scoring.marking.selectors import count_unscored_sittings

logger = structlog.get_logger(__name__)


def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever sends `Authorization: Bearer <METRICS_TOKEN>`; without a token, for this machine's operator alone."""
    token = settings.METRICS_TOKEN
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    is_known = bool(token) and hmac.compare_digest(sent.encode(), token.encode())
    is_local = not token and not settings.IS_PRODUCTION
    if not (is_known or is_local):
        raise PermissionDenied
    return ExportToDjangoView(request)


class MockingbirdCollector(Collector):
    """Gauges read from the database when they are asked for; no process has to keep count."""

    def describe(self) -> Iterator[Metric]:
        """Nothing ahead of time: registering must not touch the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        sittings = GaugeMetricFamily("mockingbird_sittings", "Sittings by state", labels=["state"])
        for state, count in count_by_state().items():
            sittings.add_metric([state], count)
        yield sittings
        yield GaugeMetricFamily(
            "mockingbird_unscored_sittings", "Closed sittings without a result", value=count_unscored_sittings()
        )
        try:
            yield GaugeMetricFamily("mockingbird_queue_depth", "Tasks that wait for a worker", value=queue_depth())
        except Exception:
            # The other figures are needed most when the broker is away.
            logger.exception("the queue cannot be counted")
        seen = worker_seen_seconds_ago()
        if seen is not None:
            yield GaugeMetricFamily("mockingbird_worker_seen_seconds", "Seconds since a worker reported", value=seen)


def register() -> None:
    """Called once, when the apps are ready."""
    REGISTRY.register(MockingbirdCollector())
