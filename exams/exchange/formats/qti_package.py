"""A package of QTI or of a platform: what its manifest says about the files in it. Pure."""

import posixpath
import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from exams.exchange.formats.qti_tree import text_of
from exams.exchange.packages import Package
from exams.exchange.safe_xml import parse

MANIFEST = "imsmanifest.xml"
OWN_METADATA = "item-metadata"
_QTI_TYPE = re.compile(r"qti|assessment/x-bb|associatedcontent|x-bb", re.IGNORECASE)


@dataclass(frozen=True)
class Described:
    """What a manifest says about a file."""

    member: str
    title: str = ""
    tags: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Manifest:
    """Resources that may hold items, in order; `missing`: files that it names and the package does not hold."""

    described: dict[str, Described]
    missing: tuple[str, ...] = ()


def read_manifest(package: Package) -> Manifest:
    """The manifest of a package, an empty one where there is none. Raises XmlRefused."""
    name = next((each for each in package.names if posixpath.basename(each).lower() == MANIFEST), None)
    if name is None:
        return Manifest({})
    root = parse(package.read(name), name)
    titles = _titles(root)
    found: dict[str, Described] = {}
    missing: list[str] = []
    for resource in root.iter("resource"):
        if not _QTI_TYPE.search(resource.get("type", "")):
            continue
        for address in _addresses(resource):
            member = package.resolve(address, name)
            if member is None:
                if address == resource.get("href") and "stimulus" not in resource.get("type", ""):
                    missing.append(address)
            elif member not in found:
                found[member] = _described(member, resource, titles)
    return Manifest(found, tuple(missing))


def is_shuffled_quiz(package: Package, member: str) -> bool:
    """Whether a quiz of Canvas shuffles its answers: it says so beside the questions. Raises XmlRefused."""
    folder, base = posixpath.split(member)
    quiz = (
        posixpath.join(posixpath.dirname(folder), base.split(".")[0])
        if folder.endswith("non_cc_assessments")
        else folder
    )
    meta = posixpath.join(quiz, "assessment_meta.xml")
    if meta not in package:
        return False
    return text_of(parse(package.read(meta), meta).find("shuffle_answers")).lower() == "true"


def _addresses(resource: Element) -> list[str]:
    """The resource's own file, then the others that may hold questions."""
    own = [resource.get(name, "") for name in ("href", "bb:file", "file")]
    others = [each.get("href", "") for each in resource.iter("file")]
    if not any(own):
        own = others[:1]
    questions = [each for each in others if re.search(r"(\.xml|\.qti|\.dat)$", each, re.IGNORECASE)]
    return list(dict.fromkeys(each for each in (*own, *questions) if each))


def _titles(root: Element) -> dict[str, str]:
    pairs = ((each.get("identifierref", ""), text_of(each.find("title"))) for each in root.iter("item"))
    return {name: title for name, title in pairs if name and title}


def _described(member: str, resource: Element, titles: dict[str, str]) -> Described:
    lom = next(resource.iter("lom"), None)
    title = titles.get(resource.get("identifier", ""), "") or resource.get("bb:title", "")
    if lom is None:
        return Described(member, title)
    general = lom.find("general")
    tags: list[str] = []
    if general is not None:
        title = _string(general.find("title")) or title
        tags = [string for each in general.iter("keyword") if (string := _string(each))]
    return Described(member, title, tuple(dict.fromkeys(tags)), _metadata(lom))


def _metadata(lom: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    difficulty = lom.find("educational/difficulty/value")
    if difficulty is not None:
        found["difficulty"] = text_of(difficulty)
    for path in lom.iter("taxonPath"):
        if text_of(path.find("source")) == OWN_METADATA:
            for taxon in path.iter("taxon"):
                found[text_of(taxon.find("id"))] = _string(taxon.find("entry"), is_exact=True)
    return {name: value for name, value in found.items() if name and value}


def _string(element: Element | None, *, is_exact: bool = False) -> str:
    """A text of LOM: its first language."""
    if element is None:
        return ""
    first = next((each for each in element if each.tag in {"string", "langstring"}), element)
    return (first.text or "") if is_exact else text_of(first)
