"""Forms one after the other, each with an eye on what must be left for the rest: fast, and mostly as good as it gets.

After van der Linden's shadow tests: beside the form at hand the program holds, unrounded, all forms still to come, so
that no form takes what a later one cannot do without. All aim at the same difficulty and information.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from exams.assembly.optimizing.formulation import INFORMATION_TOLERANCE, SHARE_TOLERANCE, Formulation, weigh_information
from exams.assembly.optimizing.problem import AssembledForm, Problem
from exams.assembly.optimizing.program import Program, Term
from exams.assembly.optimizing.units import Unit

# Use decides among forms that are equally good: all of it weighs less than a difference that matters.
USE_COST = 5e-5
# How near the best, in the same unit, is near enough.
GAP = 2e-3
# Of the tolerance, to either side: together less than all of it, as GAP takes some too.
SIDE = 0.4
FREE = float("inf")


@dataclass(frozen=True)
class Aim:
    """What every form comes to, summed over its scored items; `tolerance` to either side."""

    weigh: Callable[[Unit], float]
    total: float
    tolerance: float
    cost: float


def assemble_one_by_one(problem: Problem, *, seconds: float) -> tuple[AssembledForm, ...]:
    """All forms, or nothing where a form could not be made: that proves nothing about other ways."""
    ends_at = time.monotonic() + seconds
    aims = _find_aims(problem, seconds=seconds / 4)
    forms: list[AssembledForm] = []
    while aims and len(forms) < problem.form_count:
        # Most take a moment, some take longer: half of what is left for whoever needs it.
        left = ends_at - time.monotonic()
        form = _assemble_next(problem, forms, aims, seconds=left / 2) if left > 0 else None
        if form is None:
            return ()
        forms.append(form)
    return tuple(forms)


def _find_aims(problem: Problem, *, seconds: float) -> list[Aim]:
    """The pool's averages, or what is nearest to them that the rules allow; empty when no form is possible."""
    count = problem.item_count
    usual = sum(item.expected_share for item in problem.items) / len(problem.items) * count
    aims = [Aim(lambda unit: unit.expected_share, usual, 0.0, 1.0)]
    if problem.is_calibrated:
        usual = problem.usual_information
        aims.append(Aim(lambda unit: unit.information, usual, 0.0, weigh_information(problem)))
    formulation = Formulation(replace(problem, form_count=1))
    columns = [formulation.columns[0]]
    if problem.form_count > 1:
        columns.append(_add_rest(problem, formulation, Counter(), problem.form_count - 1))
    sums = [[term for part in columns for term in _weighted(formulation, part, aim)] for aim in aims]
    costs: dict[int, float] = {}
    for aim, terms in zip(aims, sums, strict=True):
        costs |= _add_aim(formulation.program, terms, aim, problem.form_count)
    formulation.program.set_costs(costs)
    answer = formulation.program.solve(seconds=seconds, gap=GAP)
    if not answer.has_values:
        return []
    reached = [sum(value * answer.values[column] for column, value in terms) for terms in sums]
    tolerances = [SHARE_TOLERANCE * count, *(INFORMATION_TOLERANCE * aim.total for aim in aims[1:])]
    return [
        replace(aim, total=total / problem.form_count, tolerance=tolerance * SIDE)
        for aim, total, tolerance in zip(aims, reached, tolerances, strict=True)
    ]


def _assemble_next(
    problem: Problem, forms: Sequence[AssembledForm], aims: Sequence[Aim], *, seconds: float
) -> AssembledForm | None:
    formulation = Formulation(replace(problem, form_count=1))
    program, columns = formulation.program, formulation.columns[0]
    uses = Counter(item.code for form in forms for item in (*form.items, *form.pilots))
    _limit_sharing(problem, formulation, forms)
    costs = {
        column: USE_COST * (unit.exposure + unit.size * uses[unit.items[0].code])
        for column, unit in zip(columns, formulation.units, strict=True)
        if not unit.is_anchor
    }
    for aim in aims:
        costs |= _add_aim(program, _weighted(formulation, columns, aim), aim, 1)
    still = problem.form_count - len(forms) - 1
    if still:
        rest = _add_rest(problem, formulation, uses, still)
        for aim in aims:
            costs |= _add_aim(program, _weighted(formulation, rest, aim), aim, still)
    program.set_costs(costs)
    answer = program.solve(seconds=seconds, gap=GAP)
    return formulation.read(answer.values)[0] if answer.has_values else None


def _limit_sharing(problem: Problem, formulation: Formulation, forms: Sequence[AssembledForm]) -> None:
    if problem.is_overlap_free:
        return
    for form in forms:
        codes = {item.code for item in form.items}
        shared = [
            (column, float(unit.size))
            for column, unit in zip(formulation.columns[0], formulation.units, strict=True)
            if unit.items[0].code in codes and not unit.is_anchor and not unit.is_pilot
        ]
        formulation.program.add_row(shared, at_most=problem.overlap_count)


def _add_rest(problem: Problem, formulation: Formulation, uses: Counter[str], count: int) -> list[int]:
    """Columns for how often each unit stands on the `count` forms still to come, and what these must come to.

    Nothing is rounded, and how much two of them share is not looked at, unless they may share nothing.
    """
    program = formulation.program
    is_single_use = not problem.is_overlap_free and not problem.overlap_count
    rest = []
    for unit, column in zip(formulation.units, formulation.columns[0], strict=True):
        at_least = float(count if unit.is_anchor else 0)
        rest.append(program.add_column(at_least=at_least, at_most=count, is_integer=False))
        if is_single_use and not unit.is_anchor and not unit.is_pilot:
            program.add_row([(column, 1.0), (rest[-1], 1.0)], at_most=0 if uses[unit.items[0].code] else 1)
    scored = [
        (column, float(unit.size)) for column, unit in zip(rest, formulation.units, strict=True) if not unit.is_pilot
    ]
    program.add_row(scored, at_least=count * problem.item_count, at_most=count * problem.item_count)
    for rule in problem.rules:
        terms = [
            (column, float(rule.count(unit.items)))
            for column, unit in zip(rest, formulation.units, strict=True)
            if not unit.is_pilot and rule.count(unit.items)
        ]
        at_most = FREE if rule.at_most is None else count * rule.at_most
        program.add_row(terms, at_least=count * rule.at_least, at_most=at_most)
    return rest


def _weighted(formulation: Formulation, columns: Sequence[int], aim: Aim) -> list[Term]:
    units = zip(columns, formulation.units, strict=True)
    return [(column, aim.weigh(unit)) for column, unit in units if not unit.is_pilot]


def _add_aim(program: Program, terms: list[Term], aim: Aim, count: int) -> dict[int, float]:
    """Columns for how far the sum over `count` forms misses the aim by more than the tolerance, with their costs."""
    above, below = (program.add_column(at_most=FREE, is_integer=False) for _ in range(2))
    total, tolerance = aim.total * count, aim.tolerance * count
    program.add_row([*terms, (above, -1.0), (below, 1.0)], at_least=total - tolerance, at_most=total + tolerance)
    return {above: aim.cost, below: aim.cost}
