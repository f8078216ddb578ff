"""Where the lines and bars of charts stand, in per cent of the drawing, so that it stretches and its text does not. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from typing import Any

from scoring.analysis.wording import signed

# The plot's field within the drawing, in per cent; the rest is for the words around it.
LEFT, RIGHT, TOP, BOTTOM = 11.0, 88.0, 5.0, 86.0
# Labels at the ends of lines are at least so far apart.
APART = 7.0
BIN_PERMILLE, ALL_PERMILLE = 50, 1000
# Every option's line can be told from the others without color; the key's is drawn through.
DASHES = ("6 4", "2 3", "10 3 2 3", "12 5", "1 5", "8 2 1 2")


@dataclass(frozen=True)
class Dot:
    x: str
    y: str


@dataclass(frozen=True)
class Segment:
    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True)
class Line:
    """An option's shares by score group. `dash`: empty for the key; `label_y`: where its name stands at the right end."""

    name: str
    is_key: bool
    dash: str
    segments: tuple[Segment, ...]
    dots: tuple[Dot, ...]
    shares: tuple[float, ...]
    label_y: str


@dataclass(frozen=True)
class Tick:
    at: str
    label: str


@dataclass(frozen=True)
class Trace:
    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class Bar:
    """A bin of shares from `low` to `high` per cent; `is_passing`: its middle is not under the cut."""

    x: str
    y: str
    width: str
    height: str
    low: int
    high: int
    count: int
    is_passing: bool


@dataclass(frozen=True)
class Histogram:
    bars: tuple[Bar, ...]
    cut_x: str
    cut_label_x: str
    cut_anchor: str
    cut_percent: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class Point:
    """An item by facility and item-rest correlation, and whether anything stands out."""

    name: str
    facility: float
    r: float
    is_serious: bool = False
    is_flagged: bool = False


@dataclass(frozen=True)
class Spot:
    """Where a point stands; `label`: its name and numbers, for who points at it."""

    x: str
    y: str
    label: str
    item: Point


@dataclass(frozen=True)
class ItemMap:
    """Facility to the right, item-rest correlation upwards."""

    spots: tuple[Spot, ...]
    zero_y: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def _at(value: float) -> str:
    return f"{value:.2f}%"


def _x(share: float) -> float:
    return LEFT + share * (RIGHT - LEFT)


def _y(share: float) -> float:
    return BOTTOM - share * (BOTTOM - TOP)


def trace(options: Sequence[Mapping[str, Any]], key: str) -> Trace | None:
    """The options' shares by score group, of an item's stored rows; None where there are too few sittings."""
    shown = [row for row in options if row["by_group"]]
    if not shown:
        return None
    groups = len(shown[0]["by_group"])
    places = [_x((group + 0.5) / groups) for group in range(groups)]
    labels = _spread([_y(row["by_group"][-1]) for row in shown])
    dashes = iter(DASHES * len(shown))
    lines = tuple(_line(row, key, places, label, dashes) for row, label in zip(shown, labels, strict=True))
    return Trace(
        lines=lines,
        x_ticks=tuple(Tick(_at(place), str(number)) for number, place in enumerate(places, start=1)),
        y_ticks=tuple(Tick(_at(_y(share / 100)), f"{share} %") for share in (0, 25, 50, 75, 100)),
    )


def _line(row: Mapping[str, Any], key: str, places: Sequence[float], label: float, dashes: Any) -> Line:
    shares = tuple(row["by_group"])
    heights = [_y(share) for share in shares]
    is_key = bool(row["option"]) and row["option"] in key
    ends = zip(places, heights, places[1:], heights[1:], strict=False)
    return Line(
        name=row["option"].upper() or "none",
        is_key=is_key,
        dash="" if is_key else next(dashes),
        segments=tuple(Segment(*(_at(value) for value in four)) for four in ends),
        dots=tuple(Dot(_at(x), _at(y)) for x, y in zip(places, heights, strict=True)),
        shares=shares,
        label_y=_at(label),
    )


def _spread(wanted: Sequence[float]) -> list[float]:
    """Places as near as may be to what is wanted, no two nearer than APART, the lowest not under the field."""
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    found = list(wanted)
    for before, place in pairwise(order):
        found[place] = max(found[place], found[before] + APART)
    limit = BOTTOM + 2
    for place in reversed(order):
        found[place] = min(found[place], limit)
        limit = found[place] - APART
    return found


def histogram(permilles: Mapping[str, int], cut_share: float) -> Histogram | None:
    """Sittings by share of the points, in bins of 5 per cent; None without sittings."""
    bins = [0] * (ALL_PERMILLE // BIN_PERMILLE)
    for permille, count in permilles.items():
        bins[min(int(permille) // BIN_PERMILLE, len(bins) - 1)] += count
    most = max(bins)
    if not most:
        return None
    top = _round_up(most)
    width = 1 / len(bins)
    return Histogram(
        bars=tuple(
            Bar(
                x=_at(_x(place * width) + 0.2),
                y=_at(_y(count / top)),
                width=_at((RIGHT - LEFT) * width - 0.4),
                height=_at(BOTTOM - _y(count / top)),
                low=place * 5,
                high=place * 5 + 5,
                count=count,
                is_passing=(place + 0.5) * width >= cut_share,
            )
            for place, count in enumerate(bins)
        ),
        cut_x=_at(_x(cut_share)),
        cut_label_x=_at(_x(cut_share) + (-1 if cut_share > 0.5 else 1)),
        cut_anchor="end" if cut_share > 0.5 else "start",
        cut_percent=f"{cut_share * 100:.1f}".removesuffix(".0"),
        x_ticks=tuple(Tick(_at(_x(share / 100)), f"{share} %") for share in (0, 25, 50, 75, 100)),
        y_ticks=tuple(Tick(_at(_y(part / top)), f"{part:g}") for part in (0, top / 2, top)),
    )


def _round_up(most: int) -> int:
    """To 2, 4, 10, 20, 40, 100, …: half of it is a whole number too."""
    step = 1
    while True:
        for factor in (2, 4, 10):
            if most <= factor * step:
                return factor * step
        step *= 10


def item_map(items: Sequence[Point]) -> ItemMap | None:
    """None where there are none."""
    if not items:
        return None
    least, most = min(0.0, *(item.r for item in items)), max(0.6, *(item.r for item in items))
    steps = range(floor(least * 5), ceil(most * 5) + 1)
    low, high = steps[0] / 5, steps[-1] / 5

    def height(r: float) -> str:
        return _at(_y((r - low) / (high - low)))

    return ItemMap(
        spots=tuple(
            Spot(
                x=_at(_x(item.facility)),
                y=height(item.r),
                label=f"{item.name}: {item.facility * 100:.0f} %, {signed(item.r)}",
                item=item,
            )
            for item in items
        ),
        zero_y=height(0.0),
        x_ticks=tuple(Tick(_at(_x(share / 100)), f"{share} %") for share in (0, 25, 50, 75, 100)),
        y_ticks=tuple(Tick(height(step / 5), signed(step / 5, 1)) for step in steps),
    )
