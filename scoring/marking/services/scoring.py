"""Scoring sittings: one transaction, and safe to repeat."""

from collections.abc import Iterable, Mapping
from functools import cache
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from exams.sittings.content import list_asked
from exams.sittings.models import Sitting
from exams.sittings.outage_selectors import get_last_pulse
from exams.sittings.selectors import get_all_selections, list_closed_sittings
from scoring.marking import rules
from scoring.marking.key_selectors import InForce, get_in_force, get_published_keys
from scoring.marking.models import Result, ResultState, Subscore
from scoring.marking.services.release import LastPulse, mark_released_if_due
from scoring.marking.services.voiding import disagrees, put_right
from scoring.marking.services.writing import SCORES, fill, write_subscores

WRITTEN = (*SCORES, "state", "answers_version", "released_at")


@transaction.atomic
def score(*, sitting_id: UUID) -> Result | None:
    """Score a closed sitting's present answers; None when there is nothing to score (live, missed or unknown).

    What was scored before from the same answers stays as it is. The scores of a released result are never changed here.
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
    last_pulse = cache(get_last_pulse)
    if due:
        in_force = get_in_force(exam_ids={sitting.exam_id for sitting in due})
        marks = _mark(due, in_force)
        for sitting in due:
            _fill(results[sitting.pk], sitting, marks[sitting.pk], in_force[sitting.exam_id], last_pulse)
        _save([results[sitting.pk] for sitting in due], marks)
    wrong = [sitting for sitting in sittings if disagrees(results[sitting.pk], sitting)]
    if wrong:
        by_id = {sitting.pk: sitting for sitting in wrong}
        put_right(results=[results[pk] for pk in by_id], sittings=by_id, last_pulse=last_pulse)
    return list(results.values())


def _is_due(result: Result, sitting: Sitting) -> bool:
    is_scored = result.answers_version == sitting.answers_version and result.state != ResultState.PENDING
    return not is_scored and result.state != ResultState.RELEASED


def _mark(sittings: list[Sitting], in_force: Mapping[int, InForce]) -> dict[UUID, list[rules.Mark]]:
    places = {sitting.pk: _list_places(sitting) for sitting in sittings}
    published = get_published_keys(version_ids={place.version_id for rows in places.values() for place in rows})
    keys = {exam_id: by.correct(published) for exam_id, by in in_force.items()}
    selections = get_all_selections(sitting_ids=list(places))
    return {
        sitting.pk: rules.mark_sitting(
            places[sitting.pk],
            selections.get(sitting.pk, {}),
            keys[sitting.exam_id],
            in_force[sitting.exam_id].marking_rule,
        )
        for sitting in sittings
    }


def _list_places(sitting: Sitting) -> list[rules.Place]:
    return [
        rules.Place(item.version_id, item.domain_id, rules.exact(item.weight), item.is_pilot)
        for item in list_asked(sitting)
    ]


def _fill(result: Result, sitting: Sitting, marks: list[rules.Mark], by: InForce, last_pulse: LastPulse) -> None:
    now = timezone.now()
    fill(result, marks, by, now)
    result.state = ResultState.VOIDED if sitting.is_void else ResultState.SCORED
    result.answers_version = sitting.answers_version
    mark_released_if_due(result=result, sitting=sitting, now=now, last_pulse=last_pulse)


def _save(results: list[Result], marks: Mapping[UUID, list[rules.Mark]]) -> None:
    again = [result for result in results if result.pk is not None]
    if again:
        Subscore.objects.filter(result__in=again).delete()
        Result.objects.bulk_update(again, WRITTEN)
    Result.objects.bulk_create(result for result in results if result.pk is None)
    write_subscores(results, marks)
