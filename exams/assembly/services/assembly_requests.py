"""Asking for parallel forms: the web process writes down what is wanted, a worker makes it.

Knows the worker's task by name alone: the solver is nothing that a web process should load.
"""

from celery import current_app
from django.db import transaction

from accounts.models import User
from exams.assembly.models import AssemblyRun, Exam
from exams.assembly.services.forms import new_seed

TASK = "exams.assembly.tasks.run_assembly"
MOST_FORMS = 20


@transaction.atomic
def request_assembly(
    *, actor: User | None, exam: Exam, form_count: int, overlap_count: int, seed: int | None = None
) -> AssemblyRun:
    """Queue a run; its row says what becomes of it. A run that is not needed any more costs seconds."""
    run = AssemblyRun.objects.create(
        exam=exam,
        requested_by=actor,
        form_count=form_count,
        overlap_count=overlap_count,
        seed=new_seed() if seed is None else seed,
    )
    transaction.on_commit(lambda: current_app.send_task(TASK, [run.pk]))
    return run
