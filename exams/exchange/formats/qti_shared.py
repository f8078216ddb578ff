"""Texts that items of a package share: each is read once, and there is a limit to all of them. Pure."""

from xml.etree.ElementTree import Element

from exams.exchange.formats.qti_texts import Files, SharedText, Texts
from exams.exchange.formats.qti_tree import inner_html, normalize
from exams.exchange.safe_xml import parse

MOST_BYTES = 256 * 1024
MOST_INCLUDES = 20
# Of all that items include; read again for each of them.
MOST_INCLUDED_BYTES = 20 * 1024 * 1024


class SharedTexts:
    """The shared texts of one file or package."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._found: dict[str, SharedText | None] = {}
        self._included_bytes = 0

    def find(self, item: Element, member: str) -> SharedText | None:
        """The text that an item refers to (`assessmentStimulusRef`). Raises XmlRefused, PackageRefused."""
        reference = item.find("assessmentStimulusRef")
        found = self._member(reference, member) if reference is not None else None
        if reference is None or found is None:
            return None
        if found not in self._found:
            self._found[found] = self._read(found, reference.get("identifier", ""))
        return self._found[found]

    def include(self, root: Element, member: str) -> list[str]:
        """Put texts that lie in files of their own (XInclude) where they belong; gives what is missing, in words."""
        missing = []
        reference = root.find("assessmentStimulusRef")
        if reference is not None and self.find(root, member) is None:
            missing.append(f"The shared text {reference.get('href', '')[:200]} is not in the file.")
        for number, element in enumerate([each for each in root.iter("include") if each.get("href")]):
            element.tag = "div"
            found = self._member(element, member) if number < MOST_INCLUDES else None
            text = self._included(found) if found else None
            if text is None:
                missing.append(f"The shared text {element.get('href', '')[:200]} is not in the file.")
            else:
                element.append(text)
        return missing[:MOST_INCLUDES]

    def _member(self, reference: Element, member: str) -> str | None:
        address = reference.get("href", "")
        return self.files.resolve(address, member) or self.files.ending_with(address.lstrip("./"))

    def _included(self, name: str) -> Element | None:
        data = self.files.read(name)
        self._included_bytes += len(data)
        if len(data) > MOST_BYTES or self._included_bytes > MOST_INCLUDED_BYTES:
            return None
        root = normalize(parse(data, name))
        return root if root.tag != "assessmentItem" else None

    def _read(self, name: str, code: str) -> SharedText | None:
        data = self.files.read(name)
        if len(data) > MOST_BYTES:
            return None
        root = normalize(parse(data, name))
        body = root.find("stimulusBody")
        texts = Texts(self.files, name)
        html = inner_html(body) if body is not None else ""
        return texts.shared(root.get("identifier", code), root.get("title", ""), html)
