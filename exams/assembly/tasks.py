from celery import shared_task

from exams.assembly.services import assembling


@shared_task
def run_assembly(run_id: int) -> None:
    assembling.run_assembly(run_id=run_id)
