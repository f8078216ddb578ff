"""What scoring and re-scoring write into a result: the same, by the same rules."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from scoring.marking import rules
from scoring.marking.key_selectors import InForce
from scoring.marking.models import Result, Subscore

SCORES = (
    *("points", "max_points", "item_count", "scaled", "cut_share", "is_pass", "marks"),
    *("marking_rule", "rules_version", "last_run", "scored_at"),
)


def fill(result: Result, marks: Sequence[rules.Mark], by: InForce, now: datetime) -> None:
    """Everything that follows from the marks; the caller saves SCORES. Pass is decided before points are rounded."""
    total = rules.tally(marks)
    result.points, result.max_points = rules.round_points(total.points), rules.round_points(total.max_points)
    result.item_count = total.item_count
    result.scaled = rules.scale_score(total, by.cut_share, by.scale)
    result.cut_share = by.cut_share
    result.is_pass = rules.is_pass(total, by.cut_share)
    result.marks = rules.pack(marks)
    result.marking_rule, result.rules_version = by.marking_rule, rules.RULES_VERSION
    result.last_run_id = by.run_id
    result.scored_at = now


def write_subscores(results: Sequence[Result], marks: Mapping[UUID, Sequence[rules.Mark]]) -> None:
    """`marks`: by sitting. One statement; the caller has deleted those there were."""
    Subscore.objects.bulk_create(
        Subscore(
            result=result,
            domain_id=domain,
            points=rules.round_points(row.points),
            max_points=rules.round_points(row.max_points),
            item_count=row.item_count,
        )
        for result in results
        for domain, row in rules.tally_domains(marks[result.sitting_id]).items()
    )
