"""The arithmetic of outages: which parts of a candidate's working time were lost, and to whom. Pure.

An interval is a pair of aware datetimes, its end not included.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

Interval = tuple[datetime, datetime]
SECOND = timedelta(seconds=1)
# A client that says nothing for longer is missed; what is shorter is the pause between two heartbeats.
NOT_HEARD_SECONDS = 45


@dataclass(frozen=True)
class Proposal:
    """Time that a candidate could be given back: to outages of ours, and, apart from it, to gaps of their own."""

    outages: tuple[Interval, ...] = ()
    own_gaps: tuple[Interval, ...] = ()

    @property
    def outage_seconds(self) -> int:
        return whole_seconds(self.outages)

    @property
    def own_gap_seconds(self) -> int:
        return whole_seconds(self.own_gaps)


def propose(
    *,
    running: Interval,
    pauses: Iterable[Interval] = (),
    outages: Iterable[Interval] = (),
    gaps: Iterable[Interval] = (),
    outages_settled_until: datetime | None = None,
    gaps_settled_until: datetime | None = None,
) -> Proposal:
    """What was lost of `running` while the clock ran, and has not been settled before.

    `gaps`: when this candidate was not heard. Those of them that an outage explains are no gaps of their own; nor
    are the rests beside an outage that are no longer than a usual silence.
    """
    ours = merge(outages)
    worked = subtract([running], pauses)
    lost = overlap(_after(worked, outages_settled_until), ours)
    own = subtract(overlap(_after(worked, gaps_settled_until), gaps), ours)
    return Proposal(tuple(lost), tuple(gap for gap in own if gap[1] - gap[0] >= NOT_HEARD_SECONDS * SECOND))


def final_at(ended_at: datetime, *, grace_seconds: int, outages: Iterable[Interval]) -> datetime:
    """Until when answers given by `ended_at` may arrive: for the grace, anew from the end of each outage in it."""
    grace = timedelta(seconds=grace_seconds)
    reachable_at = ended_at
    for began_at, over_at in merge(outages):
        if began_at <= reachable_at + grace:
            reachable_at = max(reachable_at, over_at)
    return reachable_at + grace


def whole_seconds(intervals: Iterable[Interval]) -> int:
    """Their length together; they must not overlap."""
    return sum((end - begin for begin, end in intervals), timedelta()) // SECOND


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """The same moments as intervals in order that neither overlap nor touch; empty ones are left out."""
    merged: list[Interval] = []
    for begin, end in sorted(intervals):
        if begin >= end:
            continue
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return merged


def overlap(some: Iterable[Interval], others: Iterable[Interval]) -> list[Interval]:
    """The moments that are in both."""
    theirs = merge(others)
    pairs = ((max(a, c), min(b, d)) for a, b in merge(some) for c, d in theirs)
    return merge(pairs)


def subtract(some: Iterable[Interval], others: Iterable[Interval]) -> list[Interval]:
    """The moments of `some` that are not in `others`."""
    left = merge(some)
    for begin, end in merge(others):
        left = [part for a, b in left for part in ((a, min(b, begin)), (max(a, end), b)) if part[0] < part[1]]
    return left


def _after(intervals: Iterable[Interval], moment: datetime | None) -> list[Interval]:
    if moment is None:
        return list(intervals)
    return [(max(begin, moment), end) for begin, end in intervals if end > moment]
