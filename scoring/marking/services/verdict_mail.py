"""The mail that says passed or not passed, and nothing else: as on the day."""

from collections.abc import Iterable
from datetime import timedelta

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone

from scoring.marking import sentences
from scoring.marking.models import Result

logger = structlog.get_logger(__name__)
TRIES_AGAIN_AFTER = timedelta(minutes=5)


def send_verdicts(*, result_ids: Iterable[int]) -> int:
    """Tell the candidates of these results; returns how many were told. Each once, whoever asks and how often.

    It is noted first, outside of any transaction that would wait for the network: of two workers, one sends. A mail
    that does not go is tried again after five minutes.
    """
    return sum(_send_one(result_id) for result_id in result_ids)


def _send_one(result_id: int) -> bool:
    due = Result.objects.shown().filter(pk=result_id, mail_due_at__lte=timezone.now())
    if not due.update(mail_due_at=None):
        return False
    result = Result.objects.select_related("sitting__user", "sitting__exam").get(pk=result_id)
    if not result.sitting.user.is_active:
        return False
    try:
        _send(result)
    except OSError:
        logger.exception("verdict could not be mailed", result=result_id)
        Result.objects.filter(pk=result_id).update(mail_due_at=timezone.now() + TRIES_AGAIN_AFTER)
        return False
    return True


def _send(result: Result) -> None:
    context = {
        "sitting": result.sitting,
        "sentence": sentences.as_on_day(is_pass=result.is_pass),
        "url": f"{settings.PUBLIC_URL}{result.get_absolute_url()}",
        "site_name": settings.SITE_NAME,
    }
    subject = f"{settings.SITE_NAME}: your result"
    text = render_to_string("marking/email/verdict.txt", context)
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [result.sitting.user.email])
