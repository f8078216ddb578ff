"""The stored stems that are most like one that is being written. They are kept in memory: somebody types meanwhile."""

import threading
from array import array
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, QuerySet

from exams.bank.lint.duplicates import WARN, Neighbor, most_similar, shingles
from exams.bank.models import Item, ItemStatus

# Up to so many stems are read by their versions' numbers; if more have changed, all are read.
BATCH = 400


def list_nearest(*, stem: str, without: str = "", threshold: float = WARN) -> list[Neighbor]:
    """The items that are not retired whose current stems are most like this one, nearest first.

    One statement while nothing has changed in the bank; three when something has.
    """
    stems = _MEMORY.get()
    others = ((code, parts) for code, (_, parts) in stems.items() if code != without)
    return most_similar(shingles(stem), others, threshold=threshold)


def forget() -> None:
    """Empty the memory: for tests, whose databases give the same numbers to other versions."""
    _MEMORY.state = _State()


# Code → its version's id, and the hashes of the stem's runs of four words: half a kilobyte for an item.
Stems = dict[str, tuple[int, "array[int]"]]


@dataclass(frozen=True)
class _State:
    signature: tuple[Any, ...] = ()
    stems: Stems = field(default_factory=dict)


class _Memory:
    """A version never changes, so a change of the bank costs as much as it has changed stems."""

    def __init__(self) -> None:
        self.state = _State()
        self._lock = threading.Lock()

    def get(self) -> Stems:
        rows = Item.objects.exclude(status=ItemStatus.RETIRED).exclude(current_version=None).order_by()
        signature = tuple(rows.aggregate(Count("pk"), Max("updated_at"), Max("current_version")).values())
        with self._lock:
            if signature != self.state.signature:
                self.state = _State(signature, _read(rows, self.state.stems))
            return self.state.stems


def _read(rows: QuerySet[Item], known: Stems) -> Stems:
    wanted = dict(rows.values_list("code", "current_version_id"))
    stems = {code: row for code, row in known.items() if wanted.get(code) == row[0]}
    missing = [version for code, version in wanted.items() if code not in stems]
    if not missing:
        return stems
    if len(missing) <= BATCH:
        rows = rows.filter(current_version__in=missing)
    for code, version, stem in rows.values_list("code", "current_version_id", "current_version__stem"):
        stems[code] = version, array("q", shingles(stem))
    return stems


_MEMORY = _Memory()
