"""Questions about sittings."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from accounts.models import User
from accounts.selectors import get_time_factor
from common.errors import NotFound
from common.moments import iso_or_none
from exams.assembly.models import Exam
from exams.sittings import clock, receipts, states
from exams.sittings.content import FormBody, get_form_body, list_arrangement, name_as_shown
from exams.sittings.errors import SittingClosed, SittingNotStarted
from exams.sittings.models import CloseReason, Command, Response, Sitting, SittingState

SAT = [CloseReason(reason) for reason in states.SAT]


def get_sitting(*, user_id: int, sitting_id: UUID) -> Sitting:
    """The person's own sitting with exam and form. Raises NotFound."""
    rows = Sitting.objects.filter(user_id=user_id, pk=sitting_id).order_by()
    sitting = rows.select_related("exam", "form").first()
    if sitting is None:
        raise NotFound("There is no such sitting, or it is not yours.")
    return sitting


@dataclass(frozen=True)
class Start:
    """What somebody in the waiting room waits for; `starts_at` is None when the exam no longer has a start."""

    state: str
    starts_at: datetime | None
    is_common_clock: bool

    def wait_ms(self, now: datetime) -> int:
        """Milliseconds until then, below zero when it is past; 0 without a start."""
        return 0 if self.starts_at is None else (self.starts_at - now) // clock.MS


def get_start(*, user: User, sitting_id: UUID) -> Start:
    """When the person's sitting can start. One statement, a row of three columns. Raises NotFound."""
    names = ("state", "exam__starts_at", "exam__is_common_clock")
    row = Sitting.objects.filter(user=user, pk=sitting_id).values_list(*names).first()
    if row is None:
        raise NotFound("There is no such sitting, or it is not yours.")
    return Start(*row)


def list_sittings(*, user: User) -> QuerySet[Sitting]:
    """The person's sittings, newest first."""
    return Sitting.objects.filter(user=user).select_related("exam", "form").order_by("-created_at")


def list_live_sittings(*, user: User) -> QuerySet[Sitting]:
    return list_sittings(user=user).exclude(state=SittingState.CLOSED)


def list_attempts(*, user: User, exam: Exam) -> QuerySet[Sitting]:
    """The person's sittings of one exam that came to an end."""
    return list_sittings(user=user).filter(exam=exam, state=SittingState.CLOSED)


def list_closed_sittings() -> QuerySet[Sitting]:
    """Everything that was sat and is over: what scoring reads."""
    return Sitting.objects.filter(state=SittingState.CLOSED, close_reason__in=SAT)


def get_allotted_seconds(*, user: User, exam: Exam) -> int:
    """How long this person's clock runs in this exam, accommodation included."""
    return clock.allot(exam.duration_seconds, get_time_factor(user=user))


def get_content(*, sitting: Sitting) -> FormBody:
    """The items of a sitting that is under way. Raises SittingNotStarted, SittingClosed."""
    if sitting.state == SittingState.CLOSED:
        raise SittingClosed(close_reason=sitting.close_reason)
    if sitting.started_at is None or sitting.form is None:
        raise SittingNotStarted
    form = sitting.form
    return get_form_body(form.pk, form.number, form.seed, sitting.exam.must_complete)


def get_all_selections(*, sitting_ids: Sequence[UUID]) -> dict[UUID, dict[int, frozenset[str]]]:
    """Sitting → position → chosen option codes: what scoring reads. One statement."""
    found: dict[UUID, dict[int, frozenset[str]]] = defaultdict(dict)
    rows = Response.objects.filter(sitting__in=sitting_ids).order_by()
    for sitting_id, position, selected in rows.values_list("sitting_id", "position", "selected"):
        found[sitting_id][position] = frozenset(selected)
    return found


def list_responses(*, sitting: Sitting) -> list[Response]:
    return list(sitting.responses.order_by("position"))


def list_commands(sitting_id: UUID, *, after: int) -> list[Command]:
    return list(Command.objects.filter(sitting_id=sitting_id, number__gt=after).order_by("number"))


def remaining_ms(sitting: Sitting, now: datetime) -> int:
    """What the candidate's clock shows; nothing when the sitting is over."""
    assert sitting.deadline_at
    if sitting.state == SittingState.CLOSED:
        return 0
    return clock.remaining_ms(sitting.deadline_at, now, paused_at=sitting.paused_at)


@dataclass(frozen=True)
class Stored:
    """What the server has of a sitting: shown at its end."""

    answered_count: int
    last_saved_at: datetime | None
    late_count: int


def get_stored(*, sitting: Sitting) -> Stored:
    """Two statements."""
    row = sitting.responses.aggregate(answered=Count("position", filter=~Q(selected=[])), last=Max("last_at"))
    return Stored(row["answered"], row["last"], sitting.late_changes.count())


def count_by_state() -> dict[str, int]:
    """State → number of sittings; states that nobody is in count 0."""
    rows = Sitting.objects.order_by().values_list("state").annotate(count=Count("pk"))
    return dict.fromkeys(SittingState.values, 0) | dict(rows)


def get_chain(*, sitting: Sitting) -> receipts.Stored:
    """What the database says of a sitting's answers and of the chain over them. One statement."""
    rows = list_responses(sitting=sitting)
    return receipts.Stored(
        number=sitting.receipt_number,
        head=sitting.receipt_head,
        selected={row.position: "".join(row.selected) for row in rows},
        trails={row.position: row.trail for row in rows},
    )


def get_receipt(*, sitting: Sitting, now: datetime) -> dict[str, Any]:
    """The receipt of a sitting that was started, signed: what its file holds. One statement with the form in memory."""
    rows = list_responses(sitting=sitting)
    links, chain = receipts.list_links({row.position: row.trail for row in rows})
    answered = [row for row in rows if row.selected]
    letters = [codes for _, codes in list_arrangement(sitting)]
    return receipts.sign(
        {
            "sitting": str(sitting.pk),
            "exam": sitting.exam.title,
            "form": sitting.form.number if sitting.form else None,
            "issued_at": now.isoformat(),
            "started_at": iso_or_none(sitting.started_at),
            "closed_at": iso_or_none(sitting.closed_at),
            "item_count": len(letters),
            "answered_count": len(answered),
            "last_at": iso_or_none(max((row.last_at for row in rows), default=None)),
            "number": sitting.receipt_number,
            "head": sitting.receipt_head,
            # Changed more often than a trail can hold: then the chain is vouched for by its head alone.
            "is_whole": chain.head == sitting.receipt_head,
            "links": links,
            "answers": [_tell_answer(row, letters[row.position - 1]) for row in answered],
        }
    )


def _tell_answer(row: Response, codes: str) -> dict[str, Any]:
    """`shown`: the letters that the candidate saw beside the options."""
    shown = name_as_shown(row.selected, codes)
    return {"position": row.position, "selected": row.selected, "shown": shown, "last_at": row.last_at.isoformat()}
