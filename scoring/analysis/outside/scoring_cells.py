"""From texts of cells to `Responses`: marks as they are given, or options marked by each item's key and rule."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.analysis.outside.items_file import Item
from scoring.analysis.outside.matrix import NOT_PRESENTED, OMITTED, Matrix, Reading
from scoring.analysis.outside.problems import InputProblem, Told, at
from scoring.psychometrics import responses as numbers
from scoring.psychometrics.marking_rules import MOST_OPTIONS, ItemRule, mark
from scoring.psychometrics.responses import MOST_CHOICES, Responses, from_scores

Floats = NDArray[np.float64]
LETTERS = "ABCDEFGHIJKLMNOP"
PARTS = re.compile(r"[\s;,|/+&]+")


@dataclass(frozen=True)
class Codes:
    """Which texts say that there is no answer."""

    omitted: frozenset[str]
    not_presented: frozenset[str]


def codes_of(reading: Reading, is_options: bool) -> Codes:
    empty = reading.empty or ("omitted" if is_options else "not-presented")
    told = {*reading.omitted, *reading.not_presented}
    omitted = {*reading.omitted, *(code for code in OMITTED if code not in told)}
    missing = {*reading.not_presented, *(code for code in NOT_PRESENTED if code not in told)}
    if "" not in told:
        (omitted if empty == "omitted" else missing).add("")
    return Codes(frozenset(omitted), frozenset(missing))


def has_options(matrix: Matrix) -> bool:
    """Whether cells are options: a key is known, and the cells are not all numbers that the keys are not."""
    keys = {item.key for item in matrix.items if item.key}
    if not keys:
        return False
    texts = {text.strip() for column in matrix.columns for text in set(column)}
    codes = codes_of(matrix.reading, True)
    answers = texts - codes.omitted - codes.not_presented
    return bool(answers - {"0", "1", "0.0", "1.0"}) or not answers


def score(matrix: Matrix, is_options: bool, told: Told) -> Responses:
    """Raises InputProblem for a cell that is none, with its line."""
    codes = codes_of(matrix.reading, is_options)
    found = _score_options(matrix, codes) if is_options else _read_marks(matrix, codes, told)
    is_scored = np.array([item.status in ("scored", "credited") for item in matrix.items])
    return Responses(found.codes, found.points, found.max_points, found.choices, is_scored)


def _read_marks(matrix: Matrix, codes: Codes, told: Told) -> Responses:
    marks = np.empty((matrix.n, len(matrix.items)))
    for place, column in enumerate(matrix.columns):
        # In the order of the lines, so that the first one that is wrong is told.
        values = {text: _mark_of(matrix, codes, place, text) for text in dict.fromkeys(column)}
        marks[:, place] = np.fromiter(map(values.__getitem__, column), dtype=float, count=matrix.n)
    most = np.array([_most(matrix, place, marks[:, place], told) for place in range(len(matrix.items))])
    credited = np.array([item.status == "credited" for item in matrix.items])
    marks[:, credited] = np.where(np.isnan(marks[:, credited]), np.nan, most[credited])
    weights = np.array([item.weight for item in matrix.items])
    try:
        return from_scores(marks * weights, most * weights)
    except ValueError as error:
        raise InputProblem(f"{matrix.name}: {error} Round the marks.") from error


def _mark_of(matrix: Matrix, codes: Codes, place: int, text: str) -> float:
    cell = text.strip()
    if cell in codes.not_presented:
        return float("nan")
    if cell in codes.omitted:
        return 0.0
    try:
        value = float(cell.replace(",", "."))
    except ValueError:
        item = matrix.items[place]
        why = "is no mark."
        if not item.key:
            why += " Are these options? Then a key is needed: --items or --key. If the column is no item: --ignore."
        raise at(matrix.name, matrix.line_of(place, text), f"“{cell}” of item {item.name} {why}") from None
    most = matrix.items[place].max_points
    if most is None and value in (8, 9) and not _goes_on(matrix.columns[place], value):
        words = f"{cell} of item {matrix.items[place].name} is no mark of 0 or 1. If it says that there is no answer: "
        raise at(
            matrix.name, matrix.line_of(place, text), words + f"--omitted {cell} (no points) or --not-presented {cell}."
        )
    return value


def _goes_on(column: Sequence[str], value: float) -> bool:
    """Whether a column has marks between 1 and this one, so that it is no code."""
    return any(text.strip() in {str(number) for number in range(2, int(value))} for text in set(column))


def _most(matrix: Matrix, place: int, marks: Floats, told: Told) -> float:
    item = matrix.items[place]
    if item.max_points is not None:
        return item.max_points
    seen = marks[~np.isnan(marks)]
    most = max(1.0, float(seen.max(initial=1.0)))
    if most > 1:
        told.note(f"The points of item {item.name} are not given: its highest mark, {most:g}, was taken.")
    return most


def _score_options(matrix: Matrix, codes: Codes) -> Responses:
    columns, points, choices = [], [], []
    for place in range(len(matrix.items)):
        code, of_choices, worth = _score_column(matrix, codes, place)
        columns.append(code)
        choices.append(of_choices)
        points.append(worth)
    table = np.zeros((len(points), max(len(worth) for worth in points)))
    for place, worth in enumerate(points):
        table[place, : len(worth)] = worth
    most = np.array([_points(item) for item in matrix.items])
    return Responses(np.array(columns).T, table, most, tuple(choices))


def _points(item: Item) -> float:
    return (1.0 if item.max_points is None else item.max_points) * item.weight


Column = tuple[NDArray[np.uint8], tuple[tuple[str, ...], ...], Floats]


def _score_column(matrix: Matrix, codes: Codes, place: int) -> Column:
    item, column = matrix.items[place], matrix.columns[place]
    if not item.key and item.status != "credited":
        raise InputProblem(f"There is no key for item {item.name}.")
    answers = {text: _selection(text, codes) for text in dict.fromkeys(column)}
    keys = [options for part in item.key.split("|") if (options := split(part))]
    options = _options(matrix, place, answers, keys)
    chosen = {selection for selection in answers.values() if selection is not None}
    # Every option once and the omission, so that each has its row even where nobody chose it.
    choices = tuple(sorted(chosen | {(one,) for one in options} | {()}, key=lambda one: (len(one), one)))
    if len(choices) > MOST_CHOICES:
        raise InputProblem(f"{matrix.name}: more than {MOST_CHOICES} different answers to item {item.name}.")
    number = {choice: code for code, choice in enumerate(choices)}
    of_text = {text: numbers.NOT_PRESENTED if one is None else number[one] for text, one in answers.items()}
    code = np.fromiter(map(of_text.__getitem__, column), dtype=np.uint8, count=matrix.n)
    return code, choices, _worth(item, keys, options, choices)


def _selection(text: str, codes: Codes) -> tuple[str, ...] | None:
    cell = text.strip()
    if cell in codes.not_presented:
        return None
    return () if cell in codes.omitted else split(cell)


def split(text: str) -> tuple[str, ...]:
    """Options of a cell: "AC", "a;c", "1 3", or one word."""
    found: set[str] = set()
    for part in PARTS.split(text.strip()):
        is_letters = len(set(part.upper())) == len(part) and set(part.upper()) <= set(LETTERS)
        # "ac" are two options, "dog" is a word.
        if is_letters and (part.isupper() or "".join(sorted(part)) == part):
            found |= set(part.upper())
        elif part.isdigit() and len(set(part)) == len(part) and "0" not in part:
            found |= set(part)
        elif part:
            found.add(part)
    return tuple(sorted(found))


def _options(
    matrix: Matrix, place: int, answers: dict[str, tuple[str, ...] | None], keys: list[tuple[str, ...]]
) -> tuple[str, ...]:
    """All options of an item in order: of the letters or numbers up to the last, or the words that occur."""
    item = matrix.items[place]
    found = {one for selection in (*answers.values(), *keys) for one in selection or ()}
    for row in (LETTERS, "123456789"):
        if found and found <= set(row):
            count = max(row.index(one) for one in found) + 1
            if item.n_options and count > item.n_options:
                _refuse_option(matrix, place, answers, row[item.n_options :])
            return tuple(row[: item.n_options or count])
    if len(found) > MOST_OPTIONS:
        words = f"has {len(found)} different options; are these really options? At most {MOST_OPTIONS} are read."
        raise InputProblem(f"{matrix.name}: item {item.name} {words}")
    return tuple(sorted(found))


def _refuse_option(matrix: Matrix, place: int, answers: dict[str, tuple[str, ...] | None], beyond: str) -> None:
    item = matrix.items[place]
    for text, selection in answers.items():
        if set(selection or ()) & set(beyond):
            words = f"“{text}” of item {item.name} names an option that it does not have: it has {item.n_options}."
            raise at(matrix.name, matrix.line_of(place, text), words)
    raise InputProblem(f"The key {item.key} of item {item.name} names an option that it does not have.")


def _worth(
    item: Item, keys: list[tuple[str, ...]], options: tuple[str, ...], choices: tuple[tuple[str, ...], ...]
) -> Floats:
    """Points of each choice: the most that any accepted key gives it."""
    if item.status == "credited":
        return np.full(len(choices), _points(item))
    order = {one: place for place, one in enumerate(options)}
    masks = np.array([sum(1 << order[one] for one in choice) for choice in choices], dtype=np.int64)
    count = item.n_options or max(len(options), 2)
    rules = [
        ItemRule(
            key=sum(1 << order[one] for one in key),
            n_options=count,
            rule=item.rule,
            max_mark=_points(item),
            wrong_penalty=item.wrong_penalty,
            min_fraction=item.min_fraction,
        )
        for key in keys
    ]
    return np.asarray(np.max([mark(masks, rule) for rule in rules], axis=0))
