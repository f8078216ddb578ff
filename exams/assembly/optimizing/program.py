"""A mixed-integer program, given to HiGHS. The only module that knows the solver; imported by workers and commands."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

import highspy
import numpy as np

INTEGER, CONTINUOUS = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
Term = tuple[int, float]


class Verdict(Enum):
    BEST = auto()
    FOUND = auto()
    NONE_EXISTS = auto()
    OUT_OF_TIME = auto()


@dataclass(frozen=True)
class Answer:
    """`values` by column; empty without a solution. BEST: within the gap that was asked for."""

    verdict: Verdict
    values: Sequence[float] = ()
    objective: float = math.nan

    @property
    def has_values(self) -> bool:
        return bool(self.values)


class Program:
    """Minimize the columns' cost. Columns and rows are numbered from 0 in the order in which they were added."""

    def __init__(self) -> None:
        self._columns: list[tuple[float, float, float, bool]] = []
        self._rows: list[tuple[float, float, list[Term]]] = []

    def add_column(
        self, *, cost: float = 0.0, at_least: float = 0.0, at_most: float = 1.0, is_integer: bool = True
    ) -> int:
        self._columns.append((cost, at_least, at_most, is_integer))
        return len(self._columns) - 1

    def add_row(self, terms: Iterable[Term], *, at_least: float = -math.inf, at_most: float = math.inf) -> int:
        self._rows.append((at_least, at_most, list(terms)))
        return len(self._rows) - 1

    def set_costs(self, costs: dict[int, float]) -> None:
        """Costs of these columns; all others cost nothing from now on."""
        self._columns = [
            (costs.get(index, 0.0), low, high, is_integer)
            for index, (_, low, high, is_integer) in enumerate(self._columns)
        ]

    def solve(self, *, seconds: float, gap: float = 1e-6, start: Mapping[int, float] | None = None) -> Answer:
        """Stops at a solution that is at most `gap` from the best, or when time is over.

        The same program gives the same answer as long as time is not over. `start`: the columns of a solution to
        begin from, those that matter.
        """
        solver = highspy.Highs()
        options = {"threads": 1, "random_seed": 0, "time_limit": max(seconds, 0.01), "mip_abs_gap": gap}
        for name, value in {"output_flag": False, "mip_rel_gap": 0.0, **options}.items():
            solver.setOptionValue(name, value)
        solver.passModel(self._as_model())
        if start:
            solver.setSolution(len(start), np.array(list(start), dtype=np.int32), np.array(list(start.values())))
        solver.run()
        return _read(solver)

    def _as_model(self) -> highspy.HighsLp:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self._columns), len(self._rows)
        costs, lows, highs, integers = zip(*self._columns, strict=True)
        model.col_cost_, model.col_lower_, model.col_upper_ = list(costs), list(lows), list(highs)
        model.integrality_ = [INTEGER if is_integer else CONTINUOUS for is_integer in integers]
        model.row_lower_ = [row[0] for row in self._rows]
        model.row_upper_ = [row[1] for row in self._rows]
        starts, index, values = [0], [], []
        for _, _, terms in self._rows:
            index += [column for column, _ in terms]
            values += [value for _, value in terms]
            starts.append(len(index))
        matrix = model.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_, matrix.index_, matrix.value_ = starts, index, values
        return model


def _read(solver: highspy.Highs) -> Answer:
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Answer(Verdict.NONE_EXISTS)
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Answer(Verdict.OUT_OF_TIME)
    is_best = status == highspy.HighsModelStatus.kOptimal
    values = list(solver.getSolution().col_value)
    return Answer(Verdict.BEST if is_best else Verdict.FOUND, values, info.objective_function_value)
