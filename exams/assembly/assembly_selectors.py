"""Questions about assembling: an exam's rules against the bank, runs and what came of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from exams.assembly.blueprint import apportion
from exams.assembly.drawing import PoolItem
from exams.assembly.expected import expect_share, find_cut_ability, find_information, read_statistics
from exams.assembly.models import AssemblyRun, BlueprintRule, Exam, ItemPart
from exams.assembly.optimizing.problem import Attribute, Problem, Rule
from exams.assembly.selectors import get_blueprint, list_pool
from exams.bank.models import Item, ItemVersion


def list_described_pool(*, exam: Exam) -> list[PoolItem]:
    """The pool with everything that assembling looks at. Three statements."""
    return describe_items(exam=exam, items=list_pool(exam=exam))


def describe_items(*, exam: Exam, items: Sequence[PoolItem]) -> list[PoolItem]:
    """Items with what the bank says of them and what is expected of them at the exam's cut. One statement."""
    rows = ItemVersion.objects.filter(pk__in=[item.version_id for item in items]).values_list(
        *("pk", "item__difficulty", "item__style", "item__metadata", "stimulus__code")
    )
    described = {pk: values for pk, *values in rows}
    statistics = {pk: read_statistics(values[2]) for pk, values in described.items()}
    ability = find_cut_ability([row for row in statistics.values() if row.is_calibrated], float(exam.cut_share))
    return [
        replace(
            item,
            difficulty=described[item.version_id][0],
            style=described[item.version_id][1],
            tags=frozenset(_list_tags(described[item.version_id][2])),
            stimulus=described[item.version_id][3] or "",
            expected_share=expect_share(statistics[item.version_id], described[item.version_id][0]),
            information=find_information(statistics[item.version_id], ability),
        )
        for item in items
    ]


def _list_tags(metadata: dict[str, object]) -> list[str]:
    tags = metadata.get("tags")
    return [str(tag) for tag in tags] if isinstance(tags, list) else []


def list_rules(*, exam: Exam) -> list[Rule]:
    """The exam's rules in numbers of items; by the guide's weights where it has none for domains. Two statements."""
    rows = list(exam.blueprint_rules.all())
    rules = [
        Rule(Attribute(row.attribute), row.value, row.at_least or 0, row.at_most) for row in rows if row.share is None
    ]
    for attribute in Attribute:
        rules += _share_out(
            exam, attribute, [row for row in rows if row.share is not None and row.attribute == attribute]
        )
    if not any(row.attribute == Attribute.DOMAIN for row in rows):
        blueprint = get_blueprint(exam=exam)
        rules += [Rule(Attribute.DOMAIN, domain.code, count, count) for domain, count in blueprint]
    return sorted(rules, key=lambda rule: (list(Attribute).index(rule.attribute), rule.value))


def _share_out(exam: Exam, attribute: Attribute, rows: Sequence[BlueprintRule]) -> list[Rule]:
    """Shares as numbers that add up: what is missing to 100 % is shared out too, to nobody."""
    weights = {row.value: row.share or 0 for row in rows}
    rest = max(0, 100 - sum(weights.values()))
    if not rows or not sum(weights.values()):
        return [Rule(attribute, value, 0, 0) for value in weights]
    counts = apportion({**{(value,): weight for value, weight in weights.items()}, (): rest}, exam.item_count)
    return [Rule(attribute, value, counts[(value,)], counts[(value,)]) for value in weights]


def get_problem(*, exam: Exam, form_count: int, overlap_count: int, seed: int) -> Problem:
    """What is asked of an exam's forms, with the pool of this moment. Six statements."""
    parts = dict(exam.exam_items.values_list("item__code", "part"))
    pool = list_described_pool(exam=exam)
    return Problem(
        items=tuple(item for item in pool if parts.get(item.code) != ItemPart.PILOT),
        rules=tuple(list_rules(exam=exam)),
        form_count=form_count,
        item_count=exam.item_count,
        overlap_count=overlap_count,
        anchors=frozenset(code for code, part in parts.items() if part == ItemPart.ANCHOR),
        pilots=tuple(item for item in pool if parts.get(item.code) == ItemPart.PILOT) if exam.pilot_count else (),
        pilot_count=exam.pilot_count,
        seed=seed,
    )


@dataclass(frozen=True)
class RuleRow:
    """A rule of an exam against the bank."""

    rule: Rule
    live_count: int

    @property
    def asked(self) -> str:
        low, high = self.rule.at_least, self.rule.at_most
        if low == high:
            return str(low)
        return f"at least {low}" if high is None else f"at most {high}" if not low else f"{low} to {high}"

    @property
    def short_by(self) -> int:
        return max(0, self.rule.at_least - self.live_count)


def list_rule_rows(*, exam: Exam) -> list[RuleRow]:
    """The rules that an exam has besides the guide's weights, and how many live items each finds. Five statements."""
    problem = get_problem(exam=exam, form_count=1, overlap_count=0, seed=0)
    return [RuleRow(rule, rule.count(problem.items)) for rule in problem.rules]


def list_runs(*, exam: Exam) -> QuerySet[AssemblyRun]:
    return exam.assembly_runs.select_related("requested_by")


def list_outdated(*, version_ids: Iterable[int]) -> list[str]:
    """Codes of items that are no longer live in these versions."""
    wanted = set(version_ids)
    live = Item.objects.filter(status="live", current_version__in=wanted).values_list("current_version_id", flat=True)
    return sorted(Item.objects.filter(versions__in=wanted - set(live)).values_list("code", flat=True))
