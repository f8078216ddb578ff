"""What proctors do on their console, to one sitting or to several: each a transaction of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from common.durations import spell
from common.errors import DomainError
from exams.proctoring.console_selectors import get_last_deed
from exams.proctoring.console_words import DONE_BY, ENDS, SEEN, name_stale
from exams.proctoring.errors import DoneAlready
from exams.sittings.errors import SittingClosed
from exams.sittings.models import Sitting
from exams.sittings.services import control
from exams.sittings.services.transitions import lock_sitting, record

MESSAGE, PAUSE, RESUME, EXTEND, TERMINATE, MARK_SEEN = "message", "pause", "resume", "extend", "terminate", "seen"
ACTIONS = (MESSAGE, PAUSE, RESUME, EXTEND, TERMINATE, MARK_SEEN)
# What nobody should meet without words.
NEEDS_WORDS = {MESSAGE, PAUSE, EXTEND, TERMINATE}


@dataclass(frozen=True)
class Order:
    """What is to be done; `seconds` to give; `seen`: sitting → id of the last step of staff that its console showed."""

    action: str
    text: str = ""
    seconds: int = 0
    seen: dict[UUID, int] = field(default_factory=dict)


@dataclass
class Outcome:
    """`done`: a sentence, or nothing; `refused`: (sitting, sentence) for each to whom it was not done."""

    done: str = ""
    refused: list[tuple[UUID, str]] = field(default_factory=list)


def act(*, actor: User, order: Order, sittings: Sequence[Sitting]) -> Outcome:
    """Do it to each; one refusal stops nobody else's."""
    outcome, count = Outcome(), 0
    step = _steps(actor, order)[order.action]
    for sitting in sittings:
        try:
            step(sitting.pk)
        except DomainError as refusal:
            outcome.refused.append((sitting.pk, f"{sitting.user}: {_explain(refusal, order.action, sitting)}"))
        else:
            count += 1
    if count:
        outcome.done = _sentence(order, count)
    return outcome


def mark_seen(*, actor: User, sitting_id: UUID) -> None:
    """What the candidate wrote is seen and needs no answer. May be repeated. Raises NotFound."""
    with transaction.atomic():
        sitting = lock_sitting(sitting_id=sitting_id)
        record(sitting=sitting, type=SEEN, at=timezone.now(), actor=actor)


def _steps(actor: User, order: Order) -> dict[str, Callable[[UUID], object]]:
    text = order.text
    return {
        MESSAGE: lambda pk: control.send_message(actor=actor, sitting_id=pk, text=text),
        PAUSE: lambda pk: control.pause(actor=actor, sitting_id=pk, text=text),
        RESUME: lambda pk: control.resume(actor=actor, sitting_id=pk, text=text),
        EXTEND: lambda pk: _extend_once(actor, pk, order),
        TERMINATE: lambda pk: control.terminate(actor=actor, sitting_id=pk, text=text),
        MARK_SEEN: lambda pk: mark_seen(actor=actor, sitting_id=pk),
    }


def _extend_once(actor: User, sitting_id: UUID, order: Order) -> None:
    """Unlike a pause, given time adds up: what another proctor gave meanwhile must be seen first."""
    with transaction.atomic():
        lock_sitting(sitting_id=sitting_id)
        given = get_last_deed(sitting_id=sitting_id, types=DONE_BY[EXTEND])
        if sitting_id in order.seen and given is not None and given.pk > order.seen[sitting_id]:
            raise DoneAlready(name_stale(given.type, str(given.actor or "Somebody")))
        control.extend(actor=actor, sitting_id=sitting_id, seconds=order.seconds, text=order.text)


def _explain(refusal: DomainError, action: str, sitting: Sitting) -> str:
    """In words, and by name where a colleague was faster."""
    if isinstance(refusal, DoneAlready):
        return refusal.detail
    is_over = isinstance(refusal, SittingClosed)
    wanted = DONE_BY[TERMINATE] if is_over else DONE_BY.get(action, ())
    last = get_last_deed(sitting_id=sitting.pk, types=wanted) if wanted else None
    if last is not None and last.actor is not None:
        return name_stale(last.type, str(last.actor))
    return ENDS.get(refusal.extra.get("close_reason", ""), refusal.detail) if is_over else refusal.detail


def _sentence(order: Order, count: int) -> str:
    who = "1 candidate" if count == 1 else f"{count} candidates"
    are = "is" if count == 1 else "are"
    return {
        MESSAGE: f"Your message is on its way to {who}.",
        PAUSE: f"{who} {are} paused.",
        RESUME: f"{who} {are} going on.",
        EXTEND: f"{who} got {spell(order.seconds)} more.",
        TERMINATE: f"The exam of {who} is over.",
        MARK_SEEN: f"What {who} wrote is marked as seen.",
    }[order.action]
