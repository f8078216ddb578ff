"""What statistics hold of a person: for their export, and for their erasure. No NumPy: a page asks it."""

from typing import Any

from accounts.drawers import Drawer
from accounts.models import User
from scoring.analysis.models import (
    AnalysisReport,
    CalibratedSitting,
    Calibration,
    GroupComparison,
    IntegrityReport,
    PanelRating,
    StatisticsExport,
)
from scoring.marking.selectors import list_released_results

WORKS = (AnalysisReport, Calibration, GroupComparison, IntegrityReport, StatisticsExport)


def collect(*, user: User) -> dict[str, Any]:
    """Abilities that were estimated from results that the person may see; what they judged and asked for as staff.

    Seven statements.
    """
    found = {
        "abilities": _list_abilities(user),
        "ratings": [
            {
                "at": row.rated_at.isoformat(),
                "panel": row.panel.title,
                "round": row.round_number,
                "item": row.version.item.code,
                "percent": row.percent,
            }
            for row in PanelRating.objects.filter(rater=user).select_related("panel", "version__item")
        ],
        "asked_for": [
            {"at": at.isoformat(), "what": str(model._meta.verbose_name)}
            for model in WORKS
            for at in _list_moments(model, user)
        ],
    }
    return {name: rows for name, rows in found.items() if rows}


def _list_moments(model: Any, user: User) -> list[Any]:
    return list(model.objects.filter(requested_by=user).order_by("requested_at").values_list("requested_at", flat=True))


def _list_abilities(user: User) -> list[dict[str, Any]]:
    seen = list_released_results(user=user).filter(is_verdict_only=False).order_by()
    rows = CalibratedSitting.objects.filter(sitting__in=seen.values("sitting"))
    return [
        {"sitting": str(row.sitting_id), "ability": row.ability, "standard_error": row.se}
        for row in rows.order_by("pk")
    ]


def erase(*, user: User) -> None:
    """Delete what was estimated of each of the person's sittings. May be repeated.

    Stored reports stay: they are sums over many. A report on unusual sittings names sittings by number; that of one
    that is gone leads nowhere.
    """
    CalibratedSitting.objects.filter(sitting__user=user).delete()


DRAWER = Drawer(
    name="statistics",
    title="Statistics",
    holds="Your ability as estimated from each result. Averages over many people, which do not name you, are not listed.",
    until="The estimate until you erase it; averages that you are part of stay as they are.",
    collect=collect,
    erase=erase,
    deleted=("analysis.CalibratedSitting",),
    kept={
        **{f"analysis.{model.__name__}.requested_by": "who asked for a report of an exam" for model in WORKS},
        "analysis.Calibration.used_by": "who decided that an exam goes by these numbers",
        "analysis.PanelRound.closed_by": "how a cut was set must stay visible",
        "analysis.PanelRating.rater": "the same: a cut rests on what each rater judged",
    },
)
