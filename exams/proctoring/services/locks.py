"""One way to take hold of a supervision; its sitting comes with it, unlocked."""

from typing import Any

from django.db.models import QuerySet

from exams.proctoring.models import Supervision


def lock_supervisions(**which: Any) -> QuerySet[Supervision]:
    """Supervisions that `which` (lookups) names, in the order of their rows. None may be left: people can be erased."""
    rows = Supervision.objects.select_for_update(of=("self",)).select_related("sitting")
    return rows.filter(**which).order_by("pk")
