"""What all stored work of workers has in common: one computes, a repeat finds nothing left to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from scoring.analysis.models import WorkState
from scoring.analysis.models.report import UNDERWAY, StoredWork

Work = TypeVar("Work", bound=StoredWork)
WENT_WRONG = "This went wrong, and was written to the log."


def claim(kind: type[Work], pk: int) -> Work | None:
    """The work to be done; None when it has ended. A repeat while another worker computes does the same once more."""
    waiting = kind._default_manager.filter(pk=pk, state__in=UNDERWAY)
    if not waiting.update(state=WorkState.RUNNING, touched_at=timezone.now(), progress=0):
        return None
    return kind._default_manager.select_related("exam").get(pk=pk)


def tell(work: StoredWork, progress: int) -> None:
    """How far it is, in per cent: the worker lives."""
    rows = type(work)._default_manager.filter(pk=work.pk, state=WorkState.RUNNING)
    rows.update(progress=progress, touched_at=timezone.now())


@contextmanager
def ending(work: Work) -> Iterator[Work | None]:
    """The work's row, locked, in a transaction: set what was found, it is saved as done. None when another was faster."""
    with transaction.atomic():
        rows = type(work)._default_manager.select_for_update(of=("self",)).select_related("exam")
        locked = rows.filter(pk=work.pk, state=WorkState.RUNNING).first()
        yield locked
        if locked is not None:
            locked.state, locked.progress, locked.computed_at = WorkState.DONE, 100, timezone.now()
            locked.touched_at = locked.computed_at
            locked.save(update_fields=["state", "progress", "computed_at", "touched_at", *locked.found_fields])


@contextmanager
def failing(work: StoredWork) -> Iterator[None]:
    """What goes wrong in it ends the work, with words for people; the exception goes on to the log."""
    try:
        yield
    except Exception:
        fail(work, WENT_WRONG)
        raise


def fail(work: StoredWork, finding: str) -> None:
    rows = type(work)._default_manager.filter(pk=work.pk, state__in=UNDERWAY)
    rows.update(state=WorkState.FAILED, numbers={"findings": [finding]}, touched_at=timezone.now())
