"""Questions about what can be analyzed. No NumPy: pages ask them too."""

from datetime import datetime

from django.db.models import QuerySet

from exams.assembly.models import Exam, Form
from exams.bank.models import ExamGuide
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
