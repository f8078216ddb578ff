"""Questions about releasing results."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from exams.assembly.models import Exam, ExamState, ReleasePolicy
from exams.sittings.models import Sitting, SittingState
from exams.sittings.selectors import SAT
from scoring.marking.models import Result, ResultState
from scoring.marking.release_rules import Expectation, Plan, expect

MAIL_LIMIT = 200


def get_plan(exam: Exam) -> Plan:
    """The exam's way of releasing results, as plain values."""
    return Plan(exam.release_policy, exam.release_at, exam.closes_at, exam.release_after_days)


def get_expectation(*, sitting: Sitting, now: datetime) -> Expectation:
    """What the candidate of a sitting without a visible result is told. No statement."""
    return expect(get_plan(sitting.exam), closed_at=sitting.closed_at, now=now)


def list_due_bounds(*, now: datetime, settled_at: datetime) -> dict[int, datetime]:
    """Exam's id → sittings closed until then may have their results shown; exams without a waiting result are left out.

    `settled_at`: the newest moment of which it is certain that no outage moves it. One statement.
    """
    waiting = Result.objects.filter(state=ResultState.SCORED, sitting__is_held=False).order_by()
    rows = _with_sitters(Exam.objects.filter(pk__in=waiting.values("sitting__exam")), settled_at).order_by()
    bounds = {}
    for exam in rows.exclude(release_policy=ReleasePolicy.BY_HAND):
        is_done = exam.is_over(now) and not exam.has_sitters  # type: ignore[attr-defined]
        bound = get_plan(exam).shown_when_closed_by(now, is_everybody_done=is_done)
        if bound is not None:
            bounds[exam.pk] = bound
    return bounds


def _with_sitters(exams: QuerySet[Exam], settled_at: datetime) -> QuerySet[Exam]:
    """`has_sitters`: somebody sits, may start, or has answers that may change; asked where the release waits for it."""
    unfinished = ~Q(state=SittingState.CLOSED) | Q(final_at__gt=settled_at)
    sitters = Exists(Sitting.objects.filter(unfinished, exam=OuterRef("pk")).order_by())
    waits = Q(release_policy=ReleasePolicy.AT_CLOSE) & Q(sitters)
    return exams.annotate(has_sitters=ExpressionWrapper(waits, output_field=BooleanField()))


def list_due_mail_ids(*, now: datetime) -> list[int]:
    """Results whose candidates are to be told by mail, at most MAIL_LIMIT. One statement."""
    due = Result.objects.filter(mail_due_at__lte=now, state=ResultState.RELEASED)
    return list(due.order_by("mail_due_at").values_list("pk", flat=True)[:MAIL_LIMIT])


@dataclass(frozen=True)
class ReleaseRow:
    """An exam on the staff's page: when its results are shown, and how many are."""

    exam: Exam
    expectation: Expectation
    sat_count: int
    released_count: int
    scored_count: int
    held_count: int
    void_count: int


def list_release_rows(*, now: datetime) -> list[ReleaseRow]:
    """Every exam that candidates have seen. One statement."""
    sat = Q(sittings__close_reason__in=SAT)
    exams = Exam.objects.exclude(state=ExamState.DRAFT).annotate(
        sat_count=Count("sittings", filter=sat),
        released_count=Count("sittings", filter=Q(sittings__result__state=ResultState.RELEASED)),
        scored_count=Count("sittings", filter=Q(sittings__result__state=ResultState.SCORED)),
        held_count=Count("sittings", filter=sat & Q(sittings__is_held=True)),
        void_count=Count("sittings", filter=Q(sittings__voided_at__isnull=False)),
    )
    return [
        ReleaseRow(
            exam,
            expect(get_plan(exam), closed_at=None, now=now),
            *(exam.sat_count, exam.released_count, exam.scored_count, exam.held_count, exam.void_count),
        )
        for exam in exams.order_by("title")
    ]
