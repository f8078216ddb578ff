"""Questions about what can be analyzed. No NumPy: pages ask them too."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Count, F, Max, QuerySet

from exams.assembly.models import Exam, Form
from exams.bank.models import ExamGuide
from exams.sittings.models import Response
from scoring.analysis.models import AnalysisReport, WorkState
from scoring.analysis.schedule import LastReport, Scored
from scoring.marking.models import Result, ResultState

SCORED = (ResultState.SCORED, ResultState.RELEASED)


def list_scored_results(
    *,
    exam: Exam | None = None,
    guide: ExamGuide | None = None,
    form: Form | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Result]:
    """Results with marks of an exam (or of all exams of a guide), of one form, of sittings closed in a period (`until`
    is not part of it); each only where given."""
    asked = {
        "sitting__exam": exam,
        "sitting__exam__guide": guide,
        "sitting__form": form,
        "sitting__closed_at__gte": since,
        "sitting__closed_at__lt": until,
    }
    narrowed = {name: value for name, value in asked.items() if value is not None}
    return Result.objects.filter(state__in=SCORED, **narrowed).order_by()


def count_seconds(*, results: QuerySet[Result]) -> dict[int, list[tuple[int, int]]]:
    """Version's id → (whole active seconds, sittings that spent them on it), of these results' sittings. One statement:
    the database counts, and a median takes no row of an answer."""
    opened = Response.objects.filter(sitting__in=results.values("sitting_id"), spent_ms__gt=0).order_by()
    rows = opened.values("version_id", seconds=F("spent_ms") / 1000).annotate(sittings=Count("position"))
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        found[row["version_id"]].append((row["seconds"], row["sittings"]))
    return dict(found)


def count_scored() -> list[Scored]:
    """Of each exam with results. One statement."""
    rows = Result.objects.filter(state__in=SCORED, scored_at__isnull=False).order_by()
    counted = rows.values("sitting__exam", "sitting__exam__cut_share").annotate(n=Count("pk"), newest=Max("scored_at"))
    return [
        Scored(row["sitting__exam"], row["n"], row["newest"], float(row["sitting__exam__cut_share"])) for row in counted
    ]


def list_last_reports() -> dict[int, LastReport]:
    """Exam's id → its newest report of all sittings that did not fail, under way or done. One statement."""
    rows = AnalysisReport.objects.exclude(state=WorkState.FAILED)
    of_all = rows.filter(form__isnull=True, since__isnull=True, until__isnull=True).order_by("requested_at")
    names = ("exam_id", "sitting_count", "requested_at", "numbers__totals__cut_share")
    return {exam_id: LastReport(*values) for exam_id, *values in of_all.values_list(*names)}
