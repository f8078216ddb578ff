"""Mail to candidates whose released result was scored again."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone

from scoring.marking.models import CorrectionKind, Rescoring, ResultVersion
from scoring.marking.points import show_share

CORRECTED = {
    CorrectionKind.OTHER_KEY: ("the key of {} question was corrected", "the keys of {} questions were corrected"),
    CorrectionKind.DROP: (
        "{} question was dropped and counts for nobody",
        "{} questions were dropped and count for nobody",
    ),
    CorrectionKind.CREDIT_ALL: (
        "{} question was credited to everybody",
        "{} questions were credited to everybody",
    ),
}


def send_rescoring_notice(*, version_id: int) -> bool:
    """Tell a candidate what their result said and says; once, however often it is asked for. False: nothing was sent.

    The moment is noted first, outside of any transaction that would wait for the network: of two workers, one sends.
    Raises OSError when the mail does not go, so that it is asked for again.
    """
    waiting = ResultVersion.objects.filter(pk=version_id, was_released=True, told_at__isnull=True)
    if not waiting.update(told_at=timezone.now()):
        return False
    related = ("result__sitting__user", "result__sitting__exam", "replaced_by")
    before = ResultVersion.objects.defer("marks", "result__marks").select_related(*related).get(pk=version_id)
    if not _is_to_be_told(before):
        return False
    try:
        _send(before)
    except OSError:
        ResultVersion.objects.filter(pk=version_id).update(told_at=None)
        raise
    return True


def _is_to_be_told(before: ResultVersion) -> bool:
    result = before.result
    if not result.sitting.user.is_active or not result.is_shown:
        return False
    return not _is_verdict_only(before) or result.is_pass != before.is_pass


def _is_verdict_only(before: ResultVersion) -> bool:
    """Whether the candidate sees pass or fail alone, as on the day."""
    return before.result.is_verdict_only


def describe(run: Rescoring) -> list[str]:
    """What a run corrected, in lines that tell nothing of any key."""
    kinds = list(run.corrections.order_by("kind").values_list("kind", flat=True))
    lines = []
    for kind in dict.fromkeys(kinds):
        count = kinds.count(kind)
        one, many = CORRECTED[CorrectionKind(kind)]
        lines.append((one if count == 1 else many).format("one" if count == 1 else count))
    if run.cut_share is not None:
        before = run.exam.cut_share if run.former_cut_share is None else run.former_cut_share
        lines.append(f"the cut score was {show_share(before)} and is now {show_share(run.cut_share)}")
    if run.form_cuts:
        lines.append("the cut score was equated, so that each form is as hard to pass as the others")
    return [f"{line[0].upper()}{line[1:]}." for line in lines]


def _send(before: ResultVersion) -> None:
    result = before.result
    sitting = result.sitting
    context = {
        "person": sitting.user,
        "exam": sitting.exam,
        "sitting": sitting,
        "before": before,
        "result": result,
        "corrections": describe(before.replaced_by),
        "is_verdict_only": _is_verdict_only(before),
        "site_name": settings.SITE_NAME,
        "site_url": settings.PUBLIC_URL,
    }
    subject = f"{settings.SITE_NAME}: your result of {sitting.exam} was scored again"
    text = render_to_string("marking/email/rescored.txt", context)
    send_mail(" ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [sitting.user.email])
