"""Import of guides and items: what is wrong is said per file and line, and then nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from accounts.models import User
from exams.bank.models import Domain, ExamGuide, Item, ItemStatus, ItemVersion, Objective, Stimulus
from exams.bank.services.authoring import ItemDetails, Placement, save_item
from exams.exchange.bank_files import FileFinding, ParsedBank, ParsedItem, read_bank
from exams.exchange.guide_files import ParsedGuide, read_guides
from exams.exchange.strict_yaml import Refused


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
    return {str(file.relative_to(path)) if path.is_dir() else file.name: file.read_text("utf-8") for file in files}


@transaction.atomic
def import_guides(*, name: str, text: str) -> list[ExamGuide]:
    """Load or refresh the guides of a file. Raises ImportRefused."""
    try:
        parsed = read_guides(text)
    except Refused as refusal:
        raise ImportRefused([FileFinding(name, refusal.line, refusal.message)]) from refusal
    except KeyError as missing:
        raise ImportRefused([FileFinding(name, 1, f"{missing} is missing.")]) from missing
    except (AttributeError, TypeError) as error:
        raise ImportRefused([FileFinding(name, 1, "This is no file of exam guides.")]) from error
    return [_write_guide(guide) for guide in parsed]


def _write_guide(parsed: ParsedGuide) -> ExamGuide:
    values = {"title": parsed.title, "exam_name": parsed.exam_name, "is_current": parsed.is_current}
    guide, _ = ExamGuide.objects.update_or_create(code=parsed.code, defaults=values)
    for row in parsed.domains:
        domain, _ = Domain.objects.update_or_create(
            guide=guide, code=row.code, defaults={"title": row.title, "weight": row.weight}
        )
        for objective in row.objectives:
            Objective.objects.update_or_create(
                domain=domain,
                code=objective.code,
                defaults={"title": objective.title, "considerations": objective.considerations},
            )
    return guide


@transaction.atomic
def import_bank(*, actor: User | None, sources: dict[str, str]) -> ImportReport:
    """Load items (file name → text): all, or none. Loading the same again changes nothing.

    Raises ImportRefused with every finding when anything is wrong.
    """
    bank = read_bank(sources)
    objectives = _known_objectives()
    findings = [*bank.findings, *_check_places(bank.items, objectives), *_check_revisions(bank)]
    if findings:
        raise ImportRefused(findings)
    for stimulus in bank.stimuli.values():
        Stimulus.objects.get_or_create(
            code=stimulus.code,
            revision=stimulus.revision,
            defaults={"title": stimulus.title, "text": stimulus.text},
        )
    report = ImportReport()
    rows = Item.objects.filter(code__in=[item.code for item in bank.items])
    current = dict(rows.values_list("code", "current_version__revision"))
    for parsed in bank.items:
        is_new = parsed.code not in current
        # Somebody edited the item here since: the file is behind, and what is newer stays.
        is_behind = not is_new and parsed.revision < (current[parsed.code] or 0)
        is_changed = not is_behind and _write_item(actor, parsed, objectives, is_new=is_new)
        target = report.created if is_new else report.changed if is_changed else report.unchanged
        target.append(parsed.code)
    _set_enemies(bank.items)
    return report


def _write_item(
    actor: User | None, parsed: ParsedItem, objectives: dict[tuple[str, str], Objective], *, is_new: bool
) -> bool:
    placements = tuple(
        Placement(objectives[guide, _objective_code(place)], _consideration(place))
        for guide, place in parsed.placements.items()
    )
    details = ItemDetails(
        style=parsed.style,
        difficulty=parsed.difficulty,
        is_generative=parsed.is_generative,
        metadata=parsed.metadata,
        placements=placements,
    )
    item, is_changed = save_item(
        actor=actor, code=parsed.code, content=parsed.content, details=details, revision=parsed.revision
    )
    # The file says where a new item stands; afterwards its status belongs to the people who review it.
    status = ItemStatus.APPROVED if parsed.status == "reviewed" else parsed.status
    if is_new and item.status != status:
        item.status = status
        item.save(update_fields=["status", "updated_at"])
    return is_changed


def _objective_code(place: str) -> str:
    return ".".join(place.split(".")[:2])


def _consideration(place: str) -> str:
    parts = place.split(".")
    return parts[2] if len(parts) > 2 else ""


def _known_objectives() -> dict[tuple[str, str], Objective]:
    rows = Objective.objects.select_related("domain__guide")
    return {(row.domain.guide.code, row.code): row for row in rows}


def _check_places(items: Iterable[ParsedItem], objectives: dict[tuple[str, str], Objective]) -> Iterable[FileFinding]:
    for item in items:
        for guide, place in item.placements.items():
            objective = objectives.get((guide, _objective_code(place)))
            letter = _consideration(place)
            if objective is None or (letter and letter not in objective.considerations):
                message = f"{item.code}: the guide {guide} has no objective {place}. (S02)"
                yield FileFinding(item.file, item.line, message)


def _check_revisions(bank: ParsedBank) -> Iterable[FileFinding]:
    """A changed text under an unchanged revision is a mistake: somebody forgot to count up."""
    codes = [item.code for item in bank.items]
    versions = ItemVersion.objects.filter(item__code__in=codes).values_list("item__code", "revision", "fingerprint")
    known = {(code, revision): fingerprint for code, revision, fingerprint in versions}
    for item in bank.items:
        before = known.get((item.code, item.revision))
        if before and before != item.content.fingerprint():
            message = f"{item.code}: the text differs from the stored revision {item.revision}; count the revision up."
            yield FileFinding(item.file, item.line, message)
    texts = {(row.code, row.revision): row.text for row in Stimulus.objects.filter(code__in=bank.stimuli)}
    for stimulus in bank.stimuli.values():
        if texts.get((stimulus.code, stimulus.revision), stimulus.text) != stimulus.text:
            message = f"The stimulus {stimulus.code} differs from its stored revision; count the revision up."
            yield FileFinding(stimulus.code, 1, message)


def _set_enemies(items: list[ParsedItem]) -> None:
    with_enemies = [item for item in items if item.enemies]
    if not with_enemies:
        return
    rows = Item.objects.in_bulk(
        {code for item in with_enemies for code in (item.code, *item.enemies)}, field_name="code"
    )
    for item in with_enemies:
        # To be enemies is mutual, but a file may say it on one side only.
        named_by = [other.code for other in with_enemies if item.code in other.enemies]
        rows[item.code].enemies.set(rows[code] for code in {*item.enemies, *named_by} if code in rows)
