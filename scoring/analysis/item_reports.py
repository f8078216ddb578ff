"""What a report says of each item: numbers, options by score group, flags. NumPy: for tasks and commands alone."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from math import sqrt
from statistics import NormalDist, median
from typing import Any

from scoring.analysis.collecting import Collected, Column
from scoring.analysis.flags import ItemFacts, OptionFacts, find_flags
from scoring.psychometrics.count_table import CountTable
from scoring.psychometrics.distractors import SCORE_GROUPS, OptionRow, analyse_options
from scoring.psychometrics.intervals import wilson
from scoring.psychometrics.item_analysis import ItemRow, analyse_items, fisher_interval
from scoring.psychometrics.minimums import USUAL, Minimums

Numbers = dict[str, Any]
# Version's id → (whole seconds, how many sittings spent them on it).
SecondCounts = Mapping[int, Sequence[tuple[int, int]]]


def describe_items(
    collected: Collected,
    table: CountTable,
    second_counts: SecondCounts | None = None,
    deleted: Mapping[int, float | None] | None = None,
    minimums: Minimums = USUAL,
) -> list[Numbers]:
    """A row for each column of `collected`, of which `table` is the count table; as JSON keeps it.

    `deleted`: version's id → alpha of its form without it. Names follow the rows of psychometrics; beside them `p_95`,
    `exposure` (share of the sittings that saw it), `seconds` (median), `options` and `flags`.
    """
    rows = analyse_items(table, minimums)
    seconds = [_median(second_counts, column.version_id, minimums) for column in collected.columns]
    known = [value for value in seconds if value is not None]
    usual = median(known) if known else None
    found = []
    for place, (column, row) in enumerate(zip(collected.columns, rows, strict=True)):
        options = _all_options(analyse_options(table, place, minimums=minimums), column, row)
        found.append(
            {
                "version_id": column.version_id,
                "domain_id": column.domain_id,
                "is_scored": column.is_scored,
                "max_points": column.max_points,
                "key": "".join(sorted(column.key)),
                **asdict(row),
                "p_95": _facility_interval(row, column.max_points),
                "exposure": row.n / collected.n if collected.n else None,
                "seconds": seconds[place],
                "alpha_if_deleted": (deleted or {}).get(column.version_id),
                "options": [asdict(option) for option in options],
                "flags": [asdict(flag) for flag in find_flags(_facts(column, row, options, seconds[place], usual))],
            }
        )
    return found


def _facility_interval(row: ItemRow, max_points: float) -> tuple[float, float] | None:
    """Wilson's where the item is right or wrong, otherwise the mean's normal interval."""
    if row.p is None or row.sd is None:
        return None
    # A share's own spread, up to the n - 1: then the marks are 0 or all.
    is_two_valued = abs((row.sd / max_points) ** 2 * (row.n - 1) / row.n - row.p * (1 - row.p)) < 1e-9
    if is_two_valued:
        return wilson(min(row.p * row.n, row.n), row.n)
    half = NormalDist().inv_cdf(0.975) * row.sd / max_points / sqrt(row.n)
    return max(row.p - half, 0.0), min(row.p + half, 1.0)


def _all_options(found: tuple[OptionRow, ...], column: Column, row: ItemRow) -> list[OptionRow]:
    """Also those that nobody chose; the omissions last."""
    by_code = {option.option: option for option in found}
    is_enough = any(option.by_group is not None for option in found)
    unchosen = OptionRow(
        "", 0, None if row.p is None else 0.0, None, None, (0.0,) * SCORE_GROUPS if is_enough else None
    )
    codes = sorted({*column.options, *(code for code in by_code if code)})
    return [by_code.get(code) or replace(unchosen, option=code) for code in codes] + [
        option for code, option in by_code.items() if not code
    ]


def _median(counts: SecondCounts | None, version_id: int, minimums: Minimums) -> float | None:
    """To the second, of those who opened the item; None for too few."""
    spent = sorted((counts or {}).get(version_id, ()))
    total = sum(count for _, count in spent)
    if total < max(minimums.facility, 1):
        return None
    below = 0
    for second, count in spent:
        below += count
        if below * 2 >= total:
            return float(second)
    return None


def _facts(
    column: Column, row: ItemRow, options: Sequence[OptionRow], seconds: float | None, usual: float | None
) -> ItemFacts:
    return ItemFacts(
        facility=row.p,
        r_rest=row.item_rest_r,
        r_rest_95=row.item_rest_r_95,
        options=[
            OptionFacts(
                option=option.option,
                is_key=option.option in column.key and bool(option.option),
                share=option.p,
                r_rest=option.r_rest,
                best_share=option.by_group[-1] if option.by_group else None,
                r_low=None if option.r_rest is None else fisher_interval(option.r_rest, row.n)[0],
            )
            for option in options
        ],
        omitted=row.omitted / row.n if row.n and row.omitted is not None else None,
        seconds=seconds,
        usual_seconds=usual,
    )
