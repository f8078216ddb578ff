"""Charts as SVG: numbers in, coordinates as percentages out, so that one drawing fits every width."""

from decimal import Decimal
from typing import Any

from django import template

register = template.Library()

Number = int | float | Decimal

DOT_PIXELS = 9
DOT_STEP_PIXELS = 12
DOTS_PER_ROW = 18  # fits the narrowest phone
MAX_DOTS = 90


def position(percent: Number) -> str:
    """SVG coordinate of a percentage (0 to 100); what lies outside sits on the edge."""
    clamped = min(max(float(percent), 0.0), 100.0)
    return f"{clamped:.2f}%"


def span(low: Number, high: Number) -> str:
    """SVG length between two percentages (0 to 100), never negative."""
    first, second = (min(max(float(value), 0.0), 100.0) for value in (low, high))
    return f"{max(second - first, 0.0):.2f}%"


def label_anchor(percent: Number) -> str:
    """SVG text-anchor that keeps a label inside the drawing near its edges."""
    if float(percent) < 12:
        return "start"
    return "end" if float(percent) > 88 else "middle"


def bar_marks(percent: Number, low: Number | None, high: Number | None, cut: Number | None) -> dict[str, str | None]:
    """Coordinates of a bar (share), its whisker (interval) and the line at the cut."""
    has_interval = low is not None and high is not None
    return {
        "bar": position(percent),
        "low": position(low) if has_interval and low is not None else None,
        "high": position(high) if has_interval and high is not None else None,
        "band": span(low, high) if has_interval and low is not None and high is not None else None,
        "cut": None if cut is None else position(cut),
    }


def dot_corners(count: int) -> list[tuple[int, int]]:
    """Upper left corners (x, y) in pixels of `count` squares, in rows."""
    places = (divmod(index, DOTS_PER_ROW) for index in range(min(count, MAX_DOTS)))
    return [(column * DOT_STEP_PIXELS, row * DOT_STEP_PIXELS) for row, column in places]


@register.inclusion_tag("components/bar.html")
def interval_bar(
    percent: Number,
    low: Number | None = None,
    high: Number | None = None,
    cut: Number | None = None,
    label: str = "",
    confidence: int = 95,
) -> dict[str, Any]:
    """A bar from 0 to 100 percent with its interval as a whisker and the cut as a dashed line."""
    return {
        "confidence": confidence,
        "marks": bar_marks(percent, low, high, cut),
        "label": label,
        "percent": round(float(percent)),
        "low": None if low is None else round(float(low)),
        "high": None if high is None else round(float(high)),
        "cut": None if cut is None else round(float(cut)),
    }


@register.inclusion_tag("components/verdict_scale.html")
def verdict_scale(percent: Number, low: Number, high: Number, cut: Number) -> dict[str, Any]:
    """The whole score on a line from 0 to 100: interval as a band, score as a dot, the cut as a labeled line."""
    return {
        "marks": bar_marks(percent, low, high, cut),
        "percent": round(float(percent)),
        "low": round(float(low)),
        "high": round(float(high)),
        "cut": round(float(cut)),
        "cut_anchor": label_anchor(cut),
        "score_anchor": label_anchor(percent),
    }


@register.inclusion_tag("components/dots.html")
def item_dots(count: int) -> dict[str, Any]:
    """One square per item of a domain; beyond ninety the number beside it says the rest."""
    corners = dot_corners(count)
    return {
        "corners": corners,
        "size": DOT_PIXELS,
        "width": max((x for x, _ in corners), default=0) + DOT_PIXELS,
        "height": max((y for _, y in corners), default=0) + DOT_PIXELS,
    }
