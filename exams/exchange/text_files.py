"""Text files as people save them: which encoding, how many bytes at most. Pure."""

import codecs
import re
from collections.abc import Callable

from exams.exchange.foreign import Place, Reading, Refused, Source

MOST_BYTES = 50 * 1024 * 1024
MOST_LINES = 1_000_000
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# What no text needs, and what XML cannot hold when it is written again.
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_BREAKS = str.maketrans({"\x0b": " ", "\x0c": " "})
WINDOWS_WARNING = "The file is not UTF-8; it was read as windows-1252. Look whether letters with accents are right."


class TextRefused(Exception):
    """The bytes are no text that we read; `refused` says where, why, and what to do."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(f"{refused.place}: {refused.reason}")
        self.refused = refused


def read_decoded(source: Source, read: Callable[[str, str], Reading]) -> Reading:
    """What `read` makes of the file's text and of the warning that comes with it; a refusal where it is no text."""
    try:
        text, warning = decode(source)
    except TextRefused as refusal:
        return Reading(refused=(refusal.refused,))
    return read(text, warning)


def decode(source: Source) -> tuple[str, str]:
    """The text with `\\n` at line ends and without control characters, and a warning or "".

    UTF-8, UTF-16 with its mark, or windows-1252. Raises TextRefused.
    """
    data = source.data
    if len(data) > MOST_BYTES:
        raise _refused(source, 0, f"The file is larger than {MOST_BYTES // 1024 // 1024} MB.", "Split it.")
    if data.count(b"\n") + data.count(b"\r") > MOST_LINES:
        raise _refused(source, 0, f"The file has more than {MOST_LINES:,} lines.", "Split it.")
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return _decoded(source, data[len(mark) :], encoding), ""
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise _refused(source, line, "This is no text: it has null characters.", "Save it as UTF-8 text.")
    try:
        return _lines(data.decode("utf-8")), ""
    except UnicodeDecodeError:
        return _decoded(source, data, "cp1252"), WINDOWS_WARNING


def _decoded(source: Source, data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(source, line, "The text is neither UTF-8 nor windows-1252.", "Save it as UTF-8.") from error
    if "\0" in text:
        raise _refused(source, 0, "This is no text: it has null characters.", "Save it as UTF-8 text.")
    return _lines(text)


def _lines(text: str) -> str:
    return without_controls(text.replace("\r\n", "\n").replace("\r", "\n"))


def without_controls(text: str) -> str:
    """The text without characters that nobody sees; a break of a page or a line of a table is a space."""
    return _CONTROLS.sub("", text.translate(_BREAKS))


def _refused(source: Source, line: int, reason: str, advice: str) -> TextRefused:
    return TextRefused(Refused(Place(source.name, line), reason, advice))
