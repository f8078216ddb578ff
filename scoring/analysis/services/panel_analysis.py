"""The cut of a panel's round. Imports NumPy: for workers, never for a web process."""

from typing import Any

import numpy as np
from django.utils import timezone

from exams.assembly.models import FormItem
from scoring.analysis.models import PanelRating, PanelRound
from scoring.psychometrics.angoff import Round, analyse_panel

LAYOUT = 1


def analyze_round(*, round_id: int) -> PanelRound | None:
    """Compute a closed round's cut, error and agreement, and store them; None where there is no such round.

    The ratings of a closed round stay as they are: who computes twice writes the same.
    """
    closed = PanelRound.objects.select_related("panel").filter(pk=round_id).first()
    if closed is None:
        return None
    items = list(FormItem.objects.filter(form=closed.panel.form_id, is_pilot=False).order_by("position"))
    ratings = list(PanelRating.objects.filter(panel=closed.panel_id, round_number=closed.number))
    raters = sorted({rating.rater_id for rating in ratings})
    rows, columns = ({pk: place for place, pk in enumerate(ids)} for ids in (raters, [row.version_id for row in items]))
    table = np.full((1, len(raters), len(items)), np.nan)
    for rating in ratings:
        table[0, rows[rating.rater_id], columns[rating.version_id]] = rating.percent / 100
    points = np.array([float(item.weight) for item in items])
    found = analyse_panel(table, points)[0]
    closed.numbers = _describe(found, raters, items, table[0], float(points.sum()))
    closed.computed_at = timezone.now()
    closed.save(update_fields=["numbers", "computed_at"])
    return closed


def _describe(found: Round, raters: list[int], items: list[FormItem], table: Any, max_points: float) -> dict[str, Any]:
    cut = found.cut or 0.0
    rated = (~np.isnan(table)).sum(axis=1)
    return {
        "layout": LAYOUT,
        "max_points": max_points,
        "cut": cut,
        "cut_share": cut / max_points,
        "sd": found.sd,
        "se": found.se,
        "ratings": found.ratings,
        "icc_single": found.icc_single,
        "icc_panel": found.icc_panel,
        "mean_difference": found.mean_difference,
        "raters": [
            {"user_id": pk, "cut": float(own), "severity": float(own) - cut, "rated": int(count)}
            for pk, own, count in zip(raters, found.rater_cuts, rated, strict=True)
        ],
        "items": [
            {"version_id": item.version_id, "mean": _number(mean), "sd": _number(sd)}
            for item, mean, sd in zip(items, found.item_means, found.item_sds, strict=True)
        ],
    }


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
