"""Drawing forms, opening and ending exams."""

import secrets

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, ProtectedError

from accounts.models import User
from exams.assembly.drawing import draw
from exams.assembly.errors import BlueprintShortage, FormIsSpokenOf, FormsNotPrepared, FormWasSat
from exams.assembly.models import AssemblyRun, BlueprintRule, Exam, ExamState, Form, FormItem, FormOrigin, FormSource
from exams.assembly.selectors import get_blueprint, list_current_forms, list_pool

SEED_BITS = 62


def new_seed() -> int:
    """A seed that nobody can guess and every database's bigint can hold."""
    return secrets.randbits(SEED_BITS)


@transaction.atomic
def draw_form(*, actor: User | None, exam: Exam, seed: int | None = None) -> Form:
    """Draw and store the exam's next form.

    Raises BlueprintShortage, naming the domains, or FormsNotPrepared where forms are not drawn, and stores nothing.
    """
    rules = BlueprintRule.objects.filter(exam=OuterRef("pk"))
    exam = Exam.objects.select_for_update().annotate(has_rules=Exists(rules)).get(pk=exam.pk)
    if exam.form_source != FormSource.DRAWN or exam.has_rules:
        raise FormsNotPrepared
    blueprint = get_blueprint(exam=exam)
    seed = new_seed() if seed is None else seed
    chosen, shortages = draw(list_pool(exam=exam), {domain.code: count for domain, count in blueprint}, seed)
    if shortages or not chosen:
        raise BlueprintShortage(shortages)
    domains = {domain.code: domain for domain, _ in blueprint}
    places = [
        FormItem(position=position, version_id=item.version_id, domain=domains[item.domain])
        for position, item in enumerate(chosen, start=1)
    ]
    return store_form(exam=exam, places=places, seed=seed, origin=FormOrigin.DRAWN)


def store_form(
    *, exam: Exam, places: list[FormItem], seed: int, origin: FormOrigin, run: AssemblyRun | None = None
) -> Form:
    """The exam's next form, of places that belong to none yet. The caller has locked the exam."""
    latest = exam.forms.aggregate(latest=Max("number"))["latest"] or 0
    form = Form.objects.create(exam=exam, number=latest + 1, seed=seed, origin=origin, assembly_run=run)
    for place in places:
        place.form = form
    FormItem.objects.bulk_create(places)
    return form


@transaction.atomic
def discard_form(*, actor: User | None, form: Form) -> None:
    """Throw a form away. Raises FormWasSat when somebody has sat it, or has checked in for it, and FormIsSpokenOf."""
    Exam.objects.select_for_update().get(pk=form.exam_id)
    if form.sittings.exists():
        raise FormWasSat
    try:
        form.delete()
    except ProtectedError as error:
        raise FormIsSpokenOf from error


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
