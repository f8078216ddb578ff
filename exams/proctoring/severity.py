"""What an incident weighs, and why: transparent points that the exam sets. Pure.

An incident of a type that has points is one of the room's. The first ones of each type, as many as the exam warns for,
weigh nothing; those after weigh their type's points, and one more share of it for each full `unit_ms` that they lasted,
at most MOST_UNITS of them: an hour away is worse than ten seconds, and not without bound. What lasts for long is told in
parts. They are one: a first absence is one warning, however long.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Points of one incident by type, where the exam says nothing else.
POINTS: dict[str, int] = {
    "fullscreen-left": 5,
    "window-blurred": 5,
    "page-hidden": 5,
    "second-screen": 10,
    "second-tab": 5,
    "copy": 3,
    "cut": 3,
    "paste": 5,
    "print": 10,
    "context-menu": 1,
    "drag": 1,
    "devtools": 10,
    "nobody-there": 5,
    "somebody-else": 20,
    "looked-away": 2,
    "camera-off": 10,
}
UNIT_MS = 10_000
MOST_UNITS = 6


@dataclass(frozen=True)
class Weighed:
    """One incident: its points, and the sentence that explains them; `is_warning`: it counts for nothing."""

    points: int
    is_warning: bool
    reason: str


@dataclass(frozen=True)
class Happened:
    """What was reported: `count` of a kind (a flood is told as one), `for_ms` long altogether; `count` 0 goes on with
    the one of its type before."""

    type: str
    for_ms: int = 0
    count: int = 1


def weigh(
    happened: Sequence[Happened], *, points: Mapping[str, int], warnings: int, before: Mapping[str, int] | None = None
) -> list[Weighed]:
    """Each incident in its order. `points`: by type; `before`: how many of each type came earlier."""
    seen = dict(before or {})
    found = []
    for row in happened:
        before_it = seen.get(row.type, 0)
        free = min(max(0, warnings - before_it), row.count)
        is_free = free == row.count if row.count else before_it <= warnings
        found.append(_weigh_one(row, points.get(row.type, 0), row.count - free, is_free=is_free))
        seen[row.type] = before_it + row.count
    return found


def _weigh_one(row: Happened, each: int, counted: int, *, is_free: bool) -> Weighed:
    if each == 0:
        return Weighed(0, False, "This exam does not count it.")
    if is_free:
        return Weighed(0, True, "A warning: it does not count.")
    units = min(row.for_ms // UNIT_MS, MOST_UNITS)
    total = each * counted + each * units
    parts = [f"{counted} × {each}"] if counted > 1 else [str(each)] * counted
    if units:
        parts.append(f"{each} for each of {units} × {UNIT_MS // 1000} s")
    return Weighed(
        total, False, " + ".join(parts) + f" = {total} points" if len(parts) > 1 or units else f"{total} points"
    )


def explain(rows: Iterable[tuple[str, int]]) -> list[tuple[str, int, int]]:
    """(type, how many, points) of (type, points) rows, most points first: the sum, explained."""
    sums: dict[str, tuple[int, int]] = {}
    for type, points in rows:
        count, total = sums.get(type, (0, 0))
        sums[type] = (count + 1, total + points)
    return sorted(((type, *pair) for type, pair in sums.items()), key=lambda row: (-row[2], row[0]))
