"""Scores of one form on the scale of another, from frequencies of totals: a section of a report."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.analysis.outside.problems import InputProblem, Told, at
from scoring.analysis.outside.tables import Table, plain, read_table
from scoring.psychometrics.equating import equate, smooth
from scoring.psychometrics.minimums import Minimums

Floats = NDArray[np.float64]
SCORE_NAMES = ("scale", "score", "raw", "points", "x", "total")
METHODS = ("mean", "linear", "equipercentile", "equipercentile_loglinear6")


def read_frequencies(paths: list[Path]) -> tuple[Floats, Floats]:
    """Sittings with 0, 1, 2, … points of form X and form Y: of one file with two columns of counts, or of two files."""
    if len(paths) > 2:
        raise InputProblem("--frequencies takes one file of both forms, or two.")
    columns = [column for path in paths for column in _counts(read_table(path))]
    if len(columns) != 2:
        raise InputProblem(f"--frequencies: {len(columns)} columns of counts; it takes two, of form X and form Y.")
    return columns[0], columns[1]


def _counts(table: Table) -> list[Floats]:
    names = [plain(name) for name in table.header or ()] or [""] * table.width
    scores = next((place for place, name in enumerate(names) if name in SCORE_NAMES), 0 if table.width > 1 else None)
    rows = [[_number(table, row, place) for place in range(table.width)] for row in range(len(table.rows))]
    if scores is None:
        return [np.array([row[0] for row in rows])]
    return [_by_score(table, rows, scores, place) for place in range(table.width) if place != scores]


def _by_score(table: Table, rows: list[list[float]], scores: int, place: int) -> Floats:
    found = np.zeros(int(max((row[scores] for row in rows), default=0)) + 1)
    for number, row in enumerate(rows):
        if row[scores] < 0 or row[scores] != int(row[scores]):
            raise at(table.name, table.lines[number], f"{row[scores]:g} is no whole score from 0.")
        found[int(row[scores])] += row[place]
    return found


def _number(table: Table, row: int, place: int) -> float:
    text = table.rows[row][place].strip()
    try:
        value = float(text or 0)
    except ValueError:
        raise at(table.name, table.lines[row], f"“{text}” is no number.") from None
    if value < 0:
        raise at(table.name, table.lines[row], f"{text}: a frequency is not below 0.")
    return value


def frequencies_of(totals: Floats, most: float) -> Floats | None:
    """Counts of whole totals from 0; None where a total is no whole number from 0."""
    if len(totals) == 0 or (totals < 0).any() or (totals != np.round(totals)).any():
        return None
    return np.bincount(totals.astype(int), minlength=int(most) + 1).astype(float)


def equating(x: Floats, y: Floats, minimums: Minimums, told: Told) -> dict[str, Any]:
    found = equate(x, y, minimums)
    fewest = int(min(x.sum(), y.sum()))
    missing = [name for name in METHODS if getattr(found, name) is None]
    if missing:
        words = f"{fewest} sittings with the smaller form: mean and linear take {minimums.correlation}, equipercentile "
        words += f"{minimums.equipercentile}; or totals do not vary"
        told.gap(" and ".join(f"equating.{name}" for name in missing), words)
    is_smooth = found.equipercentile_loglinear6 is not None
    return {
        "design": "equivalent groups",
        "n_x": x.sum(),
        "n_y": y.sum(),
        "x_scale": found.x_scale,
        **{name: getattr(found, name) for name in METHODS},
        "smoothed_x": smooth(x) if is_smooth else None,
        "smoothed_y": smooth(y) if is_smooth else None,
    }
