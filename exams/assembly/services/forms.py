"""Drawing forms, opening and ending exams."""

import secrets

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from exams.assembly.drawing import draw
from exams.assembly.errors import BlueprintShortage
from exams.assembly.models import Exam, ExamState, Form, FormItem
from exams.assembly.selectors import get_blueprint, list_current_forms, list_pool

SEED_BITS = 62


def new_seed() -> int:
    """A seed that nobody can guess and every database's bigint can hold."""
    return secrets.randbits(SEED_BITS)


@transaction.atomic
def draw_form(*, actor: User | None, exam: Exam, seed: int | None = None) -> Form:
    """Draw and store the exam's next form. Raises BlueprintShortage, naming the domains, and stores nothing."""
    exam = Exam.objects.select_for_update().get(pk=exam.pk)
    blueprint = get_blueprint(exam=exam)
    seed = new_seed() if seed is None else seed
    chosen, shortages = draw(list_pool(exam=exam), {domain.code: count for domain, count in blueprint}, seed)
    if shortages or not chosen:
        raise BlueprintShortage(shortages)
    latest = exam.forms.aggregate(latest=Max("number"))["latest"] or 0
    form = Form.objects.create(exam=exam, number=latest + 1, seed=seed)
    domains = {domain.code: domain for domain, _ in blueprint}
    FormItem.objects.bulk_create(
        FormItem(form=form, position=position, version_id=item.version_id, domain=domains[item.domain])
        for position, item in enumerate(chosen, start=1)
    )
    return form


@transaction.atomic
def open_exam(*, actor: User | None, exam: Exam) -> Exam:
    """Let candidates start. Raises BlueprintShortage before anyone can, when the bank is too small."""
    exam = Exam.objects.select_for_update().get(pk=exam.pk)
    if not list_current_forms(exam=exam).exists():
        draw_form(actor=actor, exam=exam)
    exam.state = ExamState.OPEN
    exam.save(update_fields=["state"])
    return exam


@transaction.atomic
def end_exam(*, actor: User | None, exam: Exam) -> Exam:
    """No new sittings; those that run go on to their end."""
    exam = Exam.objects.select_for_update().get(pk=exam.pk)
    exam.state = ExamState.ENDED
    exam.save(update_fields=["state"])
    return exam
