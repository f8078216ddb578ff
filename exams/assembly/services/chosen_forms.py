"""Forms that somebody chose item by item."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from exams.assembly.assembly_selectors import get_problem
from exams.assembly.drawing import PoolItem
from exams.assembly.errors import FormRefused
from exams.assembly.models import Exam, Form, FormItem, FormOrigin
from exams.assembly.optimizing.checking import find_form_faults
from exams.assembly.optimizing.problem import AssembledForm
from exams.assembly.services.forms import new_seed, store_form
from exams.bank.selectors import list_domains


@transaction.atomic
def choose_form(
    *,
    actor: User | None,
    exam: Exam,
    codes: Sequence[str],
    pilot_codes: Sequence[str] = (),
    weights: Mapping[str, Decimal] | None = None,
    is_rule_free: bool = False,
) -> Form:
    """The exam's next form, of these items in this order, pilot items last; `weights`: by code, else 1 point each.

    Raises FormRefused with `findings`: wrong numbers, items that are not live, enemies, and, unless `is_rule_free`,
    broken rules.
    """
    exam = Exam.objects.select_for_update().get(pk=exam.pk)
    problem = get_problem(exam=exam, form_count=1, overlap_count=0, seed=0)
    if is_rule_free:
        problem = replace(problem, rules=())
    items, strangers = _find(problem.items, codes)
    pilots, strange_pilots = _find(problem.pilots, pilot_codes)
    unknown = [f"{code} is no live item that this exam can use here." for code in (*strangers, *strange_pilots)]
    faults = unknown or find_form_faults(problem, AssembledForm(tuple(items), tuple(pilots)))
    if faults:
        raise FormRefused(findings=faults)
    domains = {domain.code: domain for domain in list_domains(guide_id=exam.guide_id)}
    places = [
        FormItem(
            position=position,
            version_id=item.version_id,
            domain=domains[item.domain],
            weight=(weights or {}).get(item.code, Decimal(1)),
            is_pilot=position > len(items),
            is_anchor=item.code in problem.anchors,
        )
        for position, item in enumerate((*items, *pilots), start=1)
    ]
    return store_form(exam=exam, places=places, seed=new_seed(), origin=FormOrigin.CHOSEN)


def _find(pool: Sequence[PoolItem], codes: Sequence[str]) -> tuple[list[PoolItem], list[str]]:
    """The pool's items with these codes, in their order; and codes that it does not have."""
    by_code = {item.code: item for item in pool}
    return [by_code[code] for code in codes if code in by_code], [code for code in codes if code not in by_code]
