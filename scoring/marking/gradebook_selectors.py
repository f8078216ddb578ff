"""The lines of a gradebook, as the database has them."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from exams.assembly.models import Exam
from exams.bank.models import Domain
from exams.sittings.models import Sitting
from exams.sittings.selectors import list_closed_sittings
from scoring.marking.gradebook import NOT_SCORED, DomainPoints, Line
from scoring.marking.models import Result, ResultState, Subscore

CHUNK = 500
RESULT = (
    *("state", "number", "points", "max_points", "scaled", "cut_share", "is_pass"),
    *("released_at", "is_verdict_only", "sitting"),
)


def list_gradebook_sittings(*, exam: Exam) -> QuerySet[Sitting]:
    """Everything that was sat and is over, in the order of its end, without answers and marks."""
    results = Result.objects.only(*RESULT).prefetch_related(
        Prefetch("subscores", Subscore.objects.select_related("domain").order_by("domain__code"))
    )
    rows = list_closed_sittings().filter(exam=exam).select_related("user")
    return rows.prefetch_related(Prefetch("result", results)).order_by("closed_at", "pk")


def iterate_lines(*, exam: Exam) -> Iterator[Line]:
    """Three statements for each CHUNK of sittings, whose rows alone are in memory."""
    for sitting in list_gradebook_sittings(exam=exam).iterator(chunk_size=CHUNK):
        yield get_line(sitting)


def list_gradebook_domains(*, exam: Exam) -> list[tuple[str, str]]:
    """Code and title of the domains that have columns. One statement."""
    return list(Domain.objects.filter(guide=exam.guide_id).order_by("code").values_list("code", "title"))


def get_line(sitting: Sitting) -> Line:
    """Of a sitting of `list_gradebook_sittings`. No statement."""
    result: Result | None = getattr(sitting, "result", None)
    minutes = None
    if sitting.started_at and sitting.closed_at:
        minutes = round((sitting.closed_at - sitting.started_at).total_seconds() / 60, 1)
    scored: dict[str, Any] = {}
    if result is not None and result.state in {ResultState.SCORED, ResultState.RELEASED} and not sitting.is_void:
        scored = {
            "version": result.number,
            "points": result.points,
            "max_points": result.max_points,
            "cut_percent": 100 * result.cut_share,
            "scaled": result.scaled,
            "is_pass": result.is_pass,
            "domains": tuple(
                DomainPoints(row.domain.code, row.points, row.max_points) for row in result.subscores.all()
            ),
        }
    return Line(
        candidate=sitting.user.name,
        email=sitting.user.email,
        sitting=str(sitting.pk),
        started_at=sitting.started_at,
        closed_at=sitting.closed_at,
        minutes=minutes,
        ended=sitting.get_close_reason_display(),
        state=_tell_state(sitting, result),
        shown=_tell_shown(sitting, result),
        released_at=result.released_at if result and not sitting.is_void else None,
        **scored,
    )


def _tell_state(sitting: Sitting, result: Result | None) -> str:
    if sitting.is_void:
        return ResultState.VOIDED.label
    return result.get_state_display() if result else NOT_SCORED


def _tell_shown(sitting: Sitting, result: Result | None) -> str:
    if sitting.is_void:
        return "that it does not count"
    if result is not None and result.state == ResultState.RELEASED:
        return "pass or fail only" if result.is_verdict_only else "everything"
    return "held for review" if sitting.is_held else "nothing yet"
