"""What the time line of a sitting is made of."""

from collections import defaultdict
from dataclasses import dataclass

from exams.proctoring.chain import find_break_in
from exams.proctoring.models import Incident, Statement, Supervision
from exams.proctoring.timeline import INCIDENT, STEP, Entry, Happened, began_at, describe, put_in_order
from exams.sittings.event_words import name_event
from exams.sittings.models import Sitting, SittingEvent


@dataclass(frozen=True)
class Record:
    """Of one sitting. `broken_at`: the number of the first reported event that does not follow from those before it,
    None while the chain is whole; `reported_count`: its length."""

    entries: list[Entry]
    incidents: list[Incident]
    statements: list[Statement]
    broken_at: int | None
    reported_count: int


def get_record(*, sitting: Sitting, is_for_candidate: bool = False) -> Record:
    """Told to the candidate, staff have no names. Four statements; one for a sitting without a supervision, whose
    check-in was done for the candidate (a demonstration, an import)."""
    supervision: Supervision | None = getattr(sitting, "supervision", None)
    events = list(sitting.events.select_related("actor").order_by("at", "pk"))
    incidents: list[Incident] = []
    statements: list[Statement] = []
    entries: list[Entry | None] = []
    if supervision is not None:
        incidents = list(supervision.incidents.order_by("number"))
        statements = list(supervision.statements.select_related("incident").order_by("at", "pk"))
        entries = [*_list_steps(supervision), *_tell_incidents(sitting, incidents, statements)]
    told = {row.number for row in incidents}
    entries += [
        describe(_make_happened(sitting, row), started_at=sitting.started_at, is_for_candidate=is_for_candidate)
        for row in events
        if row.number not in told
    ]
    is_deleted = supervision is not None and supervision.deleted_at is not None
    return Record(
        entries=put_in_order(entries),
        incidents=incidents,
        statements=statements,
        # What was deleted has no chain any more that could hold together.
        broken_at=None if is_deleted else find_break_in(sitting, events),
        reported_count=sitting.event_number,
    )


def _list_steps(supervision: Supervision) -> list[Entry]:
    return [
        Entry(
            at=row.done_at,
            kind=STEP,
            title=f"Check-in: {row.get_code_display().lower()} done",
            text=row.alternative,
            reason=f"Version {row.text_version} of the text" if row.text_version else "",
        )
        for row in supervision.steps.order_by("done_at", "pk")
    ]


def _tell_incidents(sitting: Sitting, incidents: list[Incident], statements: list[Statement]) -> list[Entry]:
    said: dict[int, list[str]] = defaultdict(list)
    for row in statements:
        if row.incident_id is not None:
            said[row.incident_id].append(row.text)
    return [
        Entry(
            at=began_at(sitting.started_at, row.began_ms, row.received_at),
            kind=INCIDENT,
            title=name_event(row.type, {}),
            into_ms=row.began_ms,
            position=row.position,
            for_ms=row.for_ms,
            count=row.count,
            number=row.number,
            points=row.points,
            is_warning=row.is_warning,
            # "5 points" alone stands beside it already.
            reason="" if row.reason == f"{row.points} points" else row.reason,
            said=tuple(said[row.pk]),
        )
        for row in incidents
    ]


def _make_happened(sitting: Sitting, row: SittingEvent) -> Happened:
    return Happened(
        type=row.type,
        at=row.at,
        actor=str(row.actor) if row.actor else "",
        is_candidate=row.actor_id == sitting.user_id,
        text=row.reason,
        details=row.details,
        number=row.number,
    )
