"""Texts with a format of their own (HTML, plain, Markdown), as Moodle and its kin write them, to our Markdown. Pure."""

import re
from collections.abc import Mapping
from urllib.parse import unquote

from exams.exchange.html_text import left_out, text_to_markdown, to_line, to_markdown

HTML = "html"
PLAIN = "plain"
MARKDOWN = "markdown"
# HTML in which a new line is one.
MOODLE = "moodle"
FORMATS = {"html": HTML, "plain": PLAIN, "plain_text": PLAIN, "markdown": MARKDOWN, "moodle": MOODLE}
FORMATS |= {"moodle_auto_format": MOODLE, "auto": MOODLE}
_PICTURE = re.compile(r"!\[((?:[^\]\\]|\\.)*)\]\(<?([^)\s>]*)>?[^)\n]*\)")


class Texts:
    """The texts of one item; what could not be taken over is in `warnings`.

    `pictures`: file name → our name of the picture; an address is looked up by its last part.
    """

    def __init__(self, pictures: Mapping[str, str] | None = None) -> None:
        self._pictures = pictures or {}
        self.used: set[str] = set()
        self._lost: dict[str, None] = {}

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(self._lost)

    def block(self, text: str, form: str) -> str:
        return self._read(text, form, is_line=False)

    def line(self, text: str, form: str) -> str:
        """The same for an option: on one line, if it can be."""
        return self._read(text, form, is_line=True)

    def _read(self, text: str, form: str, *, is_line: bool) -> str:
        if form == MARKDOWN:
            return _PICTURE.sub(self._placed, text).strip() if "](" in text else text.strip()
        if form == PLAIN:
            return text_to_markdown(text)
        if "<" in text:
            for name in left_out(text):
                self._lost[f"A <{name}> was left out."] = None
        return to_line(text, self._find) if is_line else to_markdown(text, self._find)

    def _placed(self, match: re.Match[str]) -> str:
        name = self._find(match[2])
        return f"![{match[1]}]({name})" if name else match[1]

    def _find(self, address: str) -> str | None:
        if address.startswith("media:") and not self._pictures:
            return address
        name = self._pictures.get(unquote(address.rpartition("/")[2].partition("?")[0]))
        if name is None:
            self._lost[f"The picture “{address[:80]}” is not in the file."] = None
            return None
        self.used.add(name)
        return f"media:{name}"
