"""What can be told by counting alone when forms are impossible: what is needed, what there is. Pure."""

from collections.abc import Iterator
from itertools import combinations

from exams.assembly.optimizing.problem import Attribute, Problem, Rule
from exams.assembly.optimizing.units import are_enemies


def find_shortages(problem: Problem) -> list[str]:
    """Contradictions that need no search, each a sentence with its numbers."""
    return [
        *_find_missing_anchors(problem),
        *_find_short_rules(problem),
        *_find_sums(problem),
        *_find_short_pool(problem),
        *_find_short_pilots(problem),
    ]


def count_distinct(problem: Problem, per_form: int) -> int:
    """How many different items forms need that each have `per_form` of a kind and share as much as is allowed."""
    if problem.is_overlap_free:
        return per_form
    return sum(max(0, per_form - number * problem.overlap_count) for number in range(problem.form_count))


def tell_need(problem: Problem, per_form: int) -> str:
    """“12 needed on each of 6 forms = 72”."""
    if problem.form_count == 1:
        return f"{per_form} needed"
    if problem.is_overlap_free:
        return f"{per_form} needed on each form"
    need = f"{per_form} needed on each of {problem.form_count} forms"
    distinct = count_distinct(problem, per_form)
    if not problem.overlap_count:
        return f"{need} = {distinct}"
    shared = f"{problem.overlap_count} item{'s' if problem.overlap_count > 1 else ''}"
    return f"{need} that may share {shared}, that is at least {distinct}"


def tell_shortage(problem: Problem, name: str, per_form: int, *, available: int, anchors: int = 0) -> str:
    """A sentence where a pool of `available` items, of which `anchors` stand on every form, is too small; or ""."""
    needed = count_distinct(problem, max(0, per_form - anchors))
    short = needed - (available - anchors)
    if short <= 0:
        return ""
    besides = f" besides {anchors} anchor{'s' if anchors > 1 else ''}" if anchors else ""
    need = tell_need(problem, per_form - anchors)
    return f"{name}: {need}{besides}, the pool has {available - anchors} live items: {short} short."


def _count_of(problem: Problem, rule: Rule) -> tuple[int, int]:
    """Items of the pool that the rule counts, and how many of them are anchors."""
    items = [item for item in problem.items if rule.counts(item)]
    return len(items), sum(item.code in problem.anchors for item in items)


def _find_short_rules(problem: Problem) -> Iterator[str]:
    for rule in problem.rules:
        available, anchors = _count_of(problem, rule)
        sentence = tell_shortage(problem, rule.name, rule.at_least, available=available, anchors=anchors)
        if sentence:
            yield sentence
        if rule.at_most is not None and anchors > rule.at_most:
            yield f"{rule.name}: at most {rule.at_most} allowed, {anchors} are anchors: {anchors - rule.at_most} too many."


def _find_sums(problem: Problem) -> Iterator[str]:
    """Of an attribute of which every item has one value: the parts must make up a form."""
    for attribute in (Attribute.DOMAIN, Attribute.OBJECTIVE, Attribute.DIFFICULTY, Attribute.STYLE):
        rules = [rule for rule in problem.rules if rule.attribute == attribute]
        least = sum(rule.at_least for rule in rules)
        if least > problem.item_count:
            yield (
                f"The rules by {attribute.value} ask for at least {least} items, a form has {problem.item_count}: "
                f"{least - problem.item_count} too many."
            )
        # Items of a value that no rule names may fill the rest.
        is_covered = all(any(rule.counts(item) for rule in rules) for item in problem.items)
        most = sum(problem.item_count if rule.at_most is None else rule.at_most for rule in rules)
        if rules and is_covered and most < problem.item_count:
            yield (
                f"The rules by {attribute.value} allow at most {most} items, a form has {problem.item_count}: "
                f"{problem.item_count - most} too few."
            )


def _find_short_pool(problem: Problem) -> Iterator[str]:
    anchors = len(problem.anchors)
    if anchors > problem.item_count:
        yield f"{anchors} anchors do not fit on a form of {problem.item_count} items: {anchors - problem.item_count} too many."
    sentence = tell_shortage(
        problem, "All items", problem.item_count, available=len(problem.items), anchors=min(anchors, problem.item_count)
    )
    if sentence:
        yield sentence


def _find_missing_anchors(problem: Problem) -> Iterator[str]:
    by_code = {item.code: item for item in problem.items}
    for code in sorted(problem.anchors - set(by_code)):
        yield f"The anchor {code} is not in the pool: it is not live, or the guide does not place it."
    known = [by_code[code] for code in sorted(problem.anchors & set(by_code))]
    for one, other in combinations(known, 2):
        if are_enemies(one, other):
            yield f"The anchors {one.code} and {other.code} are enemies: both would stand on every form."
    # With an anchor comes all of its stimulus.
    stimuli = {item.stimulus for item in known if item.stimulus}
    brought = [item for item in problem.items if item.stimulus in stimuli or item.code in problem.anchors]
    for one, other in combinations(brought, 2):
        if are_enemies(one, other) and not {one.code, other.code} <= problem.anchors:
            yield f"{one.code} and {other.code} are enemies, and anchors bring both: as one, or by their stimulus."


def _find_short_pilots(problem: Problem) -> Iterator[str]:
    short = problem.pilot_count - len(problem.pilots)
    if short > 0:
        yield f"Pilot items: {problem.pilot_count} needed on each form, {len(problem.pilots)} are live: {short} short."
