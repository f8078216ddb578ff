"""Equating forms by the points that were reached on them. Imports NumPy: for workers, never for a web process."""

from collections import defaultdict
from typing import Any

import numpy as np
from django.db.models import Count, QuerySet
from numpy.typing import NDArray

from exams.assembly.models import Exam, FormItem
from scoring.analysis.equating_selectors import MOST_FORMS, get_base_form
from scoring.marking.models import Result
from scoring.psychometrics.equating import equate
from scoring.psychometrics.minimums import USUAL

Floats = NDArray[np.float64]


def equate_exams(results: QuerySet[Result]) -> dict[str, Any]:
    """Exam → its base form, and what the cut there is worth on each other form with 100 sittings or more.

    For equivalent groups: forms that are handed out at random, or in turn. Equipercentile (smoothed where that settles)
    takes 400 sittings of both forms. Points are counted in whole ones.
    """
    counted = results.values("sitting__exam", "sitting__form", "points").annotate(count=Count("pk")).order_by()
    tables: dict[int, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for row in counted:
        tables[row["sitting__exam"]][row["sitting__form"]][round(row["points"])] += row["count"]
    exams = Exam.objects.in_bulk(tables)
    found = {str(pk): _equate_exam(exams[pk], forms) for pk, forms in tables.items()}
    return {pk: told for pk, told in found.items() if told}


def _equate_exam(exam: Exam, forms: dict[int, dict[int, int]]) -> dict[str, Any]:
    base = get_base_form(exam=exam)
    enough = {pk: points for pk, points in forms.items() if sum(points.values()) >= USUAL.correlation}
    if base is None or base.pk not in enough or len(enough) < 2:
        return {}
    most: dict[int, float] = defaultdict(float)
    for form_id, weight in FormItem.objects.filter(form__in=enough, is_pilot=False).values_list("form_id", "weight"):
        most[form_id] += float(weight)
    tables = {pk: _frequencies(points, round(most[pk])) for pk, points in enough.items()}
    cut = float(exam.cut_share) * most[base.pk]
    others = sorted((pk for pk in tables if pk != base.pk), key=lambda pk: -tables[pk].sum())[:MOST_FORMS]
    rows = [_equate_cut(pk, tables[base.pk], tables[pk], cut) for pk in others]
    return {"base": base.pk, "cut_share": float(exam.cut_share), "rows": rows}


def _frequencies(points: dict[int, int], most: int) -> Floats:
    found = np.zeros(max(most, *points) + 1)
    for value, count in points.items():
        found[value] = count
    return found


def _equate_cut(form_id: int, base: Floats, other: Floats, cut: float) -> dict[str, Any]:
    found = equate(base, other)
    smooth = found.equipercentile_loglinear6
    scores = {
        "mean": found.mean,
        "linear": found.linear,
        "equipercentile": found.equipercentile if smooth is None else smooth,
    }
    told = {
        name: None if values is None else float(np.interp(cut, found.x_scale, values))
        for name, values in scores.items()
    }
    return {"form_id": form_id, **told}
