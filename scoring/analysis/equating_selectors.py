"""What the exam's cut is worth on each of its forms. No NumPy: pages ask it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from exams.assembly.models import Exam, Form, FormItem
from scoring.analysis.models import CalibratedItem, Calibration, PanelRound
from scoring.analysis.selectors import SCORED
from scoring.psychometrics.true_scores import Curve, equate_points

MOST_FORMS = 50


def get_base_form(*, exam: Exam) -> Form | None:
    """The form on which the cut was set: that of the last panel with a cut; else the first form that was sat."""
    panels = PanelRound.objects.filter(panel__form__exam=exam, numbers__isnull=False).order_by("-closed_at")
    judged = panels.values_list("panel__form_id", flat=True).first()
    if judged:
        return Form.objects.get(pk=judged)
    is_scored = Q(sittings__result__state__in=SCORED)
    return Form.objects.filter(is_scored, exam=exam).order_by("number").first() or exam.forms.order_by("number").first()


def get_calibration_of(*, exam: Exam) -> Calibration | None:
    """The calibration in use of the exam; else that of its guide."""
    in_use = Calibration.objects.filter(Q(exam=exam) | Q(guide=exam.guide_id), is_in_use=True)
    return in_use.select_related("exam", "guide").order_by("guide_id").first() if in_use.exists() else None


@dataclass(frozen=True)
class FormCut:
    """`raw_cut`: the exam's share of this form's points; `in_force`: the points that pass by now; `irt`: the points that are worth as much as the base form's cut, by
    true scores; `known`: of the form's scored items, those with numbers in use; the others by the points that were
    reached, None below their least number of sittings."""

    form: Form
    sitting_count: int
    item_count: int
    known: int
    max_points: float
    raw_cut: float
    in_force: float
    irt: float | None
    mean: float | None
    linear: float | None
    equipercentile: float | None

    @property
    def irt_share(self) -> float | None:
        return None if self.irt is None else self.irt / self.max_points * 100


@dataclass(frozen=True)
class Cuts:
    base: Form
    calibration: Calibration | None
    rows: list[FormCut]
    left_out: int


def list_cuts(*, exam: Exam) -> Cuts | None:
    """The forms of the exam, those with most sittings first; None for an exam without forms. Seven statements."""
    base = get_base_form(exam=exam)
    if base is None:
        return None
    calibration = get_calibration_of(exam=exam)
    counted = exam.forms.annotate(
        sitting_count=Count("sittings", filter=Q(sittings__result__state__in=SCORED))
    ).order_by("-sitting_count", "number")
    found = list(counted)
    forms = [base, *(form for form in found if form != base)][:MOST_FORMS]
    counts = {form.pk: form.sitting_count for form in found}
    curves = _list_curves(forms, calibration)
    observed = _read_observed(calibration, exam, base)
    share = float(exam.cut_share)
    rows = [
        _describe(form, counts[form.pk], curves, curves[base.pk], share, observed.get(form.pk, {})) for form in forms
    ]
    return Cuts(base, calibration, rows, len(found) - len(forms))


def _list_curves(forms: Iterable[Form], calibration: Calibration | None) -> dict[int, list[tuple[float, Curve | None]]]:
    """Form → points of each scored item, and its curve where numbers are in use."""
    places = FormItem.objects.filter(form__in=list(forms), is_pilot=False)
    triples = list(places.values_list("form_id", "version_id", "weight"))
    numbers: dict[int, tuple[float, float]] = {}
    if calibration:
        known = CalibratedItem.objects.filter(
            calibration=calibration, is_enough=True, a__gt=0, version__in={version for _, version, _ in triples}
        )
        numbers = {version: (a, b) for version, a, b in known.values_list("version_id", "a", "b")}
    found: dict[int, list[tuple[float, Curve | None]]] = defaultdict(list)
    for form_id, version, weight in triples:
        curve = Curve(*numbers[version], points=float(weight)) if version in numbers else None
        found[form_id].append((float(weight), curve))
    return found


def _describe(
    form: Form,
    sitting_count: int,
    curves: dict[int, list[tuple[float, Curve | None]]],
    base: list[tuple[float, Curve | None]],
    share: float,
    observed: dict[str, Any],
) -> FormCut:
    own = curves[form.pk]
    most = sum(points for points, _ in own)
    known, known_of_base = ([curve for _, curve in rows if curve] for rows in (own, base))
    is_whole = len(known) == len(own) and len(known_of_base) == len(base) and bool(base)
    cut = share * sum(points for points, _ in base)
    return FormCut(
        form=form,
        sitting_count=sitting_count,
        item_count=len(own),
        known=len(known),
        max_points=most,
        raw_cut=share * most,
        in_force=most * (share if form.cut_share is None else float(form.cut_share)),
        irt=equate_points(known_of_base, known, cut) if is_whole else None,
        mean=observed.get("mean"),
        linear=observed.get("linear"),
        equipercentile=observed.get("equipercentile"),
    )


def _read_observed(calibration: Calibration | None, exam: Exam, base: Form) -> dict[int, dict[str, Any]]:
    """What the calibration's worker found for the same base form and cut; nothing when either changed since."""
    stored = calibration.forms.get(str(exam.pk)) if calibration else None
    if not stored or stored["base"] != base.pk or abs(stored["cut_share"] - float(exam.cut_share)) > 1e-9:
        return {}
    return {row["form_id"]: row for row in stored["rows"]}
