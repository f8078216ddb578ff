"""Scoring an exam again: begun by a person, carried out in chunks by workers, stopped and resumed at will.

Which results are left is always asked of the database (`list_left`), so that a chunk that runs twice, late or not at all
changes nothing but the time it takes.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from celery import current_app, group, signature
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from exams.assembly.models import Exam
from exams.bank.services.reports import settle_rescore
from exams.sittings.models import Sitting
from scoring.marking.errors import PreviewOutdated, RescoringRefused
from scoring.marking.key_selectors import KeysInForce, get_in_force
from scoring.marking.models import (
    CorrectionState,
    KeyCorrection,
    Rescoring,
    RescoringState,
    Result,
    ResultState,
    ResultVersion,
    Subscore,
)
from scoring.marking.rescoring_selectors import (
    get_basis,
    get_newest_run_id,
    list_left,
    list_running,
    list_settled_version_ids,
    list_untold_version_ids,
)
from scoring.marking.services.corrections import lock_undecided
from scoring.marking.services.writing import SCORES, get_standing, revise, write_subscores

CHUNK, MAILS = 200, 25
QUEUE_TASK = "scoring.marking.tasks.queue_rescoring"
CHUNK_TASK = "scoring.marking.tasks.rescore_chunk"
TELL_TASK = "scoring.marking.tasks.tell_of_rescoring"
# Longer than a chunk may take: who has not moved for so long has lost its workers.
SILENCE = timedelta(minutes=6)
# A sitting that was being scored when a run began can be stored this much later, by the keys before.
AFTERMATH = timedelta(hours=1)
COPIED = (
    *("number", "points", "max_points", "item_count", "scaled", "cut_share", "is_pass"),
    *("marking_rule", "rules_version", "marks"),
)


# --- what a person decides ----------------------------------------------------------------------
@transaction.atomic
def start(*, actor: User | None, run: Rescoring, reason: str) -> Rescoring:
    """Put corrections and cut in force, for later sittings too, and set workers to the results there are.

    Raises RescoringRefused: no reason, no preview, decided before, or another run under way; PreviewOutdated when
    sittings were scored since the preview.
    """
    # The exam's row: of two who begin at once, the second sees the first.
    exam = Exam.objects.select_for_update().get(pk=run.exam_id)
    run = lock_undecided(run)
    _check_start(exam, run, reason)
    now = timezone.now()
    newer = list(run.corrections.values_list("version_id", flat=True))
    in_force = KeyCorrection.objects.filter(exam=exam, state=CorrectionState.IN_FORCE)
    in_force.filter(version__in=newer).update(state=CorrectionState.REPLACED)
    run.corrections.update(state=CorrectionState.IN_FORCE)
    run.former_cut_share = exam.cut_share
    if run.cut_share is not None:
        exam.cut_share = run.cut_share
        exam.save(update_fields=["cut_share"])
        # They were equated to the cut before.
        exam.forms.filter(cut_share__isnull=False).update(cut_share=None)
    for form_id, share in run.form_cuts.items():
        exam.forms.filter(pk=form_id).update(cut_share=Decimal(share))
    run.reason, run.started_by, run.started_at, run.moved_at = reason.strip(), actor, now, now
    run.state, run.total_count = RescoringState.RUNNING, list_left(run=run).count()
    run.save(
        update_fields=[
            *("former_cut_share", "reason", "started_by", "started_at", "moved_at", "state", "total_count"),
        ]
    )
    _queue(run)
    return run


def _check_start(exam: Exam, run: Rescoring, reason: str) -> None:
    if not reason.strip():
        raise RescoringRefused("Say why: the reason is kept with the run.")
    if run.state != RescoringState.PREVIEWED:
        raise RescoringRefused("The preview is still being computed.")
    if list_running().filter(exam=exam).exists():
        raise RescoringRefused("Another re-scoring of this exam is under way. Let it end, or stop it, first.")
    if run.basis != get_basis(exam=exam):
        raise PreviewOutdated
    if run.preview.get("empty_count"):
        raise RescoringRefused("Some sittings would be left without a single item that counts.")


@transaction.atomic
def stop(*, actor: User | None, run: Rescoring) -> Rescoring:
    """After this no result changes by the run until it goes on. Corrections stay in force for later sittings."""
    run = Rescoring.objects.select_for_update().get(pk=run.pk)
    if run.state != RescoringState.RUNNING:
        raise RescoringRefused(f"It is not running: {run.get_state_display().lower()}.")
    run.state, run.finished_at = RescoringState.STOPPED, timezone.now()
    run.save(update_fields=["state", "finished_at"])
    return run


@transaction.atomic
def go_on(*, actor: User | None, run: Rescoring) -> Rescoring:
    """Resume a stopped run, or one whose workers seem lost. Raises RescoringRefused when a later one has begun."""
    exam = Exam.objects.select_for_update().get(pk=run.exam_id)
    run = Rescoring.objects.select_for_update().get(pk=run.pk)
    if run.state not in {RescoringState.STOPPED, RescoringState.RUNNING}:
        raise RescoringRefused(f"There is nothing to resume: {run.get_state_display().lower()}.")
    if get_newest_run_id(exam=exam) != run.pk:
        raise RescoringRefused("A later re-scoring has taken its place.")
    _resume(run)
    return run


def _resume(run: Rescoring) -> None:
    run.state, run.finished_at, run.moved_at = RescoringState.RUNNING, None, timezone.now()
    run.save(update_fields=["state", "finished_at", "moved_at"])
    _queue(run)


def _queue(run: Rescoring) -> None:
    transaction.on_commit(lambda: current_app.send_task(QUEUE_TASK, [run.pk]))


# --- what workers do ----------------------------------------------------------------------------
def queue_chunks(*, run_id: int) -> int:
    """Hand what is left to the workers, as a group of chunks: ranges of results. Returns how many chunks."""
    run = list_running().filter(pk=run_id).first()
    if run is None:
        return 0
    ids = list(list_left(run=run).values_list("pk", flat=True))
    chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    # An empty run ends too: by a chunk in which there is nothing.
    ranges = [(chunk[0], chunk[-1]) for chunk in chunks] or [(0, 0)]
    group(signature(CHUNK_TASK, args=[run_id, first, last]) for first, last in ranges).apply_async()
    return len(ranges)


@transaction.atomic
def rescore_chunk(*, run_id: int, first: int, last: int) -> int:
    """Score the results from one id to another again, those that are left; returns how many changed.

    All or nothing, and nothing once the run was stopped. A constant number of statements.
    """
    run = list_running().filter(pk=run_id).first()
    if run is None:
        return 0
    left = list_left(run=run).filter(pk__range=(first, last))
    # The sittings' rows first, as scoring and release take them: a release by hand comes before or after, never between.
    sittings = Sitting.objects.filter(result__in=left).order_by("pk")
    locked = [row.pk for row in sittings.select_for_update(of=("self",))]
    results = list(left.filter(sitting_id__in=locked).select_related("sitting").select_for_update(of=("self",)))
    changed = _rescore(run, results) if results else 0
    _note_progress(run, len(results), changed)
    return changed


def _rescore(run: Rescoring, results: list[Result]) -> int:
    now = timezone.now()
    keys = KeysInForce(get_in_force(exam_ids=[run.exam_id])[run.exam_id])
    keys.get({version_id for result in results for version_id in result.marks["version_id"]})
    versions, marks = [], {}
    for result in results:
        before, copy, scored_at = get_standing(result), _copy(result, run, now), result.scored_at
        marks[result.sitting_id] = revise(result, keys, now)
        if before.is_changed(get_standing(result)):
            result.number += 1
            versions.append(copy)
        else:
            result.scored_at = scored_at
    # The rows are there and locked. `bulk_update` would ask, for every column, of every row, which of all it is.
    Result.objects.bulk_create(results, update_conflicts=True, unique_fields=["id"], update_fields=[*SCORES, "number"])
    changed = {version.result_id for version in versions}
    Subscore.objects.filter(result__in=changed).delete()
    write_subscores([result for result in results if result.pk in changed], marks)
    _tell(ResultVersion.objects.bulk_create(versions))
    return len(versions)


def catch_up(results: list[Result]) -> None:
    """Score those again that miss the newest run of their exam, because they did not count when it went over the others.
    What is left of a stopped run stays left. The caller has locked the sittings of these results."""
    by_exam: dict[int, list[Result]] = {}
    for result in results:
        by_exam.setdefault(result.sitting.exam_id, []).append(result)
    for exam_id, rows in by_exam.items():
        begun = Rescoring.objects.filter(exam=exam_id, started_at__isnull=False).order_by("-pk").first()
        if begun is not None and begun.state != RescoringState.STOPPED:
            ids = list_left(run=begun).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
            missing = [row for row in rows if row.pk in set(ids)]
            if missing:
                _rescore(begun, missing)


def _copy(result: Result, run: Rescoring, now: datetime) -> ResultVersion:
    assert result.scored_at
    return ResultVersion(
        result=result,
        **{name: getattr(result, name) for name in COPIED},
        scored_at=result.scored_at,
        replaced_at=now,
        replaced_by=run,
        was_released=result.state == ResultState.RELEASED,
    )


def _tell(versions: list[ResultVersion]) -> None:
    ids = [version.pk for version in versions if version.was_released]
    transaction.on_commit(lambda: queue_notices(ids))


def queue_notices(version_ids: list[int]) -> None:
    """So few at a time that a slow mail server delays little else."""
    for start in range(0, len(version_ids), MAILS):
        current_app.send_task(TELL_TASK, [version_ids[start : start + MAILS]])


def _note_progress(run: Rescoring, done: int, changed: int) -> None:
    """Last in the chunk's transaction: the run's row is held for a moment only. Ends the run when nothing is left."""
    now = timezone.now()
    counted = {"done_count": F("done_count") + done, "changed_count": F("changed_count") + changed, "moved_at": now}
    is_running = bool(list_running().filter(pk=run.pk).update(**counted))
    if done and not is_running:
        # Stopped meanwhile: the chunk is undone, so that after "stop" nothing changes any more.
        raise RescoringRefused("The run was stopped.")
    if is_running and not list_left(run=run).exists():
        _finish(run, now)


def _finish(run: Rescoring, now: datetime) -> None:
    list_running().filter(pk=run.pk).update(state=RescoringState.DONE, finished_at=now, total_count=F("done_count"))
    in_force = KeyCorrection.objects.filter(exam=run.exam_id, state=CorrectionState.IN_FORCE)
    settle_rescore(version_ids=list_settled_version_ids(version_ids=set(in_force.values_list("version_id", flat=True))))


# --- the sweep ----------------------------------------------------------------------------------
def sweep() -> list[int]:
    """Resume runs that lost their workers, and those after which a sitting was stored by the keys before; their ids.

    Who should have been told and was not is told, too.
    """
    now = timezone.now()
    queue_notices(list_untold_version_ids(before=now - SILENCE, most=CHUNK))
    silent = list_running().filter(moved_at__lte=now - SILENCE)
    ended = Rescoring.objects.filter(state=RescoringState.DONE, finished_at__gte=now - AFTERMATH)
    ids = list(silent.values_list("pk", flat=True))
    ids += [run.pk for run in ended if list_left(run=run).exists()]
    return [run_id for run_id in ids if _sweep_one(run_id)]


@transaction.atomic
def _sweep_one(run_id: int) -> bool:
    exam = Exam.objects.select_for_update().get(rescorings=run_id)
    run = Rescoring.objects.select_for_update().get(pk=run_id)
    is_newest = get_newest_run_id(exam=exam) == run_id
    if run.state not in {RescoringState.RUNNING, RescoringState.DONE} or not is_newest:
        return False
    _resume(run)
    return True
