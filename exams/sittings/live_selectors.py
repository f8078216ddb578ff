"""Who is sitting an exam now: what staff see of it while it goes on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from exams.assembly.models import Exam
from exams.sittings import clock
from exams.sittings.models import Outage, Response, Sitting, SittingEvent, SittingState
from exams.sittings.outage_selectors import list_proposals
from exams.sittings.outage_time import NOT_HEARD_SECONDS, Proposal
from exams.sittings.reported import CANDIDATE_MESSAGE
from exams.sittings.states import UNDERWAY

SHOWN_AT_ONCE = 500
MESSAGES_SHOWN = 3
OUTAGES_SHOWN = 3
FROM_CANDIDATE, FROM_STAFF = CANDIDATE_MESSAGE, "message-sent"


@dataclass(frozen=True)
class LiveRow:
    """One candidate. `is_waiting`: they wrote, and staff have not written since; `silent_seconds` since last heard."""

    sitting: Sitting
    answered_count: int
    remaining_seconds: int
    silent_seconds: int
    proposal: Proposal
    messages: tuple[SittingEvent, ...]
    is_waiting: bool

    @property
    def is_not_heard(self) -> bool:
        return self.silent_seconds > NOT_HEARD_SECONDS

    @property
    def needs_attention(self) -> bool:
        return self.is_not_heard or self.is_waiting or self.proposal.outage_seconds > 0

    @property
    def unseen_count(self) -> int:
        """Commands that the candidate's client has not acknowledged."""
        return self.sitting.command_count - self.sitting.acked_command


@dataclass(frozen=True)
class LiveExam:
    """An exam's live page: `rows` are what was asked for, at most SHOWN_AT_ONCE of `found_count`."""

    rows: tuple[LiveRow, ...]
    found_count: int
    running_count: int
    paused_count: int
    outages: tuple[Outage, ...]

    @property
    def total_count(self) -> int:
        return self.running_count + self.paused_count

    @property
    def credits_due(self) -> list[int]:
        """The seconds that each candidate shown could be given back for outages."""
        return [row.proposal.outage_seconds for row in self.rows if row.proposal.outage_seconds]


def list_exams_under_way() -> QuerySet[Exam]:
    """Exams that somebody sits now, with `running_count` and `paused_count`."""
    counts = {f"{state}_count": Count("sittings", filter=Q(sittings__state=state)) for state in UNDERWAY}
    return Exam.objects.annotate(**counts).filter(Q(running_count__gt=0) | Q(paused_count__gt=0)).order_by("title")


def list_under_way(*, exam: Exam) -> QuerySet[Sitting]:
    """Sittings of an exam that run or are paused, with their people, by name."""
    rows = Sitting.objects.filter(exam=exam, state__in=UNDERWAY).select_related("user")
    return rows.order_by(Lower("user__name"), "user__email")


def get_live_exam(*, exam: Exam, now: datetime, search: str = "", needs_attention: bool = False) -> LiveExam:
    """What the live page shows. The number of statements does not grow with the number of sittings."""
    under_way = list_under_way(exam=exam)
    counts = under_way.order_by().aggregate(
        **{state: Count("pk", filter=Q(state=state)) for state in UNDERWAY},
    )
    if search:
        under_way = under_way.filter(Q(user__name__icontains=search) | Q(user__email__icontains=search))
    sittings = list(under_way[:SHOWN_AT_ONCE])
    rows = _list_rows(sittings, now)
    return LiveExam(
        rows=tuple(row for row in rows if row.needs_attention or not needs_attention),
        found_count=under_way.order_by().count() if len(sittings) == SHOWN_AT_ONCE else len(sittings),
        running_count=counts[SittingState.RUNNING],
        paused_count=counts[SittingState.PAUSED],
        outages=_list_outages(sittings),
    )


def _list_rows(sittings: Sequence[Sitting], now: datetime) -> list[LiveRow]:
    ids = [sitting.pk for sitting in sittings]
    answered = _count_answers(ids)
    said = _list_messages(ids)
    proposals = list_proposals(sittings=sittings, now=now)
    return [_make_row(sitting, now, answered.get(sitting.pk, 0), said[sitting.pk], proposals) for sitting in sittings]


def _make_row(
    sitting: Sitting,
    now: datetime,
    answered_count: int,
    said: list[SittingEvent],
    proposals: dict[UUID, Proposal],
) -> LiveRow:
    assert sitting.deadline_at
    heard_at = sitting.last_seen_at or sitting.started_at or now
    written = [event for event in said if event.type == FROM_CANDIDATE]
    return LiveRow(
        sitting=sitting,
        answered_count=answered_count,
        remaining_seconds=clock.remaining_ms(sitting.deadline_at, now, paused_at=sitting.paused_at) // 1000,
        silent_seconds=max(0, (now - heard_at) // timedelta(seconds=1)),
        proposal=proposals.get(sitting.pk, Proposal()),
        messages=tuple(written[-MESSAGES_SHOWN:]),
        is_waiting=bool(said) and said[-1].type == FROM_CANDIDATE,
    )


def _count_answers(ids: Iterable[UUID]) -> dict[UUID, int]:
    answered = Response.objects.filter(sitting__in=ids).exclude(selected=[]).order_by()
    return dict(answered.values_list("sitting").annotate(Count("position")))


def _list_messages(ids: Iterable[UUID]) -> dict[UUID, list[SittingEvent]]:
    """What candidate and staff said to each other, oldest first."""
    found: dict[UUID, list[SittingEvent]] = defaultdict(list)
    events = SittingEvent.objects.filter(sitting__in=ids, type__in=[FROM_CANDIDATE, FROM_STAFF])
    for event in events.order_by("sitting", "at", "pk"):
        found[event.sitting_id].append(event)
    return found


def _list_outages(sittings: Sequence[Sitting]) -> tuple[Outage, ...]:
    """The newest outages that any of these sittings saw."""
    since = min((sitting.started_at for sitting in sittings if sitting.started_at), default=None)
    if since is None:
        return ()
    return tuple(Outage.objects.filter(ended_at__gt=since).order_by("-ended_at")[:OUTAGES_SHOWN])
