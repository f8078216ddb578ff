"""The simulated proctor at work: looks at every sitting that it watches and takes the script's next step."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from common.errors import DomainError
from exams.proctoring.script import MESSAGE, PAUSE, Act, decide
from exams.proctoring.simulated_selectors import list_situations
from exams.sittings.services import control
from exams.sittings.services.transitions import lock_sitting


def act_everywhere() -> int:
    """One step, at most, in each sitting that waits for one; says in how many. May run twice, and at the same time."""
    waiting = [sitting.pk for sitting, situation in list_situations(now=timezone.now()) if decide(situation)]
    return sum(act(sitting_id=sitting_id) for sitting_id in waiting)


@transaction.atomic
def act(*, sitting_id: UUID) -> bool:
    """The script's next step in one sitting, if there is one now; what it was is decided anew under the lock."""
    lock_sitting(sitting_id=sitting_id)
    found = list_situations(now=timezone.now(), sitting_id=sitting_id)
    step = decide(found[0][1]) if found else None
    if step is None:
        return False
    try:
        _perform(sitting_id, step)
    except DomainError:
        # Time has ended the sitting, or a pause, since the row was read: that is kept, and there is nothing to do.
        return False
    return True


def _perform(sitting_id: UUID, step: Act) -> None:
    do = {MESSAGE: control.send_message, PAUSE: control.pause}.get(step.kind, control.resume)
    do(actor=None, sitting_id=sitting_id, text=step.text, details=step.details)
