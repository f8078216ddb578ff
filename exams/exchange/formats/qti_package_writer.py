"""Packages of QTI: members, and the manifest that describes them, as the bytes of a zip file. Pure."""

import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from exams.exchange.foreign import ForeignItem
from exams.exchange.formats.qti_package import MANIFEST, OWN_METADATA

XSI = "http://www.w3.org/2001/XMLSchema-instance"
LOM = "http://ltsc.ieee.org/xsd/LOM"
# What an item itself says, not the manifest.
TOLD_BY_ITEM = {"title", "language", "correct_feedback", "partial_feedback", "incorrect_feedback"}
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_NAME = re.compile(r"[^A-Za-z0-9_.-]")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Resource:
    """A row of the manifest: a file, its kind, the files it needs; `item`: whose metadata stand beside it."""

    identifier: str
    kind: str
    member: str
    needs: tuple[str, ...] = ()
    item: ForeignItem | None = None


@dataclass
class Members:
    """Files on their way into a package, and what the manifest says of them."""

    files: dict[str, bytes] = field(default_factory=dict)
    resources: list[Resource] = field(default_factory=list)

    def add_media(self, item: ForeignItem, folder: str) -> dict[str, str]:
        """Pictures of an item; gives `media:NAME` → the member it became."""
        placed = {f"media:{medium.name}": f"media/{folder}/{medium.name}" for medium in item.media}
        for medium in item.media:
            self.files[placed[f"media:{medium.name}"]] = medium.data
        return placed

    def zipped(self, manifest: Element) -> bytes:
        """The package: the same members always give the same bytes."""
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in {MANIFEST: xml_bytes(manifest), **self.files}.items():
                info = zipfile.ZipInfo(name, _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, data)
        return stream.getvalue()


def xml_bytes(root: Element) -> bytes:
    """A document; characters that XML does not have are left out."""
    for element in root.iter():
        element.text = clean(element.text)
        element.tail = clean(element.tail)
        element.attrib = {name: clean(value) or "" for name, value in element.attrib.items()}
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def clean(text: str | None) -> str | None:
    return _NO_XML.sub("", text) if text else text


class Names:
    """Identifiers as XML allows them, each once."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def of(self, wanted: str) -> str:
        """The wanted name where it can be had, otherwise one much like it."""
        base = _NO_NAME.sub("_", wanted) or "ID"
        if not (base[0].isalpha() or base[0] == "_"):
            base = f"_{base}"
        name, number = base, 2
        while name.lower() in self._used:
            name, number = f"{base}_{number}", number + 1
        self._used.add(name.lower())
        return name


def manifest(namespace: str, schema: tuple[str, str], resources: Iterable[Resource]) -> Element:
    """An `imsmanifest`."""
    root = Element("manifest", {"xmlns": namespace, "xmlns:imsmd": LOM, "identifier": "MANIFEST"})
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text, SubElement(metadata, "schemaversion").text = schema
    SubElement(root, "organizations")
    rows = SubElement(root, "resources")
    for resource in resources:
        attributes = {"identifier": f"RES-{resource.identifier}", "type": resource.kind, "href": resource.member}
        row = SubElement(rows, "resource", attributes)
        if resource.item is not None:
            _add_metadata(row, resource.item)
        for member in (resource.member, *resource.needs):
            SubElement(row, "file", {"href": member})
    return root


def _add_metadata(row: Element, item: ForeignItem) -> None:
    """Tags as keywords of LOM, and what has no place in it as a taxonomy of our own."""
    own: Mapping[str, str] = {
        name: value for name, value in item.metadata.items() if name not in TOLD_BY_ITEM and value
    }
    if not item.tags and not own:
        return
    lom = SubElement(SubElement(row, "metadata"), "imsmd:lom")
    if item.tags:
        general = SubElement(lom, "imsmd:general")
        for tag in item.tags:
            SubElement(SubElement(general, "imsmd:keyword"), "imsmd:string", {"language": "en"}).text = tag
    if own:
        path = SubElement(SubElement(lom, "imsmd:classification"), "imsmd:taxonPath")
        SubElement(SubElement(path, "imsmd:source"), "imsmd:string", {"language": "en"}).text = OWN_METADATA
        for name, value in own.items():
            taxon = SubElement(path, "imsmd:taxon")
            SubElement(taxon, "imsmd:id").text = name
            SubElement(SubElement(taxon, "imsmd:entry"), "imsmd:string", {"language": "en"}).text = value
