"""Everything that is kept of one sitting: what staff read when a candidate asks what happened."""

from dataclasses import dataclass
from uuid import UUID

from exams.sittings.models import Command, LateChange, OutageCredit, Response, Sitting, SittingClient, SittingEvent


@dataclass(frozen=True)
class Record:
    """A sitting with all its rows, each list in the order in which it came about."""

    sitting: Sitting
    events: list[SittingEvent]
    commands: list[Command]
    responses: list[Response]
    late_changes: list[LateChange]
    clients: list[SittingClient]
    credits: list[OutageCredit]

    @property
    def answered_count(self) -> int:
        return sum(bool(response.selected) for response in self.responses)


def get_record(*, sitting_id: UUID) -> Record | None:
    """One statement for each kind of row; None where there is no such sitting."""
    sitting = Sitting.objects.select_related("user", "exam", "form").filter(pk=sitting_id).first()
    if sitting is None:
        return None
    return Record(
        sitting=sitting,
        events=list(sitting.events.select_related("actor").order_by("at", "pk")),
        commands=list(sitting.commands.order_by("number")),
        responses=list(sitting.responses.select_related("version__item").order_by("position")),
        late_changes=list(sitting.late_changes.order_by("at_ms", "position")),
        clients=list(sitting.clients.order_by("first_seen_at")),
        credits=list(sitting.outage_credits.select_related("actor").order_by("covers_until")),
    )
