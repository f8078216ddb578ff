"""What results hold of a person: for their export, and for their erasure."""

from functools import partial
from typing import Any

from django.core.cache import caches
from django.db import transaction

from accounts.drawers import Drawer
from accounts.models import User
from common.moments import iso_or_none
from exams.sittings.selectors import list_closed_sittings
from scoring.marking.models import Result
from scoring.marking.rules import PILOT, unpack
from scoring.marking.selectors import list_released_results
from scoring.marking.services.report_pdf import list_keys


def collect(*, user: User) -> list[dict[str, Any]]:
    """Of every sitting that is over, oldest first, what the person may see of its result. Four statements.

    Of one that is not released, that it is not: whether it has been scored makes no difference. Never a key.
    """
    rows = list_released_results(user=user).prefetch_related("subscores__domain", "versions")
    released = {row.sitting_id: row for row in rows}
    sittings = list_closed_sittings().filter(user=user).select_related("exam").order_by("created_at")
    return [
        {
            "sitting": str(sitting.pk),
            "exam": sitting.exam.title,
            "is_released": sitting.pk in released,
            **(_tell(released[sitting.pk]) if sitting.pk in released else {}),
        }
        for sitting in sittings
    ]


def _tell(result: Result) -> dict[str, Any]:
    told = {"released_at": iso_or_none(result.released_at), "is_pass": result.is_pass}
    if result.is_verdict_only:
        return told
    return told | {
        **_tell_score(result),
        "domains": [
            {"domain": str(row.domain), "points": float(row.points), "max_points": float(row.max_points)}
            for row in result.subscores.all()
        ],
        "items": [
            {"item": mark.position, "points": float(mark.points), "max_points": float(mark.max_points)}
            for mark in unpack(result.marks)
            if mark.treatment != PILOT
        ],
        "before": [
            _tell_score(row) | {"is_pass": row.is_pass, "replaced_at": row.replaced_at.isoformat()}
            for row in result.versions.all()
            if row.was_released
        ],
    }


def _tell_score(of: Any) -> dict[str, Any]:
    """`of`: a result, or what it said before."""
    return {
        "points": float(of.points),
        "max_points": float(of.max_points),
        "scaled": of.scaled,
        "cut_share": float(of.cut_share),
        "item_count": of.item_count,
        "version": of.number,
    }


def erase(*, user: User) -> None:
    """Delete the person's results, with what they said before and the files made of them. May be repeated.

    Counts and norms that were computed stay as they are; those computed anew have so many sittings less.
    """
    results = list(Result.objects.filter(sitting__user=user).only("pk", "number"))
    Result.objects.filter(pk__in=[result.pk for result in results]).delete()
    keys = [key for result in results for key in list_keys(result=result)]
    transaction.on_commit(partial(caches["shared"].delete_many, keys))


DRAWER = Drawer(
    name="results",
    title="Your results",
    holds="Points, by item and by domain, and whether you passed. You see them once the exam releases them, in the file "
    "too.",
    until="Until you erase it.",
    collect=collect,
    erase=erase,
    deleted=("marking.Result", "marking.Subscore", "marking.ResultVersion"),
    kept={
        "marking.Rescoring.requested_by": "who corrected an exam, and why, is the exam's",
        "marking.Rescoring.started_by": "the same",
        "marking.KeyCorrection.report": "the report stays, without who wrote it",
    },
)
