"""Import of guides and items: what is wrong is said per file and line, and then nothing is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models.functions import Coalesce

from accounts.models import User
from exams.bank.models import Item, ItemStatus, ItemVersion, Objective, Stimulus
from exams.bank.services.adding import NewItem, add_items
from exams.bank.services.authoring import ItemDetails, Placement, save_item
from exams.bank.services.workflow import may_publish
from exams.exchange.bank_files import METADATA, FileFinding, ParsedBank, ParsedItem, read_bank

# (guide, objective) → objective.
Objectives = dict[tuple[str, str], Objective]
# What a file says of a text that was reviewed where the file is kept.
REVIEWED = ("reviewed", "approved", "live")


class ImportRefused(Exception):
    """Nothing was written; `findings` say why, per file and line."""

    def __init__(self, findings: list[FileFinding]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings


@dataclass
class ImportReport:
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{len(self.created)} created, {len(self.changed)} changed, {len(self.unchanged)} unchanged"


def read_sources(path: Path) -> dict[str, str]:
    """The texts of a file, or of all .yaml files of a folder by their names."""
    files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    return {str(file.relative_to(path)) if path.is_dir() else file.name: read_text(file) for file in files}


def read_text(file: Path) -> str:
    """The text of a UTF-8 file. Raises ImportRefused naming the line where it is none."""
    data = file.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ImportRefused([FileFinding(file.name, line, "This is not UTF-8 text.")]) from error


def import_bank(*, actor: User | None, sources: dict[str, str]) -> ImportReport:
    """Load items (file name → text): all, or none. Loading the same again changes nothing.

    Raises ImportRefused with every finding when anything is wrong.
    """
    bank = read_bank(sources)
    with transaction.atomic():
        findings = [*bank.findings, *check_bank(bank)]
        if findings:
            raise ImportRefused(findings)
        return write_bank(actor=actor, bank=bank)


def check_bank(bank: ParsedBank) -> list[FileFinding]:
    """What stands between these items and the bank as it is: unknown objectives, revisions, enemies."""
    return [
        *_check_places(bank.items, list_known_objectives()),
        *_check_revisions(bank),
        *_check_enemies(bank.items),
    ]


@transaction.atomic
def write_bank(*, actor: User | None, bank: ParsedBank) -> ImportReport:
    """Store items that `check_bank` has no word against. An item that is newer here than in its file stays.

    What files say of reviews and statuses counts only where `actor` may put items live: others bring drafts.
    """
    is_trusted = may_publish(actor)
    for stimulus in bank.stimuli.values():
        Stimulus.objects.get_or_create(
            code=stimulus.code,
            revision=stimulus.revision,
            defaults={"title": stimulus.title, "text": stimulus.text},
        )
    objectives, report = list_known_objectives(), ImportReport()
    newest = _list_newest(bank.items)
    new = [item for item in bank.items if item.code not in newest]
    add_items(actor=actor, rows=[_new_item(item, objectives, is_trusted=is_trusted) for item in new])
    report.created += [item.code for item in new]
    written = list(new)
    for parsed in bank.items:
        if parsed.code not in newest:
            continue
        revision, metadata = newest[parsed.code]
        is_behind = parsed.revision < revision
        is_changed = not is_behind and _write_edition(actor, parsed, objectives, metadata, is_trusted=is_trusted)
        if not is_behind:
            written.append(parsed)
        (report.changed if is_changed else report.unchanged).append(parsed.code)
    _set_enemies(written)
    return report


def _list_newest(items: Iterable[ParsedItem]) -> dict[str, tuple[int, dict[str, Any]]]:
    """Code → number of the newest version and metadata, of those that are stored. One statement."""
    rows = Item.objects.filter(code__in=[item.code for item in items])
    newest = Coalesce("next_version__revision", "current_version__revision", 0)
    return {
        code: (revision, metadata)
        for code, revision, metadata in rows.annotate(newest=newest).values_list("code", "newest", "metadata")
    }


def _new_item(parsed: ParsedItem, objectives: Objectives, *, is_trusted: bool) -> NewItem:
    """The file says where a new item stands; afterwards its status belongs to the people who review it."""
    status = ItemStatus.APPROVED if parsed.status == "reviewed" else parsed.status
    status = status if is_trusted else ItemStatus.DRAFT
    return NewItem(parsed.code, parsed.content, make_details(parsed, objectives), parsed.revision, status)


def _write_edition(
    actor: User | None,
    parsed: ParsedItem,
    objectives: Objectives,
    metadata: dict[str, Any],
    *,
    is_trusted: bool,
) -> bool:
    _, is_changed = save_item(
        actor=actor,
        code=parsed.code,
        content=parsed.content,
        details=make_details(parsed, objectives, metadata),
        revision=parsed.revision,
        is_reviewed=is_trusted and parsed.status in REVIEWED,
    )
    return is_changed


def make_details(parsed: ParsedItem, objectives: Objectives, stored: Mapping[str, Any] | None = None) -> ItemDetails:
    """What a file says of an item besides its content. `objectives`: as `list_known_objectives` gives them.

    Raises KeyError for a place that no guide has: `check_bank` finds those before.

    `stored`: the metadata of the item as it stands here; what files have no word for (statistics, where it came from)
    stays.
    """
    kept = {name: value for name, value in (stored or {}).items() if name not in METADATA}
    found = [find_placement(objectives, guide, place) for guide, place in parsed.placements.items()]
    if None in found:
        raise KeyError(f"{parsed.code} stands at a place that no guide has.")
    return ItemDetails(
        style=parsed.style,
        difficulty=parsed.difficulty,
        is_generative=parsed.is_generative,
        metadata=kept | parsed.metadata,
        placements=tuple(place for place in found if place),
    )


def find_placement(objectives: Objectives, guide: str, place: str) -> Placement | None:
    """What "1.2" or "1.2.d" means in a guide; None if the guide knows no such objective or consideration."""
    code, letter = _parts(place)
    objective = objectives.get((guide, code))
    if objective is None or (letter and letter not in objective.considerations):
        return None
    return Placement(objective, letter)


def _parts(place: str) -> tuple[str, str]:
    """The objective's code and the consideration's letter."""
    parts = place.split(".")
    return ".".join(parts[:2]), ".".join(parts[2:])


def list_known_objectives() -> Objectives:
    """(guide, objective) → objective. One statement."""
    rows = Objective.objects.select_related("domain__guide")
    return {(row.domain.guide.code, row.code): row for row in rows}


def _check_places(items: Iterable[ParsedItem], objectives: Objectives) -> Iterable[FileFinding]:
    for item in items:
        for guide, place in item.placements.items():
            if find_placement(objectives, guide, place) is None:
                message = f"{item.code}: the guide {guide} has no objective {place}. (S02)"
                yield FileFinding(item.file, item.line, message, item.code)


def _check_revisions(bank: ParsedBank) -> Iterable[FileFinding]:
    """A changed text under an unchanged revision is a mistake: somebody forgot to count up."""
    codes = [item.code for item in bank.items]
    versions = ItemVersion.objects.filter(item__code__in=codes).values_list("item__code", "revision", "fingerprint")
    known = {(code, revision): fingerprint for code, revision, fingerprint in versions}
    for item in bank.items:
        before = known.get((item.code, item.revision))
        if before and before != item.content.fingerprint():
            message = f"{item.code}: the text differs from the stored revision {item.revision}; count the revision up."
            yield FileFinding(item.file, item.line, message, item.code)
    rows = Stimulus.objects.filter(code__in=bank.stimuli)
    stored = {(row.code, row.revision): (row.title, row.text) for row in rows}
    for stimulus in bank.stimuli.values():
        present = (stimulus.title, stimulus.text)
        if stored.get((stimulus.code, stimulus.revision), present) != present:
            message = f"The stimulus {stimulus.code} differs from its stored revision; count the revision up."
            yield FileFinding(stimulus.file, stimulus.line, message)


def _check_enemies(items: Sequence[ParsedItem]) -> Iterable[FileFinding]:
    """An enemy must be an item of these files, or one that is stored."""
    here = {item.code for item in items}
    elsewhere = {code for item in items for code in item.enemies} - here
    known = here | set(Item.objects.filter(code__in=elsewhere).values_list("code", flat=True))
    for item in items:
        for code in sorted(set(item.enemies) - known):
            message = f"{item.code}: there is no item {code} to be its enemy."
            yield FileFinding(item.file, item.line, message, item.code)


def _set_enemies(items: Sequence[ParsedItem]) -> None:
    """Make these items enemies of each other as their files say; one side's word is enough.

    Of enemies that stand in none of the files nothing is known here: those that are stored stay.
    """
    wanted: dict[str, set[str]] = {item.code: set(item.enemies) for item in items}
    for item in items:
        for code in item.enemies:
            wanted.setdefault(code, set()).add(item.code)
    told = {item.code for item in items}
    present: dict[str, set[str]] = {}
    pairs = Item.enemies.through.objects.filter(from_item__code__in=told)
    for code, enemy in pairs.values_list("from_item__code", "to_item__code"):
        present.setdefault(code, set()).add(enemy)
        if enemy not in told:
            wanted[code].add(enemy)
    changed = [code for code in told if wanted[code] != present.get(code, set())]
    rows = Item.objects.in_bulk({*changed, *(enemy for code in changed for enemy in wanted[code])}, field_name="code")
    for code in changed:
        rows[code].enemies.set(rows[enemy] for enemy in wanted[code])
