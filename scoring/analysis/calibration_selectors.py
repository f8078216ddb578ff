"""Questions about calibrations: what one says, and what it would change. No NumPy: pages ask them."""

from dataclasses import dataclass
from statistics import StatisticsError, correlation, fmean

from django.db.models import Q, QuerySet

from accounts.models import User
from exams.assembly.expected import read_statistics
from scoring.analysis.models import CalibratedItem, CalibratedSitting, Calibration

MOST_MOVERS = 10
ORDERS = {"b": "b", "-b": "-b", "a": "a", "-a": "-a", "share": "share_correct", "fit": "fit", "seen": "seen"}


def get_calibration(*, pk: int) -> Calibration | None:
    related = ("exam", "guide", "requested_by", "linked_to", "used_after")
    return Calibration.objects.select_related(*related).filter(pk=pk).first()


def get_in_use(*, calibration: Calibration) -> Calibration | None:
    """The calibration of the same exam or guide whose numbers are in use."""
    return Calibration.objects.filter(exam=calibration.exam_id, guide=calibration.guide_id, is_in_use=True).first()


def list_abilities(*, user: User, guide_id: int) -> list[CalibratedSitting]:
    """A person's abilities on the scales in use of a guide and its exams, newest sitting first; of sittings that count. One
    statement."""
    in_use = Q(calibration__guide=guide_id) | Q(calibration__exam__guide=guide_id)
    own = CalibratedSitting.objects.filter(calibration__is_in_use=True, sitting__user=user)
    rows = own.filter(in_use, sitting__voided_at__isnull=True)
    return list(rows.select_related("calibration", "sitting").order_by("-sitting__closed_at", "calibration"))


def list_items(*, calibration: Calibration, order: str = "b", is_flagged: bool = False) -> QuerySet[CalibratedItem]:
    rows = CalibratedItem.objects.filter(calibration=calibration).select_related("version__item")
    if is_flagged:
        rows = rows.exclude(flag="")
    return rows.order_by(ORDERS.get(order, "b"), "version")


@dataclass(frozen=True)
class Move:
    """An item of which numbers are in use: its difficulty there, and here."""

    code: str
    old: float
    new: float
    se: float | None

    @property
    def change(self) -> float:
        return self.new - self.old


@dataclass(frozen=True)
class Comparison:
    """What putting a calibration to use changes. `gained`: items without numbers so far; `too_few`: items seen by too few
    sittings, and `outdated`: items that were edited since, of which nothing is used."""

    common: int
    gained: int
    too_few: int
    outdated: int
    correlation: float | None
    shift: float | None
    movers: tuple[Move, ...]

    @property
    def shift_words(self) -> str:
        shift = self.shift or 0.0
        return f"{abs(shift):.2f} {'higher' if shift > 0 else 'lower'}" if abs(shift) >= 0.005 else "as high"


def compare(*, calibration: Calibration) -> Comparison:
    """Against the numbers that stand in the items now, wherever they come from. One statement."""
    rows = list(CalibratedItem.objects.filter(calibration=calibration).select_related("version__item"))
    current = [row for row in rows if row.version.item.current_version_id == row.version_id]
    usable = [row for row in current if row.is_enough]
    before = {row.pk: read_statistics(row.version.item.metadata).location for row in usable}
    moves = [
        Move(row.version.item.code, old, row.b, row.se_b)
        for row in usable
        if (old := before[row.pk]) is not None and row.a > 0
    ]
    return Comparison(
        common=len(moves),
        gained=sum(1 for row in usable if before[row.pk] is None and row.a > 0),
        too_few=len(current) - len(usable),
        outdated=len(rows) - len(current),
        correlation=_correlate(moves),
        shift=fmean(move.change for move in moves) if moves else None,
        movers=tuple(sorted(moves, key=lambda move: -abs(move.change))[:MOST_MOVERS]),
    )


def _correlate(moves: list[Move]) -> float | None:
    """None for fewer than three, or where one side does not vary."""
    if len(moves) < 3:
        return None
    try:
        return correlation([move.old for move in moves], [move.new for move in moves])
    except StatisticsError:
        return None


@dataclass(frozen=True)
class Slot:
    """Half a unit of the scale: `people` and `items` as heights in percent of the highest, and how many they are."""

    start: float
    x: float
    width: float
    sitting_count: int
    item_count: int
    people: float
    items: float

    @property
    def people_top(self) -> float:
        return 100 - self.people


def draw_map(*, calibration: Calibration, items: list[CalibratedItem]) -> list[Slot]:
    """Candidates above and items below, on one scale."""
    known = calibration.abilities
    if not known:
        return []
    counts, start, step = known["counts"], known["from"], known["step"]
    last = len(counts) - 1
    at = [min(last, max(0, int((row.b - start) // step))) for row in items]
    beside = [at.count(place) for place in range(len(counts))]
    most, most_items = max(counts) or 1, max(beside) or 1
    width = 100 / len(counts)
    return [
        Slot(
            start + place * step,
            place * width,
            width,
            count,
            beside[place],
            count / most * 95,
            beside[place] / most_items * 95,
        )
        for place, count in enumerate(counts)
    ]
