"""Numbers beside a version. The bank does not know them: the room that marks answers tells, by adding a provider."""

from collections.abc import Callable, Sequence
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
    """`verdict` is one sentence; where there are too few answers it says so. `is_noteworthy`: it asks for a look."""

    seen: int
    answered: int
    correct_percent: int
    low_percent: int
    high_percent: int
    discrimination: float | None
    is_enough: bool
    is_noteworthy: bool
    options: tuple[OptionNumbers, ...]
    verdict: str


# Versions' ids → the numbers of those that have any. One call for a whole list.
Provider = Callable[[Sequence[int]], dict[int, VersionNumbers]]
_providers: list[Provider] = []


def add_provider(provider: Provider) -> Provider:
    """Register a function from versions' ids to numbers; how many statements it needs must not depend on how many."""
    _providers.append(provider)
    return provider


def list_numbers(version_ids: Sequence[int]) -> dict[int, VersionNumbers]:
    """Version's id → its numbers, for those that somebody knows numbers of."""
    found: dict[int, VersionNumbers] = {}
    for provider in _providers:
        found = provider(version_ids) | found
    return found


def get_numbers(version_id: int) -> VersionNumbers | None:
    """The numbers of a version, or None where nobody knows any."""
    return list_numbers([version_id]).get(version_id)
