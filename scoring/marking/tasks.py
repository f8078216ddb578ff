from uuid import UUID

from celery import shared_task

from scoring.marking.selectors import list_unscored_sitting_ids
from scoring.marking.services.release import release_due
from scoring.marking.services.scoring import score

# Small enough to be shared by several workers, and to be lost at little cost.
CHUNK = 25


@shared_task
def score_sitting(sitting_id: str) -> None:
    score(sitting_id=UUID(sitting_id))


@shared_task
def score_sittings(sitting_ids: list[str]) -> None:
    for sitting_id in sitting_ids:
        score(sitting_id=UUID(sitting_id))


@shared_task
def queue_unscored_sittings() -> None:
    """The sweep: what was left to it, or by a lost message or a dead worker; and what has become due for release."""
    ids = [str(sitting_id) for sitting_id in list_unscored_sitting_ids()]
    for start in range(0, len(ids), CHUNK):
        score_sittings.delay(ids[start : start + CHUNK])
    release_due()
