"""What happened to a sitting's answers as its devices saw it: made, told to be stored, still held. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# Between two devices the one that holds the sitting wins by this much (exams/sittings/services/responses.py).
TOLERANCE_MS = 3000
Selected = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """The whole answer to one item; `at_ms` since the start, `device` tells a sitting's clients apart."""

    position: int
    selected: Selected
    at_ms: int
    device: str


@dataclass
class Books:
    """Of one sitting, whatever number of devices it was sat on.

    `made`: every change by position, in order; `told`: the newest by position that the server said it has.
    `heard` counts answers of the server by problem code ("" for a good one), "cut" for none at all and "http-500"
    for one without a code. `delivered_late_count`: changes that took more than one try. `receipts`: number → head.
    """

    made: dict[int, list[Change]] = field(default_factory=lambda: defaultdict(list))
    told: dict[int, Change] = field(default_factory=dict)
    told_count: int = 0
    delivered_late_count: int = 0
    heard: Counter[str] = field(default_factory=Counter)
    receipts: dict[int, str] = field(default_factory=dict)

    def note_made(self, change: Change) -> None:
        self.made[change.position].append(change)

    def note_told(self, change: Change, *, is_late: bool) -> None:
        known = self.told.get(change.position)
        if known is None or known.at_ms <= change.at_ms:
            self.told[change.position] = change
        self.told_count += 1
        self.delivered_late_count += is_late

    def note_receipt(self, number: int, head: str) -> None:
        assert self.receipts.setdefault(number, head) == head, f"two receipts with number {number}"

    def find_broken_receipts(self, heads: Sequence[str]) -> list[str]:
        """A line for each receipt that the chain made of what is stored (`heads`) does not lead to."""
        chain = ["", *heads]
        wrong = [number for number, head in self.receipts.items() if chain[number : number + 1] != [head]]
        return [f"receipts {wrong} do not match what is stored"] if wrong else []

    @property
    def final(self) -> dict[int, Change]:
        """The newest change of each item, which the server must have once everything was delivered."""
        return {position: max(changes, key=lambda change: change.at_ms) for position, changes in self.made.items()}

    def find_losses(self, wanted: Mapping[int, Change], stored: Mapping[int, Selected]) -> list[str]:
        """A line for each wanted answer that is not stored; stored may also be a newer one of the same item.

        `wanted`: a copy of `told` made before `stored` was read, or `final` when nothing is held any more.
        """
        lines = []
        for position, change in sorted(wanted.items()):
            changes = self.made[position]
            margin = TOLERANCE_MS if len({row.device for row in changes}) > 1 else 0
            good = {row.selected for row in changes if row.at_ms >= change.at_ms - margin}
            if stored.get(position) not in good:
                lines.append(f"item {position}: {stored.get(position)} is stored, expected one of {sorted(good)}")
        return lines
