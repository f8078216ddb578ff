"""Questions about reviews: what waits, and everything that was recorded of one sitting, as a time line."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, QuerySet, Sum, When

from accounts.models import User
from exams.assembly.models import Exam
from exams.proctoring.errors import NotProctored
from exams.proctoring.models import OPEN_REVIEWS, Decision, Incident, ProctorKind, ReviewState, Statement, Supervision
from exams.proctoring.severity import explain
from exams.proctoring.timeline import Entry
from exams.proctoring.timeline_selectors import get_record
from exams.sittings.event_words import name_event
from exams.sittings.models import CloseReason


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


def list_reviews(*, states: Sequence[str] = OPEN_REVIEWS, exam_id: int | None = None) -> QuerySet[Supervision]:
    """Sittings that are over, in these states of review, worst first: whose record is not whole, then those that a
    proctor ended, then most points."""
    rows = Supervision.objects.filter(review_state__in=states, delete_at__isnull=False)
    if exam_id is not None:
        rows = rows.filter(sitting__exam=exam_id)
    is_ended_by_proctor = Case(When(sitting__close_reason=CloseReason.TERMINATED, then=True), default=False)
    rows = rows.select_related("sitting__user", "sitting__exam")
    return rows.order_by("-is_chain_broken", is_ended_by_proctor.desc(), "-points", "delete_at", "pk")


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
    record = get_record(sitting=supervision.sitting, is_for_candidate=user is not None)
    return Review(
        supervision=supervision,
        entries=record.entries,
        shares=[
            Share(name_event(type, {}), count, points)
            for type, count, points in explain((row.type, row.points) for row in record.incidents)
        ],
        decisions=list(supervision.decisions.select_related("reviewer")),
        statements=record.statements,
        broken_at=record.broken_at,
    )
