"""The one periodic task that belongs to nobody else."""

from celery import shared_task

from common.health import mark_worker_seen


@shared_task
def record_worker_seen() -> None:
    mark_worker_seen()
