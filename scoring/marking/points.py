"""Points and shares for readers. Pure."""

from decimal import Decimal

from scoring.marking.rules import Number, round_points


def show_points(points: Decimal | Number) -> str:
    """At most three decimals and no needless zero: 42, 41.667, 0.5."""
    rounded = points if isinstance(points, Decimal) else round_points(points)
    return _bare(f"{rounded:f}")


def show_share(share: Decimal) -> str:
    """In per cent, with a decimal where there is one: 70%, 65.5%."""
    return f"{_bare(f'{share * 100:.1f}')}%"


def _bare(shown: str) -> str:
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
