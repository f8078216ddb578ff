"""The charts of a result: numbers in, coordinates as percentages out."""

from typing import Any

from django import template

from common.templatetags.charts import position, span
from scoring.marking.pacing import Pacing
from scoring.marking.report import BINS, Standing

register = template.Library()
# Of a place, so that neighbours stay apart.
BAR_SHARE = 0.72


def _column(index: int, count: int, height_percent: float) -> dict[str, str]:
    """A bar of a chart of `count` columns, standing on the ground."""
    place = 100 / count
    left = index * place + place * (1 - BAR_SHARE) / 2
    return {
        "x": position(left),
        "width": span(left, left + place * BAR_SHARE),
        "y": position(100 - height_percent),
        "height": span(0, height_percent),
    }


@register.inclusion_tag("marking/charts/pacing.html")
def pacing_chart(pacing: Pacing) -> dict[str, Any]:
    """Seconds of each item in the candidate's order, and the even pace as a line."""
    top = pacing.most_seconds or 1
    count = len(pacing.items)
    return {
        "pacing": pacing,
        "bars": [
            {**_column(index, count, 100 * row.seconds / top), "is_slow": row.is_slow}
            for index, row in enumerate(pacing.items)
        ],
        "even": position(100 - 100 * pacing.even_seconds / top),
        "top_seconds": round(top),
        "first": pacing.items[0].position if count else 0,
        "last": pacing.items[-1].position if count else 0,
    }


@register.inclusion_tag("marking/charts/standing.html")
def standing_chart(standing: Standing, cut_percent: int) -> dict[str, Any]:
    """How many sittings reached which share; the candidate's own part of the scale in another color."""
    top = max(standing.bins) or 1
    return {
        "standing": standing,
        "bars": [
            {**_column(index, BINS, 100 * count / top), "is_own": index == standing.bin_index}
            for index, count in enumerate(standing.bins)
        ],
        "cut": position(cut_percent),
        "cut_percent": cut_percent,
    }


@register.filter
def share_of_scale(index: int) -> str:
    """The part of the scale that a bin stands for, in words: 65 to 70%."""
    return f"{index * 100 // BINS} to {(index + 1) * 100 // BINS}%"
