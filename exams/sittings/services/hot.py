"""Start, form and submission as they usually go: one or two statements each. None: not the usual case.

Then nothing was done, and `entry`, `finish` and `answering`, which lock the row, do it or say what is in the way.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from exams.assembly.services.forms import new_seed
from exams.sittings import clock, ways_in_and_out
from exams.sittings.content import FormBody, get_form_body, is_form_current
from exams.sittings.services.transitions import announce_closed
from exams.sittings.ways_in_and_out import Begun, Ended, Ready


@dataclass(frozen=True)
class Started:
    """A sitting that began at `now`, in the hands of the client that asked."""

    ready: Ready
    begun: Begun
    now: datetime


def start(*, user_id: int, sitting_id: UUID, client: UUID, is_rules_accepted: bool) -> Started | None:
    """What `answering.start` does for a sitting in check-in. Two statements."""
    now = timezone.now()
    ready = ways_in_and_out.read_ready(
        user_id=user_id, sitting_id=sitting_id, is_rules_accepted=is_rules_accepted, now=now
    )
    if ready is None or not is_form_current(ready.form_id, ready.exam_id, now):
        return None
    begun = _begin(ready, now)
    if clock.is_up(begun.deadline_at, now):
        return None
    is_begun = ways_in_and_out.begin(user_id=user_id, sitting_id=sitting_id, client=client, begun=begun, now=now)
    return Started(ready, begun, now) if is_begun else None


def _begin(ready: Ready, now: datetime) -> Begun:
    started_at = ready.starts_at if ready.is_common_clock and ready.starts_at else now
    seconds = clock.allot(ready.duration_seconds, ready.time_factor)
    return Begun(
        form_id=ready.form_id,
        form_number=ready.form_number,
        seed=new_seed(),
        rules_accepted_at=ready.rules_accepted_at or now,
        started_at=started_at,
        allotted_seconds=seconds,
        deadline_at=clock.deadline(started_at, allotted_seconds=seconds, extended_seconds=0, paused_ms=0),
    )


def get_form(*, user_id: int, sitting_id: UUID) -> FormBody | None:
    """What `selectors.get_content` gives for a running sitting. One statement with the form in memory."""
    form = ways_in_and_out.read_form(user_id=user_id, sitting_id=sitting_id, now=timezone.now())
    return get_form_body(form.form_id, form.form_number, form.form_seed, form.must_complete) if form else None


def submit(*, user_id: int, sitting_id: UUID, client: UUID) -> tuple[Ended, datetime] | None:
    """What `finish.submit` does for a running sitting that the client holds. One statement."""
    now = timezone.now()
    ended = ways_in_and_out.submit(user_id=user_id, sitting_id=sitting_id, client=client, now=now)
    if ended is None:
        return None
    announce_closed(sitting_id)
    return ended, now
