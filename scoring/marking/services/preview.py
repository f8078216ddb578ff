"""A worker computes what a proposed re-scoring would do; nothing of it is stored but the preview."""

from dataclasses import replace
from decimal import Decimal

from django.utils import timezone

from scoring.marking.foresight import Foresight
from scoring.marking.key_selectors import InForce, KeysInForce, change_of, get_in_force
from scoring.marking.models import Rescoring, RescoringState, ResultState
from scoring.marking.rescoring_selectors import get_basis, list_counted
from scoring.marking.services.writing import get_standing, revise

AT_A_TIME = 500


def preview_rescoring(*, run_id: int) -> None:
    """Fill in the run's preview; one that was decided on meanwhile is left alone."""
    run = Rescoring.objects.select_related("exam").filter(pk=run_id, state=RescoringState.DRAFT).first()
    if run is None:
        return
    # Taken first: what changes while the preview is computed makes it stale.
    basis = get_basis(exam=run.exam)
    found = foresee(run)
    Rescoring.objects.filter(pk=run_id, state=RescoringState.DRAFT).update(
        state=RescoringState.PREVIEWED, preview=found.pack(), previewed_at=timezone.now(), basis=basis
    )


def foresee(run: Rescoring) -> Foresight:
    """All of the exam's results as the run would leave them. Statements: two, and one for each form's items."""
    keys = KeysInForce(propose_in_force(run))
    found = Foresight()
    now = timezone.now()
    for result in list_counted(exam_id=run.exam_id).select_related("sitting").iterator(chunk_size=AT_A_TIME):
        before = get_standing(result)
        revise(result, keys, now)
        found.add(result.pk, before, get_standing(result), is_released=result.state == ResultState.RELEASED)
    return found


def propose_in_force(run: Rescoring) -> InForce:
    """What would be in force with this run."""
    now = get_in_force(exam_ids=[run.exam_id])[run.exam_id]
    changes = now.changes | {row.version_id: change_of(row) for row in run.corrections.all()}
    own = {int(form_id): Decimal(share) for form_id, share in run.form_cuts.items()}
    if run.cut_share is not None:
        return replace(now, cut_share=run.cut_share, changes=changes, form_cuts=own)
    return replace(now, changes=changes, form_cuts=now.form_cuts | own)
