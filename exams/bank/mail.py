"""Mail to candidates about what they reported."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone

from exams.bank.models import ItemReport
from exams.bank.models.report import ReportState


def send_report_answer(*, report_id: int) -> bool:
    """Send the answer to who reported; once, however often it is asked for. Raises OSError when the mail does not go.

    The moment is noted first, outside of any transaction that would wait for the network: of two workers, one sends.
    """
    waiting = ItemReport.objects.filter(pk=report_id, mailed_at__isnull=True).exclude(state=ReportState.OPEN)
    if not waiting.update(mailed_at=timezone.now()):
        return False
    report = ItemReport.objects.select_related("reporter").get(pk=report_id)
    if report.reporter is None or not report.reporter.is_active:
        return False
    try:
        _send(report, report.reporter.email)
    except OSError:
        ItemReport.objects.filter(pk=report_id).update(mailed_at=None)
        raise
    return True


def _send(report: ItemReport, address: str) -> None:
    context = {"report": report, "site_name": settings.SITE_NAME, "site_url": settings.PUBLIC_URL}
    subject = f"{settings.SITE_NAME}: your report was {report.get_state_display().lower()}"
    text = render_to_string("bank/email/report_answered.txt", context)
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [address])
