"""QTI in all its versions, as single files and as packages: which reader reads what. Pure."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from exams.exchange.foreign import ForeignItem, Place, Reading, Refused, Source, Unsupported
from exams.exchange.formats import qti12_writer, qti_writer
from exams.exchange.formats.blackboard import read_pool
from exams.exchange.formats.qti12 import read_questestinterop
from exams.exchange.formats.qti_item import Stimulus, read_item
from exams.exchange.formats.qti_package import MANIFEST, Described, Manifest, read_manifest
from exams.exchange.formats.qti_texts import Files, NoFiles
from exams.exchange.formats.qti_tree import inner_html, normalize
from exams.exchange.packages import Package, PackageRefused, is_package
from exams.exchange.safe_xml import XmlRefused, line_of, parse

Found = ForeignItem | Unsupported | Refused
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
            return _reading(_Packaged(Package(source)).read())
        root = normalize(parse(source.data, source.name))
        found = list(_read_root(root, source.name, NoFiles()))
        return _reading(found or [_not_qti(root, source.name)])
    except (XmlRefused, PackageRefused) as error:
        return Reading(refused=(error.refused,))


def _reading(found: list[Found]) -> Reading:
    items = [each for each in found if isinstance(each, ForeignItem)]
    return Reading(
        tuple(_unique(items)),
        tuple(each for each in found if isinstance(each, Unsupported)),
        tuple(each for each in found if isinstance(each, Refused)),
    )


def _unique(items: list[ForeignItem]) -> Iterator[ForeignItem]:
    """Two files of a package may use one identifier: the second is then told apart by its file."""
    seen: set[str] = set()
    for item in items:
        name, number = item.source_id, 2
        while name in seen:
            name, number = f"{item.source_id}#{number}", number + 1
        seen.add(name)
        yield item if name == item.source_id else replace(item, source_id=name)


def _not_qti(root: Element, name: str) -> Refused:
    reason = _NO_ITEMS.get(root.tag)
    if reason:
        return Refused(Place(name, line_of(root)), reason, "Import the whole package (zip).")
    reason = f"The file holds no question that we know (it begins with <{root.tag[:60]}>)."
    return Refused(Place(name, line_of(root)), reason, "Export the questions as QTI or as a package.")


def _read_root(root: Element, member: str, files: Files) -> Iterator[Found]:
    """The items of one document; none where it is something else."""
    if root.tag == "questestinterop":
        yield from read_questestinterop(root, member, files)
    elif root.tag == "POOL":
        yield from read_pool(root, member, files)
    elif root.tag == "assessmentItem":
        yield _read_item(root, member, files)
    elif root.tag not in _NO_ITEMS:
        for item in root.iter("assessmentItem"):
            yield _read_item(item, member, files)


def _read_item(root: Element, member: str, files: Files) -> Found:
    try:
        missing = list(_include(root, member, files))
        item = read_item(root, member, files, lambda item: _find_stimulus(item, member, files))
    except (XmlRefused, PackageRefused) as error:
        return replace(error.refused, source_id=root.get("identifier", ""))
    if isinstance(item, ForeignItem) and missing:
        return replace(item, warnings=(*item.warnings, *missing))
    return item


def _include(root: Element, member: str, files: Files) -> Iterator[str]:
    """Put texts that lie in files of their own (XInclude) where they belong; tell what is missing."""
    reference = root.find("assessmentStimulusRef")
    if reference is not None and _stimulus_member(reference, member, files) is None:
        yield f"The shared text {reference.get('href', '')[:200]} is not in the file."
    for element in [each for each in root.iter("include") if each.get("href")]:
        found = files.resolve(element.get("href", ""), member)
        element.tag = "div"
        if found is None:
            yield f"The shared text {element.get('href')} is not in the file."
        else:
            included = normalize(parse(files.read(found), found))
            element.append(included if included.tag != "assessmentItem" else Element("div"))


def _find_stimulus(item: Element, member: str, files: Files) -> Stimulus | None:
    reference = item.find("assessmentStimulusRef")
    if reference is None:
        return None
    found = _stimulus_member(reference, member, files)
    if found is None:
        return None
    root = normalize(parse(files.read(found), found))
    body = root.find("stimulusBody")
    html = inner_html(body) if body is not None else ""
    return Stimulus(root.get("identifier", reference.get("identifier", "")), root.get("title", ""), html, found)


def _stimulus_member(reference: Element, member: str, files: Files) -> str | None:
    address = reference.get("href", "")
    return files.resolve(address, member) or files.ending_with(address.lstrip("./"))


@dataclass
class _Refs:
    """What the tests of a package say: the order of items, and under which headings they stand."""

    categories: dict[str, str] = field(default_factory=dict)
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    missing: list[Refused] = field(default_factory=list)


class _Packaged:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.refs = _Refs()

    def read(self) -> list[Found]:
        found: list[Found] = []
        manifest, refused = self._manifest()
        found.extend(refused)
        documents = [name for name in self.package.names if self._may_hold_items(name)]
        for name in documents:
            self._read_test(name)
        found.extend(self.refs.missing)
        known = list(dict.fromkeys([*self.refs.categories, *manifest.described, *documents]))
        for name in known:
            if self._may_hold_items(name) and not self._is_poorer_copy(name):
                found.extend(self._read_member(name, manifest.described.get(name)))
        for address in manifest.missing:
            reason = f"The manifest names {address[:200]}, which the package does not hold."
            if address.lower().endswith(_MAY_HOLD_ITEMS):
                found.append(Refused(Place(MANIFEST), reason, "Export the whole package."))
        if not found:
            found.append(Refused(Place(self.package.name), "The package holds no question that we know."))
        return found

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
            self.refs.missing.append(refused)
            return
        self.refs.categories.setdefault(member, "/".join(path))
        self.refs.tags.setdefault(member, tuple(reference.get("category", "").split()))

    def _read_member(self, name: str, described: Described | None) -> Iterator[Found]:
        try:
            root = normalize(parse(self.package.read(name), name))
        except XmlRefused as error:
            if not name.lower().endswith(".dat") or described:
                yield error.refused
            return
        for each in _read_root(root, name, self.package):
            yield self._described(each, name, described) if isinstance(each, ForeignItem) else each

    def _described(self, item: ForeignItem, name: str, described: Described | None) -> ForeignItem:
        extra: dict[str, str] = {}
        if category := self.refs.categories.get(name):
            extra["category"] = category
        tags = (*item.tags, *(described.tags if described else ()), *self.refs.tags.get(name, ()))
        if described:
            # A file of many items has one title: that of the test.
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
        "An identifier of an option that is “correct” or “general” mixes its feedback up with the item's.",
    ),
    "2.1": _QTI_2_AND_3_LOSE,
    "2.2": _QTI_2_AND_3_LOSE,
    "3.0": _QTI_2_AND_3_LOSE,
}
