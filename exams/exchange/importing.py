"""Import of files from other systems: first what would happen, row by row; then all of it, or nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePath
from typing import Any, Literal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.text import slugify

from accounts.models import User
from exams.bank.content import ItemContent
from exams.bank.errors import ImageRefused
from exams.bank.models import Item, Stimulus
from exams.bank.services.authoring import ItemDetails, save_item
from exams.bank.services.media import add_image
from exams.exchange.foreign import ForeignItem, Place, Source
from exams.exchange.formats.detect import read_file
from exams.exchange.mapping import NotOurs, alternative_text, digest, place_pictures, to_content

Decision = Literal["create", "change", "duplicate", "unsupported", "refused"]
LONGEST_CODE = 60
# Share of words, in their order, that two editions of one question have in common at least.
SAME_QUESTION = 0.3
NO_TEXT = "A picture that the file does not describe"


@dataclass(frozen=True)
class Row:
    """What will become of one item of a file. `code`: of the item here, if there is or will be one."""

    decision: Decision
    source_id: str
    type: str
    place: Place
    reason: str = ""
    code: str = ""
    item: ForeignItem | None = None
    content: ItemContent | None = None
    digest: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON: keys are the letters of the right options, scores the share of the credit of each option."""
        options = self.item.options if self.item else ()
        letters = [chr(ord("a") + number) for number in range(len(options))]
        return {
            "source_id": self.source_id,
            "type": self.type,
            "options": len(options),
            "keys": [letter for letter, option in zip(letters, options, strict=True) if option.is_correct],
            "scores": [float(option.fraction) for option in options],
            "decision": self.decision,
            "code": self.code,
            "reason": self.reason,
            "file": self.place.file,
            "line": self.place.line,
            "warnings": list(self.item.warnings) if self.item else [],
        }


@dataclass(frozen=True)
class Plan:
    """The rows of a file. `source`: the name by which a later edition of it is known; `format_name`: how it was read."""

    source: str
    format_name: str
    rows: tuple[Row, ...]

    def of(self, *decisions: Decision) -> list[Row]:
        return [row for row in self.rows if row.decision in decisions]

    def count(self) -> dict[str, int]:
        names: tuple[Decision, ...] = ("create", "change", "duplicate", "unsupported", "refused")
        return {name: len(self.of(name)) for name in names}


class PlanRefused(Exception):
    """Some items cannot be read, and the whole file was asked for; nothing was written."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__(f"{len(rows)} items cannot be imported.")
        self.rows = rows


def plan_import(source: Source, *, format_name: str = "") -> Plan:
    """What importing this file would do now; nothing is written. Never raises for what the file holds."""
    name, reading = read_file(source, format_name=format_name)
    known = _Known(PurePath(source.name).stem)
    rows = [_plan(item, known) for item in reading.items]
    rows += [Row("unsupported", row.source_id, row.type, row.place, _UNSUPPORTED) for row in reading.unsupported]
    rows += [
        Row("refused", row.source_id, "", row.place, f"{row.reason} {row.advice}".strip()) for row in reading.refused
    ]
    rows.sort(key=lambda row: (row.place.file, row.place.line))
    return Plan(known.source, name, tuple(rows))


_UNSUPPORTED = "Questions of this type do not exist here."


class _Known:
    """What was imported before, by this name and by what it says; and the codes that are taken."""

    def __init__(self, source: str) -> None:
        self.source = source
        rows = list(Item.objects.filter(metadata__has_key="source").values_list("code", "metadata"))
        origins = [(code, metadata["source"]) for code, metadata in rows]
        self.by_id = {row["id"]: (code, row["digest"]) for code, row in origins if row["name"] == source}
        self.by_digest = {row["digest"]: code for code, row in origins}
        self.codes = set(Item.objects.values_list("code", flat=True))

    def new_code(self, source_id: str) -> str:
        base = slugify(f"{self.source}-{source_id}")[: LONGEST_CODE - 6].strip("-") or "item"
        code, number = base, 2
        while code in self.codes:
            code, number = f"{base}-{number}", number + 1
        self.codes.add(code)
        return code


def _plan(item: ForeignItem, known: _Known) -> Row:
    """The row of a choice item; takes note of it, for those after it in the file."""
    values: dict[str, Any] = {"source_id": item.source_id, "type": item.kind, "place": item.place, "item": item}
    try:
        content = to_content(item)
    except NotOurs as refusal:
        return Row("refused", reason=f"{refusal.reason} {refusal.advice}", **values)
    found = digest(item)
    code, before = known.by_id.get(item.source_id, ("", ""))
    if code and before != found and not _is_edition_of(item.stem, code):
        code = ""  # files called alike number their questions alike
    if before == found:
        return Row("duplicate", reason=f"It was imported as {code}.", code=code, **values)
    if not code and found in known.by_digest:
        same = known.by_digest[found]
        return Row("duplicate", reason=f"It says the same as {same}.", code=same, **values)
    decision: Decision = "change" if code else "create"
    code = code or known.new_code(item.source_id)
    known.by_digest[found] = code
    reason = f"It makes a new version of {code}." if decision == "change" else ""
    return Row(decision, reason=reason, code=code, content=content, digest=found, **values)


def _is_edition_of(stem: str, code: str) -> bool:
    """Whether a stem has grown out of the newest one of an item: some of its words stand in the same order."""
    newest = Coalesce("next_version__stem", "current_version__stem")
    before = Item.objects.filter(code=code).annotate(newest=newest).values_list("newest", flat=True).get()
    return SequenceMatcher(None, before.split(), stem.split(), autojunk=False).ratio() >= SAME_QUESTION


@transaction.atomic
def carry_out(plan: Plan, *, actor: User | None, is_partial: bool = False) -> int:
    """Write what the plan says; returns how many items were created or changed. New items are drafts.

    Raises PlanRefused when the file has items that cannot be read, unless `is_partial` says to go on without them.
    """
    refused = plan.of("refused")
    if refused and not is_partial:
        raise PlanRefused(refused)
    rows = plan.of("create", "change")
    metadata = dict(Item.objects.filter(code__in=[row.code for row in rows]).values_list("code", "metadata"))
    for row in rows:
        _write(plan, row, metadata.get(row.code, {}), actor)
    return len(rows)


def _write(plan: Plan, row: Row, before: dict[str, Any], actor: User | None) -> None:
    assert row.item
    assert row.content
    content = place_pictures(row.content, dict(_store_pictures(row.item, actor)))
    if row.item.stimulus:
        stimulus = _store_stimulus(plan.source, row.item)
        content = _with_stimulus(content, stimulus)
    origin = {"name": plan.source, "id": row.source_id, "digest": row.digest, "format": plan.format_name}
    kept = {name: value for name, value in row.item.metadata.items() if value}
    metadata = before | {"source": origin} | ({"tags": list(row.item.tags)} if row.item.tags else {})
    metadata |= {"imported": kept} if kept else {}
    existing = Item.objects.filter(code=row.code).first()
    details = ItemDetails(
        style=existing.style if existing else "",
        difficulty=existing.difficulty if existing else _difficulty(kept),
        is_generative=existing.is_generative if existing else False,
        metadata=metadata,
    )
    save_item(actor=actor, code=row.code, content=content, details=details)


def _difficulty(kept: dict[str, str]) -> str:
    return kept["difficulty"] if kept.get("difficulty") in {"easy", "medium", "hard"} else "medium"


def _store_pictures(item: ForeignItem, actor: User | None) -> Iterator[tuple[str, str]]:
    """Name → address, of those that can be shown."""
    for medium in item.media:
        upload = SimpleUploadedFile(medium.name, medium.data, medium.content_type)
        text = alternative_text(item, medium.name) or NO_TEXT
        try:
            yield medium.name, add_image(actor=actor, upload=upload, alternative_text=text).file.url
        except ImageRefused:
            continue  # its name stays in the text, where the author finds it


def _store_stimulus(source: str, item: ForeignItem) -> Stimulus:
    """The text that several items share; a changed one is a new revision."""
    code = slugify(f"{source}-{item.stimulus_code or item.source_id}")[:LONGEST_CODE].strip("-") or "stimulus"
    newest = Stimulus.objects.filter(code=code).order_by("-revision").first()
    title = item.stimulus_title or code
    if newest is not None and (newest.title, newest.text) == (title, item.stimulus):
        return newest
    return Stimulus.objects.create(
        code=code, revision=newest.revision + 1 if newest else 1, title=title[:120], text=item.stimulus
    )


def _with_stimulus(content: ItemContent, stimulus: Stimulus) -> ItemContent:
    return ItemContent(**{**content.__dict__, "stimulus_code": stimulus.code, "stimulus_revision": stimulus.revision})


def list_rows(plans: Iterable[Plan]) -> list[dict[str, Any]]:
    """All rows of several files, for JSON."""
    return [row.as_dict() for plan in plans for row in plan.rows]
