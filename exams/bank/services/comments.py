"""What authors and reviewers say to each other about a version."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exams.bank.errors import CommentRefused
from exams.bank.models import Comment, ItemVersion

MOST_CHARACTERS = 4000


@transaction.atomic
def add_comment(*, actor: User, version: ItemVersion, text: str, thread: Comment | None = None) -> Comment:
    """Say something about a version, or answer in a thread; an answer opens a resolved thread again.

    Raises CommentRefused: nothing said, too much, or a thread of another item.
    """
    text = text.strip()
    if not text:
        raise CommentRefused("The comment says nothing.")
    if len(text) > MOST_CHARACTERS:
        raise CommentRefused(f"A comment has at most {MOST_CHARACTERS} characters.")
    if thread is not None:
        thread = Comment.objects.select_for_update().select_related("version").get(pk=thread.pk)
        if thread.thread_id or thread.version.item_id != version.item_id:
            raise CommentRefused("This is no thread of the item.")
        _resolve(thread, None)
    return Comment.objects.create(version=version, thread=thread, author=actor, text=text, created_at=timezone.now())


@transaction.atomic
def set_resolved(*, actor: User, thread: Comment, is_resolved: bool) -> Comment:
    """Close a thread, or open it again. Raises CommentRefused for an answer."""
    thread = Comment.objects.select_for_update().get(pk=thread.pk)
    if thread.thread_id:
        raise CommentRefused("Only a whole thread is resolved.")
    _resolve(thread, actor if is_resolved else None)
    return thread


def _resolve(thread: Comment, actor: User | None) -> None:
    if (thread.resolved_at is not None) == (actor is not None):
        return
    thread.resolved_by, thread.resolved_at = actor, timezone.now() if actor else None
    thread.save(update_fields=["resolved_by", "resolved_at"])
