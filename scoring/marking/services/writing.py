"""What scoring and re-scoring write into a result: the same, by the same rules."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from scoring.marking import rules
from scoring.marking.foresight import Standing
from scoring.marking.key_selectors import InForce, KeysInForce
from scoring.marking.models import Result, Subscore

SCORES = (
    *("points", "max_points", "item_count", "scaled", "cut_share", "is_pass", "marks"),
    *("marking_rule", "rules_version", "last_run", "scored_at"),
)


def fill(result: Result, marks: Sequence[rules.Mark], by: InForce, now: datetime) -> None:
    """Everything that follows from the marks; the caller saves SCORES. Pass is decided before points are rounded."""
    total, cut_share = rules.tally(marks), by.get_cut(result.sitting.form_id)
    result.points, result.max_points = rules.round_points(total.points), rules.round_points(total.max_points)
    result.item_count = total.item_count
    result.scaled = rules.scale_score(total, cut_share, by.scale)
    result.cut_share = cut_share
    result.is_pass = rules.is_pass(total, cut_share)
    result.marks = rules.pack(marks)
    result.marking_rule, result.rules_version = by.marking_rule, rules.RULES_VERSION
    result.last_run_id = by.run_id
    result.scored_at = now


def revise(result: Result, keys: KeysInForce, now: datetime) -> list[rules.Mark]:
    """The result's own answers by the keys that are in force: what was selected never changes by re-scoring."""
    marks = rules.unpack(result.marks)
    again = rules.mark_again(marks, keys.get({mark.version_id for mark in marks}), keys.by.marking_rule)
    fill(result, again, keys.by, now)
    return again


def get_standing(result: Result) -> Standing:
    return Standing(result.points, result.max_points, result.scaled, result.cut_share, result.is_pass)


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
