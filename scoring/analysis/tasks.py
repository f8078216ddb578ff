from celery import shared_task

from scoring.analysis.services import automatic, comparing, exporting, reporting


@shared_task
def run_report(report_id: int) -> None:
    reporting.run_report(report_id=report_id)


@shared_task
def run_comparison(comparison_id: int) -> None:
    comparing.run_comparison(comparison_id=comparison_id)


@shared_task
def run_export(export_id: int) -> None:
    exporting.run_export(export_id=export_id)


@shared_task
def analyze_what_is_new() -> None:
    automatic.resume_what_was_left()
    automatic.forget_old_files()
    automatic.analyze_what_is_new()
