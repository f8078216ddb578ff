"""What the pages of stored reports ask the database."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from exams.assembly.models import Exam
from exams.bank.models import Domain, ItemVersion
from scoring.analysis.models import AnalysisReport, GroupComparison, StatisticsExport, WorkState
from scoring.analysis.presenting import DomainName, Name
from scoring.analysis.selectors import list_scored_results

LISTED = 10


def get_newest_report(*, exam: Exam) -> AnalysisReport | None:
    """The newest that is done, of all the exam's sittings if there is one."""
    done = AnalysisReport.objects.filter(exam=exam, state=WorkState.DONE).select_related("exam", "form__exam")
    of_all = done.filter(form__isnull=True, since__isnull=True, until__isnull=True)
    return of_all.first() or done.first()


def list_reports(*, exam: Exam) -> list[AnalysisReport]:
    """The exam's newest, without their numbers."""
    rows = AnalysisReport.objects.filter(exam=exam).defer("numbers").select_related("exam", "form__exam")
    return list(rows[:LISTED])


def list_comparisons(*, exam: Exam) -> list[GroupComparison]:
    rows = GroupComparison.objects.filter(exam=exam).defer("numbers").select_related("exam", "focal", "reference")
    return list(rows[:LISTED])


def count_scored_since(*, report: AnalysisReport) -> int:
    """Results of the report's kind that were scored after it was asked for."""
    rows = list_scored_results(exam=report.exam, form=report.form, since=report.since, until=report.until)
    return rows.filter(scored_at__gt=report.requested_at).count()


def list_names(*, version_ids: Iterable[int]) -> dict[int, Name]:
    rows = ItemVersion.objects.filter(pk__in=list(version_ids)).order_by()
    named = rows.values_list("pk", "item_id", "item__code", "revision")
    return {pk: Name(item_id, code, revision) for pk, item_id, code, revision in named}


def list_domain_names(*, domain_ids: Iterable[int]) -> dict[int, DomainName]:
    rows = Domain.objects.filter(pk__in=set(domain_ids)).order_by()
    return {pk: DomainName(code, title) for pk, code, title in rows.values_list("pk", "code", "title")}


def get_newest_report_with(*, version_id: int) -> AnalysisReport | None:
    """The newest report, done, of an exam on whose forms this version stands."""
    done = AnalysisReport.objects.filter(
        state=WorkState.DONE, form__isnull=True, since__isnull=True, until__isnull=True
    )
    return done.filter(exam__forms__items__version_id=version_id).distinct().first()


def list_shown_versions(*, version_id: int) -> QuerySet[ItemVersion]:
    return ItemVersion.objects.filter(pk=version_id).select_related("item").prefetch_related("options")


def list_form_numbers(*, exam: Exam) -> dict[int, int]:
    return dict(exam.forms.order_by().values_list("pk", "number"))


def list_exports(*, exam: Exam) -> list[StatisticsExport]:
    """The exam's newest, without their files; `has_file` tells whether there is one."""
    rows = StatisticsExport.objects.filter(exam=exam).defer("data").annotate(has_file=Q(data__isnull=False))
    return list(rows.select_related("exam")[:LISTED])
