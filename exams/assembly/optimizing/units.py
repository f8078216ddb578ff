"""What stands on a form or not as one: an item, or all items with one stimulus. Pure."""

from dataclasses import dataclass
from itertools import combinations

from exams.assembly.drawing import PoolItem
from exams.assembly.optimizing.problem import Problem
from exams.assembly.ordering import shuffled


@dataclass(frozen=True)
class Unit:
    items: tuple[PoolItem, ...]
    is_anchor: bool = False
    is_pilot: bool = False

    @property
    def size(self) -> int:
        return len(self.items)

    @property
    def exposure(self) -> int:
        return sum(item.exposure for item in self.items)

    @property
    def expected_share(self) -> float:
        return sum(item.expected_share for item in self.items)

    @property
    def information(self) -> float:
        return sum(item.information or 0.0 for item in self.items)


def are_enemies(one: PoolItem, other: PoolItem) -> bool:
    return other.code in one.enemies or one.code in other.enemies


def has_enemies_inside(unit: Unit) -> bool:
    return any(are_enemies(one, other) for one, other in combinations(unit.items, 2))


def make_units(problem: Problem) -> list[Unit]:
    """In the seed's order: the order is what decides among equals. Sets that hold enemies are left out.

    A stimulus of which one item is an anchor is an anchor as a whole.
    """
    made: dict[tuple[bool, str], list[PoolItem]] = {}
    for is_pilot, pool in ((False, problem.items), (True, problem.pilots)):
        for item in pool:
            name = f"set {item.stimulus}" if item.stimulus else f"item {item.code}"
            made.setdefault((is_pilot, name), []).append(item)
    units = {
        name: Unit(
            tuple(sorted(items, key=lambda item: item.code)),
            is_anchor=not name[0] and any(item.code in problem.anchors for item in items),
            is_pilot=name[0],
        )
        for name, items in made.items()
    }
    order = shuffled(problem.seed, units, purpose="assemble")
    return [units[name] for name in order if units[name].is_anchor or not has_enemies_inside(units[name])]


def list_enemy_pairs(units: list[Unit]) -> list[tuple[int, int]]:
    """Indexes of units that may not stand on one form: enemies, and an item that could be scored and tried out."""
    places: dict[str, list[int]] = {}
    for index, unit in enumerate(units):
        for item in unit.items:
            places.setdefault(item.code, []).append(index)
    pairs = {
        (min(index, other), max(index, other))
        for index, unit in enumerate(units)
        for item in unit.items
        for code in (item.code, *item.enemies)
        for other in places.get(code, ())
        if other != index
    }
    return sorted(pairs)
