"""Sittings with results, many at once: rows as scoring writes them, without sitting each exam."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

from django.utils import timezone

from accounts.models import User
from exams.assembly.models import Exam, Form, FormItem
from exams.bank.keys import get_correct_codes
from exams.sittings.models import Response, Sitting
from scoring.marking.models import Result, ResultState

CLOSED_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
_numbers = count(1)


def add_sittings(
    exam: Exam,
    form: Form,
    answers: Sequence[Sequence[str]],
    *,
    closed_at: datetime = CLOSED_AT,
    is_reversed: bool = False,
    seconds: float | None = None,
) -> list[Result]:
    """One sitting of a new person for each row; `answers`: codes by the form's position, "" for none. The items stand in
    the sitting in the form's order, or `is_reversed`; `seconds`: spent on each item."""
    items = list(form.items.order_by("position"))
    keys = get_correct_codes(version_ids=[item.version_id for item in items])
    people = User.objects.bulk_create(
        User(email=f"person-{number}@example.org", name=f"Person {number}")
        for number, _ in zip(_numbers, answers, strict=False)
    )
    sittings = Sitting.objects.bulk_create(_sitting(person, exam, form, closed_at) for person in people)
    order = items[::-1] if is_reversed else items
    rows = [[row[items.index(item)] for item in order] for row in answers]
    results = Result.objects.bulk_create(
        _result(exam, sitting, order, row, keys) for sitting, row in zip(sittings, rows, strict=True)
    )
    if seconds is not None:
        Response.objects.bulk_create(
            _response(sitting, position, item, code, seconds)
            for sitting, row in zip(sittings, rows, strict=True)
            for position, (item, code) in enumerate(zip(order, row, strict=True), start=1)
        )
    return results


def _sitting(person: User, exam: Exam, form: Form, closed_at: datetime) -> Sitting:
    started_at = closed_at - timedelta(hours=1)
    return Sitting(
        user=person,
        exam=exam,
        form=form,
        seed=1,
        state="closed",
        close_reason="submitted",
        created_at=started_at,
        rules_accepted_at=started_at,
        started_at=started_at,
        allotted_seconds=3600,
        deadline_at=closed_at,
        closed_at=closed_at,
        final_at=closed_at,
    )


def _result(
    exam: Exam, sitting: Sitting, items: list[FormItem], row: list[str], keys: dict[int, frozenset[str]]
) -> Result:
    most = [0 if item.is_pilot else int(item.weight) for item in items]
    points = [
        worth * (frozenset(code) == keys[item.version_id]) for item, code, worth in zip(items, row, most, strict=True)
    ]
    return Result(
        sitting=sitting,
        state=ResultState.RELEASED,
        points=sum(points),
        max_points=sum(most),
        item_count=sum(worth > 0 for worth in most),
        cut_share=exam.cut_share,
        is_pass=sum(points) >= exam.cut_share * sum(most),
        rules_version=2,
        answers_version=1,
        scored_at=timezone.now(),
        released_at=timezone.now(),
        marks={
            "version_id": [item.version_id for item in items],
            "domain_id": [item.domain_id for item in items],
            "selected": row,
            "points": points,
            "max_points": most,
        },
    )


def _response(sitting: Sitting, position: int, item: FormItem, code: str, seconds: float) -> Response:
    return Response(
        sitting=sitting,
        version_id=item.version_id,
        position=position,
        first_at=sitting.closed_at,
        last_at=sitting.closed_at,
        first_at_ms=1,
        last_at_ms=1,
        spent_ms=int(seconds * 1000),
        changed_by=sitting.pk,
        selected=list(code),
    )
