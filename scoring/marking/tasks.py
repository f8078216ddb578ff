from uuid import UUID

from celery import shared_task

from scoring.marking.selectors import list_unscored_sitting_ids
from scoring.marking.services.release import release_due
from scoring.marking.services.scoring import score


@shared_task
def score_sitting(sitting_id: str) -> None:
    score(sitting_id=UUID(sitting_id))


@shared_task
def queue_unscored_sittings() -> None:
    """The sweep: what a lost message or a dead worker left unscored, and what has become due for release."""
    for sitting_id in list_unscored_sitting_ids():
        score_sitting.delay(str(sitting_id))
    release_due()
