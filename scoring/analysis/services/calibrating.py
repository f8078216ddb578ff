"""Estimating items from sittings. Imports NumPy: for workers, never for a web process."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from scoring.analysis.calibration_words import Numbers, refuse, write_flag
from scoring.analysis.collecting import Collected, collect
from scoring.analysis.models import CalibratedItem, CalibratedSitting, Calibration, CalibrationState, Phase
from scoring.analysis.selectors import list_scored_results
from scoring.analysis.services.observed_equating import equate_exams
from scoring.psychometrics.ability import Abilities, expected_abilities, reliability
from scoring.psychometrics.calibration import FEWEST_SITTINGS, calibrate
from scoring.psychometrics.calibration import Calibration as Estimate
from scoring.psychometrics.false_alarms import adjust
from scoring.psychometrics.item_fit import mean_squares, s_x2
from scoring.psychometrics.linking import Link, link

Floats = NDArray[np.floating]
BATCH = 2000
# How often a step is told: each is a statement.
TELL_SECONDS = 1.0
# S-X² is known from 250 sittings of one form on; the largest forms tell enough.
FIT_SITTINGS, FIT_FORMS = 250, 20
# Common items that hold a link: sure enough, and not at the ends of the scale.
LINK_LEAST_A, LINK_FARTHEST_B = 0.2, 4.0
ABILITY_STEP = 0.5
ENDED = ["state", "why_not", "finished_at"]
FOUND = [
    *("phase", "sitting_count", "steps", "is_converged", "log_likelihood", "variance", "reliability"),
    *("abilities", "forms"),
    *("linked_to", "link_slope", "link_intercept", "link_item_count"),
]


@dataclass(frozen=True)
class Table:
    """`scores`: sittings × versions, 1, 0 or NaN; `pilots`: rows and columns of cells that are tried out, not scored."""

    collected: Collected
    versions: list[int]
    scores: Floats
    pilots: tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True)
class Found:
    """What an estimation says, on the scale of its own; `share_correct`, `fit`, `infit`, `outfit`: by version, NaN where
    unknown."""

    table: Table
    estimate: Estimate
    share_correct: Floats
    fit: Floats
    infit: Floats
    outfit: Floats
    abilities: Abilities


def run_calibration(*, calibration_id: int) -> Calibration | None:
    """Do what a calibration asks for; None when it has ended already. May run twice: the second to end stores nothing.

    Estimating holds no lock and no transaction.
    """
    asked = Calibration.objects.filter(pk=calibration_id, state__in=[CalibrationState.QUEUED, CalibrationState.RUNNING])
    now = timezone.now()
    if not asked.update(state=CalibrationState.RUNNING, started_at=now, touched_at=now, phase=Phase.READING, steps=0):
        return None
    calibration = Calibration.objects.select_related("exam", "guide").get(pk=calibration_id)
    try:
        table = read_table(calibration)
        why_not = refuse(calibration.model, len(table.scores), FEWEST_SITTINGS)
        if why_not:
            calibration.sitting_count = len(table.scores)
            return _end(calibration, CalibrationState.REFUSED, why_not)
        found = estimate(table, calibration.model, _tell(calibration))
        if found.estimate.why_not:
            return _end(calibration, CalibrationState.REFUSED, found.estimate.why_not)
        _enter(calibration, Phase.STORING)
        return _store(calibration, found)
    except Exception:
        _end(calibration, CalibrationState.FAILED, "This went wrong, and was written to the log.")
        raise


def _end(calibration: Calibration, state: CalibrationState, why_not: str) -> Calibration:
    calibration.state, calibration.why_not, calibration.finished_at = state, why_not, timezone.now()
    calibration.save(update_fields=[*ENDED, "sitting_count"])
    return calibration


def _enter(calibration: Calibration, phase: Phase, step: int = 0) -> None:
    calibration.phase = phase
    Calibration.objects.filter(pk=calibration.pk, state=CalibrationState.RUNNING).update(
        phase=phase, touched_at=timezone.now(), **({"steps": step} if step else {})
    )


def _tell(calibration: Calibration) -> Callable[[Phase, int], None]:
    """Writes down how far it is: every phase, and a step now and then."""
    told_at = [0.0]

    def tell(phase: Phase, step: int) -> None:
        if phase != calibration.phase or time.monotonic() - told_at[0] >= TELL_SECONDS:
            told_at[0] = time.monotonic()
            _enter(calibration, phase, step)

    return tell


def read_table(calibration: Calibration) -> Table:
    """The sittings of the calibration's exam or guide: right or wrong by version, wherever a version was tried out or
    scored. An answer is right with all points of the item."""
    collected = collect(list_scored_results(exam=calibration.exam, guide=calibration.guide))
    versions = sorted({column.version_id for column in collected.columns})
    place = {version: number for number, version in enumerate(versions)}
    right = collected.is_right()
    if len(versions) == len(collected.columns):
        scores = right
    else:
        scores = np.full((len(right), len(versions)), np.nan)
        for number, column in enumerate(collected.columns):
            own = scores[:, place[column.version_id]]
            scores[:, place[column.version_id]] = np.where(np.isnan(own), right[:, number], own)
    rows: list[NDArray[np.int64]] = [np.empty(0, dtype=np.int64)]
    places: list[NDArray[np.int64]] = [np.empty(0, dtype=np.int64)]
    for number, column in enumerate(collected.columns):
        if not column.is_scored:
            cells = np.flatnonzero(~np.isnan(right[:, number]))
            rows.append(cells)
            places.append(np.full(len(cells), place[column.version_id]))
    return Table(collected, versions, scores, (np.concatenate(rows), np.concatenate(places)))


def estimate(table: Table, model: str, tell: Callable[[Phase, int], None]) -> Found:
    """Items, how they fit, and the sittings' abilities; pilot items have no part in an ability."""
    tell(Phase.ESTIMATING, 0)
    found = calibrate(table.scores, model, on_step=lambda step: tell(Phase.ESTIMATING, step))
    tell(Phase.CHECKING, 0)
    fit = _find_fit(table, found)
    nothing = np.full(len(table.versions), np.nan)
    squares = mean_squares(table.scores, found.b) if model == "rasch" and not found.why_not else None
    tell(Phase.ABILITIES, 0)
    seen = (~np.isnan(table.scores)).sum(axis=0)
    share_correct = np.nansum(table.scores, axis=0) / np.maximum(seen, 1)
    table.scores[table.pilots] = np.nan
    abilities = expected_abilities(table.scores, found.a, found.d, variance=found.variance)
    return Found(
        table=table,
        estimate=found,
        share_correct=share_correct,
        fit=fit,
        infit=squares.infit if squares else nothing,
        outfit=squares.outfit if squares else nothing,
        abilities=abilities,
    )


def _find_fit(table: Table, found: Estimate) -> Floats:
    """Adjusted chances of S-X² by version, each from the form with most sittings on which it stands."""
    fit = np.full(len(table.versions), np.nan)
    forms, counts = np.unique(table.collected.form_ids, return_counts=True)
    for form, count in sorted(zip(forms, counts, strict=True), key=lambda pair: -pair[1])[:FIT_FORMS]:
        if count < FIT_SITTINGS:
            break
        rows = table.scores[table.collected.form_ids == form]
        is_shown = ~np.isnan(rows).any(axis=0) & np.isfinite(found.a)
        fitted = 1 if found.model == "rasch" else 2
        checked = s_x2(rows[:, is_shown], found.a[is_shown], found.d[is_shown], variance=found.variance, fitted=fitted)
        fit[is_shown] = np.where(np.isnan(fit[is_shown]), checked.p, fit[is_shown])
    is_known = ~np.isnan(fit)
    fit[is_known] = adjust(fit[is_known].tolist())
    return fit


@transaction.atomic
def _store(calibration: Calibration, found: Found) -> Calibration | None:
    if not Calibration.objects.select_for_update().filter(pk=calibration.pk, state=CalibrationState.RUNNING).exists():
        return None
    linked = _link_to_the_one_in_use(calibration, found)
    own = found.estimate
    calibration.sitting_count, calibration.steps = len(found.table.scores), own.steps
    calibration.is_converged, calibration.log_likelihood = own.converged, own.loglik
    calibration.variance, calibration.reliability = own.variance, reliability(found.abilities)
    calibration.forms = equate_exams(list_scored_results(exam=calibration.exam, guide=calibration.guide))
    calibration.abilities = _count_abilities(linked.slope * found.abilities.ability + linked.intercept)
    calibration.save(update_fields=FOUND)
    CalibratedItem.objects.bulk_create(_list_items(calibration, found, linked), batch_size=BATCH)
    CalibratedSitting.objects.bulk_create(_list_sittings(calibration, found, linked), batch_size=BATCH)
    return _end(calibration, CalibrationState.DONE, "")


def _count_abilities(abilities: Floats) -> dict[str, Any]:
    """How many sittings stand in each half unit of the scale; who stands beyond its ends is counted there."""
    edges = np.arange(-LINK_FARTHEST_B, LINK_FARTHEST_B + ABILITY_STEP, ABILITY_STEP)
    counts = np.histogram(np.clip(abilities, edges[0], edges[-1]), edges)[0]
    return {"from": float(edges[0]), "step": ABILITY_STEP, "counts": [int(count) for count in counts]}


def _link_to_the_one_in_use(calibration: Calibration, found: Found) -> Link:
    """How numbers come on the scale of those in use, so that both can be compared; as they are where nothing is in use, or
    too few items are common."""
    in_use = Calibration.objects.filter(exam=calibration.exam, guide=calibration.guide, is_in_use=True).first()
    steady = {"is_enough": True, "a__gt": LINK_LEAST_A, "b__lt": LINK_FARTHEST_B, "b__gt": -LINK_FARTHEST_B}
    old = dict(CalibratedItem.objects.filter(calibration=in_use, **steady).values_list("version_id", "b"))
    own = found.estimate
    is_steady = own.is_enough & (own.a > LINK_LEAST_A) & (np.abs(own.b) < LINK_FARTHEST_B)
    common = [place for place, version in enumerate(found.table.versions) if version in old and is_steady[place]]
    is_rasch = in_use is not None and in_use.model == calibration.model == "rasch"
    linked = link(
        [float(own.b[place]) for place in common],
        [old[found.table.versions[place]] for place in common],
        is_slope_fixed=is_rasch,
    )
    if linked is None:
        return Link(1.0, 0.0, 0)
    calibration.linked_to, calibration.link_item_count = in_use, linked.item_count
    calibration.link_slope, calibration.link_intercept = linked.slope, linked.intercept
    return linked


def _list_items(calibration: Calibration, found: Found, linked: Link) -> list[CalibratedItem]:
    own, fewest = found.estimate, FEWEST_SITTINGS[calibration.model]
    rows = []
    for place, version in enumerate(found.table.versions):
        if not (np.isfinite(own.a[place]) and np.isfinite(own.b[place])):
            continue
        a, b = linked.move_a(float(own.a[place])), linked.move_b(float(own.b[place]))
        fit, infit = _number(found.fit[place]), _number(found.infit[place])
        numbers = Numbers(a=a, b=b, seen=int(own.seen[place]), fewest=fewest, fit=fit, infit=infit)
        rows.append(
            CalibratedItem(
                calibration=calibration,
                version_id=version,
                a=a,
                b=b,
                se_a=_number(own.se_a[place] / linked.slope),
                se_b=_number(own.se_b[place] * linked.slope),
                seen=int(own.seen[place]),
                share_correct=float(found.share_correct[place]),
                is_enough=bool(own.is_enough[place]),
                fit=fit,
                infit=infit,
                outfit=_number(found.outfit[place]),
                flag=write_flag(numbers),
            )
        )
    return rows


def _list_sittings(calibration: Calibration, found: Found, linked: Link) -> list[CalibratedSitting]:
    abilities = found.abilities
    return [
        CalibratedSitting(
            calibration=calibration,
            sitting_id=sitting_id,
            ability=linked.move_b(float(ability)),
            se=float(se) * linked.slope,
        )
        for sitting_id, ability, se in zip(
            found.table.collected.sitting_ids, abilities.ability, abilities.se, strict=True
        )
    ]


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
