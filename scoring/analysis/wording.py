"""Numbers of stored reports as people read them. Pure: no Django, no NumPy."""

from collections.abc import Sequence

NOTHING_VARIES = "nothing varies"
MINUS = "\u2212"


def tell_percent(value: float | None, n: int, least: int, *, digits: int = 0) -> str:
    """A share; where it is None: that there are too few sittings, or that nothing varies."""
    return _why_not(n, least) if value is None else f"{value * 100:.{digits}f} %"


def tell_number(value: float | None, n: int, least: int, *, digits: int = 2) -> str:
    return _why_not(n, least) if value is None else signed(value, digits)


def signed(value: float, digits: int = 2) -> str:
    """With a real minus, and no minus before a zero."""
    text = f"{abs(value):.{digits}f}"
    return f"{MINUS}{text}" if value < 0 and float(text) else text


def tell_percents(bounds: Sequence[float] | None) -> str:
    """An interval of a share, such as "68 to 74 %"; empty where there is none."""
    return "" if bounds is None else f"{bounds[0] * 100:.0f} to {bounds[1] * 100:.0f} %"


def tell_points_of_percent(bounds: Sequence[float] | None) -> str:
    """An interval of a difference of shares."""
    return "" if bounds is None else f"{signed(bounds[0] * 100, 0)} to {signed(bounds[1] * 100, 0)}"


def tell_bounds(bounds: Sequence[float] | None, digits: int = 2) -> str:
    return "" if bounds is None else f"{signed(bounds[0], digits)} to {signed(bounds[1], digits)}"


def tell_points(value: float) -> str:
    """Points without zeros that say nothing: 42, 41.7."""
    return f"{value:.1f}".removesuffix(".0")


def _why_not(n: int, least: int) -> str:
    return f"too few ({n} of {least})" if n < least else NOTHING_VARIES
