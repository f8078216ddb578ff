"""Why forms are impossible where counting does not tell: which limits contradict each other, and by how much.

After Chinneck's elastic filter: every limit is made soft and the cheapest way to miss them is found; what it misses
is made hard, and so on, until nothing is left to give. What became hard contradicts the rest; each answer on the way
is one way out.
"""

import time

from exams.assembly.optimizing.counting import tell_need
from exams.assembly.optimizing.formulation import Formulation, Limit, LimitKind, list_limits
from exams.assembly.optimizing.problem import Impossible, Problem, Way

MOST_WAYS = 4


def explain(problem: Problem, *, seconds: float) -> Impossible:
    """The limits that conflict, and ways out; without ways when time does not suffice."""
    ends_at = time.monotonic() + seconds
    soft = set(list_limits(problem))
    blamed: list[Limit] = []
    ways: list[Way] = []
    while len(ways) < MOST_WAYS and (left := ends_at - time.monotonic()) > 0:
        missed = _find_cheapest(problem, soft, left)
        if not missed:
            break
        ways.append(Way(tuple(_tell_change(problem, limit, amount) for limit, amount in missed.items())))
        blamed += [limit for limit in missed if limit not in blamed]
        soft -= set(missed)
    names = "; ".join(_tell_limit(problem, limit) for limit in blamed)
    if not blamed:
        return Impossible(("No forms keep all of these rules.",))
    beginning = "These cannot all hold" if len(blamed) > 1 else "This cannot hold together with the other rules"
    return Impossible((f"{beginning}: {names}.",), tuple(ways))


def _find_cheapest(problem: Problem, soft: set[Limit], seconds: float) -> dict[Limit, int]:
    """Soft limit → by how much it must give; empty when nothing helps any more, or time is over."""
    formulation = Formulation(problem, soft)
    answer = formulation.program.solve(seconds=seconds, gap=0.5)
    return formulation.read_slacks(list(answer.values)) if answer.has_values else {}


def _tell_limit(problem: Problem, limit: Limit) -> str:
    rule = limit.rule
    if rule and limit.kind is LimitKind.AT_LEAST:
        available = sum(rule.counts(item) for item in problem.items)
        return f"{rule.name}, at least {rule.at_least} ({tell_need(problem, rule.at_least)}, the pool has {available})"
    if rule:
        return f"{rule.name}, at most {rule.at_most}"
    return {
        LimitKind.SIZE: f"{problem.item_count} items on a form (the pool has {len(problem.items)})",
        LimitKind.PILOTS: f"{problem.pilot_count} pilot items on a form (the pool has {len(problem.pilots)})",
        LimitKind.ENEMIES: "enemies apart",
        LimitKind.OVERLAP: f"at most {problem.overlap_count} items shared by two of {problem.form_count} forms",
    }[limit.kind]


def _tell_change(problem: Problem, limit: Limit, amount: int) -> str:
    rule = limit.rule
    if rule and limit.kind is LimitKind.AT_LEAST:
        return f"{rule.name}: at least {rule.at_least - amount} instead of {rule.at_least}"
    if rule:
        return f"{rule.name}: at most {(rule.at_most or 0) + amount} instead of {rule.at_most}"
    if limit.kind is LimitKind.OVERLAP and problem.overlap_count:
        return f"{problem.overlap_count + amount} shared items instead of {problem.overlap_count}"
    uses = f"{amount} more suitable item{'s' if amount > 1 else ''} in the pool, or as many used on another form again"
    pairs = f"{amount} time{'s' if amount > 1 else ''} two enemies on one form"
    return {
        LimitKind.SIZE: f"{problem.item_count - amount} items on a form instead of {problem.item_count}",
        LimitKind.PILOTS: f"{problem.pilot_count - amount} pilot items on a form instead of {problem.pilot_count}",
        LimitKind.ENEMIES: pairs,
        LimitKind.OVERLAP: uses,
    }[limit.kind]
