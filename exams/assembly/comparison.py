"""Forms side by side: what stands on each, in numbers. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from exams.assembly.drawing import PoolItem
from exams.assembly.optimizing.units import are_enemies

Cell = int | float | None


@dataclass(frozen=True)
class ComparedItem:
    """An item of a form; `key_codes`: the options that are right, as they were written; `word_count`: to be read."""

    item: PoolItem
    key_codes: str
    word_count: int
    is_pilot: bool = False
    is_anchor: bool = False


ComparedForm = Sequence[ComparedItem]


@dataclass(frozen=True)
class Row:
    section: str
    label: str
    values: tuple[Cell, ...]
    digits: int = 0

    @property
    def cells(self) -> list[str]:
        return ["–" if value is None else f"{value:.{self.digits}f}" for value in self.values]

    @property
    def spread(self) -> str:
        """Between the least and the most; "" where nothing is known, or there is one form."""
        known = [value for value in self.values if value is not None]
        return f"{max(known) - min(known):.{self.digits}f}" if len(known) > 1 else ""


def compare(forms: Sequence[ComparedForm]) -> list[Row]:
    """Everything that parallel forms should agree in; pilot items count where they are read, nowhere else."""
    scored = [[row for row in form if not row.is_pilot] for form in forms]
    return [*_compare_wholes(forms, scored), *_compare_counts(scored), *_compare_keys(scored)]


def _compare_wholes(forms: Sequence[ComparedForm], scored: Sequence[ComparedForm]) -> list[Row]:
    shared = _count_shared(scored)

    def row(
        label: str, measure: Callable[[ComparedForm], Cell], source: Sequence[ComparedForm], digits: int = 0
    ) -> Row:
        return Row("Whole form", label, tuple(measure(form) for form in source), digits)

    return [
        row("Scored items", len, scored),
        row("Pilot items", lambda form: sum(entry.is_pilot for entry in form), forms),
        row("Anchors", lambda form: sum(entry.is_anchor for entry in form), scored),
        row("Mean expected share", _mean_share, scored, 3),
        row("Information at the cut", _information, scored, 2),
        row("Mean use of an item (forms)", _mean_exposure, scored, 2),
        row("Enemies together", _count_enemies, forms),
        Row("Whole form", "Most items shared with another form", shared),
        row("Words to read", lambda form: sum(entry.word_count for entry in form), forms),
    ]


def _compare_counts(scored: Sequence[ComparedForm]) -> list[Row]:
    attributes: dict[str, Callable[[PoolItem], frozenset[str]]] = {
        "Domain": lambda item: frozenset({item.domain}),
        "Objective": lambda item: frozenset({item.objective}),
        "Difficulty": lambda item: frozenset({item.difficulty}),
        "Style": lambda item: frozenset({item.style}),
        "Tag": lambda item: item.tags,
    }
    rows = []
    for section, values_of in attributes.items():
        labels = sorted({value for form in scored for entry in form for value in values_of(entry.item)} - {""})
        for label in labels:
            counts = tuple(sum(label in values_of(entry.item) for entry in form) for form in scored)
            rows.append(Row(section, label, counts))
    return rows


def _compare_keys(scored: Sequence[ComparedForm]) -> list[Row]:
    codes = sorted({code for form in scored for entry in form for code in entry.key_codes})
    return [
        Row("Key position", code, tuple(sum(code in entry.key_codes for entry in form) for form in scored))
        for code in codes
    ]


def _mean_share(form: ComparedForm) -> float | None:
    return sum(entry.item.expected_share for entry in form) / len(form) if form else None


def _information(form: ComparedForm) -> float | None:
    """Of the calibrated items; None where there is none."""
    known = [entry.item.information for entry in form if entry.item.information is not None]
    return sum(known) if known else None


def _mean_exposure(form: ComparedForm) -> float | None:
    return sum(entry.item.exposure for entry in form) / len(form) if form else None


def _count_enemies(form: ComparedForm) -> int:
    pairs = combinations([entry.item for entry in form], 2)
    return sum(are_enemies(one, other) for one, other in pairs)


def _count_shared(scored: Sequence[ComparedForm]) -> tuple[int, ...]:
    codes = [{entry.item.code for entry in form if not entry.is_anchor} for form in scored]
    return tuple(
        max((len(own & other) for index, other in enumerate(codes) if index != place), default=0)
        for place, own in enumerate(codes)
    )
