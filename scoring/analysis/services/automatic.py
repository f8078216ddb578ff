"""Reports that nobody asks for: made when there are new results; and work that a dead worker or a lost message left."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from exams.assembly.models import Exam
from scoring.analysis.errors import AnalysisUnderway
from scoring.analysis.models import AnalysisReport, GroupComparison, StatisticsExport
from scoring.analysis.models.report import UNDERWAY, StoredWork
from scoring.analysis.schedule import is_due
from scoring.analysis.selectors import count_scored, list_last_reports
from scoring.analysis.services.requests import request_report, send
from scoring.analysis.services.working import WENT_WRONG, fail

# Who was not heard of for so long has died, or was never queued. Twice the longest that a task may run.
SILENT = timedelta(minutes=10)
# What ended no attempt within this time ends none.
GIVE_UP = timedelta(hours=1)
# Archives hold the answers of an exam: they are not kept for longer than it takes to fetch them.
FILES_KEPT = timedelta(days=7)
KINDS: tuple[type[StoredWork], ...] = (AnalysisReport, GroupComparison, StatisticsExport)


def analyze_what_is_new(*, exams: Iterable[int] = ()) -> list[AnalysisReport]:
    """Ask for a report of each exam that is due one; of these exams alone where any are named. Two statements, and those of
    each report."""
    now = timezone.now()
    last, wanted = list_last_reports(), set(exams)
    found = []
    for row in count_scored():
        if (not wanted or row.exam_id in wanted) and is_due(last.get(row.exam_id), row, now):
            try:
                found.append(request_report(actor=None, exam=Exam.objects.get(pk=row.exam_id)))
            except AnalysisUnderway:
                continue
    return found


def resume_what_was_left() -> int:
    """Queue again what nobody has been heard of; how many there were."""
    now = timezone.now()
    return sum(_resume(work, now) for kind in KINDS for work in _list_left(kind, now))


def _list_left(kind: type[StoredWork], now: datetime) -> list[StoredWork]:
    return list(kind._default_manager.filter(state__in=UNDERWAY, touched_at__lt=now - SILENT))


@transaction.atomic
def _resume(work: StoredWork, now: datetime) -> bool:
    if work.requested_at < now - GIVE_UP:
        fail(work, WENT_WRONG)
        return True
    left = type(work)._default_manager.filter(pk=work.pk, state__in=UNDERWAY, touched_at=work.touched_at)
    if left.update(touched_at=now):
        send(work)
        return True
    return False


def forget_old_files() -> int:
    """Archives that were asked for a week ago; how many there were."""
    old = StatisticsExport.objects.filter(requested_at__lt=timezone.now() - FILES_KEPT, data__isnull=False)
    return old.update(data=None)
