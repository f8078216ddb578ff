"""Where versions are used. The bank does not know: rooms above it tell, by adding a provider."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Use:
    """A form that a version stands on, and how many sittings that form has."""

    title: str
    url: str
    sitting_count: int


Provider = Callable[[list[int]], dict[int, list[Use]]]
_providers: list[Provider] = []


def add_provider(provider: Provider) -> Provider:
    """Register a function from version ids to their uses; it should need one statement."""
    _providers.append(provider)
    return provider


def list_uses(version_ids: list[int]) -> dict[int, list[Use]]:
    """Version id → where it is used."""
    found: dict[int, list[Use]] = {version_id: [] for version_id in version_ids}
    for provider in _providers:
        for version_id, uses in provider(version_ids).items():
            found[version_id] += uses
    return found
