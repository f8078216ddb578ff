"""What the bank holds already, as an import needs to know it."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch
from django.db.models.functions import Coalesce

from exams.bank.content import ItemContent
from exams.bank.keys import get_contents
from exams.bank.models import Item, ItemVersion, Media, Option
from exams.bank.models.key import OptionKey
from exams.bank.services.authoring import ItemDetails, get_many_details
from exams.bank.services.media import find_image
from exams.exchange.foreign import ForeignItem
from exams.exchange.mapping import list_item_texts

BATCH = 500
# What formats write differently although it says the same: marks of Markdown, spaces, where a picture is kept.
_TARGET = re.compile(r"\]\([^()\s]*\)")
_OUR_NAME = re.compile(r"media:([0-9a-f]{64})(\.\w{3,4})")
_MARKS = re.compile(r"[\s*_`\\]+")


@dataclass(frozen=True)
class Stored:
    """The newest version of an item. `stimulus_text`: what it shares with others, or ""."""

    revision: int
    content: ItemContent
    details: ItemDetails
    stimulus_text: str = ""


class Known:
    """Items by where they came from (`source`: the file's name), by what they say, and the codes that are taken."""

    def __init__(self, source: str) -> None:
        rows = list(Item.objects.values_list("code", "metadata"))
        origins = [(code, origin) for code, metadata in rows if (origin := _origin(metadata))]
        self._by_digest = {str(origin.get("digest")): code for code, origin in origins}
        self._by_id = {
            str(origin.get("id")): (code, str(origin.get("digest")))
            for code, origin in origins
            if origin.get("name") == source
        }
        self._by_face = dict(_list_faces())
        self._codes = {code for code, _ in rows}
        self._pictures: dict[bytes, str | None] = {}

    def find(self, source_id: str) -> tuple[str, str]:
        """The code of the item that goes by this id, and the digest of what was imported; ("", "") if there is none."""
        return self._by_id.get(source_id) or (source_id if source_id in self._codes else "", "")

    def find_twin(self, digest: str) -> str:
        """The code of an item that was imported with these very words, or ""."""
        return self._by_digest.get(digest, "")

    def find_alike(self, content: ItemContent, stimulus: str) -> str:
        """The code of a stored item with the same question, options and key, whatever is told of them; or ""."""
        return self._by_face.get(_face_of(content, stimulus), "")

    def take_code(self, wanted: str) -> str:
        code, number = wanted, 2
        while code in self._codes:
            code, number = f"{wanted}-{number}", number + 1
        self._codes.add(code)
        return code

    def note(self, code: str, digest: str) -> None:
        """The file says this of an item: what says the very same further down is a duplicate."""
        self._by_digest[digest] = code

    def list_pictures(self, item: ForeignItem) -> dict[str, str]:
        """Name → address, of the pictures of an item that are stored already."""
        for medium in item.media:
            if medium.data not in self._pictures:
                image = find_image(data=medium.data)
                self._pictures[medium.data] = image.file.url if image else None
        named = {medium.name: self._pictures[medium.data] for medium in item.media}
        return find_named(list_item_texts(item)) | {name: address for name, address in named.items() if address}


def find_named(texts: Iterable[str]) -> dict[str, str]:
    """Name → address, of pictures that go by the name under which they are stored here.

    Formats without files name ours so. No statement where no text names one, else one.
    """
    names = {f"{found[1]}{found[2]}": found[1] for text in texts for found in _OUR_NAME.finditer(text)}
    if not names:
        return {}
    rows = Media.objects.filter(digest__in=names.values())
    addresses = {media.name: media.file.url for media in rows}
    return {name: addresses[name] for name in names if name in addresses}


def _origin(metadata: object) -> dict[str, object]:
    """Where an item came from; authors can write anything into metadata."""
    origin = metadata.get("source") if isinstance(metadata, dict) else None
    return origin if isinstance(origin, dict) else {}


def load_stored(codes: Iterable[str]) -> dict[str, Stored]:
    """Code → what is stored. Six statements for each batch."""
    wanted = sorted(set(codes))
    found: dict[str, Stored] = {}
    for start in range(0, len(wanted), BATCH):
        found |= _load(wanted[start : start + BATCH])
    return found


def _load(codes: list[str]) -> dict[str, Stored]:
    rows = Item.objects.filter(code__in=codes).exclude(current_version=None)
    options = Prefetch("options", Option.objects.order_by("code"))
    versions_shown = ItemVersion.objects.select_related("stimulus").prefetch_related(options)
    shown = (Prefetch(name, versions_shown) for name in ("current_version", "next_version"))
    items = list(rows.prefetch_related(*shown))
    versions = {item.pk: version for item in items if (version := item.newest_version)}
    contents = get_contents(versions=versions.values())
    details = get_many_details(items=items)
    found = {}
    for item in items:
        version = versions[item.pk]
        text = version.stimulus.text if version.stimulus else ""
        found[item.code] = Stored(version.revision, contents[version.pk], details[item.pk], text)
    return found


def _list_faces() -> Iterator[tuple[str, str]]:
    """What each stored item asks, and its code. Two statements."""
    newest = Item.objects.annotate(newest=Coalesce("next_version", "current_version")).values("newest")
    rows = ItemVersion.objects.filter(pk__in=newest).values_list("pk", "item__code", "stem", "stimulus__text")
    options: dict[int, list[tuple[str, bool]]] = {}
    keys = OptionKey.objects.filter(option__version__in=newest)
    for pk, text, is_correct in keys.values_list("option__version_id", "option__text", "is_correct"):
        options.setdefault(pk, []).append((text, is_correct))
    for pk, code, stem, stimulus in rows:
        yield _face(f"{stimulus or ''} {stem}", options.get(pk, [])), code


def _face_of(content: ItemContent, stimulus: str) -> str:
    return _face(f"{stimulus} {content.stem}", [(option.text, option.is_correct) for option in content.options])


def _face(stem: str, options: Iterable[tuple[str, bool]]) -> str:
    """SHA-256 of question, options and key; the order of the options is no part of it."""
    texts = [_bare(stem), *sorted(f"{is_correct} {_bare(text)}" for text, is_correct in options)]
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


def _bare(text: str) -> str:
    return _MARKS.sub("", _TARGET.sub("]", text)).casefold()
