"""QTI in all its versions, as single files and as packages: which reader reads what. Pure."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from exams.exchange.foreign import ForeignItem, Found, Place, Reading, Refused, Source
from exams.exchange.formats import qti12_writer, qti_writer
from exams.exchange.formats.blackboard import read_pool
from exams.exchange.formats.choices import gather
from exams.exchange.formats.qti12 import read_questestinterop
from exams.exchange.formats.qti_item import read_item
from exams.exchange.formats.qti_package import MANIFEST, Described, Manifest, is_shuffled_quiz, read_manifest
from exams.exchange.formats.qti_shared import SharedTexts
from exams.exchange.formats.qti_texts import NoFiles
from exams.exchange.formats.qti_tree import normalize
from exams.exchange.packages import Package, PackageRefused, is_package
from exams.exchange.safe_xml import XmlRefused, line_of, parse

_MAY_HOLD_ITEMS = (".xml", ".qti", ".dat")
_TEST = re.compile(rb"<(?:\w+:)?(?:assessmentTest|qti-assessment-test)\b")
_NO_ITEMS = {
    "assessmentTest": "This is a test: it names its questions, but does not hold them.",
    "assessmentSection": "This is a section of a test: it names its questions, but does not hold them.",
    "assessmentStimulus": "This is a text for questions, without a question.",
    "manifest": "This is the table of contents of a package.",
}


def read_qti(source: Source) -> Reading:
    """All items of a file: QTI 1.2, 2.x, 3.0 or a Blackboard pool, alone or in a package. Never raises."""
    try:
        if is_package(source.data):
            return _named_once(gather(_Packaged(Package(source)).read(), source.name))
        root = normalize(parse(source.data, source.name))
        reading = gather(_read_root(root, source.name, SharedTexts(NoFiles())), source.name)
        return Reading(refused=(_not_qti(root, source.name),)) if reading == Reading() else _named_once(reading)
    except (XmlRefused, PackageRefused) as error:
        return Reading(refused=(error.refused,))


def _named_once(reading: Reading) -> Reading:
    return replace(reading, items=tuple(_unique(reading.items)))


def _unique(items: Iterable[ForeignItem]) -> Iterator[ForeignItem]:
    """Two files of a package may use one identifier: the second is then told apart by its file."""
    seen: Counter[str] = Counter()
    for item in items:
        seen[item.source_id] += 1
        number = seen[item.source_id]
        yield item if number == 1 else replace(item, source_id=f"{item.source_id}#{number}")


def _not_qti(root: Element, name: str) -> Refused:
    reason = _NO_ITEMS.get(root.tag)
    if reason:
        return Refused(Place(name, line_of(root)), reason, "Import the whole package (zip).")
    reason = f"The file holds no question that we know (it begins with <{root.tag[:60]}>)."
    return Refused(Place(name, line_of(root)), reason, "Export the questions as QTI or as a package.")


def _read_root(root: Element, member: str, shared: SharedTexts) -> Iterator[Found]:
    """The items of one document; none where it is something else."""
    if root.tag == "questestinterop":
        yield from read_questestinterop(root, member, shared.files)
    elif root.tag == "POOL":
        yield from read_pool(root, member, shared.files)
    elif root.tag == "assessmentItem":
        yield _read_item(root, member, shared)
    elif root.tag not in _NO_ITEMS:
        for item in root.iter("assessmentItem"):
            yield _read_item(item, member, shared)


def _read_item(root: Element, member: str, shared: SharedTexts) -> Found:
    try:
        missing = shared.include(root, member)
        item = read_item(root, member, shared.files, lambda: shared.find(root, member))
    except (XmlRefused, PackageRefused) as error:
        return replace(error.refused, source_id=root.get("identifier", ""))
    if isinstance(item, ForeignItem) and missing:
        return replace(item, warnings=(*item.warnings, *missing))
    return item


@dataclass
class _Refs:
    """What the tests of a package say: the order of items, and under which headings they stand."""

    categories: dict[str, str] = field(default_factory=dict)
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    missing: dict[str, Refused] = field(default_factory=dict)


class _Packaged:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.refs = _Refs()
        self.shared = SharedTexts(package)

    def read(self) -> Iterator[Found]:
        """What the members hold, one at a time."""
        has_found = False
        for each in self._read():
            has_found = True
            yield each
        if not has_found:
            yield Refused(Place(self.package.name), "The package holds no question that we know.")

    def _read(self) -> Iterator[Found]:
        manifest, refused = self._manifest()
        yield from refused
        documents = [name for name in self.package.names if self._may_hold_items(name)]
        for name in documents:
            self._read_test(name)
        yield from self.refs.missing.values()
        known = list(dict.fromkeys([*self.refs.categories, *manifest.described, *documents]))
        for name in known:
            if self._may_hold_items(name) and not self._is_poorer_copy(name):
                yield from self._read_member(name, manifest.described.get(name))
        for address in manifest.missing:
            reason = f"The manifest names {address[:200]}, which the package does not hold."
            if address.lower().endswith(_MAY_HOLD_ITEMS):
                yield Refused(Place(MANIFEST), reason, "Export the whole package.")

    def _manifest(self) -> tuple[Manifest, list[Refused]]:
        try:
            return read_manifest(self.package), []
        except XmlRefused as error:
            return Manifest({}), [error.refused]

    def _may_hold_items(self, name: str) -> bool:
        base = posixpath.basename(name)
        return name.lower().endswith(_MAY_HOLD_ITEMS) and base.lower() != MANIFEST and not base.startswith("._")

    def _is_poorer_copy(self, name: str) -> bool:
        """Canvas writes a quiz twice: what Common Cartridge can say of it, and beside that all of it."""
        folder, base = posixpath.split(name)
        parent, quiz = posixpath.split(folder)
        return (
            base == "assessment_qti.xml"
            and posixpath.join(parent, f"non_cc_assessments/{quiz}.xml.qti") in self.package
        )

    def _read_test(self, name: str) -> None:
        data = self.package.read(name)
        if not _TEST.search(data[:8192]):
            return
        try:
            root = normalize(parse(data, name))
        except XmlRefused:
            return  # told when the members are read
        self._read_section(root, name, ())

    def _read_section(self, element: Element, name: str, titles: tuple[str, ...]) -> None:
        title = element.get("title", "").strip()
        path = (*titles, title) if title and title not in titles else titles
        for inner in element:
            if inner.tag == "assessmentItemRef":
                self._read_reference(inner, name, path)
            elif inner.tag in {"testPart", "assessmentSection"}:
                self._read_section(inner, name, path)

    def _read_reference(self, reference: Element, name: str, path: tuple[str, ...]) -> None:
        address = reference.get("href", "")
        member = self.package.resolve(address, name)
        if member is None:
            reason = f"The test names {address[:200]}, which the package does not hold."
            place = Place(name, line_of(reference))
            refused = Refused(place, reason, "Export the whole package.", reference.get("identifier", ""))
            # Several tests may name it; it is missing once.
            self.refs.missing.setdefault(address, refused)
            return
        self.refs.categories.setdefault(member, "/".join(path))
        self.refs.tags.setdefault(member, tuple(reference.get("category", "").split()))

    def _read_member(self, name: str, described: Described | None) -> Iterator[Found]:
        try:
            root = normalize(parse(self.package.read(name), name))
            is_shuffled = root.tag == "questestinterop" and is_shuffled_quiz(self.package, name)
        except XmlRefused as error:
            if not name.lower().endswith(".dat") or described:
                yield error.refused
            return
        if described and root.tag != "assessmentItem":
            described = replace(described, title="")  # that of the test, not of its questions
        for each in _read_root(root, name, self.shared):
            if isinstance(each, ForeignItem):
                item = replace(each, is_shuffled=True) if is_shuffled else each
                yield self._described(item, name, described)
            else:
                yield each

    def _described(self, item: ForeignItem, name: str, described: Described | None) -> ForeignItem:
        extra: dict[str, str] = {}
        if category := self.refs.categories.get(name):
            extra["category"] = category
        tags = (*item.tags, *(described.tags if described else ()), *self.refs.tags.get(name, ()))
        if described:
            title = {"title": described.title} if described.title and "title" not in item.metadata else {}
            extra = {**title, **extra, **described.metadata}
        return replace(item, tags=tuple(dict.fromkeys(tags)), metadata={**item.metadata, **extra})


def write_qti(items: Iterable[ForeignItem], version: str = "2.1") -> bytes:
    """A package (zip) of QTI 1.2, 2.1, 2.2 or 3.0 with its manifest and pictures. Raises KeyError for another version.

    What a version cannot say is listed in LOSSES.
    """
    return qti12_writer.write_package(items) if version == "1.2" else qti_writer.write_package(items, version)


_ALL_LOSE = (
    "Pictures that no text shows are left out.",
    "Titles of links and pictures, and the first number of a numbered list, are left out.",
)
_QTI_2_AND_3_LOSE = (
    *_ALL_LOSE,
    "Identifiers become names of XML: letters, digits, “_”, “-” and “.”, not beginning with a digit.",
    "Right options that bring less than the whole credit together are scaled up to it.",
)
LOSSES: dict[str, tuple[str, ...]] = {
    "1.2": (
        *_ALL_LOSE,
        "Tags with a comma become several tags.",
        "Right options that do not bring just the whole credit together are scaled to it.",
    ),
    "2.1": _QTI_2_AND_3_LOSE,
    "2.2": _QTI_2_AND_3_LOSE,
    "3.0": _QTI_2_AND_3_LOSE,
}
