"""The checks beside the editor: what the linter says about the item as it stands there, saved or not."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator

from exams.bank.admin.editor import ItemEditor
from exams.bank.admin.field_places import FieldPlace, find_place
from exams.bank.lint import Finding, Level, blocks_live
from exams.bank.lint.duplicates import Neighbor
from exams.bank.lint.prose import plain
from exams.bank.models import Item
from exams.bank.nearest import list_nearest

NAMES = {Level.ERROR: ("error", "errors"), Level.WARNING: ("warning", "warnings")}
STEM_CHARACTERS = 160


@dataclass(frozen=True)
class ShownFinding:
    """`is_first`: of its rule; why and how to mend are said once a rule."""

    finding: Finding
    place: FieldPlace
    is_first: bool


@dataclass(frozen=True)
class ShownNeighbor:
    """`percent` of the runs of four words are the same."""

    code: str
    url: str
    percent: int
    stem: str


def check_typed(editor: ItemEditor) -> dict[str, Any]:
    """What the page shows of the checks; for a new item of which nothing is written, nothing. Reads only."""
    content = editor.content()
    if not (editor.item or content.stem.strip() or content.options):
        return {}
    found = editor.list_findings()
    stem = content.stem
    neighbors = list_nearest(stem=stem, without=editor.item.code if editor.item else "") if stem.strip() else []
    return {
        "rows": _show(found, editor),
        "summary": describe(found) or "The checks found nothing that has to be mended.",
        "neighbors": show_neighbors(neighbors),
        "blockers": blocks_live(found),
    }


def describe(findings: Sequence[Finding]) -> str:
    """One sentence, short enough to be read out while somebody types; empty where nothing has to be done."""
    counts = Counter(finding.level for finding in findings if not finding.waived_because)
    parts = [f"{counts[level]} {names[counts[level] != 1]}" for level, names in NAMES.items() if counts[level]]
    waived = sum(bool(finding.waived_because) for finding in findings)
    if not parts:
        return ""
    return f"The checks found {' and '.join(parts)}{f' ({waived} waived)' if waived else ''}."


def _show(findings: Iterable[Finding], editor: ItemEditor) -> list[ShownFinding]:
    """Errors first, and within a level in the order of the rules; waived ones last."""
    levels = list(Level)
    ordered = sorted(findings, key=lambda row: (bool(row.waived_because), levels.index(row.level), row.rule))
    told: set[str] = set()
    shown = []
    for finding in ordered:
        shown.append(ShownFinding(finding, find_place(finding.where, editor), finding.rule not in told))
        told.add(finding.rule)
    return shown


def show_neighbors(neighbors: Sequence[Neighbor]) -> list[ShownNeighbor]:
    """With the beginning of each stem. One statement, none where there is nothing to show."""
    if not neighbors:
        return []
    codes = [neighbor.name for neighbor in neighbors]
    rows = Item.objects.filter(code__in=codes).values_list("code", "pk", "current_version__stem")
    known = {code: (pk, stem) for code, pk, stem in rows}
    return [
        ShownNeighbor(
            code=row.name,
            url=reverse("admin:bank_item_change", args=[known[row.name][0]]),
            percent=round(row.similarity * 100),
            stem=Truncator(" ".join(plain(known[row.name][1]).split())).chars(STEM_CHARACTERS),
        )
        for row in neighbors
        if row.name in known
    ]
