"""Scoring a sitting: one transaction, and safe to repeat."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from exams.bank.keys import get_correct_codes
from exams.sittings.content import list_asked
from exams.sittings.models import Sitting
from exams.sittings.selectors import get_selections, list_closed_sittings
from scoring.marking import rules
from scoring.marking.models import Result, ResultState, Subscore
from scoring.marking.services.release import mark_released_if_due

FINAL = {ResultState.RELEASED, ResultState.VOIDED}
WRITTEN = (
    *("state", "points", "max_points", "item_count", "cut_share", "is_pass", "marks"),
    *("rules_version", "answers_version", "scored_at", "released_at"),
)


@transaction.atomic
def score(*, sitting_id: UUID) -> Result | None:
    """Score a closed sitting's present answers; None when there is nothing to score (live, missed or unknown).

    What was scored before from the same answers stays as it is. A released result is never changed here.
    """
    rows = list_closed_sittings().order_by().select_for_update(of=("self",)).select_related("exam", "form")
    sitting = rows.filter(pk=sitting_id).first()
    if sitting is None:
        return None
    result = Result.objects.filter(sitting=sitting).first() or Result(sitting=sitting)
    is_scored = result.answers_version == sitting.answers_version and result.state != ResultState.PENDING
    if is_scored or result.state in FINAL:
        return result
    _write(result, sitting, _mark(sitting))
    return result


def _mark(sitting: Sitting) -> list[rules.Mark]:
    items = list_asked(sitting)
    correct = get_correct_codes(version_ids=[item.version_id for item in items])
    selections = get_selections(sitting=sitting)
    return rules.mark_sitting([(item.version_id, item.domain_id) for item in items], selections, correct)


def _write(result: Result, sitting: Sitting, marks: list[rules.Mark]) -> None:
    total = rules.tally(marks)
    result.state = ResultState.SCORED
    result.points, result.max_points, result.item_count = total.points, total.max_points, total.item_count
    result.cut_share = sitting.exam.cut_share
    result.is_pass = rules.is_pass(total, sitting.exam.cut_share)
    result.rules_version = rules.RULES_VERSION
    result.answers_version = sitting.answers_version
    result.scored_at = timezone.now()
    result.marks = rules.pack(marks)
    mark_released_if_due(result=result, sitting=sitting, now=result.scored_at)
    is_new = result.pk is None
    if not is_new:
        result.subscores.all().delete()
    result.save(update_fields=None if is_new else WRITTEN)
    _write_subscores(result, marks)


def _write_subscores(result: Result, marks: list[rules.Mark]) -> None:
    Subscore.objects.bulk_create(
        Subscore(
            result=result, domain_id=domain, points=row.points, max_points=row.max_points, item_count=row.item_count
        )
        for domain, row in rules.tally_domains(marks).items()
    )
