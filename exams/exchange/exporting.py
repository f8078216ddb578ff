"""Export of items: the newest version of each, with pictures, as one file of a format."""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch, QuerySet

from exams.bank.content import ItemContent
from exams.bank.keys import get_contents
from exams.bank.models import Item, ItemStatus, ItemVersion, Media, Option, Stimulus
from exams.bank.models.media import CONTENT_TYPES
from exams.bank.services.authoring import ItemDetails, get_many_details
from exams.exchange.bank_files import METADATA, ParsedItem, ParsedStimulus
from exams.exchange.foreign import ForeignItem, Medium
from exams.exchange.formats.aiken import write_aiken
from exams.exchange.formats.csv_file import write_csv
from exams.exchange.formats.gift_writer import write_gift
from exams.exchange.formats.moodle_xml_writer import write_moodle_xml
from exams.exchange.formats.names import OWN
from exams.exchange.formats.qti import write_qti
from exams.exchange.formats.xlsx_file import write_xlsx
from exams.exchange.formats.yaml_pack import write_package
from exams.exchange.mapping import list_shown, list_texts, name_in_text, name_pictures, to_foreign
from exams.exchange.merging import KEPT, write_placements

# Called with how many items are read, of how many.
Progress = Callable[[int, int], None]
BATCH = 500


def _write_qti(version: str) -> Callable[[Iterable[ForeignItem]], bytes]:
    return lambda items: write_qti(items, version)


# All but our own, which says more than items of other systems have.
WRITERS: dict[str, Callable[[Iterable[ForeignItem]], bytes]] = {
    "xlsx": write_xlsx,
    "csv": write_csv,
    **{f"qti{version}": _write_qti(version) for version in ("3.0", "2.2", "2.1", "1.2")},
    "moodle": write_moodle_xml,
    "gift": write_gift,
    "aiken": write_aiken,
}


@dataclass(frozen=True)
class _Exported:
    """An item as it is stored; its texts name pictures by `media:NAME`."""

    item: Item
    version: ItemVersion
    content: ItemContent
    details: ItemDetails
    stimulus: Stimulus | None
    stimulus_text: str
    media: tuple[Medium, ...]


def export_items(*, format_name: str, codes: Sequence[str] = (), tell: Progress | None = None) -> tuple[bytes, int]:
    """The newest versions of these items (of all that are not retired) as one file, and how many there are."""
    rows = Item.objects.filter(code__in=codes) if codes else Item.objects.exclude(status=ItemStatus.RETIRED)
    found = list(_read_all(rows, tell or (lambda done, total: None)))
    if format_name == OWN:
        return _write_own(found), len(found)
    return WRITERS[format_name](map(_foreign, found)), len(found)


def _read_all(rows: QuerySet[Item], tell: Progress) -> Iterator[_Exported]:
    ids = list(rows.exclude(current_version=None).order_by("code").values_list("pk", flat=True))
    pictures = _Pictures()
    for start in range(0, len(ids), BATCH):
        yield from _read(ids[start : start + BATCH], pictures)
        tell(min(start + BATCH, len(ids)), len(ids))


def _read(ids: list[int], pictures: "_Pictures") -> Iterator[_Exported]:
    shown = Prefetch("options", Option.objects.order_by("code"))
    versions = ItemVersion.objects.select_related("stimulus").prefetch_related(shown)
    rows = Item.objects.filter(pk__in=ids).order_by("code")
    items = list(rows.prefetch_related(Prefetch("current_version", versions), Prefetch("next_version", versions)))
    newest = {item.pk: version for item in items if (version := item.newest_version)}
    contents, details = get_contents(versions=newest.values()), get_many_details(items=items)
    texts = {version.pk: _texts(version, contents[version.pk]) for version in newest.values()}
    pictures.load(text for several in texts.values() for text in several)
    for item in items:
        version = newest[item.pk]
        yield _Exported(
            item,
            version,
            name_pictures(contents[version.pk], pictures.names),
            details[item.pk],
            version.stimulus,
            name_in_text(version.stimulus.text, pictures.names) if version.stimulus else "",
            pictures.of(texts[version.pk]),
        )


def _texts(version: ItemVersion, content: ItemContent) -> list[str]:
    return [*list_texts(content), *([version.stimulus.text] if version.stimulus else [])]


class _Pictures:
    """The stored pictures that texts show; a picture that many items show is read once."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self._media: dict[str, Medium] = {}

    def load(self, texts: Iterable[str]) -> None:
        wanted = {posixpath.basename(address): address for address in list_shown(texts)}
        digests = {name.split(".")[0] for name, address in wanted.items() if address not in self.names}
        for media in Media.objects.filter(digest__in=digests):
            name = media.name
            if wanted.get(name) != media.file.url:
                continue
            with media.file.open("rb") as file:
                data = file.read()
            self.names[media.file.url] = name
            self._media[media.file.url] = Medium(name, CONTENT_TYPES[name.rsplit(".", 1)[-1]], data)

    def of(self, texts: Iterable[str]) -> tuple[Medium, ...]:
        return tuple(self._media[address] for address in sorted(list_shown(texts)) if address in self._media)


# --- into the formats -----------------------------------------------------------------------------
def _foreign(one: _Exported) -> ForeignItem:
    metadata = one.details.metadata
    kept = metadata.get("imported")
    said = {name: str(kept[name]) for name in KEPT if name in kept} if isinstance(kept, dict) else {}
    said |= {
        "style": one.details.style,
        "difficulty": one.details.difficulty,
        "objectives": write_placements(one.details.placements),
    }
    return to_foreign(
        one.item.code,
        one.content,
        tags=tuple(map(str, _list(metadata.get("tags")))),
        metadata=said,
        stimulus=(one.stimulus.title, one.stimulus_text) if one.stimulus else ("", ""),
        media=one.media,
    )


def _list(value: object) -> list[Any]:
    """Authors can write anything into metadata."""
    return value if isinstance(value, list) else []


def _write_own(found: list[_Exported]) -> bytes:
    enemies = _list_enemies([one.item for one in found])
    cases = {
        one.stimulus.code: ParsedStimulus(
            "", 0, one.stimulus.code, one.stimulus.revision, one.stimulus.title, one.stimulus_text
        )
        for one in sorted(found, key=lambda one: one.stimulus.revision if one.stimulus else 0)
        if one.stimulus
    }
    items = [_parsed(one, enemies.get(one.item.pk, ()), cases) for one in found]
    return write_package(items, cases.values(), media={row.name: row.data for one in found for row in one.media})


def _parsed(one: _Exported, enemies: Iterable[str], cases: dict[str, ParsedStimulus]) -> ParsedItem:
    content = one.content
    if one.stimulus:
        # A file knows one revision of a stimulus: the latest that any of its items shows.
        content = replace(content, stimulus_revision=cases[one.stimulus.code].revision)
    return ParsedItem(
        file="",
        line=0,
        code=one.item.code,
        revision=one.version.revision,
        status=one.item.stage,
        content=content,
        placements={place.objective.domain.guide.code: place.code for place in one.details.placements},
        style=one.details.style,
        difficulty=one.details.difficulty,
        is_generative=one.details.is_generative,
        enemies=tuple(sorted(enemies)),
        metadata={name: value for name, value in one.details.metadata.items() if name in METADATA},
    )


def _list_enemies(items: list[Item]) -> dict[int, list[str]]:
    """Item id → codes of its enemies among these items: a file names no item that it does not hold."""
    codes = {item.pk: item.code for item in items}
    found: dict[int, list[str]] = {}
    for start in range(0, len(items), BATCH):
        batch = [item.pk for item in items[start : start + BATCH]]
        pairs = Item.enemies.through.objects.filter(from_item__in=batch)
        for item_id, enemy_id in pairs.values_list("from_item_id", "to_item_id"):
            if enemy_id in codes:
                found.setdefault(item_id, []).append(codes[enemy_id])
    return found
