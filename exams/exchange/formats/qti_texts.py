"""Texts of one item: HTML to Markdown, with the pictures that it shows taken out of the package. Pure."""

import base64
import binascii
import posixpath
import re
from typing import Protocol
from urllib.parse import unquote

from exams.exchange.foreign import Medium
from exams.exchange.html_text import left_out, to_line, to_markdown

_DATA = re.compile(r"data:image/[a-z.+-]+;base64,(.*)", re.IGNORECASE | re.DOTALL)
# How platforms write “in this package”.
_BASE = re.compile(r"^(?:\$|%24)IMS[-_]CC[-_]FILE_?BASE(?:\$|%24)/*", re.IGNORECASE)
_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
_EXTENSIONS = {content_type: extension[1:] for extension, content_type in reversed(_TYPES.items())}
_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


class Files(Protocol):
    """Where an item's pictures come from: a package, or nothing."""

    def read(self, name: str) -> bytes: ...
    def resolve(self, reference: str, base: str = "") -> str | None: ...
    def ending_with(self, path: str) -> str | None: ...


class NoFiles:
    """A file that stands alone: it has no pictures but those in its text."""

    def read(self, name: str) -> bytes:
        raise KeyError(name)

    def resolve(self, reference: str, base: str = "") -> str | None:
        return None

    def ending_with(self, path: str) -> str | None:
        return None


def content_type_of(data: bytes) -> str:
    """The type of a picture by its first bytes; "" for what is none that we show."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    return "image/webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""


class Texts:
    """Turns an item's HTML into Markdown; gathers `media` and `warnings` on the way."""

    def __init__(self, files: Files, member: str) -> None:
        self._files = files
        self._member = member
        self._media: dict[str, Medium] = {}
        self.warnings: list[str] = []

    @property
    def media(self) -> tuple[Medium, ...]:
        return tuple(self._media.values())

    def warn(self, message: str) -> None:
        if message not in self.warnings:
            self.warnings.append(message)

    def markdown(self, html: str, member: str = "") -> str:
        """The Markdown of a piece of HTML (of another `member`), its pictures renamed to `media:NAME`."""
        own, self._member = self._member, member or self._member
        markdown = to_markdown(html, self._address)
        self._member = own
        return self._checked(html, markdown)

    def line(self, html: str) -> str:
        """The same for an option: on one line if it is one paragraph."""
        return self._checked(html, to_line(html, self._address))

    def _checked(self, html: str, markdown: str) -> str:
        for tag in left_out(html):
            self.warn_lost(tag)
        if "![](media:" in markdown:
            self.warn("A picture has no alternative text.")
        return markdown.strip()

    def warn_lost(self, tag: str) -> None:
        """Say that something which we do not show was left out."""
        names = {"audio": "A sound", "video": "A film", "svg": "A drawing (SVG)", "iframe": "An embedded page"}
        self.warn(f"{names.get(tag, 'An embedded object')} was left out: read the item again.")

    def _address(self, address: str) -> str | None:
        medium = self._medium(address)
        return f"media:{medium.name}" if medium else None

    def _medium(self, address: str) -> Medium | None:
        shown = address if len(address) < 100 else address[:100] + "…"
        if inline := _DATA.match(address):
            name, data = "picture", _decoded(inline[1])
        elif re.match(r"(https?:)?//", address):
            self.warn(f"The picture {shown} lies on another server and was left out.")
            return None
        elif member := self._find(_BASE.sub("", address)):
            name, data = posixpath.basename(member), self._files.read(member)
        else:
            self.warn(f"The picture {shown} is not in the file.")
            return None
        content_type = content_type_of(data)
        if not content_type:
            self.warn(f"{shown} is no PNG, JPEG, GIF or WebP picture and was left out.")
            return None
        return self._named(name, content_type, data)

    def _find(self, address: str) -> str | None:
        return self._files.resolve(address, self._member) or self._files.ending_with(unquote(address).lstrip("./"))

    def _named(self, name: str, content_type: str, data: bytes) -> Medium:
        stem, known_extension = posixpath.splitext(_UNSAFE.sub("-", name))
        stem = stem.strip("-.") or "picture"
        extension = (
            known_extension[1:] if _TYPES.get(known_extension.lower()) == content_type else _EXTENSIONS[content_type]
        )
        number = 1
        while True:
            unique = f"{stem}{f'-{number}' if number > 1 else ''}.{extension}"
            known = self._media.setdefault(unique, Medium(unique, content_type, data))
            if known.data == data:
                return known
            number += 1


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(unquote(text), validate=False)
    except (binascii.Error, ValueError):
        return b""
