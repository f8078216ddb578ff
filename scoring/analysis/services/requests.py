"""Asking for statistics: a web process writes down what is wanted, a worker computes it.

Knows the workers' tasks by name alone: NumPy is nothing that a web process should load.
"""

from datetime import datetime
from typing import TypeVar

from celery import current_app
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Cohort, User
from exams.assembly.models import Exam, Form
from scoring.analysis.errors import AnalysisUnderway, GroupsRefused
from scoring.analysis.models import AnalysisReport, GroupComparison, StatisticsExport
from scoring.analysis.models.comparison import ComparisonKind
from scoring.analysis.models.report import StoredWork

TASK_OF: dict[type[StoredWork], str] = {
    AnalysisReport: "scoring.analysis.tasks.run_report",
    GroupComparison: "scoring.analysis.tasks.run_comparison",
    StatisticsExport: "scoring.analysis.tasks.run_export",
}
Work = TypeVar("Work", bound=StoredWork)


def request_report(
    *,
    actor: User | None,
    exam: Exam,
    form: Form | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> AnalysisReport:
    """Of all sittings of the exam, or of those of a form or a period. Raises AnalysisUnderway."""
    now = timezone.now()
    wanted = AnalysisReport(exam=exam, form=form, since=since, until=until, requested_by=actor)
    return _queue(wanted, now)


def request_export(*, actor: User | None, exam: Exam) -> StatisticsExport:
    """The exam's responses and statistics as files. Raises AnalysisUnderway."""
    return _queue(StatisticsExport(exam=exam, requested_by=actor), timezone.now())


def request_cohort_comparison(
    *, actor: User | None, exam: Exam, focal: Cohort, reference: Cohort | None
) -> GroupComparison:
    """`reference`: None for everybody else. Raises AnalysisUnderway, GroupsRefused."""
    if focal == reference:
        raise GroupsRefused("Choose two different cohorts.")
    now = timezone.now()
    kind = ComparisonKind.COHORTS
    return _queue(GroupComparison(exam=exam, kind=kind, focal=focal, reference=reference, requested_by=actor), now)


def request_period_comparison(
    *, actor: User | None, exam: Exam, middle: datetime, since: datetime | None = None, until: datetime | None = None
) -> GroupComparison:
    """Sittings before `middle` with those from then on. Raises AnalysisUnderway, GroupsRefused."""
    if (since is not None and since >= middle) or (until is not None and until <= middle):
        raise GroupsRefused("The moment that parts the periods must lie between their ends.")
    now = timezone.now()
    kind = ComparisonKind.PERIODS
    wanted = GroupComparison(exam=exam, kind=kind, since=since, middle=middle, until=until, requested_by=actor)
    return _queue(wanted, now)


def _queue(work: Work, now: datetime) -> Work:
    work.requested_at = work.touched_at = now
    try:
        with transaction.atomic():
            work.save(force_insert=True)
            send(work)
    except IntegrityError as error:
        # The database lets one of an exam be under way: who comes second is told.
        raise AnalysisUnderway from error
    return work


def send(work: StoredWork) -> None:
    """Tell a worker, once this transaction is over."""
    name, pk = TASK_OF[type(work)], work.pk
    transaction.on_commit(lambda: current_app.send_task(name, [pk]))
