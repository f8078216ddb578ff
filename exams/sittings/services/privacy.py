"""What sittings hold of a person: for their export, and for their erasure."""

from typing import Any

from django.utils import timezone

from accounts.drawers import Drawer
from accounts.models import User
from common.moments import iso_or_none
from exams.sittings.content import list_arrangement, name_as_shown
from exams.sittings.errors import SittingUnderway
from exams.sittings.event_words import describe_details, name_event
from exams.sittings.ledger import Entry, read_trail
from exams.sittings.models import LateChange, Response, Sitting, SittingEvent
from exams.sittings.services.transitions import settle
from exams.sittings.states import UNDERWAY

PARTS = ("responses", "late_changes", "events", "commands", "clients", "outage_credits")


def collect(*, user: User) -> list[dict[str, Any]]:
    """The person's sittings, oldest first, as plain values: options by the letters that stood beside them.

    Never whether they are right, and no question: those are not the person's. Seven statements, and two for each form
    that is not in memory.
    """
    rows = Sitting.objects.filter(user=user).select_related("exam", "form").prefetch_related(*PARTS)
    return [_tell(sitting) for sitting in rows.order_by("created_at")]


def _tell(sitting: Sitting) -> dict[str, Any]:
    letters = [codes for _, codes in list_arrangement(sitting)]
    events = sorted(sitting.events.all(), key=lambda row: (row.at, row.pk))
    return {
        "sitting": str(sitting.pk),
        "exam": sitting.exam.title,
        "form": sitting.form.number if sitting.form else None,
        "state": sitting.get_state_display(),
        "ended_how": sitting.get_close_reason_display() or None,
        "is_proctored": sitting.is_proctored,
        "opened_at": sitting.created_at.isoformat(),
        "rules_accepted_at": iso_or_none(sitting.rules_accepted_at),
        "started_at": iso_or_none(sitting.started_at),
        "deadline_at": iso_or_none(sitting.deadline_at),
        "closed_at": iso_or_none(sitting.closed_at),
        "allotted_seconds": sitting.allotted_seconds,
        "extended_seconds": sitting.extended_seconds,
        "paused_ms": sitting.paused_ms,
        "result_is_held": sitting.is_held,
        "result_does_not_count_since": iso_or_none(sitting.voided_at),
        "receipt": {"number": sitting.receipt_number, "head": sitting.receipt_head},
        "answers": [_tell_answer(row, letters) for row in _in_order(sitting.responses.all())],
        "late_changes": [_tell_late_change(row, letters) for row in _in_order(sitting.late_changes.all())],
        "events": [_tell_event(row, sitting) for row in events],
        "commands": [
            {"at": row.created_at.isoformat(), "type": row.get_type_display(), "text": row.text}
            for row in sitting.commands.all()
        ],
        "devices": [
            {
                "device": str(row.client),
                "since": iso_or_none(row.first_seen_at),
                "last_seen_at": iso_or_none(row.last_seen_at),
            }
            for row in sitting.clients.all()
        ],
        "time_given_back": [
            {"at": row.granted_at.isoformat(), "seconds": row.seconds} for row in sitting.outage_credits.all()
        ],
    }


def _in_order(rows: Any) -> list[Any]:
    return sorted(rows, key=lambda row: row.position)


def _tell_answer(row: Response, letters: list[str]) -> dict[str, Any]:
    codes = letters[row.position - 1] if row.position <= len(letters) else ""
    return {
        "item": row.position,
        "chosen": _name(row.selected, codes),
        "struck": _name(row.struck, codes),
        "is_flagged": row.is_flagged,
        "first_at": row.first_at.isoformat(),
        "last_at": row.last_at.isoformat(),
        "spent_ms": row.spent_ms,
        "change_count": row.change_count,
        "changes": [_tell_change(entry, codes) for entry in read_trail(row.position, row.trail)],
    }


def _tell_change(entry: Entry, codes: str) -> dict[str, Any]:
    return {
        "at_ms": entry.at_ms,
        "chosen": _name(entry.selected, codes),
        "struck": _name(entry.struck, codes),
        "is_flagged": entry.is_flagged,
    }


def _tell_late_change(row: LateChange, letters: list[str]) -> dict[str, Any]:
    codes = letters[row.position - 1] if row.position <= len(letters) else ""
    received = row.received_at.isoformat()
    return {"item": row.position, "chosen": _name(row.selected, codes), "at_ms": row.at_ms, "received_at": received}


def _name(selected: list[str] | str, codes: str) -> str:
    """Options by the letters that the candidate saw: "AC"."""
    return "".join(name_as_shown([code for code in selected if code in codes], codes))


def _tell_event(row: SittingEvent, sitting: Sitting) -> dict[str, Any]:
    """Staff without names."""
    own = "you" if row.actor_id == sitting.user_id or row.number is not None else "the system"
    return {
        "at": row.at.isoformat(),
        "what": name_event(row.type, row.details),
        "by": "staff" if row.actor_id not in (None, sitting.user_id) else own,
        "words": row.reason,
        "details": describe_details(row.details),
    }


def refuse(*, user: User) -> None:
    """Lock the person's sittings. Raises SittingUnderway while the clock of one runs, or stands in a pause."""
    now = timezone.now()
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("exam", "form").filter(user=user)
    for sitting in rows.order_by("pk"):
        settle(sitting=sitting, now=now)
        if sitting.state in UNDERWAY:
            raise SittingUnderway(f"“{sitting.exam.title}” goes on: submit it, or wait until its time is up.")


def erase(*, user: User) -> None:
    """Delete the person's sittings with everything beneath them, those that never began included. May be repeated."""
    Sitting.objects.filter(user=user).exclude(state__in=UNDERWAY).delete()


DRAWER = Drawer(
    name="sittings",
    title="Exams that you sat",
    holds="When each began and ended, your answers with every change and the time they took, what you flagged and struck "
    "out, what the exam screen reported, messages both ways, time that you were given.",
    until="Until you erase it. What the screen reports of a proctored exam ends earlier: see the record of the room.",
    collect=collect,
    erase=erase,
    refuse=refuse,
    deleted=(
        *("sittings.Sitting", "sittings.SittingClient", "sittings.Response", "sittings.LateChange"),
        *("sittings.Command", "sittings.SittingEvent", "sittings.OutageCredit"),
    ),
    kept={
        "sittings.SittingEvent.actor": "what staff did in sittings of others belongs to those",
        "sittings.OutageCredit.actor": "the same",
    },
)
