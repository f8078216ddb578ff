"""XML from strangers: a tree whose elements know their line; nothing is expanded, fetched, or without bounds. Pure.

Names lose their prefix (`imsmd:lom` is `lom`): platforms disagree about namespaces, not about names. Attributes keep
theirs (`xml:lang`). HTML's named characters (`&nbsp;`) are understood, because exports are full of them.
"""

import re
from html.entities import name2codepoint
from xml.etree import ElementTree
from xml.parsers import expat

from exams.exchange.foreign import Place, Refused
from exams.exchange.text_files import MOST_BYTES

MOST_DEPTH = 100
MOST_ELEMENTS = 1_500_000
ENCODINGS = {"utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "latin-1", "iso-8859-15", "windows-1252", "cp1252"}
_DECLARED = re.compile(rb"""^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_STANDS_ALONE = re.compile(rb"""^((?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?)\sstandalone\s*=\s*["']yes["']""")
# A slip of some exporters: no space between the two.
_DECLARED_CLOSELY = re.compile(rb"""^((?:\xef\xbb\xbf)?<\?xml version\s*=\s*(?:"1\.[01]"|'1\.[01]'))(?=encoding)""")
_NAMED_CHARACTER = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]")
_OWN = {"amp", "lt", "gt", "quot", "apos"}
_CHARACTERS = "".join(f"<!ENTITY {name} '&#{code};'>" for name, code in name2codepoint.items() if name not in _OWN)


class XmlRefused(Exception):
    """The bytes are no XML that we read; `refused` says where, why, and what to do."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(f"{refused.place}: {refused.reason}")
        self.refused = refused


class Element(ElementTree.Element):
    """An element with `sourceline`, its line in the file from 1."""

    __slots__ = ("sourceline",)
    sourceline: int


def line_of(element: ElementTree.Element) -> int:
    """The line where an element begins; 0 for one that we made ourselves."""
    return getattr(element, "sourceline", 0)


def parse(data: bytes, name: str) -> Element:
    """The root of a document. Raises XmlRefused; `name` is the file's name for people."""
    if len(data) > MOST_BYTES:
        raise _refused(name, 0, f"The file is larger than {MOST_BYTES // 1024 // 1024} MB.", "Split it.")
    stripped = data.lstrip(b" \t\r\n")
    if not stripped:
        raise _refused(name, 0, "The file is empty.", "Export it again.")
    lines_before = data[: len(data) - len(stripped)].count(b"\n")
    return _Reading(name, _DECLARED_CLOSELY.sub(rb"\1 ", stripped, count=1), lines_before).run()


def _refused(name: str, line: int, reason: str, advice: str = "") -> XmlRefused:
    return XmlRefused(Refused(Place(name, line), reason, advice))


class _Reading:
    """One run of the parser; its handlers stop it at the first thing that we do not want."""

    def __init__(self, name: str, data: bytes, lines_before: int) -> None:
        self.name = name
        self.data = data
        self.lines_before = lines_before
        self.depth = 0
        self.count = 0
        self.parser = parser = expat.ParserCreate()
        self.builder = ElementTree.TreeBuilder(element_factory=self._make)
        parser.buffer_text = True
        parser.buffer_size = 65536
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.builder.data
        parser.EntityDeclHandler = self._entity
        # Attributes that the file only declares would be repeated for every element.
        parser.specified_attributes = True
        parser.SkippedEntityHandler = self._unknown_character
        if _NAMED_CHARACTER.search(data):
            self.data = _STANDS_ALONE.sub(rb"\1", data, count=1)
            parser.UseForeignDTD(True)
            parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE)
            parser.ExternalEntityRefHandler = self._characters

    def run(self) -> Element:
        self._check_encoding()
        try:
            self.parser.Parse(self.data, True)
        except expat.ExpatError as error:
            raise self._malformed(error) from error
        except (LookupError, ValueError) as error:
            raise self.refused("The file's encoding is unknown.", "Save it as UTF-8.") from error
        root = self.builder.close()
        assert isinstance(root, Element)
        return root

    def refused(self, reason: str, advice: str = "", line: int = 0) -> XmlRefused:
        return _refused(self.name, (line or self.parser.CurrentLineNumber) + self.lines_before, reason, advice)

    def _check_encoding(self) -> None:
        declared = _DECLARED.match(self.data.removeprefix(b"\xef\xbb\xbf")[:300])
        if declared and declared[1].decode().lower() not in ENCODINGS:
            reason = f"The file says that it is written in {declared[1].decode()}, which we do not read."
            raise self.refused(reason, "Save it as UTF-8.", 1)

    def _malformed(self, error: expat.ExpatError) -> XmlRefused:
        line = error.lineno or 1
        advice = "Mend that line, or export the file again."
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN] and not self._is_utf8():
            reason = "The text is not in the encoding that the file names (UTF-8 where it names none)."
            advice = "Save it as UTF-8, or name its encoding in the first line."
        else:
            reason = f"This is not well-formed XML: {expat.ErrorString(error.code)}."
        return self.refused(reason, advice, line)

    def _is_utf8(self) -> bool:
        try:
            self.data.decode("utf-8")
        except UnicodeDecodeError:
            return False
        return True

    def _make(self, tag: str, attributes: dict[str, str]) -> Element:
        element = Element(tag, attributes)
        element.sourceline = self.parser.CurrentLineNumber + self.lines_before
        return element

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > MOST_DEPTH:
            raise self.refused(f"Elements are nested deeper than {MOST_DEPTH}.", "No real question is.")
        if self.count > MOST_ELEMENTS:
            raise self.refused(f"The file has more than {MOST_ELEMENTS:,} elements.", "Split it.")
        self.builder.start(tag.rpartition(":")[2], attributes)

    def _end(self, tag: str) -> None:
        self.depth -= 1
        self.builder.end(tag.rpartition(":")[2])

    def _entity(self, name: str, *_declared: object) -> None:
        reason = f"The file declares an entity of its own: {name[:60]} (<!DOCTYPE … [ <!ENTITY … ]>)."
        raise self.refused(reason, "Take the part in square brackets out.")

    def _characters(self, context: str, _base: str | None, _system: str | None, _public: str | None) -> int:
        """Whatever document type the file names: what is read instead are HTML's named characters."""
        inner = self.parser.ExternalEntityParserCreate(context)
        inner.EntityDeclHandler = None
        inner.Parse(_CHARACTERS.encode(), True)
        return 1

    def _unknown_character(self, name: str, is_parameter: int) -> None:
        if not is_parameter:
            raise self.refused(f"“&{name};” is no character that we know.", "Write the character itself.")
