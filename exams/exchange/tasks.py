from celery import shared_task

from exams.exchange.services import work


@shared_task
def read_import(import_id: int) -> None:
    work.read_import(import_id=import_id)


@shared_task
def write_import(import_id: int) -> None:
    work.write_import(import_id=import_id)


@shared_task
def write_export(export_id: int) -> None:
    work.write_export(export_id=export_id)


@shared_task
def sweep_files() -> None:
    work.sweep_files()
