"""Exams that come with the product, and the cut of one that nobody has seen yet."""

from decimal import Decimal

from django.db import transaction

from accounts.models import User
from exams.assembly.errors import ExamNotDraft
from exams.assembly.models import Exam, ExamState, Proctoring
from exams.assembly.services.forms import open_exam
from exams.bank.models import ExamGuide


@transaction.atomic
def ensure_exam(
    *,
    slug: str,
    title: str,
    guide: str,
    description: str,
    rules: str,
    item_count: int,
    duration_seconds: int,
    proctoring: str = Proctoring.NONE,
) -> Exam:
    """The exam `slug`, made and opened where there is none; one that exists belongs to its instructors.

    `guide` is a guide's code. Raises BlueprintShortage, and stores nothing, when the bank cannot fill a form.
    """
    existing = Exam.objects.filter(slug=slug).first()
    if existing:
        return existing
    exam = Exam.objects.create(
        slug=slug,
        title=title,
        guide=ExamGuide.objects.get(code=guide),
        description=description,
        rules=rules,
        item_count=item_count,
        duration_seconds=duration_seconds,
        proctoring=proctoring,
        state=ExamState.DRAFT,
    )
    return open_exam(actor=None, exam=exam)


@transaction.atomic
def set_cut(*, actor: User | None, exam: Exam, cut_share: Decimal) -> Exam:
    """`cut_share`: 0 to 1, of the points. Raises ExamNotDraft: results of an exam that was opened change by a run that
    scores them again."""
    exam = Exam.objects.select_for_update().get(pk=exam.pk)
    if exam.state != ExamState.DRAFT:
        raise ExamNotDraft
    exam.cut_share = cut_share
    exam.save(update_fields=["cut_share"])
    exam.forms.filter(cut_share__isnull=False).update(cut_share=None)
    return exam
