"""Whether forms keep every rule: written without a look at how they were made. Pure."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from exams.assembly.drawing import PoolItem
from exams.assembly.optimizing.problem import AssembledForm, Problem


def find_faults(problem: Problem, forms: Sequence[AssembledForm]) -> list[str]:
    """What is wrong with the forms, sentence by sentence; empty when they are what was asked for."""
    faults = [] if len(forms) == problem.form_count else [f"{len(forms)} forms instead of {problem.form_count}."]
    for number, form in enumerate(forms, start=1):
        faults += [f"Form {number}: {fault}" for fault in find_form_faults(problem, form)]
    return [*faults, *_find_overlaps(problem, forms)]


def find_form_faults(problem: Problem, form: AssembledForm) -> list[str]:
    """The faults of one form alone."""
    return [
        *_find_wrong_numbers(problem, form),
        *_find_strangers(problem, form),
        *_find_broken_rules(problem, form.items),
        *find_enemies([*form.items, *form.pilots]),
        *_find_torn_sets(problem.items, form.items),
        *_find_torn_sets(problem.pilots, form.pilots),
    ]


def _find_wrong_numbers(problem: Problem, form: AssembledForm) -> Iterator[str]:
    if len(form.items) != problem.item_count:
        yield f"{len(form.items)} scored items instead of {problem.item_count}."
    if len(form.pilots) != problem.pilot_count:
        yield f"{len(form.pilots)} pilot items instead of {problem.pilot_count}."


def _find_strangers(problem: Problem, form: AssembledForm) -> Iterator[str]:
    codes = [item.code for item in (*form.items, *form.pilots)]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"{code} stands on it twice."
    for code in sorted(problem.anchors - {item.code for item in form.items}):
        yield f"the anchor {code} is missing."
    for pool, chosen in ((problem.items, form.items), (problem.pilots, form.pilots)):
        for code in sorted({item.code for item in chosen} - {item.code for item in pool}):
            yield f"{code} is not in the pool."


def _find_broken_rules(problem: Problem, items: Sequence[PoolItem]) -> Iterator[str]:
    for rule in problem.rules:
        count = rule.count(items)
        if count < rule.at_least:
            yield f"{rule.name}: {count} instead of at least {rule.at_least}."
        if rule.at_most is not None and count > rule.at_most:
            yield f"{rule.name}: {count} instead of at most {rule.at_most}."


def find_enemies(items: Sequence[PoolItem]) -> list[str]:
    return [
        f"{one.code} and {other.code} are enemies."
        for one, other in combinations(items, 2)
        if other.code in one.enemies or one.code in other.enemies
    ]


def _find_torn_sets(pool: Sequence[PoolItem], chosen: Sequence[PoolItem]) -> Iterator[str]:
    codes = {item.code for item in chosen}
    for stimulus in sorted({item.stimulus for item in chosen} - {""}):
        missing = sorted({item.code for item in pool if item.stimulus == stimulus} - codes)
        if missing:
            yield f"{', '.join(missing)} left out of the set “{stimulus}”."


def _find_overlaps(problem: Problem, forms: Sequence[AssembledForm]) -> Iterator[str]:
    # A set stands together: where one of its items is an anchor, the others cannot but come along.
    sets = {item.stimulus for item in problem.items if item.code in problem.anchors} - {""}
    anchors = problem.anchors | {item.code for item in problem.items if item.stimulus in sets}
    codes = [{item.code for item in form.items} - anchors for form in forms]
    for (one, first), (other, second) in combinations(enumerate(codes, start=1), 2):
        shared = len(first & second)
        if shared > problem.overlap_count:
            yield f"Forms {one} and {other} share {shared} items instead of at most {problem.overlap_count}."
