from celery import shared_task

from exams.bank.mail import send_report_answer


@shared_task(autoretry_for=(OSError,), retry_backoff=60, max_retries=5)
def mail_report_answer(report_id: int) -> None:
    send_report_answer(report_id=report_id)
