"""The layout of stored numbers: pages read no other. Pure."""

from collections.abc import Mapping
from typing import Any

LAYOUT = 1


def is_readable(numbers: Mapping[str, Any]) -> bool:
    """Whether these numbers were written as pages read them; others are computed again."""
    return numbers.get("layout") == LAYOUT
