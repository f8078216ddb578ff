"""What re-scoring would do: every result's standing before and after, summed up for who has to decide. Pure."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scoring.marking.points import show_points

MOST_LISTED = 200
MOST_BARS = 15


@dataclass(frozen=True)
class Standing:
    """What a reader of a result sees of it in a line."""

    points: Decimal
    max_points: Decimal
    scaled: int | None
    cut_share: Decimal
    is_pass: bool

    @property
    def percent(self) -> float:
        return float(100 * self.points / self.max_points) if self.max_points else 0.0

    def is_changed(self, after: "Standing") -> bool:
        """Whether a reader would see a difference. A result older than the scale is not changed by getting a score."""
        names = ["points", "max_points", "cut_share", "is_pass"]
        if self.scaled is not None:
            names.append("scaled")
        return any(getattr(self, name) != getattr(after, name) for name in names)


@dataclass
class Foresight:
    """`differences`: change of the share in percentage points, to one decimal → number of results."""

    result_count: int = 0
    changed_count: int = 0
    points_changed_count: int = 0
    told_count: int = 0
    empty_count: int = 0
    passed_before: int = 0
    passed_after: int = 0
    now_pass: int = 0
    now_fail: int = 0
    percent_before: float = 0.0
    percent_after: float = 0.0
    differences: Counter[float] = field(default_factory=Counter)
    listed: list[dict[str, Any]] = field(default_factory=list)

    def add(self, result_id: int, before: Standing, after: Standing, *, is_released: bool) -> None:
        self.result_count += 1
        self.passed_before += before.is_pass
        self.passed_after += after.is_pass
        self.percent_before += before.percent
        self.percent_after += after.percent
        self.empty_count += not after.max_points
        if not before.is_changed(after):
            return
        self.changed_count += 1
        self.told_count += is_released
        self.now_pass += after.is_pass and not before.is_pass
        self.now_fail += before.is_pass and not after.is_pass
        if (before.points, before.max_points) != (after.points, after.max_points):
            self.points_changed_count += 1
            self.differences[round(after.percent - before.percent, 1)] += 1
        self._list(result_id, before, after)

    def _list(self, result_id: int, before: Standing, after: Standing) -> None:
        """Who crosses the cut comes first, then by how much the share changes; so many are kept that memory is small."""
        self.listed.append(
            {
                "result": result_id,
                "is_crossing": before.is_pass != after.is_pass,
                "difference": round(after.percent - before.percent, 3),
                "before": _tell(before),
                "after": _tell(after),
            }
        )
        if len(self.listed) > 2 * MOST_LISTED:
            self._shorten()

    def _shorten(self) -> None:
        self.listed.sort(key=lambda row: (not row["is_crossing"], -abs(row["difference"]), row["result"]))
        del self.listed[MOST_LISTED:]

    def pack(self) -> dict[str, Any]:
        """For the run's row."""
        self._shorten()
        count = self.result_count or 1
        return {
            "result_count": self.result_count,
            "changed_count": self.changed_count,
            "points_changed_count": self.points_changed_count,
            "told_count": self.told_count,
            "empty_count": self.empty_count,
            "passed_before": self.passed_before,
            "passed_after": self.passed_after,
            "now_pass": self.now_pass,
            "now_fail": self.now_fail,
            "percent_before": round(self.percent_before / count, 2),
            "percent_after": round(self.percent_after / count, 2),
            "differences": self._bars(),
            "listed": self.listed,
        }

    def _bars(self) -> list[tuple[float, int]]:
        """Differences and how many results have them, rounded to whole percentage points where there are too many."""
        bars = self.differences
        if len(bars) > MOST_BARS:
            bars = Counter()
            for difference, count in self.differences.items():
                bars[float(round(difference))] += count
        return sorted(bars.items())


def _tell(standing: Standing) -> dict[str, Any]:
    return {
        "points": show_points(standing.points),
        "max_points": show_points(standing.max_points),
        "scaled": standing.scaled,
        "is_pass": standing.is_pass,
    }
