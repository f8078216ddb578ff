from celery import shared_task

from exams.sittings.services import finish


@shared_task
def close_expired_sittings() -> None:
    finish.close_expired()
