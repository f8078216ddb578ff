"""Questions about unusual sittings, with the people behind them. No NumPy: pages ask them."""

from dataclasses import dataclass
from typing import Any

from exams.sittings.models import Sitting
from scoring.analysis.integrity_words import Section, write_section
from scoring.analysis.models import IntegrityReport

ORDER = ("pairs", "fit", "rapid", "changes")


@dataclass(frozen=True)
class Named:
    """A sitting of a row."""

    pk: str
    name: str


@dataclass(frozen=True)
class Row:
    """One question: whose sittings, and the cells of its table."""

    sittings: tuple[Named, ...]
    cells: tuple[str, ...]
    is_rare: bool


@dataclass(frozen=True)
class Shown:
    section: Section
    rows: list[Row]


def list_sections(*, report: IntegrityReport) -> list[Shown]:
    """One statement. A sitting that is gone keeps its row, without a name."""
    numbers = report.numbers
    ids = {row[name] for part in ORDER for row in numbers[part]["rows"] for name in ("sitting", "other") if name in row}
    people = Sitting.objects.filter(pk__in=ids).select_related("user")
    names = {str(sitting.pk): str(sitting.user) for sitting in people}
    return [_show(part, numbers[part], names) for part in ORDER]


def _show(part: str, numbers: dict[str, Any], names: dict[str, str]) -> Shown:
    section = write_section(part, numbers)
    rows = [
        Row(
            sittings=tuple(Named(row[name], names.get(row[name], "–")) for name in ("sitting", "other") if name in row),
            cells=section.write_cells(row),
            is_rare=row.get("adjusted", 1.0) <= section.adjusted_level,
        )
        for row in numbers["rows"]
    ]
    return Shown(section, rows)
