"""Numbers beside a version. The bank does not know them: the room that marks answers tells, by adding a provider."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class OptionNumbers:
    """`rest_percent`: how the option's choosers did on all other items; None where nobody chose it."""

    code: str
    is_key: bool
    chosen: int
    percent: int
    rest_percent: int | None


@dataclass(frozen=True)
class VersionNumbers:
    """`verdict` is one sentence; where there are too few answers it says so."""

    seen: int
    answered: int
    correct_percent: int
    low_percent: int
    high_percent: int
    discrimination: float | None
    is_enough: bool
    options: tuple[OptionNumbers, ...]
    verdict: str


Provider = Callable[[int], VersionNumbers | None]
_providers: list[Provider] = []


def add_provider(provider: Provider) -> Provider:
    """Register a function from a version's id to its numbers; None where it has none."""
    _providers.append(provider)
    return provider


def get_numbers(version_id: int) -> VersionNumbers | None:
    """The numbers of a version, or None where nobody knows any."""
    return next((found for provider in _providers if (found := provider(version_id))), None)
