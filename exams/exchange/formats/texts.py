"""Texts with a format of their own (HTML, plain, Markdown), as Moodle and its kin write them, to our Markdown. Pure."""

import base64
import binascii
import re
from collections.abc import Mapping
from urllib.parse import unquote

from exams.exchange.formats import qti_texts
from exams.exchange.formats.choices import Broken
from exams.exchange.html_text import text_to_markdown

HTML = "html"
PLAIN = "plain"
MARKDOWN = "markdown"
# HTML in which a new line is one.
MOODLE = "moodle"
FORMATS = {"html": HTML, "plain": PLAIN, "plain_text": PLAIN, "markdown": MARKDOWN, "moodle": MOODLE}
FORMATS |= {"moodle_auto_format": MOODLE, "auto": MOODLE}
MOST_CHARACTERS = 100_000
_DATA = re.compile(r"data:image/[A-Za-z0-9;,+/=.-]+")
# No sign may be read in two ways, nor a mark within a mark, or many marks take quadratic time.
_PICTURE = re.compile(r"!\[((?:[^\[\]\\]|\\.){0,1000})\]\(<?([^()\[\s>]{0,2000})>?([ \t][^)\n]{0,1000})?\)")


def _check_length(text: str) -> None:
    if len(text) > MOST_CHARACTERS and len(_DATA.sub("", text)) > MOST_CHARACTERS:
        raise Broken(f"A text is longer than {MOST_CHARACTERS:,} characters.", "Shorten it.")


class FilesByName:
    """Files that stand in the text itself, in base64: an address is looked up by its last part."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def read(self, name: str) -> bytes:
        try:
            return base64.b64decode(self._files[name], validate=False)
        except (binascii.Error, ValueError):
            return b""

    def read_picture(self, name: str, most: int) -> bytes | None:
        data = self.read(name)
        return data if len(data) <= most else None

    def resolve(self, reference: str, base: str = "") -> str | None:
        name = unquote(reference.rpartition("/")[2].partition("?")[0])
        return name if name in self._files else None

    def ending_with(self, path: str) -> str | None:
        return None


class Texts(qti_texts.Texts):
    """The texts of one item: `media` and `warnings` say what they show and what could not be taken over."""

    def __init__(self, files: Mapping[str, str] | None = None) -> None:
        super().__init__(FilesByName(files or {}), "")
        self._has_files = bool(files)

    def block(self, text: str, form: str) -> str:
        """Markdown of a text. Raises Broken for one that is too long."""
        _check_length(text)
        if form == MARKDOWN:
            return self._pictured(text)
        return text_to_markdown(text) if form == PLAIN else self.markdown(text)

    def option(self, text: str, form: str) -> str:
        """The same on one line, if it can be."""
        _check_length(text)
        return self.line(text) if form in {HTML, MOODLE} else self.block(text, form)

    def _pictured(self, text: str) -> str:
        return (_PICTURE.sub(self._placed, text) if "](" in text else text).strip()

    def _placed(self, match: re.Match[str]) -> str:
        name = self._address(match[2])
        return f"![{match[1]}]({name}{match[3] or ''})" if name else match[1]

    def _address(self, address: str) -> str | None:
        """A text file without pictures keeps their names: they may be in the bank already."""
        is_ours = address.startswith("media:") and not self._has_files
        return address if is_ours else super()._address(address)
