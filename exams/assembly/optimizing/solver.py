"""Parallel forms by optimization: all rules kept, equal in difficulty, then in information, then use spread evenly."""

import time
from collections.abc import Sequence
from dataclasses import replace

from exams.assembly.optimizing.checking import find_faults
from exams.assembly.optimizing.conflicts import explain
from exams.assembly.optimizing.counting import find_shortages
from exams.assembly.optimizing.formulation import INFORMATION_TOLERANCE, SHARE_TOLERANCE, Formulation
from exams.assembly.optimizing.one_by_one import assemble_one_by_one
from exams.assembly.optimizing.problem import Assembled, AssembledForm, Impossible, Outcome, Problem, Undecided
from exams.assembly.optimizing.program import Verdict

SECONDS = 9.0
TINY = 1e-9
# Of the time: for forms one after the other; and, of what is left, for making all of them at once.
ONE_BY_ONE_PART = 0.7
AT_ONCE_PART = 0.8


def assemble(problem: Problem, *, seconds: float = SECONDS) -> Outcome:
    """The forms, or why there are none. The same problem gives the same forms unless time runs out.

    Raises AssertionError when the solver's answer breaks a rule: forms that were not checked are never returned.
    """
    ends_at = time.monotonic() + seconds
    shortages = find_shortages(problem)
    if shortages:
        return _count_possible_forms(problem, Impossible(tuple(shortages)), seconds)
    forms = _check(problem, assemble_one_by_one(problem, seconds=seconds * ONE_BY_ONE_PART))
    if forms and is_within_tolerance(problem, forms):
        return Assembled(forms, is_best=True)
    found = _assemble_at_once(problem, forms, ends_at)
    if isinstance(found, Impossible):
        return _count_possible_forms(problem, found, seconds)
    return found


def is_within_tolerance(problem: Problem, forms: Sequence[AssembledForm]) -> bool:
    """Whether the forms count as equally difficult and informative."""
    shares = [form.expected_share for form in forms]
    information = [form.information for form in forms]
    is_equal = max(shares) - min(shares) <= SHARE_TOLERANCE + TINY
    return is_equal and max(information) - min(information) <= INFORMATION_TOLERANCE * problem.usual_information + TINY


def _assemble_at_once(problem: Problem, forms: tuple[AssembledForm, ...], ends_at: float) -> Outcome:
    """All forms in one program, beginning from `forms` where there are any."""
    formulation = Formulation(problem)
    formulation.program.set_costs(formulation.add_quality())
    gap = SHARE_TOLERANCE * problem.item_count / 20
    left = ends_at - time.monotonic()
    start = formulation.write(forms) if forms else None
    answer = formulation.program.solve(seconds=left * AT_ONCE_PART, gap=gap, start=start)
    if answer.verdict is Verdict.NONE_EXISTS:
        return explain(problem, seconds=SECONDS)
    if not answer.has_values:
        return Assembled(forms, is_best=False) if forms else Undecided()
    best = _spread_use(problem, formulation.read(answer.values), answer.objective + gap, ends_at - time.monotonic())
    return Assembled(_check(problem, best), is_best=answer.verdict is Verdict.BEST)


def _spread_use(
    problem: Problem, forms: tuple[AssembledForm, ...], at_most: float, seconds: float
) -> tuple[AssembledForm, ...]:
    """Forms as good as these (`at_most`: their quality), with use spread as evenly as there is time to find."""
    formulation = Formulation(problem)
    quality = formulation.add_quality()
    formulation.program.add_row(quality.items(), at_most=at_most)
    formulation.program.set_costs(formulation.add_exposure())
    answer = formulation.program.solve(seconds=seconds, gap=0.5, start=formulation.write(forms))
    return formulation.read(answer.values) if answer.has_values else forms


def _check(problem: Problem, forms: tuple[AssembledForm, ...]) -> tuple[AssembledForm, ...]:
    faults = find_faults(problem, forms) if forms else []
    if faults:
        raise AssertionError(f"The solver's forms are wrong: {' '.join(faults)}")
    return forms


def _count_possible_forms(problem: Problem, impossible: Impossible, seconds: float) -> Impossible:
    """With the number of forms that the pool does have by these rules, if that can be found out quickly."""
    low, high = 0, problem.form_count - 1
    ends_at = time.monotonic() + seconds / 2
    while low < high:
        middle = (low + high + 1) // 2
        fewer = replace(problem, form_count=middle)
        left = ends_at - time.monotonic()
        if find_shortages(fewer):
            high = middle - 1
            continue
        verdict = Formulation(fewer).program.solve(seconds=left).verdict if left > 0 else Verdict.OUT_OF_TIME
        if verdict is Verdict.OUT_OF_TIME:
            return impossible
        low, high = (low, middle - 1) if verdict is Verdict.NONE_EXISTS else (middle, high)
    return replace(impossible, possible_form_count=low)
