"""Questions about outages: whether answers can be taken now, when they could not, and what that cost candidates."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.dateparse import parse_datetime

from exams.sittings.models import CloseReason, Outage, OutageCredit, Pulse, Sitting, SittingEvent, SittingState
from exams.sittings.outage_time import Interval, Proposal, propose

# Three beats of the pulse (config/pulse.py): one that is late is not an outage.
STALE_SECONDS = 15
PAUSED, RESUMED, NOT_HEARD = "paused", "resumed", "not-heard"


def get_last_pulse() -> datetime | None:
    """When answers could last be taken; None where no web process has ever said."""
    return Pulse.objects.values_list("last_ok_at", flat=True).first()


def is_stale(last_ok_at: datetime | None, now: datetime) -> bool:
    return last_ok_at is not None and now - last_ok_at > timedelta(seconds=STALE_SECONDS)


def list_outages(*, since: datetime, now: datetime) -> list[Interval]:
    """Outages that were not over at `since`, the one that still lasts included. Two statements."""
    found = list(Outage.objects.filter(ended_at__gt=since).values_list("began_at", "ended_at"))
    last_ok_at = get_last_pulse()
    if last_ok_at is not None and is_stale(last_ok_at, now):
        found.append((last_ok_at, now))
    return found


def is_final(*, sitting: Sitting, now: datetime, last_pulse: Callable[[], datetime | None] = get_last_pulse) -> bool:
    """Whether no answer of a closed sitting can change any more.

    While an outage may yet turn out to have begun before `final_at`, it is not: the outage would move that moment.
    Who asks about many passes a `last_pulse` that remembers.
    """
    if sitting.final_at is None or sitting.final_at > now:
        return False
    if sitting.close_reason == CloseReason.SUBMITTED:
        return True
    last_ok_at = last_pulse()
    return last_ok_at is None or last_ok_at >= sitting.final_at


def list_proposals(*, sittings: Sequence[Sitting], now: datetime) -> dict[UUID, Proposal]:
    """What each of these live sittings could be given back. Four statements, whatever their number."""
    begun = [sitting for sitting in sittings if sitting.started_at is not None]
    if not begun:
        return {}
    outages = list_outages(since=min(sitting.started_at for sitting in begun if sitting.started_at), now=now)
    credits: dict[UUID, list[OutageCredit]] = defaultdict(list)
    for credit in OutageCredit.objects.filter(sitting__in=[sitting.pk for sitting in begun]).order_by():
        credits[credit.sitting_id].append(credit)
    events: dict[UUID, list[SittingEvent]] = defaultdict(list)
    told = SittingEvent.objects.filter(sitting__in=[sitting.pk for sitting in begun])
    for event in told.filter(type__in=[PAUSED, RESUMED, NOT_HEARD]).order_by("sitting", "at", "pk"):
        events[event.sitting_id].append(event)
    return {sitting.pk: _propose(sitting, outages, events[sitting.pk], credits[sitting.pk], now) for sitting in begun}


def _propose(
    sitting: Sitting, outages: list[Interval], events: list[SittingEvent], credits: list[OutageCredit], now: datetime
) -> Proposal:
    running = _running(sitting, now)
    return propose(
        running=running,
        pauses=_pauses(events, running[1]),
        outages=outages,
        gaps=_gaps(events),
        outages_settled_until=max((credit.covers_until for credit in credits), default=None),
        gaps_settled_until=max((row.covers_until for row in credits if row.is_own_gap_included), default=None),
    )


def _running(sitting: Sitting, now: datetime) -> Interval:
    """From the candidate's own start (a common clock may have begun before) to now, or to where the clock stopped."""
    assert sitting.started_at
    begun_at = max(sitting.started_at, sitting.rules_accepted_at or sitting.started_at)
    is_running = sitting.state == SittingState.RUNNING
    until = min(now, sitting.deadline_at) if is_running and sitting.deadline_at else sitting.paused_at or now
    return begun_at, until


def _pauses(events: Iterable[SittingEvent], until: datetime) -> list[Interval]:
    found: list[Interval] = []
    paused_at: datetime | None = None
    for event in events:
        if event.type == PAUSED:
            paused_at = event.at
        elif event.type == RESUMED and paused_at is not None:
            found.append((paused_at, event.at))
            paused_at = None
    return [*found, (paused_at, until)] if paused_at else found


def _gaps(events: Iterable[SittingEvent]) -> list[Interval]:
    found = []
    for event in events:
        began_at = parse_datetime(event.details["from"]) if event.type == NOT_HEARD else None
        if began_at:
            found.append((began_at, began_at + timedelta(milliseconds=event.details["for_ms"])))
    return found
