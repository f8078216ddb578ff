"""Asking for a calibration, putting its numbers to use, and going back. Nothing here is computed."""

from datetime import datetime
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from exams.assembly.models import Exam
from exams.bank.models import ExamGuide
from exams.bank.services.statistics import write_statistics
from scoring.analysis.errors import CalibrationNotDone, CalibrationNotInUse, ComparisonIsStale
from scoring.analysis.models import CalibratedItem, Calibration, CalibrationState

# By name: what calibrates loads NumPy, which no web process should.
TASK = "scoring.analysis.tasks.run_calibration"
IN_USE = ["is_in_use", "used_at", "used_by", "used_after", "replaced"]


@transaction.atomic
def request_calibration(
    *, actor: User | None, model: str, exam: Exam | None = None, guide: ExamGuide | None = None
) -> Calibration:
    """Queue a calibration of an exam's sittings, or of all sittings of a guide's exams."""
    asked = Calibration.objects.create(exam=exam, guide=guide, model=model, requested_by=actor)
    transaction.on_commit(lambda: ask_a_worker(calibration=asked))
    return asked


def ask_a_worker(*, calibration: Calibration) -> None:
    """Queue what estimates; it may run twice."""
    current_app.send_task(TASK, [calibration.pk])


@transaction.atomic
def resume_calibrations(*, silent_since: datetime, asked_since: datetime) -> int:
    """Queue again those of which nobody has been heard, and end those that were asked for long ago; how many there were."""
    underway = Calibration.objects.filter(state__in=[CalibrationState.QUEUED, CalibrationState.RUNNING])
    left = underway.filter(touched_at__lt=silent_since)
    now = timezone.now()
    ended = left.filter(requested_at__lt=asked_since).update(
        state=CalibrationState.FAILED, finished_at=now, why_not="No worker has finished this within an hour."
    )
    rows = list(left.select_for_update().order_by("pk"))
    left.filter(pk__in=[row.pk for row in rows]).update(touched_at=now)
    for row in rows:
        transaction.on_commit(partial(ask_a_worker, calibration=row))
    return ended + len(rows)


def list_of_scope(calibration: Calibration) -> QuerySet[Calibration]:
    """All calibrations of the same exam, or of the same guide."""
    return Calibration.objects.filter(exam=calibration.exam_id, guide=calibration.guide_id)


@transaction.atomic
def use_calibration(*, actor: User | None, calibration: Calibration, instead_of: int | None) -> Calibration:
    """Write the numbers into the items, where assembly and study read them; what stood there is kept to go back to.

    `instead_of`: the calibration in use that the actor saw them compared with. Raises CalibrationNotDone, and
    ComparisonIsStale when another is in use by now. Numbers of the one before stay with items that this one does not
    know, as long as both are on one scale.
    """
    rows = {row.pk: row for row in list_of_scope(calibration).select_for_update().order_by("pk")}
    calibration = rows[calibration.pk]
    before = next((row for row in rows.values() if row.is_in_use), None)
    if calibration.state != CalibrationState.DONE:
        raise CalibrationNotDone
    if before == calibration:
        return calibration
    if (before.pk if before else None) != instead_of:
        raise ComparisonIsStale
    statistics = _collect_statistics(calibration)
    if before and calibration.linked_to_id != before.pk:
        statistics = {pk: {} for pk in _collect_statistics(before)} | statistics
    replaced = write_statistics(actor=actor, statistics=statistics)
    if before:
        before.is_in_use = False
        before.save(update_fields=["is_in_use"])
    calibration.is_in_use, calibration.used_at, calibration.used_by = True, timezone.now(), actor
    calibration.used_after, calibration.replaced = before, {str(pk): stored for pk, stored in replaced.items()}
    calibration.save(update_fields=IN_USE)
    return calibration


@transaction.atomic
def go_back(*, actor: User | None, calibration: Calibration) -> Calibration | None:
    """Put back what stood in the items before; returns the calibration that is in use again. Raises CalibrationNotInUse."""
    rows = {row.pk: row for row in list_of_scope(calibration).select_for_update().order_by("pk")}
    calibration = rows[calibration.pk]
    if not calibration.is_in_use:
        raise CalibrationNotInUse
    write_statistics(actor=actor, statistics={int(pk): stored for pk, stored in calibration.replaced.items()})
    before = rows.get(calibration.used_after_id) if calibration.used_after_id else None
    calibration.is_in_use, calibration.replaced, calibration.used_after = False, {}, None
    calibration.save(update_fields=["is_in_use", "replaced", "used_after"])
    if before:
        before.is_in_use = True
        before.save(update_fields=["is_in_use"])
    return before


def _collect_statistics(calibration: Calibration) -> dict[int, dict[str, Any]]:
    """Item id → what is written into it: of items whose present version was seen by enough sittings."""
    rows = CalibratedItem.objects.filter(calibration=calibration, is_enough=True).select_related("version__item")
    current = [row for row in rows if row.version.item.current_version_id == row.version_id]
    return {row.version.item_id: _describe(row) for row in current}


def _describe(row: CalibratedItem) -> dict[str, Any]:
    """Of a slope below zero nothing but the share is worth using: the key may be wrong."""
    found = {"share_correct": round(row.share_correct, 4), "sittings": row.seen, "calibration": row.calibration_id}
    return found if row.a <= 0 else found | {"discrimination": round(row.a, 4), "location": round(row.b, 4)}
