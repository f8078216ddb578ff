"""Which sittings of an exam may have their results shown by now, and what candidates are told to expect. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

AT_ONCE, AT_MOMENT, AT_CLOSE = "at_once", "at_moment", "at_close"
BY_HAND, AS_ON_DAY = "by_hand", "as_on_day"
# So near, the page that waits may look by itself.
SOON = timedelta(minutes=2)


@dataclass(frozen=True)
class Plan:
    """How an exam releases results: its policy, and the moments that this one needs."""

    policy: str
    release_at: datetime | None = None
    closes_at: datetime | None = None
    after_days: int = 0

    def shown_when_closed_by(self, now: datetime, *, is_everybody_done: bool = False) -> datetime | None:
        """Sittings closed until then may be shown; None: not one of them.

        `is_everybody_done`: nobody can start or sit the exam any more, and no answer can change.
        """
        if self.policy == AS_ON_DAY:
            return now - timedelta(days=self.after_days)
        is_open = {
            AT_ONCE: True,
            AT_MOMENT: self.release_at is not None and self.release_at <= now,
            AT_CLOSE: is_everybody_done,
        }
        return now if is_open.get(self.policy) else None

    def expect(self, closed_at: datetime | None) -> datetime | None:
        """The earliest moment for a sitting closed at `closed_at` (for AT_CLOSE the last start); None: nobody knows."""
        if self.policy == AS_ON_DAY:
            return closed_at + timedelta(days=self.after_days) if closed_at else None
        return {AT_MOMENT: self.release_at, AT_CLOSE: self.closes_at}.get(self.policy)


@dataclass(frozen=True)
class Expectation:
    """What a candidate without a result is told. Of the exam and the end of the sitting alone: whether the sitting is
    scored makes no difference. `is_soon`: waiting for it is no waste."""

    policy: str
    at: datetime | None
    is_past: bool
    is_soon: bool


def expect(plan: Plan, *, closed_at: datetime | None, now: datetime) -> Expectation:
    at = plan.expect(closed_at)
    is_past = at is not None and at <= now
    is_soon = plan.policy == AT_ONCE or (at is not None and at <= now + SOON)
    return Expectation(plan.policy, at, is_past, is_soon)
