"""Scoring sittings: one transaction, and safe to repeat."""

from collections.abc import Iterable, Mapping
from functools import cache
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from exams.bank.keys import get_correct_codes
from exams.sittings.content import list_asked
from exams.sittings.models import Sitting
from exams.sittings.outage_selectors import get_last_pulse
from exams.sittings.selectors import get_all_selections, list_closed_sittings
from scoring.marking import rules
from scoring.marking.models import Result, ResultState, Subscore
from scoring.marking.services.release import LastPulse, mark_released_if_due

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
    results = _score(list(rows.filter(pk=sitting_id)))
    return results[0] if results else None


@transaction.atomic
def score_all(*, sitting_ids: Iterable[UUID]) -> int:
    """Score these closed sittings together; returns how many it looked at.

    A constant number of statements for those that have no result yet. Who is being scored, or is being answered, at
    this moment is left out: that one comes with the next sweep.
    """
    is_patient = not connection.features.has_select_for_update_skip_locked
    rows = list_closed_sittings().select_for_update(of=("self",), skip_locked=not is_patient).order_by("pk")
    return len(_score(list(rows.select_related("exam", "form").filter(pk__in=list(sitting_ids)))))


def _score(sittings: list[Sitting]) -> list[Result]:
    """The caller has locked their rows."""
    before = {row.sitting_id: row for row in Result.objects.filter(sitting__in=sittings)}
    results = {sitting.pk: before.get(sitting.pk) or Result(sitting=sitting) for sitting in sittings}
    due = [sitting for sitting in sittings if _is_due(results[sitting.pk], sitting)]
    if due:
        marks = _mark(due)
        last_pulse = cache(get_last_pulse)
        for sitting in due:
            _fill(results[sitting.pk], sitting, marks[sitting.pk], last_pulse)
        _save([results[sitting.pk] for sitting in due], marks)
    return list(results.values())


def _is_due(result: Result, sitting: Sitting) -> bool:
    is_scored = result.answers_version == sitting.answers_version and result.state != ResultState.PENDING
    return not is_scored and result.state not in FINAL


def _mark(sittings: list[Sitting]) -> dict[UUID, list[rules.Mark]]:
    asked = {sitting.pk: list_asked(sitting) for sitting in sittings}
    correct = get_correct_codes(version_ids={item.version_id for items in asked.values() for item in items})
    selections = get_all_selections(sitting_ids=list(asked))
    return {
        pk: rules.mark_sitting(
            [(item.version_id, item.domain_id) for item in items],
            selections.get(pk, {}),
            correct,
            pilots={item.version_id for item in items if item.is_pilot},
        )
        for pk, items in asked.items()
    }


def _fill(result: Result, sitting: Sitting, marks: list[rules.Mark], last_pulse: LastPulse) -> None:
    total = rules.tally(marks)
    result.state = ResultState.SCORED
    result.points, result.max_points, result.item_count = total.points, total.max_points, total.item_count
    result.cut_share = sitting.exam.cut_share
    result.is_pass = rules.is_pass(total, sitting.exam.cut_share)
    result.rules_version = rules.RULES_VERSION
    result.answers_version = sitting.answers_version
    result.scored_at = timezone.now()
    result.marks = rules.pack(marks)
    mark_released_if_due(result=result, sitting=sitting, now=result.scored_at, last_pulse=last_pulse)


def _save(results: list[Result], marks: Mapping[UUID, list[rules.Mark]]) -> None:
    again = [result for result in results if result.pk is not None]
    if again:
        Subscore.objects.filter(result__in=again).delete()
        Result.objects.bulk_update(again, WRITTEN)
    Result.objects.bulk_create(result for result in results if result.pk is None)
    _write_subscores(results, marks)


def _write_subscores(results: list[Result], marks: Mapping[UUID, list[rules.Mark]]) -> None:
    Subscore.objects.bulk_create(
        Subscore(
            result=result, domain_id=domain, points=row.points, max_points=row.max_points, item_count=row.item_count
        )
        for result in results
        for domain, row in rules.tally_domains(marks[result.sitting_id]).items()
    )
