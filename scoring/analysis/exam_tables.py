"""An exam's sittings as the tables that `analyse_responses` reads. NumPy: for tasks and commands alone."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

import numpy as np
from numpy.typing import NDArray

from scoring.analysis.collecting import Collected, Column
from scoring.psychometrics.responses import NOT_PRESENTED

FACTS = ("item", "key", "n_options", "max_points", "rule", "type", "domain", "status")
MISSING = "NA"


def name_items(collected: Collected, names: Mapping[int, str]) -> list[str]:
    """A name for each column; `names`: of versions. What is scored on one form and tried out on another has two."""
    scored = {column.version_id for column in collected.columns if column.is_scored}
    return [
        names[column.version_id] + (" (tried out)" if not column.is_scored and column.version_id in scored else "")
        for column in collected.columns
    ]


def write_items(collected: Collected, names: Sequence[str], domains: Mapping[int, str], rule: str) -> str:
    """`domains`: names by id; `rule`: of items with several right options."""
    rows: list[Sequence[object]] = [FACTS]
    for place, column in enumerate(collected.columns):
        keys, status = _keys(collected, place, column)
        rows.append(
            (
                names[place],
                keys,
                len(column.options),
                f"{column.max_points:g}",
                rule,
                "multiple" if len(keys.split("|")[0]) > 1 else "single",
                domains[column.domain_id],
                status,
            )
        )
    return _csv(rows)


def _keys(collected: Collected, place: int, column: Column) -> tuple[str, str]:
    """The answers that earned every point, and whether the item is scored, tried out, or credited to everybody.

    A key that was corrected is told by what was marked as right; where nothing was, it is the version's own.
    """
    own = "".join(sorted(column.key)).upper()
    if not column.is_scored:
        return own, "pilot"
    earned = zip(collected.responses.choices[place], collected.responses.points[place], strict=False)
    full = {"".join(choice).upper(): points >= column.max_points - 1e-9 for choice, points in earned}
    if full.get(""):
        return own, "credited"
    right = sorted(choice for choice, is_full in full.items() if is_full)
    if full.get(own, not right) and own not in right:
        right = [own, *right]
    return "|".join(right), "scored"


def write_responses(collected: Collected, names: Sequence[str]) -> str:
    """Options as letters, an omission empty, what was not presented NA; a sitting is named by its number in the house."""
    texts = np.full((len(names), 256), MISSING, dtype=object)
    for place, choices in enumerate(collected.responses.choices):
        for number, choice in enumerate(choices):
            texts[place, number] = "".join(choice).upper()
    texts[:, NOT_PRESENTED] = MISSING
    columns = [texts[place][collected.responses.codes[:, place]] for place in range(len(names))]
    head: list[Sequence[object]] = [("sitting", *names)]
    return _csv([*head, *zip(collected.sitting_ids, *columns, strict=True)])


def write_seconds(collected: Collected, names: Sequence[str], seconds: NDArray[np.float32]) -> str:
    cells = np.where(np.isnan(seconds), "", np.char.mod("%.1f", seconds))
    head: list[Sequence[object]] = [("sitting", *names)]
    return _csv([*head, *([sitting, *row] for sitting, row in zip(collected.sitting_ids, cells.tolist(), strict=True))])


def _csv(rows: Iterable[Sequence[object]]) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
