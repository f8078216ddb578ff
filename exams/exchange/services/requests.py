"""What people ask of imports and exports: the web process writes it down, a worker does it.

Knows the worker's tasks by name alone: readers and writers of formats are nothing that answering a request needs.
"""

from celery import current_app
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exams.bank.models import Item
from exams.exchange.errors import ExportRefused, FileRefused, StepRefused, TooManyFiles
from exams.exchange.models import (
    IMPORT_ENDS,
    ExportState,
    ImportState,
    ItemExport,
    ItemImport,
)
from exams.exchange.text_files import MOST_BYTES

READ, WRITE, EXPORT = (f"exams.exchange.tasks.{name}" for name in ("read_import", "write_import", "write_export"))
MOST_WAITING = 10
MOST_CODES = 25_000


def request_upload(*, actor: User | None, upload: UploadedFile, format_name: str = "") -> ItemImport:
    """Take an uploaded file, which is not read into memory if it is too large. Raises as `request_import` does."""
    _check_size(upload.size or 0)
    return request_import(actor=actor, name=upload.name or "", data=upload.read(), format_name=format_name)


@transaction.atomic
def request_import(*, actor: User | None, name: str, data: bytes, format_name: str = "") -> ItemImport:
    """Take a file; nothing is stored of its items before `confirm_import`.

    Raises FileRefused for one that is empty or too large, TooManyFiles while too many of the person's others wait.
    """
    if not data:
        raise FileRefused("The file is empty.")
    _check_size(len(data))
    waiting = ItemImport.objects.filter(requested_by=actor).exclude(state__in=IMPORT_ENDS)
    if actor and waiting.count() >= MOST_WAITING:
        raise TooManyFiles(f"{MOST_WAITING} of your files wait already: import or discard one of them first.")
    found = ItemImport.objects.create(
        source_name=name[-200:], format_name=format_name, size_bytes=len(data), data=data, requested_by=actor
    )
    transaction.on_commit(lambda: current_app.send_task(READ, [found.pk]))
    return found


def _check_size(size: int) -> None:
    """Raises FileRefused. `size` in bytes."""
    if size > MOST_BYTES:
        raise FileRefused(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Split it.")


@transaction.atomic
def confirm_import(*, item_import: ItemImport, is_partial: bool) -> ItemImport:
    """Let the worker store what the plan says. Raises StepRefused: not planned, nothing to do, or not all readable."""
    found = ItemImport.objects.select_for_update().defer("data").get(pk=item_import.pk)
    if found.state != ImportState.PLANNED:
        raise StepRefused(f"{found.source_name}: {found.get_state_display().lower()}.")
    if not found.rows.filter(decision__in=["create", "change"]).exists():
        raise StepRefused("No item of this file would be created or changed.")
    refused = found.rows.filter(decision="refused").count()
    if refused and not is_partial:
        raise StepRefused(
            f"{refused} item{'s' if refused != 1 else ''} cannot be read: mend the file, or leave them out.",
            refused=refused,
        )
    found.state, found.is_partial, found.message = ImportState.CONFIRMED, is_partial, ""
    found.done_count = 0
    found.save(update_fields=["state", "is_partial", "message", "done_count"])
    transaction.on_commit(lambda: current_app.send_task(WRITE, [found.pk]))
    return found


@transaction.atomic
def discard_import(*, item_import: ItemImport) -> ItemImport:
    """Forget the file. Raises StepRefused once it is being stored; one that has ended stays as it is."""
    found = ItemImport.objects.select_for_update().defer("data").get(pk=item_import.pk)
    if found.state in {ImportState.CONFIRMED, ImportState.WRITING}:
        raise StepRefused("The items are being stored now.")
    if found.state not in IMPORT_ENDS:
        end_import(found, ImportState.DISCARDED)
    return found


def end_import(item_import: ItemImport, state: ImportState, message: str = "") -> None:
    """Within the caller's transaction. The file goes: it holds keys, and nobody needs it any more."""
    item_import.state, item_import.message = state, message[:500]
    item_import.data, item_import.finished_at = None, timezone.now()
    item_import.save(update_fields=["state", "message", "data", "finished_at", "written_count"])


@transaction.atomic
def request_export(*, actor: User | None, format_name: str, codes: list[str]) -> ItemExport:
    """Ask for a file of these items, or of all that are not retired. Raises ExportRefused for unknown codes."""
    if len(codes) > MOST_CODES:
        raise ExportRefused(f"More than {MOST_CODES:,} items are named: name none, and all are exported.")
    known = set(Item.objects.filter(code__in=codes).values_list("code", flat=True))
    unknown = [code for code in codes if code not in known]
    if unknown:
        shown = ", ".join(unknown[:5]) + (" and others" if len(unknown) > 5 else "")
        raise ExportRefused(f"There is no item {shown}.")
    found = ItemExport.objects.create(
        format_name=format_name, codes=list(dict.fromkeys(codes)), state=ExportState.QUEUED, requested_by=actor
    )
    transaction.on_commit(lambda: current_app.send_task(EXPORT, [found.pk]))
    return found
