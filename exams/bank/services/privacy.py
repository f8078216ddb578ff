"""What the bank holds of a person: for their export, and for their erasure."""

from typing import Any

from accounts.drawers import Drawer
from accounts.models import User
from common.moments import iso_or_none
from exams.bank.models import Comment, ItemReport, ItemVersion, Media, ReviewStep


def collect(*, user: User) -> dict[str, Any]:
    """What the person reported, as they may read it, and what they did as an author or reviewer. Six statements.

    Without items: those are not the person's, and keys are in them.
    """
    found = {
        "reports": [_tell_report(row) for row in _list(ItemReport, reporter=user).order_by("created_at")],
        "answered_reports": [
            {"at": iso_or_none(row.answered_at), "item": row.version.item.code, "answer": row.answer}
            for row in _list(ItemReport, answered_by=user).order_by("answered_at")
        ],
        "versions": [
            {"at": iso_or_none(row.created_at), "item": row.item.code, "version": row.revision}
            for row in ItemVersion.objects.filter(created_by=user).select_related("item").order_by("created_at")
        ],
        "comments": [
            {"at": iso_or_none(row.created_at), "item": row.version.item.code, "text": row.text}
            for row in _list(Comment, author=user).order_by("created_at")
        ],
        "review_steps": [
            {
                "at": iso_or_none(row.taken_at),
                "item": row.item.code,
                "from": row.get_from_status_display(),
                "to": row.get_to_status_display(),
                "reason": row.reason,
            }
            for row in ReviewStep.objects.filter(actor=user).select_related("item").order_by("taken_at")
        ],
        "pictures": [
            {"at": iso_or_none(row.uploaded_at), "alternative_text": row.alternative_text}
            for row in Media.objects.filter(uploaded_by=user).order_by("uploaded_at")
        ],
    }
    return {name: rows for name, rows in found.items() if rows}


def _list(model: Any, **who: User) -> Any:
    return model.objects.filter(**who).select_related("version__item")


def _tell_report(row: ItemReport) -> dict[str, Any]:
    """The answer too: it was written to the person."""
    return {
        "at": iso_or_none(row.created_at),
        "kind": row.get_kind_display(),
        "text": row.text,
        "source": row.source_url,
        "state": row.get_state_display(),
        "answer": row.answer,
        "answered_at": iso_or_none(row.answered_at),
    }


def erase(*, user: User) -> None:
    """Take the person off what they reported; the words about the item stay, for whoever sits it next."""
    ItemReport.objects.filter(reporter=user).update(reporter=None)


DRAWER = Drawer(
    name="questions",
    title="What you said about questions",
    holds="Reports that you wrote and what was answered. Of authors and reviewers also comments, steps and versions.",
    until="Stays, without your name, as long as the question does.",
    collect=collect,
    erase=erase,
    kept={
        "bank.ItemReport.reporter": "emptied; what was said about an item stays with it",
        "bank.ItemReport.answered_by": "what staff answered to somebody else",
        "bank.ItemVersion.created_by": "an item's history says that versions have one author",
        "bank.Media.uploaded_by": "the picture is the item's",
        "bank.ReviewStep.actor": "four eyes: that two people agreed must stay visible",
        "bank.Comment.author": "a discussion among staff",
        "bank.Comment.resolved_by": "the same",
    },
)
