from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import structlog
from celery import shared_task
from django.utils import timezone

from scoring.marking.errors import RescoringRefused
from scoring.marking.mail import send_rescoring_notice
from scoring.marking.release_selectors import list_due_mail_ids
from scoring.marking.selectors import list_unscored_sitting_ids
from scoring.marking.services import preview, rescoring
from scoring.marking.services.release import SWEEP_LIMIT, release_due
from scoring.marking.services.report_pdf import make_pdf
from scoring.marking.services.scoring import score, score_all
from scoring.marking.services.verdict_mail import send_verdicts

logger = structlog.get_logger(__name__)
# Small enough to be shared by several workers, and to be lost at little cost.
CHUNK = 25
JUST_NOW = timedelta(minutes=10)


@shared_task
def score_sittings(sitting_ids: list[str]) -> None:
    _score_together([UUID(sitting_id) for sitting_id in sitting_ids])


@shared_task
def score_just_closed() -> None:
    """What was closed in the last minutes and has no result: a web process says that there is some."""
    for ids in _chunks(list_unscored_sitting_ids(closed_since=timezone.now() - JUST_NOW)):
        _score_together(ids)


@shared_task
def queue_unscored_sittings() -> None:
    """The sweep: what was left by a lost message or a dead worker; and what has become due for release."""
    for ids in _chunks(list_unscored_sitting_ids()):
        score_sittings.delay([str(sitting_id) for sitting_id in ids])
    while release_due() == SWEEP_LIMIT:
        continue
    due = list_due_mail_ids(now=timezone.now())
    if due:
        mail_verdicts.delay(due)


@shared_task
def mail_verdicts(result_ids: list[int]) -> None:
    send_verdicts(result_ids=result_ids)


@shared_task
def make_report_pdf(result_id: int) -> None:
    make_pdf(result_id=result_id)


@shared_task
def preview_rescoring(run_id: int) -> None:
    preview.preview_rescoring(run_id=run_id)


@shared_task
def queue_rescoring(run_id: int) -> None:
    rescoring.queue_chunks(run_id=run_id)


@shared_task
def rescore_chunk(run_id: int, first: int, last: int) -> None:
    # Stopped meanwhile: what is left is asked for again when the run goes on.
    with suppress(RescoringRefused):
        rescoring.rescore_chunk(run_id=run_id, first=first, last=last)


@shared_task(autoretry_for=(OSError,), retry_backoff=60, max_retries=5)
def tell_of_rescoring(version_ids: list[int]) -> None:
    refused: OSError | None = None
    for version_id in version_ids:
        try:
            send_rescoring_notice(version_id=version_id)
        except OSError as error:
            # One address that does not work keeps nobody else waiting.
            refused = error
    if refused:
        raise refused


@shared_task
def sweep_rescorings() -> None:
    rescoring.sweep()


def _score_together(ids: list[UUID]) -> None:
    """In one transaction; when it fails one by one, so that one sitting that cannot be scored stops no other."""
    try:
        score_all(sitting_ids=ids)
    except Exception:
        logger.exception("scoring together failed", sittings=len(ids))
        for sitting_id in ids:
            try:
                score(sitting_id=sitting_id)
            except Exception:
                logger.exception("sitting could not be scored", sitting=str(sitting_id))


def _chunks(ids: list[UUID]) -> list[list[UUID]]:
    return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
