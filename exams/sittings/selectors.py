"""Questions about sittings."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from accounts.models import User
from accounts.selectors import get_time_factor
from common.errors import NotFound
from exams.assembly.models import Exam
from exams.sittings import clock
from exams.sittings.content import ShownItem, list_shown_items
from exams.sittings.errors import SittingClosed, SittingNotStarted
from exams.sittings.models import CloseReason, Command, Response, Sitting, SittingState

SAT = [CloseReason.SUBMITTED, CloseReason.EXPIRED, CloseReason.TERMINATED]


def get_sitting(*, user: User, sitting_id: UUID) -> Sitting:
    """The person's own sitting with exam and form. Raises NotFound."""
    sitting = list_sittings(user=user).filter(pk=sitting_id).first()
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


def get_content(*, sitting: Sitting) -> tuple[ShownItem, ...]:
    """The items of a sitting that is under way. Raises SittingNotStarted, SittingClosed."""
    if sitting.state in {SittingState.SCHEDULED, SittingState.CHECK_IN}:
        raise SittingNotStarted
    if sitting.state == SittingState.CLOSED:
        raise SittingClosed(close_reason=sitting.close_reason)
    return list_shown_items(sitting)


def list_responses(*, sitting: Sitting) -> list[Response]:
    return list(sitting.responses.order_by("position"))


def list_commands(*, sitting: Sitting, after: int) -> list[Command]:
    return list(sitting.commands.filter(number__gt=after).order_by("number"))


@dataclass(frozen=True)
class Stored:
    """What the server has of a sitting: shown at its end."""

    answered_count: int
    last_saved_at: datetime | None
    late_count: int


def get_stored(*, sitting: Sitting) -> Stored:
    """Two statements."""
    row = sitting.responses.aggregate(answered=Count("pk", filter=~Q(selected=[])), last=Max("last_at"))
    return Stored(row["answered"], row["last"], sitting.late_changes.count())


def count_by_state() -> dict[str, int]:
    """State → number of sittings; states that nobody is in count 0."""
    rows = Sitting.objects.order_by().values_list("state").annotate(count=Count("pk"))
    return dict.fromkeys(SittingState.values, 0) | dict(rows)
