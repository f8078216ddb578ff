"""When an exam is analyzed again by itself. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from scoring.psychometrics.minimums import USUAL

# Numbers move by less than their intervals while the sittings grow by less.
GROWTH = 0.05
AT_THE_LATEST = timedelta(days=1)


@dataclass(frozen=True)
class Scored:
    """An exam's results as they are: how many, the newest, and the cut by which they count."""

    exam_id: int
    count: int
    newest_at: datetime
    cut_share: float


@dataclass(frozen=True)
class LastReport:
    count: int
    requested_at: datetime
    cut_share: float | None


def is_due(last: LastReport | None, scored: Scored, now: datetime) -> bool:
    """When there are fewer, as one that is counted does not count any more. From the 30th sitting on: when there are a
    twentieth more of them, when the cut was changed, and a day after anything else was scored or counts again."""
    if last is not None and scored.count < last.count:
        return True
    if scored.count < USUAL.facility:
        return False
    if last is None or (last.cut_share is not None and abs(last.cut_share - scored.cut_share) > 1e-9):
        return True
    if scored.newest_at <= last.requested_at and scored.count == last.count:
        return False
    return scored.count >= last.count * (1 + GROWTH) or now - last.requested_at >= AT_THE_LATEST
