"""What exams and their forms hold of a person: for their export, and for their erasure."""

from typing import Any

from accounts.drawers import Drawer
from accounts.models import User
from exams.assembly.models import AssemblyRun


def collect(*, user: User) -> list[dict[str, Any]]:
    """Which forms the person had made. One statement."""
    rows = AssemblyRun.objects.filter(requested_by=user).select_related("exam").order_by("requested_at")
    return [
        {"at": row.requested_at.isoformat(), "exam": row.exam.title, "forms": row.form_count, "state": row.state}
        for row in rows
    ]


DRAWER = Drawer(
    name="forms",
    title="Forms of exams",
    holds="Which forms you had made, and when.",
    until="Stays, without your name, as long as the exam does.",
    collect=collect,
    is_for_staff=True,
    kept={"assembly.AssemblyRun.requested_by": "how the forms of an exam came about is the exam's"},
)
