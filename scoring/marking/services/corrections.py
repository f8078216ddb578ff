"""What an instructor wants counted otherwise: written down, previewed by a worker, and in force only when a run begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from celery import current_app
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exams.assembly.models import Exam
from exams.bank.models import ItemReport, ItemVersion, Option
from scoring.marking.errors import RescoringRefused
from scoring.marking.models import CorrectionKind, KeyCorrection, Rescoring, RescoringState
from scoring.marking.rescoring_selectors import list_versions_on_forms

PREVIEW_TASK = "scoring.marking.tasks.preview_rescoring"


@dataclass(frozen=True)
class Proposed:
    """One correction. `accepted`: selections of which each earns everything, of another key alone: ("ac", "b")."""

    version: ItemVersion
    kind: str
    accepted: tuple[str, ...] = ()
    reason: str = ""
    report: ItemReport | None = None


@transaction.atomic
def propose(
    *,
    actor: User | None,
    exam: Exam,
    corrections: Sequence[Proposed] = (),
    cut_share: Decimal | None = None,
    form_cuts: Mapping[int, Decimal] | None = None,
) -> Rescoring:
    """Write down what shall change and ask a worker for a preview; nothing is changed yet. Raises RescoringRefused.

    `form_cuts`: form's id → its own cut, as a share.
    """
    if cut_share is not None and cut_share == exam.cut_share:
        cut_share = None
    new_cuts = _list_new_cuts(exam, form_cuts or {})
    if not corrections and cut_share is None and not new_cuts:
        raise RescoringRefused("Say what shall change: an item, or the cut score.")
    _check(exam, corrections)
    run = Rescoring.objects.create(
        exam=exam,
        cut_share=cut_share,
        form_cuts=new_cuts,
        requested_by=actor,
        requested_at=timezone.now(),
        state=RescoringState.DRAFT,
    )
    KeyCorrection.objects.bulk_create(
        KeyCorrection(
            rescoring=run,
            exam=exam,
            version=row.version,
            kind=row.kind,
            accepted=["".join(sorted(codes)) for codes in row.accepted],
            reason=row.reason.strip(),
            report=row.report,
        )
        for row in corrections
    )
    _queue_preview(run)
    return run


@transaction.atomic
def preview_again(*, actor: User | None, run: Rescoring) -> Rescoring:
    """Ask for a new preview: of what results say by now. Raises RescoringRefused for a run that was decided on."""
    run = lock_undecided(run)
    run.state = RescoringState.DRAFT
    run.save(update_fields=["state"])
    _queue_preview(run)
    return run


@transaction.atomic
def discard(*, actor: User | None, run: Rescoring) -> Rescoring:
    """Let it be. Raises RescoringRefused for a run that was decided on."""
    run = lock_undecided(run)
    run.state = RescoringState.DISCARDED
    run.save(update_fields=["state"])
    return run


def lock_undecided(run: Rescoring) -> Rescoring:
    """The run's row, locked. Raises RescoringRefused once somebody has decided."""
    run = Rescoring.objects.select_for_update().get(pk=run.pk)
    if run.state not in {RescoringState.DRAFT, RescoringState.PREVIEWED}:
        raise RescoringRefused(f"This was decided already: {run.get_state_display().lower()}.")
    return run


def _queue_preview(run: Rescoring) -> None:
    transaction.on_commit(lambda: current_app.send_task(PREVIEW_TASK, [run.pk]))


def _list_new_cuts(exam: Exam, wanted: Mapping[int, Decimal]) -> dict[str, str]:
    """Those that differ from what is in force."""
    found = dict(exam.forms.filter(pk__in=wanted).values_list("pk", "cut_share"))
    if set(wanted) - set(found):
        raise RescoringRefused("One of these forms is not of this exam.")
    if not all(0 <= share <= 1 for share in wanted.values()):
        raise RescoringRefused("A cut score is a share of the points, from 0 to 1.")
    now = {pk: exam.cut_share if own is None else own for pk, own in found.items()}
    return {str(pk): str(share) for pk, share in wanted.items() if share != now[pk]}


def _check(exam: Exam, corrections: Sequence[Proposed]) -> None:
    ids = [row.version.pk for row in corrections]
    if len(ids) != len(set(ids)):
        raise RescoringRefused("An item can be corrected in one way only.")
    known = set(list_versions_on_forms(exam=exam).filter(pk__in=ids).values_list("pk", flat=True))
    options: dict[int, set[str]] = {version_id: set() for version_id in ids}
    for version_id, code in Option.objects.filter(version_id__in=ids).values_list("version_id", "code"):
        options[version_id].add(code)
    for row in corrections:
        if row.version.pk not in known:
            raise RescoringRefused(f"{row.version} stands on no form of this exam.")
        if row.kind == CorrectionKind.OTHER_KEY:
            _check_accepted(row, options[row.version.pk])


def _check_accepted(row: Proposed, options: set[str]) -> None:
    if not row.accepted or not all(row.accepted):
        raise RescoringRefused(f"{row.version}: say which options are right.")
    for codes in row.accepted:
        strange = sorted(set(codes) - options)
        if strange:
            raise RescoringRefused(f"{row.version} has no option {', '.join(strange)}.")
        if row.version.select_count == 1 and len(set(codes)) != 1:
            raise RescoringRefused(
                f"{row.version} asks for one option: write “a or b” if either is right, not “{codes}”."
            )
