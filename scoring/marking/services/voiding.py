"""Results that do not count: a result follows its sitting, whatever state it was in, and back.

That a sitting's result does not count is the sitting's (`Sitting.voided_at`). Whoever is asked by a candidate looks there;
the result's own state, by which statistics go, is put right by scoring, whose sweep finds where the two disagree.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from exams.sittings.models import Sitting
from scoring.marking.models import Result, ResultState
from scoring.marking.services.release import RELEASED, LastPulse, mark_released_if_due, mark_shown_again
from scoring.marking.services.rescoring import catch_up


def disagrees(result: Result, sitting: Sitting) -> bool:
    return (result.state == ResultState.VOIDED) != sitting.is_void


def put_right(*, results: Sequence[Result], sittings: Mapping[UUID, Sitting], last_pulse: LastPulse) -> None:
    """Write what these results' sittings say. The caller has locked the sittings, and scored their present answers.

    One that counts again is shown again if it was before, and otherwise when its exam shows it; re-scorings that it missed
    meanwhile are made up for.
    """
    now = timezone.now()
    for result in results:
        result.sitting = sitting = sittings[result.sitting_id]
        if sitting.is_void:
            # `released_at` stays: it says that there was something to take back.
            result.state, result.mail_due_at = ResultState.VOIDED, None
        else:
            _reinstate(result, sitting, now, last_pulse)
        result.save(update_fields=RELEASED)
    catch_up([result for result in results if result.state != ResultState.VOIDED])


def _reinstate(result: Result, sitting: Sitting, now: datetime, last_pulse: LastPulse) -> None:
    result.state = ResultState.SCORED
    was_shown = result.released_at is not None
    if was_shown and mark_shown_again(result=result, sitting=sitting, now=now, last_pulse=last_pulse):
        return
    result.released_at, result.is_verdict_only = None, False
    mark_released_if_due(result=result, sitting=sitting, now=now, last_pulse=last_pulse)
