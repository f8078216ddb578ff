"""What to study next: domains in the order in which work pays, and where to read about what was missed of each."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from exams.bank.models import Domain, Objective, StudyResource
from scoring.marking import breakdown
from scoring.marking.report_selectors import Material


@dataclass(frozen=True)
class ObjectiveStep:
    objective: Objective
    missed_count: int
    item_count: int
    resources: list[StudyResource]


@dataclass(frozen=True)
class NextStep:
    """A domain to study: its share of the guide's weights, and what was missed of it. `is_weak`: clearly below the total.
    `objectives`: those of which something was missed, most first."""

    domain: Domain
    weight_percent: int
    missed_count: int
    item_count: int
    is_weak: bool
    objectives: list[ObjectiveStep]


def list_next_steps(
    material: Material, estimates: Mapping[int, breakdown.Estimate], total_share: float
) -> list[NextStep]:
    """All domains, in the order in which work pays (`breakdown.order_by_need`). No statement."""
    rows = {row.domain_id: row for row in material.subscores}
    weights = {key: row.domain.weight for key, row in rows.items()}
    missed = Counter(mark.domain_id for mark in material.scored if not mark.is_correct)
    objectives = _objective_steps(material)
    whole = sum(weights.values())
    return [
        NextStep(
            *(rows[key].domain, round(100 * weights[key] / whole), missed[key], rows[key].item_count, is_weak),
            [row for row in objectives if row.objective.domain_id == key],
        )
        for key, is_weak in breakdown.order_by_need(weights, estimates, total_share)
    ]


def _objective_steps(material: Material) -> list[ObjectiveStep]:
    asked: Counter[Objective] = Counter()
    missed: Counter[Objective] = Counter()
    for mark in material.scored:
        objective = material.objective(mark)
        if objective:
            asked[objective] += 1
            missed[objective] += not mark.is_correct
    ordered = sorted((row for row in asked if missed[row]), key=lambda row: (-missed[row], row.code))
    return [ObjectiveStep(row, missed[row], asked[row], material.resources.get(row.pk, [])) for row in ordered]
