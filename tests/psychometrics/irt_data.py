"""The reference sets as arrays: marks (NaN: not presented), expected values, times."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).resolve().parents[1] / "data" / "psychometrics"
# Name of a set and, where it has two, of its key.
SETS = ("lsat7", "sim60a/true_key", "sim60a/published_key", "sparse_bank")


def rows(folder: str, file: str) -> list[list[str]]:
    with (FOLDER / folder / file).open(newline="", encoding="utf-8") as text:
        return list(csv.reader(text))[1:]


@cache
def marks(name: str) -> np.ndarray:
    folder, _, key = name.partition("/")
    table = rows(folder, "responses.csv")
    if not key:
        return np.array([[float(cell) if cell else np.nan for cell in row] for row in table])
    column = {"published_key": 4, "true_key": 5}[key]
    keys = [row[column] for row in rows(folder, "items.csv")]
    return np.array([[float(cell == right) for cell, right in zip(row[2:], keys, strict=True)] for row in table])


@cache
def expected(name: str) -> dict[str, Any]:
    folder, _, key = name.partition("/")
    return json.loads((FOLDER / folder / (f"expected_{key}.json" if key else "expected.json")).read_text("utf-8"))


def other(file: str) -> dict[str, Any]:
    return json.loads((FOLDER / "sim60a" / f"expected_{file}.json").read_text("utf-8"))


@cache
def seconds() -> np.ndarray:
    return np.array([[float(cell) if cell else np.nan for cell in row[1:]] for row in rows("sim60a", "times.csv")])


def numbers(values: list[float | None]) -> np.ndarray:
    """None, which the references write for "not defined", as NaN."""
    return np.array(values, dtype=float)
