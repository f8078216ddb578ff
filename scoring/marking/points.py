"""Points for readers. Pure."""

from decimal import Decimal

from scoring.marking.rules import Number, round_points


def show_points(points: Decimal | Number) -> str:
    """At most three decimals and no needless zero: 42, 41.667, 0.5."""
    rounded = points if isinstance(points, Decimal) else round_points(points)
    shown = f"{rounded:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
