"""What workers do with files. Each step may run twice: the second finds nothing left to do, or does the same."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from celery import current_app
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from common.errors import DomainError
from exams.exchange.exporting import export_items
from exams.exchange.foreign import Source
from exams.exchange.importing import PlanRefused, carry_out
from exams.exchange.models import (
    EXPORT_WORKS,
    IMPORT_ENDS,
    ExportState,
    ImportRow,
    ImportState,
    ItemExport,
    ItemImport,
)
from exams.exchange.planning import plan_import
from exams.exchange.rows import Plan, Row
from exams.exchange.services.requests import EXPORT, READ, WRITE, end_import

# How often people are told how far it is.
TELL_EVERY = 200
BATCH = 500
STEM_SHOWN = 300
# Files that nobody has decided about, and exports, are forgotten after so many days.
KEPT_DAYS = 7
# No task lives so long: who was not heard of since has died, or was never queued.
SILENT_MINUTES = 6
WENT_WRONG = "This went wrong, and was written to the log."
HAS_CHANGED = "The bank has changed since the file was read. Look at the rows again."


def read_import(*, import_id: int) -> None:
    """Read the file and write down what would become of each item."""
    found = _claim(import_id, (ImportState.QUEUED, ImportState.READING), ImportState.READING)
    if found is None:
        return
    with _failing(found):
        plan = _plan(found, is_checked=True)
        with transaction.atomic():
            if _lock(found, ImportState.READING):
                _store_plan(found, plan)


def write_import(*, import_id: int) -> None:
    """Store what was confirmed, if the file still means the same; else its rows are shown again."""
    found = _claim(import_id, (ImportState.CONFIRMED, ImportState.WRITING), ImportState.WRITING)
    if found is None:
        return
    with _failing(found):
        plan = _plan(found, is_checked=False)
        is_same = _outline(plan.rows) == list(found.rows.values_list("decision", "code", "told__reason"))
        if not (is_same and _carry_out(found, plan)):
            plan = _plan(found, is_checked=True)
            with transaction.atomic():
                if _lock(found, ImportState.WRITING):
                    _store_plan(found, plan, HAS_CHANGED)


def _carry_out(found: ItemImport, plan: Plan) -> bool:
    """Store the items and end the import, in one transaction; False when somebody took a code in the same moment."""
    with transaction.atomic():
        if not _lock(found, ImportState.WRITING):
            return True
        try:
            with transaction.atomic():
                found.written_count = carry_out(plan, actor=found.requested_by, is_partial=found.is_partial)
        except IntegrityError:
            return False
        except (DomainError, PlanRefused) as refusal:
            end_import(found, ImportState.FAILED, str(refusal))
        else:
            end_import(found, ImportState.DONE)
    return True


def write_export(*, export_id: int) -> None:
    """Write the file that was asked for."""
    started = ItemExport.objects.filter(pk=export_id, state__in=EXPORT_WORKS)
    if not started.update(state=ExportState.RUNNING, touched_at=timezone.now()):
        return
    found = ItemExport.objects.get(pk=export_id)
    try:
        data, count = export_items(format_name=found.format_name, codes=found.codes, tell=_teller(ItemExport, found.pk))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        _end_export(found, ExportState.FAILED, message=WENT_WRONG)
        raise
    if count:
        _end_export(found, ExportState.DONE, data=data, count=count)
    else:
        _end_export(found, ExportState.FAILED, message="There is no item to export.")


def _end_export(
    found: ItemExport, state: ExportState, *, data: bytes | None = None, count: int = 0, message: str = ""
) -> None:
    ItemExport.objects.filter(pk=found.pk, state=ExportState.RUNNING).update(
        state=state,
        data=data,
        size_bytes=len(data or b""),
        done_count=count,
        total_count=count,
        message=message,
        finished_at=timezone.now(),
    )


# --- sweeping -------------------------------------------------------------------------------------
def sweep_files() -> None:
    """Forget files that nobody came back for; queue again what was lost on its way."""
    now = timezone.now()
    old = ItemImport.objects.filter(requested_at__lt=now - timedelta(days=KEPT_DAYS), state=ImportState.PLANNED)
    for row in old.defer("data"):
        with transaction.atomic():
            if _lock(row, ImportState.PLANNED):
                end_import(row, ImportState.DISCARDED, f"Nobody decided within {KEPT_DAYS} days.")
    ItemExport.objects.filter(requested_at__lt=now - timedelta(days=KEPT_DAYS)).exclude(data=None).update(data=None)
    silent = now - timedelta(minutes=SILENT_MINUTES)
    tasks = {
        READ: ItemImport.objects.filter(state__in=[ImportState.QUEUED, ImportState.READING]),
        WRITE: ItemImport.objects.filter(state__in=[ImportState.CONFIRMED, ImportState.WRITING]),
        EXPORT: ItemExport.objects.filter(state__in=EXPORT_WORKS),
    }
    for task, rows in tasks.items():
        lost = list(rows.filter(touched_at__lt=silent).values_list("pk", flat=True))
        rows.filter(pk__in=lost).update(touched_at=now)
        for pk in lost:
            current_app.send_task(task, [pk])


# --- parts ----------------------------------------------------------------------------------------
def _claim(import_id: int, states: Iterable[ImportState], state: ImportState) -> ItemImport | None:
    """The import, if it is in one of these states; it is in `state` then."""
    rows = ItemImport.objects.filter(pk=import_id, state__in=list(states))
    if not rows.update(state=state, touched_at=timezone.now(), done_count=0):
        return None
    return ItemImport.objects.select_related("requested_by").get(pk=import_id)


def _lock(found: ItemImport, state: ImportState) -> bool:
    """Hold the row; False when somebody else has brought it on in the meantime."""
    return bool(ItemImport.objects.select_for_update().filter(pk=found.pk, state=state).values_list("pk").first())


def _teller(model: type[ItemImport] | type[ItemExport], pk: int) -> Callable[[int, int], None]:
    """Writes down how far it is, now and then."""

    def tell(done: int, total: int) -> None:
        if done % TELL_EVERY == 0 or done == total:
            model.objects.filter(pk=pk).update(done_count=done, total_count=total, touched_at=timezone.now())

    return tell


@contextmanager
def _failing(found: ItemImport) -> Iterator[None]:
    """What goes wrong ends the import; a database that is away does not."""
    try:
        yield
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        with transaction.atomic():
            locked = ItemImport.objects.select_for_update().exclude(state__in=IMPORT_ENDS).filter(pk=found.pk)
            if locked.exists():
                end_import(found, ImportState.FAILED, WENT_WRONG)
        raise


def _plan(found: ItemImport, *, is_checked: bool) -> Plan:
    source = Source(found.source_name, bytes(found.data or b""))
    tell = _teller(ItemImport, found.pk)
    return plan_import(source, format_name=found.format_name, tell=tell, is_checked=is_checked)


def _outline(rows: Iterable[Row]) -> list[tuple[str, str, str]]:
    return [(row.decision, row.code, row.reason) for row in rows]


def _store_plan(found: ItemImport, plan: Plan, message: str = "") -> None:
    """Within a transaction that holds the import."""
    found.rows.all().delete()
    ImportRow.objects.bulk_create(
        (
            ImportRow(
                item_import=found,
                position=position,
                decision=row.decision,
                code=row.code,
                stem=" ".join(row.stem.split())[:STEM_SHOWN],
                told=row.as_dict(),
            )
            for position, row in enumerate(plan.rows, start=1)
        ),
        batch_size=BATCH,
    )
    found.state, found.message, found.format_name = ImportState.PLANNED, message, plan.format_name
    found.done_count = found.total_count = len(plan.rows)
    found.save(update_fields=["state", "message", "format_name", "done_count", "total_count"])
