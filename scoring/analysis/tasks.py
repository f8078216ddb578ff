from celery import shared_task

from scoring.analysis.services import automatic, calibrating, comparing, examining, panel_analysis, reporting


@shared_task
def run_report(report_id: int) -> None:
    reporting.run_report(report_id=report_id)


@shared_task
def run_comparison(comparison_id: int) -> None:
    comparing.run_comparison(comparison_id=comparison_id)


@shared_task
def analyze_what_is_new() -> None:
    automatic.resume_what_was_left()
    automatic.analyze_what_is_new()


@shared_task
def analyze_panel_round(round_id: int) -> None:
    panel_analysis.analyze_round(round_id=round_id)


@shared_task
def run_calibration(calibration_id: int) -> None:
    calibrating.run_calibration(calibration_id=calibration_id)


@shared_task
def run_integrity(report_id: int) -> None:
    examining.run_integrity(report_id=report_id)
