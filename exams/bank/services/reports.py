"""Reports of candidates: made once, answered once. Accepting one points at the version that mends it."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exams.bank.errors import ReportRefused, TooManyReports
from exams.bank.models import Item, ItemReport, ItemStatus, ItemVersion
from exams.bank.models.report import ReportState
from exams.bank.tasks import mail_report_answer

MOST_A_DAY = 20
MOST_CHARACTERS = 2000
SET_ASIDE = {ItemStatus.QUARANTINED, ItemStatus.RETIRED}
ANSWER = ["state", "answer", "answered_at", "answered_by", "fixed_version", "needs_rescore"]


@transaction.atomic
def report_item(*, actor: User, version: ItemVersion, kind: str, text: str, source_url: str = "") -> ItemReport:
    """Note what a candidate says is wrong; the caller has made sure that they may know the version.

    Raises ReportRefused: nothing said, too much, or their report of this version is still open; TooManyReports.
    """
    # The person's row: two requests at once count one after the other.
    User.objects.select_for_update().get(pk=actor.pk)
    now = timezone.now()
    text = text.strip()
    if not text or len(text) > MOST_CHARACTERS:
        raise ReportRefused(f"Say in at most {MOST_CHARACTERS} characters what is wrong.")
    mine = ItemReport.objects.filter(reporter=actor)
    if mine.filter(version=version, state=ReportState.OPEN).exists():
        raise ReportRefused("You have reported this question already; it is being looked at.")
    if mine.filter(created_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooManyReports(f"At most {MOST_A_DAY} reports a day. Thank you, and please come back tomorrow.")
    return ItemReport.objects.create(
        version=version, reporter=actor, kind=kind, text=text, source_url=source_url.strip(), created_at=now
    )


@transaction.atomic
def accept_report(
    *,
    actor: User,
    report: ItemReport,
    fixed_version: ItemVersion | None,
    needs_rescore: bool,
    answer: str = "",
) -> ItemReport:
    """Say that the candidate is right. Raises ReportRefused where nothing was changed yet, or it is answered."""
    report = _lock_open(report)
    item = Item.objects.select_related("current_version").get(pk=report.version.item_id)
    if fixed_version is None and item.status not in SET_ASIDE:
        raise ReportRefused("Put a version live that mends it first, or set the item aside.")
    if fixed_version:
        _check_fix(report, item, fixed_version)
    report.fixed_version, report.needs_rescore = fixed_version, needs_rescore
    return _answer(actor, report, ReportState.ACCEPTED, answer)


@transaction.atomic
def decline_report(*, actor: User, report: ItemReport, answer: str) -> ItemReport:
    """Tell the candidate why the item stays as it is. Raises ReportRefused without an answer, or if answered."""
    report = _lock_open(report)
    if not answer.strip():
        raise ReportRefused("The candidate has taken the trouble: say why the item stays as it is.")
    return _answer(actor, report, ReportState.DECLINED, answer)


def settle_rescore(*, version_ids: Collection[int]) -> int:
    """Results with these versions were looked at again: their reports need that no more. Returns how many did."""
    return ItemReport.objects.filter(version__in=version_ids, needs_rescore=True).update(needs_rescore=False)


def _check_fix(report: ItemReport, item: Item, fixed: ItemVersion) -> None:
    newest = item.current_version.revision if item.current_version else 0
    if fixed.item_id != item.pk or fixed.revision <= report.version.revision:
        raise ReportRefused("Only a later version of the same item can mend it.")
    if fixed.revision > newest:
        raise ReportRefused(f"Version {fixed.revision} still waits for its approval: put it live first.")


def _lock_open(report: ItemReport) -> ItemReport:
    rows = ItemReport.objects.select_for_update(of=("self",)).select_related("version")
    report = rows.get(pk=report.pk)
    if report.state != ReportState.OPEN:
        raise ReportRefused(f"This report was {report.get_state_display().lower()} already.")
    return report


def _answer(actor: User, report: ItemReport, state: ReportState, answer: str) -> ItemReport:
    report.state, report.answer = state, answer.strip()
    report.answered_at, report.answered_by = timezone.now(), actor
    report.save(update_fields=ANSWER)
    transaction.on_commit(lambda: mail_report_answer.delay(report.pk))
    return report
