"""Scoring a sitting: one transaction, and safe to repeat."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from exams.bank.keys import get_correct_codes
from exams.sittings.content import list_shown_items
from exams.sittings.models import Response, Sitting
from exams.sittings.selectors import list_closed_sittings, list_responses
from scoring.marking import rules
from scoring.marking.models import Mark, Result, ResultState, Subscore
from scoring.marking.services.release import release_if_due

FINAL = {ResultState.RELEASED, ResultState.VOIDED}


@transaction.atomic
def score(*, sitting_id: UUID) -> Result | None:
    """Score a closed sitting's present answers; None when there is nothing to score (live, missed or unknown).

    What was scored before from the same answers stays as it is. A released result is never changed here.
    """
    rows = list_closed_sittings().select_for_update(of=("self",)).select_related("exam", "form")
    sitting = rows.filter(pk=sitting_id).first()
    if sitting is None:
        return None
    result, is_new = Result.objects.get_or_create(sitting=sitting)
    is_scored = result.answers_version == sitting.answers_version and result.state != ResultState.PENDING
    if not is_new and (is_scored or result.state in FINAL):
        return result
    responses = list_responses(sitting=sitting)
    marks = _mark(sitting, responses)
    _write(result, sitting, marks)
    _write_details(result, marks, responses)
    release_if_due(result=result, sitting=sitting, now=timezone.now())
    return result


def _mark(sitting: Sitting, responses: list[Response]) -> list[rules.MarkedItem]:
    items = list_shown_items(sitting)
    selections = {row.position: frozenset(row.selected) for row in responses}
    correct = get_correct_codes(version_ids=[item.version_id for item in items])
    return rules.mark_sitting([(item.version_id, item.domain_id) for item in items], selections, correct)


def _write(result: Result, sitting: Sitting, marks: list[rules.MarkedItem]) -> None:
    total = rules.tally(marks)
    result.state = ResultState.SCORED
    result.points, result.max_points, result.item_count = total.points, total.max_points, total.item_count
    result.cut_share = sitting.exam.cut_share
    result.is_pass = rules.is_pass(total, sitting.exam.cut_share)
    result.rules_version = rules.RULES_VERSION
    result.answers_version = sitting.answers_version
    result.scored_at = timezone.now()
    result.save(
        update_fields=[
            *("state", "points", "max_points", "item_count", "cut_share", "is_pass"),
            *("rules_version", "answers_version", "scored_at"),
        ]
    )


def _write_details(result: Result, marks: list[rules.MarkedItem], responses: list[Response]) -> None:
    selected = {row.position: row.selected for row in responses}
    result.marks.all().delete()
    result.subscores.all().delete()
    Mark.objects.bulk_create(
        Mark(
            result=result,
            position=row.position,
            version_id=row.version_id,
            domain_id=row.domain_id,
            selected=selected.get(row.position, []),
            is_correct=row.is_correct,
            points=row.points,
            max_points=row.max_points,
        )
        for row in marks
    )
    Subscore.objects.bulk_create(
        Subscore(
            result=result, domain_id=domain, points=row.points, max_points=row.max_points, item_count=row.item_count
        )
        for domain, row in rules.tally_domains(marks).items()
    )
