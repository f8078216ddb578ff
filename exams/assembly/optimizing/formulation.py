"""Forms as a mixed-integer program: which columns and rows say what was asked.

A column for every unit and form is 1 where the unit stands on the form. A *limit* is what users set and could change:
made soft, it may be missed at a cost, which tells what stands in the way of forms and by how much.
"""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

from exams.assembly.drawing import PoolItem
from exams.assembly.optimizing.problem import AssembledForm, Problem, Rule
from exams.assembly.optimizing.program import Program, Term
from exams.assembly.optimizing.units import Unit, list_enemy_pairs, make_units

# Of the mean expected share of a form's items: below this, forms count as equally difficult.
SHARE_TOLERANCE = 0.002
# Of the information of a whole form.
INFORMATION_TOLERANCE = 0.02
FREE = float("inf")


def weigh_information(problem: Problem) -> float:
    """A tolerance of information weighs as much as a third of a tolerance of difficulty."""
    return SHARE_TOLERANCE * problem.item_count / (INFORMATION_TOLERANCE * problem.usual_information) / 3


class LimitKind(Enum):
    AT_LEAST = "at least"
    AT_MOST = "at most"
    SIZE = "size"
    PILOTS = "pilots"
    ENEMIES = "enemies"
    OVERLAP = "overlap"


@dataclass(frozen=True)
class Limit:
    """`rule`: for the first two kinds."""

    kind: LimitKind
    rule: Rule | None = None


SIZE, PILOTS, ENEMIES, OVERLAP = (Limit(kind) for kind in list(LimitKind)[2:])


def list_limits(problem: Problem) -> list[Limit]:
    limits = [Limit(LimitKind.AT_LEAST, rule) for rule in problem.rules if rule.at_least]
    limits += [Limit(LimitKind.AT_MOST, rule) for rule in problem.rules if rule.at_most is not None]
    return [*limits, SIZE, PILOTS, ENEMIES, OVERLAP]


class Formulation:
    """The program of a problem; `soft`: limits that may be missed, at a cost, instead of a look at the quality."""

    def __init__(self, problem: Problem, soft: Set[Limit] = frozenset()) -> None:
        self.problem = problem
        self.soft = soft
        self.units = make_units(problem)
        self.program = Program()
        self.slacks: dict[Limit, list[int]] = {}
        self.columns = [
            [self.program.add_column(at_least=float(unit.is_anchor)) for unit in self.units]
            for _ in range(problem.form_count)
        ]
        self._add_sizes()
        self._add_rules()
        self._add_enemies()
        self._add_overlap()

    def read(self, values: Sequence[float]) -> tuple[AssembledForm, ...]:
        """The forms that a solution of the program says."""
        forms = []
        for columns in self.columns:
            chosen = [unit for unit, column in zip(self.units, columns, strict=True) if values[column] > 0.5]
            forms.append(AssembledForm(_items(chosen, is_pilot=False), _items(chosen, is_pilot=True)))
        return tuple(forms)

    def write(self, forms: Sequence[AssembledForm]) -> dict[int, float]:
        """The columns' values that say these forms: the inverse of `read`."""
        values = {}
        for columns, form in zip(self.columns, forms, strict=True):
            codes = {item.code for item in (*form.items, *form.pilots)}
            for unit, column in zip(self.units, columns, strict=True):
                values[column] = float(unit.items[0].code in codes)
        return values

    def read_slacks(self, values: Sequence[float]) -> dict[Limit, int]:
        """Soft limit → by how much the solution misses it."""
        missed = {limit: round(sum(values[column] for column in slacks)) for limit, slacks in self.slacks.items()}
        return {limit: amount for limit, amount in missed.items() if amount}

    # --- what must hold ---------------------------------------------------------------------------
    def _slack(self, limit: Limit, *, cost: float, at_most: float) -> list[int]:
        """A column by which a soft limit is missed; none for a hard one."""
        if limit not in self.soft or at_most <= 0:
            return []
        column = self.program.add_column(cost=cost, at_most=at_most)
        self.slacks.setdefault(limit, []).append(column)
        return [column]

    def _add_sizes(self) -> None:
        problem = self.problem
        for limit, count, is_pilot in ((SIZE, problem.item_count, False), (PILOTS, problem.pilot_count, True)):
            slacks = self._slack(limit, cost=problem.form_count, at_most=count)
            for terms in self._by_form([unit.size if unit.is_pilot == is_pilot else 0 for unit in self.units]):
                missing = [(column, 1.0) for column in slacks]
                self.program.add_row([*terms, *missing], at_least=count, at_most=count)

    def _add_rules(self) -> None:
        for rule in self.problem.rules:
            counted = [0 if unit.is_pilot else rule.count(unit.items) for unit in self.units]
            if rule.at_least:
                limit = Limit(LimitKind.AT_LEAST, rule)
                slacks = self._slack(limit, cost=self.problem.form_count, at_most=rule.at_least)
                for terms in self._by_form(counted):
                    self.program.add_row([*terms, *((column, 1.0) for column in slacks)], at_least=rule.at_least)
            if rule.at_most is not None:
                limit, spare = Limit(LimitKind.AT_MOST, rule), self.problem.item_count - rule.at_most
                slacks = self._slack(limit, cost=self.problem.form_count, at_most=spare)
                for terms in self._by_form(counted):
                    self.program.add_row([*terms, *((column, -1.0) for column in slacks)], at_most=rule.at_most)

    def _add_enemies(self) -> None:
        for one, other in list_enemy_pairs(self.units):
            for columns in self.columns:
                slacks = self._slack(ENEMIES, cost=1.0, at_most=1.0)
                terms: list[Term] = [(columns[one], 1.0), (columns[other], 1.0)]
                self.program.add_row([*terms, *((column, -1.0) for column in slacks)], at_most=1.0)

    def _add_overlap(self) -> None:
        if self.problem.is_overlap_free:
            return
        add = self._add_pairwise_overlap if self.problem.overlap_count else self._add_single_use
        add([index for index, unit in enumerate(self.units) if not unit.is_anchor and not unit.is_pilot])

    def _add_single_use(self, places: list[int]) -> None:
        for index in places:
            slacks = self._slack(OVERLAP, cost=self.units[index].size, at_most=self.problem.form_count - 1)
            terms = [(columns[index], 1.0) for columns in self.columns]
            self.program.add_row([*terms, *((column, -1.0) for column in slacks)], at_most=1.0)

    def _add_pairwise_overlap(self, places: list[int]) -> None:
        """A column for each unit and two forms is 1 at least where the unit stands on both."""
        spare = self.problem.item_count - self.problem.overlap_count
        slacks = self._slack(OVERLAP, cost=self.problem.form_count, at_most=spare)
        for first, second in combinations(self.columns, 2):
            shared: list[Term] = []
            for index in places:
                both = self.program.add_column(is_integer=False)
                self.program.add_row([(first[index], 1.0), (second[index], 1.0), (both, -1.0)], at_most=1.0)
                shared.append((both, float(self.units[index].size)))
            missing = [(column, -1.0) for column in slacks]
            self.program.add_row([*shared, *missing], at_most=self.problem.overlap_count)

    def _by_form(self, weights: Sequence[float]) -> Iterator[list[Term]]:
        """Form by form the sum of its units' weights."""
        for columns in self.columns:
            yield [(column, float(weight)) for column, weight in zip(columns, weights, strict=True) if weight]

    # --- what makes forms good --------------------------------------------------------------------
    def add_quality(self) -> dict[int, float]:
        """Columns for how far the forms are apart, beyond what is tolerated, with their costs.

        Zero is the least that they can be, so the solver knows at once when it has found the best.
        """
        count = self.problem.item_count
        costs = {self._add_spread(lambda unit: unit.expected_share, SHARE_TOLERANCE * count): 1.0}
        if self.problem.is_calibrated:
            tolerance = INFORMATION_TOLERANCE * self.problem.usual_information
            costs[self._add_spread(lambda unit: unit.information, tolerance)] = weigh_information(self.problem)
        return costs

    def _add_spread(self, weigh: Callable[[Unit], float], tolerance: float) -> int:
        low, high = (self.program.add_column(at_least=-FREE, at_most=FREE, is_integer=False) for _ in range(2))
        beyond = self.program.add_column(at_most=FREE, is_integer=False)
        for terms in self._by_form([0.0 if unit.is_pilot else weigh(unit) for unit in self.units]):
            self.program.add_row([*terms, (low, -1.0)], at_least=0.0)
            self.program.add_row([*terms, (high, -1.0)], at_most=0.0)
        self.program.add_row([(high, 1.0), (low, -1.0), (beyond, -1.0)], at_most=tolerance)
        return beyond

    def add_exposure(self) -> dict[int, float]:
        """Columns for how often items are used, with their costs: each use of an item costs more than its last."""
        costs: dict[int, float] = {}
        for index, unit in enumerate(self.units):
            if unit.is_anchor:
                continue
            uses = [self.program.add_column(is_integer=False) for _ in self.columns]
            terms = [(columns[index], 1.0) for columns in self.columns]
            self.program.add_row([*terms, *((use, -1.0) for use in uses)], at_least=0.0, at_most=0.0)
            costs |= {use: unit.exposure + unit.size * (number + 0.5) for number, use in enumerate(uses)}
        return costs


def _items(units: list[Unit], *, is_pilot: bool) -> tuple[PoolItem, ...]:
    return tuple(item for unit in units if unit.is_pilot == is_pilot for item in unit.items)
