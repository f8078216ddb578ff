"""What will become of a file, row by row.."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from exams.bank.content import ItemContent
from exams.bank.lint import Finding
from exams.bank.lint.duplicates import Neighbor
from exams.bank.services.authoring import ItemDetails
from exams.exchange.bank_files import ParsedBank
from exams.exchange.decisions import DECISIONS, Decision
from exams.exchange.foreign import ForeignItem, Place


@dataclass(frozen=True)
class Row:
    """What will become of one item of a file. `code`: of the item here, if there is or will be one.

    `content`, `details`: as they will be stored, where the item is ours or can be; `like`: stored items whose stems are
    much alike.
    """

    decision: Decision
    source_id: str
    type: str
    place: Place
    reason: str = ""
    code: str = ""
    item: ForeignItem | None = None
    content: ItemContent | None = None
    details: ItemDetails | None = None
    digest: str = ""
    warnings: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    like: tuple[Neighbor, ...] = ()

    @property
    def stem(self) -> str:
        shown = self.item or self.content
        return shown.stem if shown else ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON: keys are the letters of the right options, scores the share of the credit of each option."""
        scores = self._scores()
        return {
            "source_id": self.source_id,
            "type": self.type,
            "options": len(scores),
            "keys": [letter for letter, is_correct, _ in scores if is_correct],
            "scores": [share for _, _, share in scores],
            "decision": self.decision,
            "code": self.code,
            "reason": self.reason,
            "file": self.place.file,
            "line": self.place.line,
            "warnings": list(self.warnings),
            "findings": [
                {name: value for name, value in finding.as_dict().items() if name not in {"item", "waived_because"}}
                for finding in self.findings
            ],
            "like": [{"code": row.name, "similarity": round(row.similarity, 2)} for row in self.like],
        }

    def _scores(self) -> list[tuple[str, bool, float]]:
        """Of each option: letter, whether it is right, share of the credit."""
        if self.item:
            options = enumerate(self.item.options)
            return [(chr(ord("a") + number), row.is_correct, float(row.fraction)) for number, row in options]
        if self.content is None:
            return []
        pairs = zip(self.content.options, self.content.shares(), strict=True)
        return [(row.code, row.is_correct, float(share)) for row, share in pairs]


@dataclass(frozen=True)
class Plan:
    """The rows of a file. `source`: the name by which a later edition of it is known; `format_name`: how it was read.

    Of our own files: `bank` holds what can be stored, `pictures` the files that its texts name.
    """

    source: str
    format_name: str
    rows: tuple[Row, ...]
    bank: ParsedBank | None = field(default=None, compare=False)
    pictures: Mapping[str, bytes] = field(default_factory=dict, compare=False)

    def of(self, *decisions: Decision) -> list[Row]:
        return [row for row in self.rows if row.decision in decisions]

    def count(self) -> dict[str, int]:
        return {name: len(self.of(name)) for name in DECISIONS}


def list_rows(plans: Iterable[Plan]) -> list[dict[str, Any]]:
    """All rows of several files, for JSON."""
    return [row.as_dict() for plan in plans for row in plan.rows]
