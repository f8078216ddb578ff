"""The gradebook: one line for each sitting of an exam that is over, one column for each thing. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

Cell = str | int | float | Decimal | datetime | None
NOT_SCORED = "not scored"


@dataclass(frozen=True)
class DomainPoints:
    code: str
    points: Decimal
    max_points: Decimal


@dataclass(frozen=True)
class Line:
    """A sitting and its result. `state`: of the result; `shown`: what the candidate sees of it by now.

    `minutes`: from the start to the end, pauses included. Everything from `points` on is None while nothing is scored.
    """

    candidate: str
    email: str
    sitting: str
    started_at: datetime | None
    closed_at: datetime | None
    minutes: float | None
    ended: str
    state: str
    shown: str
    released_at: datetime | None
    version: int | None = None
    points: Decimal | None = None
    max_points: Decimal | None = None
    cut_percent: Decimal | None = None
    scaled: int | None = None
    is_pass: bool | None = None
    domains: tuple[DomainPoints, ...] = field(default=())

    @property
    def share_percent(self) -> Decimal | None:
        """With one decimal, half up."""
        if self.points is None or not self.max_points:
            return None
        return (100 * self.points / self.max_points).quantize(Decimal("0.1"))


HEADER = (
    *("Candidate", "Mail", "Sitting", "Started (UTC)", "Ended (UTC)", "Minutes", "How it ended"),
    *("Result", "Shown to the candidate", "Shown since (UTC)", "Version"),
    *("Points", "Of", "Share in %", "Cut in %", "Scaled score", "Passed"),
)


def write_rows(lines: Iterable[Line], domains: Sequence[tuple[str, str]]) -> Iterator[list[Cell]]:
    """The header and a row for each line; `domains`: code and title of the columns of domains, points and most."""
    titles = [f"{code} {title}: {what}" for code, title in domains for what in ("points", "of")]
    yield [*HEADER, *titles]
    for line in lines:
        found = {row.code: row for row in line.domains}
        cells: list[Cell] = []
        for code, _ in domains:
            row = found.get(code)
            cells += [row.points, row.max_points] if row else [None, None]
        yield [*_cells(line), *cells]


def _cells(line: Line) -> list[Cell]:
    passed = None if line.is_pass is None else "yes" if line.is_pass else "no"
    return [
        *(line.candidate, line.email, line.sitting, line.started_at, line.closed_at, line.minutes, line.ended),
        *(line.state, line.shown, line.released_at, line.version),
        *(line.points, line.max_points, line.share_percent, line.cut_percent, line.scaled, passed),
    ]
