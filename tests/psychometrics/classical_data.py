"""The reference sets as the classical statistics take them. Expected values: see tests/data/psychometrics/README.md."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.psychometrics.responses import Responses, from_options, from_scores

DATA = Path(__file__).parents[1] / "data" / "psychometrics"
SETS = ("lsat7", "sim60a_published_key", "sim60a_true_key")


def rows_of(path: str) -> list[list[str]]:
    with (DATA / path).open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


@cache
def responses_of(name: str) -> Responses:
    if name == "lsat7":
        return from_scores(np.array(rows_of("lsat7/responses.csv"), dtype=float))
    column = {"sim60a_published_key": 4, "sim60a_true_key": 5}[name]
    keys = [frozenset(row[column]) for row in rows_of("sim60a/items.csv")]
    answers = [row[2:] for row in rows_of("sim60a/responses.csv")]
    return from_options(answers, lambda item, options: float(options == keys[item]), np.ones(len(keys)))


@cache
def sparse_bank() -> Responses:
    rows = rows_of("sparse_bank/responses.csv")
    return from_scores(np.array([[float(cell) if cell else np.nan for cell in row] for row in rows]))


@cache
def expected_of(name: str) -> dict[str, Any]:
    folder, _, variant = name.partition("_")
    text = (DATA / folder / f"expected{'_' if variant else ''}{variant}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def sim60a_groups() -> NDArray[np.int64]:
    return np.array([int(row[1]) for row in rows_of("sim60a/responses.csv")])


def sim60a_domains() -> NDArray[np.int64]:
    return np.array([int(row[1]) for row in rows_of("sim60a/items.csv")])
