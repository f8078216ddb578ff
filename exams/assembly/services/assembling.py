"""Making parallel forms and storing them. Imports the solver: for workers and commands, never for a web process."""

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exams.assembly.assembly_selectors import get_problem, list_outdated
from exams.assembly.errors import BankHasChanged
from exams.assembly.models import AssemblyRun, Exam, Form, FormItem, FormOrigin, RunState
from exams.assembly.optimizing.problem import Assembled, AssembledForm, Impossible, Outcome, Problem, Undecided
from exams.assembly.optimizing.solver import SECONDS, assemble
from exams.assembly.ordering import rank
from exams.assembly.services.forms import store_form
from exams.bank.models import Domain
from exams.bank.selectors import list_domains

STATE_OF: dict[type[Outcome], RunState] = {
    Assembled: RunState.DONE,
    Impossible: RunState.IMPOSSIBLE,
    Undecided: RunState.UNDECIDED,
}


def run_assembly(*, run_id: int) -> AssemblyRun | None:
    """Do what a run asks for; None when it has ended already. May run twice: the second to end stores nothing.

    The search holds no lock and no transaction.
    """
    started = AssemblyRun.objects.filter(pk=run_id, state__in=[RunState.QUEUED, RunState.RUNNING])
    if not started.update(state=RunState.RUNNING, started_at=timezone.now()):
        return None
    run = AssemblyRun.objects.select_related("exam").get(pk=run_id)
    try:
        problem = get_problem(exam=run.exam, form_count=run.form_count, overlap_count=run.overlap_count, seed=run.seed)
        outcome = assemble(problem, seconds=SECONDS)
        with transaction.atomic():
            return _finish(run, problem, outcome)
    except BankHasChanged as refusal:
        return _end(run, RunState.FAILED, {"findings": [refusal.detail]})
    except Exception:
        _end(run, RunState.FAILED, {"findings": ["This went wrong, and was written to the log."]})
        raise


def _finish(run: AssemblyRun, problem: Problem, outcome: Outcome) -> AssemblyRun | None:
    if not AssemblyRun.objects.select_for_update().filter(pk=run.pk, state=RunState.RUNNING).exists():
        return None
    if isinstance(outcome, Assembled):
        store_assembled(actor=run.requested_by, exam=run.exam, problem=problem, outcome=outcome, run=run)
    return _end(run, STATE_OF[type(outcome)], describe(outcome))


def _end(run: AssemblyRun, state: RunState, outcome: dict[str, Any]) -> AssemblyRun:
    run.state, run.outcome, run.finished_at = state, outcome, timezone.now()
    run.save(update_fields=["state", "outcome", "finished_at"])
    return run


def describe(outcome: Outcome) -> dict[str, Any]:
    """What came of a run, as JSON says it: {"findings", "ways", "possible_form_count"} or {"is_best", "share_gap"}."""
    if isinstance(outcome, Assembled):
        return {"is_best": outcome.is_best, "share_gap": round(outcome.share_gap, 4)}
    if isinstance(outcome, Impossible):
        told = asdict(outcome)
        return told | {"findings": list(outcome.findings), "ways": [list(way.changes) for way in outcome.ways]}
    return {"findings": ["No forms were found in time. Fewer forms, or rules that leave more room, are found sooner."]}


@transaction.atomic
def store_assembled(
    *, actor: User | None, exam: Exam, problem: Problem, outcome: Assembled, run: AssemblyRun | None = None
) -> list[Form]:
    """The forms as the exam's next ones. Raises BankHasChanged, and stores nothing, when an item is out of date."""
    exam = Exam.objects.select_for_update().get(pk=exam.pk)
    chosen = {item.version_id for form in outcome.forms for item in (*form.items, *form.pilots)}
    if list_outdated(version_ids=chosen):
        raise BankHasChanged
    domains = {domain.code: domain for domain in list_domains(guide_id=exam.guide_id)}
    return [
        store_form(
            exam=exam,
            places=_place(problem, form, domains, number),
            seed=problem.seed,
            origin=FormOrigin.ASSEMBLED,
            run=run,
        )
        for number, form in enumerate(outcome.forms)
    ]


def _place(problem: Problem, form: AssembledForm, domains: dict[str, Domain], number: int) -> list[FormItem]:
    """By domain, sets together, otherwise as the seed says; pilot items stand among the others."""
    pilots = {item.code for item in form.pilots}
    ordered = sorted(
        (*form.items, *form.pilots),
        key=lambda item: (
            item.domain,
            rank(problem.seed, "place", number, item.stimulus or item.code),
            item.code,
        ),
    )
    return [
        FormItem(
            position=position,
            version_id=item.version_id,
            domain=domains[item.domain],
            is_pilot=item.code in pilots,
            is_anchor=item.code in problem.anchors,
        )
        for position, item in enumerate(ordered, start=1)
    ]
