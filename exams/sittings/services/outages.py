"""Outages: the pulse that finds them, and what candidates are given back for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from common.durations import spell
from exams.sittings import outage_time
from exams.sittings.errors import SittingClosed
from exams.sittings.models import CommandType, Outage, OutageCause, OutageCredit, Pulse, Sitting, SittingState
from exams.sittings.outage_selectors import is_stale, list_proposals
from exams.sittings.outage_time import Interval, Proposal
from exams.sittings.services.transitions import (
    GRACE_REASONS,
    command,
    live_sitting,
    record,
    set_deadline,
)
from exams.sittings.states import next_state

EXAMINED_AT_ONCE = 500


# --- the pulse ----------------------------------------------------------------------------------
@transaction.atomic
def beat(*, cause: OutageCause) -> Outage | None:
    """Say that answers can be taken. The outage that is over with this beat, or None; `cause`: what the caller knows.

    Raises whatever the database raises: then they cannot.
    """
    pulse = Pulse.objects.select_for_update().first()
    now = timezone.now()
    if pulse is None:
        Pulse.objects.get_or_create(pk=1, defaults={"last_ok_at": now})
        return None
    outage = None
    if is_stale(pulse.last_ok_at, now):
        outage = Outage.objects.create(began_at=pulse.last_ok_at, ended_at=now, cause=cause)
        _wait_longer(outage)
    if now > pulse.last_ok_at:
        pulse.last_ok_at = now
        pulse.save(update_fields=["last_ok_at"])
    return outage


def _wait_longer(outage: Outage) -> None:
    """Closed sittings whose grace the outage has cut: the grace begins anew at its end."""
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("exam")
    for sitting in rows.filter(close_reason__in=GRACE_REASONS, final_at__gt=outage.began_at).order_by("pk"):
        assert sitting.closed_at
        final_at = outage_time.final_at(
            max(sitting.closed_at, outage.began_at),
            grace_seconds=sitting.exam.network_grace_seconds,
            outages=[(outage.began_at, outage.ended_at)],
        )
        if sitting.final_at and final_at > sitting.final_at:
            sitting.final_at = final_at
            sitting.save(update_fields=["final_at"])
            record(sitting=sitting, type="grace-extended", at=outage.ended_at, details={"until": final_at.isoformat()})


# --- credit -------------------------------------------------------------------------------------
@dataclass
class Granted:
    """What a grant to many gave: to how many candidates, how many seconds in all, and who was skipped and why."""

    count: int = 0
    seconds: int = 0
    skipped: list[str] = field(default_factory=list)


def grant_credit(
    *, actor: User, sitting_id: UUID, seconds: int | None = None, is_own_gap_included: bool = False
) -> OutageCredit | None:
    """Give back what outages have cost, or `seconds` instead of it; own gaps too where they are included.

    None when there is nothing to give back, or not any more: a second click gives nothing. Raises ValueError for
    `seconds` below one, SittingClosed, SittingNotStarted, NotFound.
    """
    if seconds is not None and seconds < 1:
        raise ValueError("A credit gives time; it takes none.")
    with live_sitting(sitting_id) as (sitting, now):
        target = SittingState(next_state(sitting.state, "extend"))
        proposal = list_proposals(sittings=[sitting], now=now)[sitting.pk]
        own_seconds = proposal.own_gap_seconds if is_own_gap_included else 0
        lost = proposal.outage_seconds + own_seconds
        if lost < 1:
            return None
        given = lost if seconds is None else seconds
        sitting.state = target
        sitting.extended_seconds += given
        set_deadline(sitting)
        text = _tell(given, has_outage=proposal.outage_seconds > 0)
        command(sitting=sitting, type=CommandType.EXTEND, text=text, at=now)
        sitting.save(update_fields=["extended_seconds", "deadline_at", "command_count"])
        details = _details(proposal, given, is_own_gap_included=is_own_gap_included)
        record(sitting=sitting, type="outage-credit", at=now, actor=actor, reason=text, details=details)
        return OutageCredit.objects.create(
            sitting=sitting,
            seconds=given,
            is_own_gap_included=is_own_gap_included,
            covers_until=now,
            granted_at=now,
            actor=actor,
        )


def grant_to(*, actor: User, sittings: Sequence[Sitting], is_own_gap_included: bool = False) -> Granted:
    """Give each of these sittings (with their people) what it has lost, each in a transaction of its own."""
    granted = Granted()
    for begin in range(0, len(sittings), EXAMINED_AT_ONCE):
        some = sittings[begin : begin + EXAMINED_AT_ONCE]
        proposals = list_proposals(sittings=some, now=timezone.now())
        for sitting in some:
            proposal = proposals.get(sitting.pk, Proposal())
            if proposal.outage_seconds or (is_own_gap_included and proposal.own_gap_seconds):
                _grant_one(granted, actor, sitting, is_own_gap_included)
    return granted


def _grant_one(granted: Granted, actor: User, sitting: Sitting, is_own_gap_included: bool) -> None:
    try:
        credit = grant_credit(actor=actor, sitting_id=sitting.pk, is_own_gap_included=is_own_gap_included)
    except SittingClosed:
        granted.skipped.append(str(sitting.user))
        return
    if credit is not None:
        granted.count += 1
        granted.seconds += credit.seconds


def _tell(seconds: int, *, has_outage: bool) -> str:
    """No time of day: the candidate's clock and time zone are not the server's."""
    why = "the exam server could not be reached" if has_outage else "your connection was lost"
    return f"You have been given back {spell(seconds)}: {why} for a while."


def _details(proposal: Proposal, seconds: int, *, is_own_gap_included: bool) -> dict[str, object]:
    own = proposal.own_gaps if is_own_gap_included else ()
    return {"seconds": seconds, "outages": _written(proposal.outages), "own_gaps": _written(own)}


def _written(intervals: Iterable[Interval]) -> list[dict[str, str]]:
    return [{"from": _iso(begin), "to": _iso(end)} for begin, end in intervals]


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
