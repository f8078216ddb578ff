"""A room that was scored, and what it takes to score it again."""

from decimal import Decimal

from exams.assembly.models import Exam
from exams.bank.models import ItemVersion
from scoring.marking.models import Rescoring
from scoring.marking.services import corrections, preview, rescoring
from scoring.marking.services.corrections import Proposed


def first_version(exam: Exam, *, select: int = 1) -> ItemVersion:
    """Of the exam's form, the first that asks for so many options. Its key is the first letters."""
    return exam.forms.get().items.filter(version__select_count=select).order_by("position").first().version


def drop(version: ItemVersion) -> Proposed:
    return Proposed(version, "drop")


def credit(version: ItemVersion) -> Proposed:
    return Proposed(version, "credit_all")


def rekey(version: ItemVersion, *accepted: str) -> Proposed:
    return Proposed(version, "other_key", accepted)


def make_preview(exam: Exam, *proposed: Proposed, cut: str | None = None) -> Rescoring:
    """A run that waits for a decision."""
    run = corrections.propose(
        actor=None, exam=exam, corrections=proposed, cut_share=None if cut is None else Decimal(cut)
    )
    preview.preview_rescoring(run_id=run.pk)
    run.refresh_from_db()
    return run


def run_chunks(run: Rescoring, size: int = 200) -> int:
    """What workers do with a run: all of it, in chunks of so many; returns how many results changed."""
    ids = list(rescoring.list_left(run=run).values_list("pk", flat=True)) or [0]
    chunks = [ids[start : start + size] for start in range(0, len(ids), size)]
    return sum(rescoring.rescore_chunk(run_id=run.pk, first=chunk[0], last=chunk[-1]) for chunk in chunks)


def rescore(exam: Exam, *proposed: Proposed, cut: str | None = None, reason: str = "The key was wrong.") -> Rescoring:
    """From the proposal to the last chunk."""
    run = rescoring.start(actor=None, run=make_preview(exam, *proposed, cut=cut), reason=reason)
    run_chunks(run)
    run.refresh_from_db()
    return run
