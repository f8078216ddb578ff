"""A live page with people on it."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from exams.assembly.models import Exam
from exams.sittings.models import Outage, OutageCause, Sitting, SittingEvent


def live_url(exam: Exam) -> str:
    return f"/admin/sittings/sitting/live/{exam.slug}/"


def add_sittings(like: Sitting, count: int) -> list[Sitting]:
    """So many more running sittings of the same exam, each of a person of its own."""
    people = User.objects.bulk_create(
        User(email=f"person-{number}@example.org", name=f"Person {number:03}", password="!") for number in range(count)
    )
    values = {
        name: getattr(like, name)
        for name in ("exam", "form", "seed", "state", "created_at", "rules_accepted_at", "started_at")
    }
    values |= {"allotted_seconds": like.allotted_seconds, "deadline_at": like.deadline_at}
    return Sitting.objects.bulk_create(Sitting(user=person, **values) for person in people)


def move_start(sitting: Sitting, *, minutes: int) -> None:
    """As if the sitting had begun so many minutes ago."""
    shift = timedelta(minutes=minutes)
    for name in ("started_at", "rules_accepted_at", "deadline_at"):
        setattr(sitting, name, getattr(sitting, name) - shift)
    sitting.save(update_fields=["started_at", "rules_accepted_at", "deadline_at"])


def add_outage(*, minutes_ago: float, seconds: float) -> Outage:
    began_at = timezone.now() - timedelta(minutes=minutes_ago)
    return Outage.objects.create(
        began_at=began_at, ended_at=began_at + timedelta(seconds=seconds), cause=OutageCause.RESTART
    )


def write(sitting: Sitting, text: str, **values) -> SittingEvent:
    """The candidate writes to the staff."""
    return SittingEvent.objects.create(
        sitting=sitting, at=timezone.now(), actor=sitting.user, type="candidate-message", reason=text, **values
    )
