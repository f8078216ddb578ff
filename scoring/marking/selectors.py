"""Questions about results."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from accounts.models import User
from common.errors import NotFound
from exams.bank.models import Domain, ItemVersion
from exams.sittings.models import Sitting
from exams.sittings.selectors import get_sitting, list_closed_sittings
from scoring.marking.models import Result, ResultQuerySet, ResultState, ResultVersion, Subscore
from scoring.marking.reasons import explain
from scoring.marking.rules import Mark, unpack
from scoring.psychometrics.intervals import percents

SWEEP_LIMIT = 500


def list_unscored_sitting_ids(*, closed_since: datetime | None = None) -> list[UUID]:
    """Closed sittings without a result of their present answers, or with one that counts and should not (or the other way
    round), oldest first, at most SWEEP_LIMIT."""
    rows = _list_unscored() if closed_since is None else _list_unscored().filter(closed_at__gte=closed_since)
    return list(rows.order_by("closed_at").values_list("pk", flat=True)[:SWEEP_LIMIT])


def _list_unscored() -> QuerySet[Sitting]:
    unscored = Q(result__isnull=True) | Q(result__state=ResultState.PENDING)
    changeable = Q(result__state__in=[ResultState.SCORED, ResultState.VOIDED])
    outdated = changeable & ~Q(result__answers_version=F("answers_version"))
    counts = Q(result__state__in=[ResultState.SCORED, ResultState.RELEASED])
    disagrees = Q(voided_at__isnull=False) & counts | Q(voided_at__isnull=True, result__state=ResultState.VOIDED)
    return list_closed_sittings().filter(unscored | outdated | disagrees)


def list_released_results(*, user: User) -> QuerySet[Result]:
    """The person's results that they may see, newest first; of those that are `is_verdict_only`, pass or fail alone."""
    return _list_results(user).shown().order_by("-sitting__closed_at")


def _list_results(user: User) -> ResultQuerySet:
    return Result.objects.filter(sitting__user=user).select_related("sitting__exam__guide", "sitting__form")


@dataclass(frozen=True)
class Verdict:
    """All that may be seen of a result that was released as on the day."""

    sitting: Sitting
    is_pass: bool


@dataclass(frozen=True)
class Void:
    """The result does not count: nothing of it is told, and that is told at once, whatever the exam's release."""

    sitting: Sitting


def get_outcome(*, user: User, sitting_id: UUID) -> tuple[Result | Verdict | Void | None, Sitting]:
    """What the person may see of their sitting: the whole result, the verdict alone, that it does not count, or None; and
    the sitting.

    Raises NotFound when the sitting is not theirs. One statement for a released result; two otherwise, the same
    whether the sitting is scored or not: waiting tells nothing.
    """
    result = list_released_results(user=user).filter(sitting_id=sitting_id).first()
    if result is None:
        sitting = get_sitting(user_id=user.pk, sitting_id=sitting_id)
        return Void(sitting) if sitting.is_void else None, sitting
    if result.is_verdict_only:
        return Verdict(result.sitting, result.is_pass), result.sitting
    return result, result.sitting


def get_result_or_sitting(*, user: User, sitting_id: UUID) -> tuple[Result | None, Sitting]:
    """The person's result where all of it is released, or None, and its sitting. The one door to key and rationale.

    Raises NotFound and takes statements as `get_outcome`.
    """
    outcome, sitting = get_outcome(user=user, sitting_id=sitting_id)
    return outcome if isinstance(outcome, Result) else None, sitting


def get_released_version(*, user: User, sitting_id: UUID, position: int) -> ItemVersion | None:
    """The version at a position of the person's released result; None while there is none.

    Raises NotFound when the sitting is not theirs, or has no such position. Two statements.
    """
    result, _ = get_result_or_sitting(user=user, sitting_id=sitting_id)
    if result is None:
        return None
    mark = next((mark for mark in unpack(result.marks) if mark.position == position), None)
    if mark is None:
        raise NotFound
    return ItemVersion.objects.get(pk=mark.version_id)


@dataclass(frozen=True)
class ResultSummary:
    """A line of the dashboard. `share_percent`: None where pass or fail is all that is told, and with `is_pass` where the
    result `is_void`."""

    exam_title: str
    url: str
    closed_at: datetime | None
    share_percent: int | None
    is_pass: bool | None
    is_void: bool


def list_result_summaries(*, user: User) -> list[ResultSummary]:
    """Of what is released, and of what does not count; newest first. One statement."""
    told = Q(state=ResultState.RELEASED) | Q(sitting__voided_at__isnull=False)
    return [_summarize(result) for result in _list_results(user).filter(told).order_by("-sitting__closed_at")]


def _summarize(result: Result) -> ResultSummary:
    is_void = result.sitting.is_void
    is_hidden = is_void or result.is_verdict_only
    return ResultSummary(
        exam_title=result.sitting.exam.title,
        url=result.get_absolute_url(),
        closed_at=result.sitting.closed_at,
        share_percent=None if is_hidden else percents(result.points, result.max_points)[0],
        is_pass=None if is_void else result.is_pass,
        is_void=is_void,
    )


@dataclass(frozen=True)
class DomainSum:
    domain: Domain
    points: Decimal
    max_points: Decimal
    item_count: int


def list_domain_sums(*, user: User) -> list[DomainSum]:
    """Points by domain over all of the person's released results that count. Two statements."""
    results = Result.objects.shown().filter(sitting__user=user, is_verdict_only=False)
    subscores = Subscore.objects.filter(result__in=results)
    sums = (
        subscores.order_by()
        .values("domain")
        .annotate(points=Sum("points"), max_points=Sum("max_points"), item_count=Sum("item_count"))
    )
    rows = {row["domain"]: (row["points"], row["max_points"], row["item_count"]) for row in sums}
    domains = Domain.objects.filter(pk__in=rows).order_by("guide", "code")
    return [DomainSum(domain, *rows[domain.pk]) for domain in domains]


def count_unscored_sittings() -> int:
    """Closed sittings without a result of their present answers."""
    return _list_unscored().count()


@dataclass(frozen=True)
class NamedMark:
    """A mark with the version and the domain that it names, and why it is what it is."""

    mark: Mark
    why: str
    version: ItemVersion
    domain: Domain


def list_named_marks(*, of: Result | ResultVersion) -> list[NamedMark]:
    """Of a result, or of what it said before. Two statements."""
    marks = unpack(of.marks)
    versions = ItemVersion.objects.select_related("item").in_bulk({mark.version_id for mark in marks})
    domains = Domain.objects.in_bulk({mark.domain_id for mark in marks})
    return [
        NamedMark(mark, explain(mark, of.marking_rule), versions[mark.version_id], domains[mark.domain_id])
        for mark in marks
    ]
