"""A stored seed to an order: the same for ever, on every machine and Python version. Pure."""

import hashlib
from collections.abc import Hashable, Iterable
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def rank(seed: int, *name: object) -> bytes:
    """A key to sort by: SHA-256 of the seed and a name. Unlike `random`, its definition cannot change under us."""
    return hashlib.sha256(":".join(map(str, (seed, *name))).encode()).digest()


def shuffled(seed: int, names: Iterable[T], *, purpose: str) -> list[T]:
    """`names` in the order that `seed` gives; another `purpose` gives an independent order."""
    return sorted(names, key=lambda name: rank(seed, purpose, name))
