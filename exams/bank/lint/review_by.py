"""Until when the facts of an item count as checked. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

# How long a checked fact of each kind can be relied on.
DAYS = {"stable": 365, "product": 180, "price": 90}
# Facts that nobody has sorted may be about a product.
DAYS_IF_UNKNOWN = DAYS["product"]
# After the day of the review, the item may stay live for so long.
DAYS_OF_GRACE = 30


def parse_day(text: str) -> date | None:
    """The day of an ISO date; None where there is none."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def review_by(verified_on: str, facts: Iterable[Mapping[str, str]], *, stated: str = "") -> date | None:
    """The last day of the check: by the most volatile fact, or as stated if that is sooner; None if never checked."""
    explicit, checked = parse_day(stated), parse_day(verified_on)
    if checked is None:
        return explicit
    days = [DAYS.get(str(fact.get("volatility")), DAYS_IF_UNKNOWN) for fact in facts if isinstance(fact, Mapping)]
    due = min(checked, date.max - timedelta(days=366)) + timedelta(days=min(days, default=DAYS_IF_UNKNOWN))
    return min(due, explicit) if explicit else due
