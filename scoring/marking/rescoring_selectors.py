"""Questions about re-scoring: what is left to do, what a preview rests on, whom a correction concerns."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from exams.assembly.models import Exam, FormItem
from exams.bank.models import ItemVersion
from scoring.marking.models import (
    CorrectionState,
    KeyCorrection,
    Rescoring,
    RescoringState,
    Result,
    ResultState,
    ResultVersion,
)

COUNTED = [ResultState.SCORED, ResultState.RELEASED]


def list_counted(*, exam_id: int) -> QuerySet[Result]:
    """The exam's results that say something: scored, whether or not anybody may see them."""
    return Result.objects.filter(sitting__exam=exam_id, state__in=COUNTED).order_by("pk")


def list_left(*, run: Rescoring) -> QuerySet[Result]:
    """The results that do not take the run into account yet."""
    return list_counted(exam_id=run.exam_id).filter(Q(last_run__isnull=True) | Q(last_run__lt=run.pk))


def get_basis(*, exam: Exam) -> str:
    """What a preview rests on: while this stays the same, so does the preview. Two statements."""
    seen = list_counted(exam_id=exam.pk).order_by().aggregate(count=Count("pk"), newest=Max("scored_at"))
    run = get_newest_run_id(exam=exam)
    return f"{seen['count']} results, {seen['newest']}, run {run}, cut {exam.cut_share.normalize()}"


def get_newest_run_id(*, exam: Exam) -> int | None:
    """The run that was begun last."""
    newest: int | None = exam.rescorings.filter(started_at__isnull=False).aggregate(newest=Max("pk"))["newest"]
    return newest


def list_runs(*, exam: Exam) -> QuerySet[Rescoring]:
    return exam.rescorings.select_related("started_by", "requested_by").order_by("-pk")


def list_versions_on_forms(*, exam: Exam) -> QuerySet[ItemVersion]:
    """Versions that stand on the exam's forms, by code."""
    on_form = FormItem.objects.filter(form__exam=exam, version=OuterRef("pk"))
    return ItemVersion.objects.filter(Exists(on_form)).select_related("item").order_by("item__code", "-revision")


def list_corrections_in_force(*, exam: Exam) -> QuerySet[KeyCorrection]:
    rows = exam.key_corrections.filter(state=CorrectionState.IN_FORCE).select_related("version__item", "rescoring")
    return rows.order_by("version__item__code")


def list_exams_with_version(*, version_id: int) -> list[Exam]:
    """The exams in which somebody has a result with the version."""
    has_result = Exists(Result.objects.filter(sitting__form=OuterRef("form")))
    places = FormItem.objects.filter(has_result, version=version_id, form__exam=OuterRef("pk"))
    return list(Exam.objects.filter(Exists(places)).order_by("title"))


@dataclass(frozen=True)
class Foreseen:
    """A line of a preview: whose result, and what it says before and after (see `foresight`)."""

    result: Result
    before: dict[str, Any]
    after: dict[str, Any]
    is_crossing: bool


def list_foreseen(*, run: Rescoring) -> list[Foreseen]:
    """Those that the preview lists, with their candidates. One statement."""
    rows = run.preview.get("listed", [])
    found = Result.objects.defer("marks").select_related("sitting__user").in_bulk([row["result"] for row in rows])
    return [
        Foreseen(found[row["result"]], row["before"], row["after"], row["is_crossing"])
        for row in rows
        if row["result"] in found
    ]


def list_settled_version_ids(*, version_ids: Collection[int]) -> set[int]:
    """Of these versions those that are corrected in every exam that has a result with them. Two statements."""
    has_result = Exists(Result.objects.filter(sitting__form=OuterRef("form")))
    places = FormItem.objects.filter(has_result, version_id__in=version_ids).order_by()
    asked = set(places.values_list("version_id", "form__exam_id").distinct())
    in_force = KeyCorrection.objects.filter(state=CorrectionState.IN_FORCE, version_id__in=version_ids).order_by()
    open_ids = {version_id for version_id, _ in asked - set(in_force.values_list("version_id", "exam_id"))}
    return set(version_ids) - open_ids


def list_untold_version_ids(*, before: datetime, most: int) -> list[int]:
    """Changed results whose candidates nobody has told, oldest first."""
    rows = ResultVersion.objects.filter(was_released=True, told_at__isnull=True, replaced_at__lte=before)
    return list(rows.order_by("replaced_at").values_list("pk", flat=True)[:most])


def list_running() -> QuerySet[Rescoring]:
    return Rescoring.objects.filter(state=RescoringState.RUNNING)
