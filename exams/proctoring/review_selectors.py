"""Questions about reviews: what waits, and everything that was recorded of one sitting, as a time line."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from accounts.models import User
from exams.assembly.models import Exam
from exams.proctoring.chain import find_break_in
from exams.proctoring.errors import NotProctored
from exams.proctoring.models import Decision, Incident, ProctorKind, ReviewState, Statement, Supervision
from exams.proctoring.review_timeline import INCIDENT, STEP, Entry, Happened, began_at, describe, put_in_order
from exams.proctoring.severity import explain
from exams.sittings.event_words import name_event
from exams.sittings.models import SittingEvent

OPEN_STATES = [ReviewState.WAITING, ReviewState.APPEALED]


@dataclass(frozen=True)
class Share:
    """A kind of incident's part of the sum."""

    title: str
    count: int
    points: int


@dataclass(frozen=True)
class Review:
    """One sitting's records. `broken_at`: the number of the first reported event that does not follow from those before
    it, None while the chain is whole; `reported_count`: the length of the chain."""

    supervision: Supervision
    entries: list[Entry]
    shares: list[Share]
    decisions: list[Decision]
    statements: list[Statement]
    broken_at: int | None

    @property
    def appeal(self) -> Statement | None:
        return next((row for row in self.statements if row.is_appeal), None)

    @property
    def comments(self) -> list[Statement]:
        """To the whole, not to one incident."""
        return [row for row in self.statements if not row.is_appeal and row.incident_id is None]

    @property
    def may_appeal(self) -> bool:
        is_open = self.supervision.deleted_at is None
        return is_open and self.supervision.review_state == ReviewState.DECIDED and self.appeal is None

    @property
    def is_simulated(self) -> bool:
        return self.supervision.proctor == ProctorKind.SIMULATED

    @property
    def reported_count(self) -> int:
        return self.supervision.sitting.event_number


def list_reviews(*, states: Sequence[str] = OPEN_STATES, exam_id: int | None = None) -> QuerySet[Supervision]:
    """Sittings that are over, in these states of review; most points first."""
    rows = Supervision.objects.filter(review_state__in=states, delete_at__isnull=False)
    if exam_id is not None:
        rows = rows.filter(sitting__exam=exam_id)
    return rows.select_related("sitting__user", "sitting__exam").order_by("-points", "delete_at", "pk")


def list_proctored_exams() -> QuerySet[Exam]:
    """Exams that have a supervised sitting."""
    return Exam.objects.filter(sittings__supervision__isnull=False).distinct().order_by("title")


def list_shares(*, supervisions: Sequence[Supervision]) -> dict[int, list[Share]]:
    """Supervision → its sum explained, most points first. One statement."""
    rows = Incident.objects.filter(supervision__in=supervisions).order_by()
    found: dict[int, list[Share]] = defaultdict(list)
    sums = rows.values_list("supervision", "type").annotate(Count("pk"), Sum("points"))
    for supervision_id, type, count, points in sorted(sums, key=lambda row: (-row[3], row[1])):
        found[supervision_id].append(Share(name_event(type, {}), count, points))
    return dict(found)


def list_decided_by(*, user_id: int, supervisions: Sequence[Supervision]) -> set[int]:
    """Those in which this person has decided before."""
    rows = Decision.objects.filter(reviewer=user_id, supervision__in=supervisions).order_by()
    return set(rows.values_list("supervision", flat=True))


def get_review(*, sitting_id: UUID, user: User | None = None) -> Review:
    """Everything of one sitting; told to the candidate where `user` is given, who must be theirs. Raises NotProctored.

    Six statements, however much there is.
    """
    rows = Supervision.objects.select_related("sitting__exam", "sitting__user").filter(sitting=sitting_id)
    supervision = rows.first() if user is None else rows.filter(sitting__user=user).first()
    if supervision is None:
        raise NotProctored
    incidents = list(supervision.incidents.order_by("number"))
    statements = list(supervision.statements.select_related("incident").order_by("at", "pk"))
    events = list(supervision.sitting.events.select_related("actor").order_by("at", "pk"))
    entries = put_in_order(
        [
            *_list_steps(supervision),
            *_tell_incidents(supervision, incidents, statements),
            *_tell_events(supervision, events, {row.number for row in incidents}, is_for_candidate=user is not None),
        ]
    )
    return Review(
        supervision=supervision,
        entries=entries,
        shares=[
            Share(name_event(type, {}), count, points)
            for type, count, points in explain((row.type, row.points) for row in incidents)
        ],
        decisions=list(supervision.decisions.select_related("reviewer")),
        statements=statements,
        broken_at=None if supervision.deleted_at else find_break_in(supervision.sitting, events),
    )


def _list_steps(supervision: Supervision) -> list[Entry]:
    return [
        Entry(
            at=row.done_at,
            kind=STEP,
            title=f"Check-in: {row.get_code_display().lower()} done",
            text=row.alternative,
            reason=f"Version {row.text_version} of the text" if row.text_version else "",
        )
        for row in supervision.steps.order_by("done_at", "pk")
    ]


def _tell_incidents(supervision: Supervision, incidents: list[Incident], statements: list[Statement]) -> list[Entry]:
    said: dict[int, list[str]] = defaultdict(list)
    for row in statements:
        if row.incident_id is not None:
            said[row.incident_id].append(row.text)
    started_at = supervision.sitting.started_at
    return [
        Entry(
            at=began_at(started_at, row.began_ms, row.received_at),
            kind=INCIDENT,
            title=name_event(row.type, {}),
            position=row.position,
            for_ms=row.for_ms,
            count=row.count,
            number=row.number,
            points=row.points,
            is_warning=row.is_warning,
            reason="" if row.reason == f"{row.points} points" else row.reason,
            said=tuple(said[row.pk]),
        )
        for row in incidents
    ]


def _tell_events(
    supervision: Supervision, events: list[SittingEvent], told: set[int], *, is_for_candidate: bool
) -> list[Entry | None]:
    sitting = supervision.sitting
    happened = [
        Happened(
            type=row.type,
            at=row.at,
            actor=str(row.actor) if row.actor else "",
            is_candidate=row.actor_id == sitting.user_id,
            text=row.reason,
            details=row.details,
            number=row.number,
        )
        for row in events
        if row.number not in told
    ]
    return [describe(row, started_at=sitting.started_at, is_for_candidate=is_for_candidate) for row in happened]
