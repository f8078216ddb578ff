"""Sanitized HTML as blocks for the typesetter: plain values, so that no text is ever read as markup. Pure.

A block is {"kind": "p", "parts": […], "rtl": …}, {"kind": "code", "text": …}, {"kind": "list", "ordered": …, "items": [blocks]},
{"kind": "quote", "blocks": […]} or {"kind": "table", "rows": [[parts, …], …]}; a part is {"text", "strong", "emph",
"code", "url"}. What is not known is read through: its text stays. A picture becomes its description.
"""

import unicodedata
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

Block = dict[str, Any]
MARKS = {"strong": "strong", "b": "strong", "em": "emph", "i": "emph", "code": "code", "kbd": "code", "samp": "code"}
PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "div", "dt", "dd", "figcaption"}
LISTS = {"ul": False, "ol": True}
CONTAINERS = {"li", "blockquote"}
CELLS = {"td", "th"}


@dataclass
class _Frame:
    """Where blocks are added, and what the frame was opened by."""

    tag: str
    blocks: list[Block] = field(default_factory=list)
    parts: list[dict[str, Any]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.frames = [_Frame("")]
        self.marks: list[tuple[str, str]] = []
        self.pre: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "pre":
            self._end_paragraph()
            self.pre = []
        elif tag in MARKS:
            self.marks.append((tag, MARKS[tag]))
        elif tag == "a":
            self.marks.append((tag, values.get("href") or ""))
        elif tag in PARAGRAPHS:
            self._end_paragraph()
        elif tag == "br":
            self._add("\n")
        elif tag == "img":
            self.handle_data(f"[{values.get('alt') or 'picture'}]")
        elif tag in LISTS or tag in CONTAINERS or tag in CELLS or tag in {"table", "tr"}:
            self._end_paragraph()
            self.frames.append(_Frame(tag))

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre" and self.pre is not None:
            text, self.pre = "".join(self.pre).rstrip("\n"), None
            self.frames[-1].blocks.append({"kind": "code", "text": text})
        elif tag in MARKS or tag == "a":
            self.marks = [row for row in self.marks if row[0] != tag]
        elif tag in PARAGRAPHS:
            self._end_paragraph()
        elif len(self.frames) > 1 and self.frames[-1].tag == tag:
            self._close(tag)

    def handle_data(self, data: str) -> None:
        if self.pre is not None:
            self.pre.append(data)
            return
        # One space for any white space, at the ends too.
        text = " ".join(f"|{data}|".split())[1:-1]
        if text and (text != " " or self.frames[-1].parts):
            self._add(text)

    def _add(self, text: str) -> None:
        names = [name for tag, name in self.marks if tag != "a"]
        urls = [name for tag, name in self.marks if tag == "a"]
        part = {name: name in names for name in ("strong", "emph", "code")}
        self.frames[-1].parts.append({"text": text, **part, "url": urls[-1] if urls else ""})

    def read(self, html: str) -> list[Block]:
        self.feed(html)
        self.close()
        while len(self.frames) > 1:
            self._close(self.frames[-1].tag)
        self._end_paragraph()
        return self.frames[0].blocks

    def _end_paragraph(self) -> None:
        frame = self.frames[-1]
        if frame.parts and frame.tag not in CELLS:
            text = "".join(part["text"] for part in frame.parts)
            if text.strip():
                frame.blocks.append({"kind": "p", "parts": frame.parts, "rtl": is_rtl(text)})
            frame.parts = []

    def _close(self, tag: str) -> None:
        """What a frame holds becomes a block, or a part, of the one around it."""
        self._end_paragraph()
        made, around = self.frames.pop(), self.frames[-1]
        if tag in LISTS:
            items = [row["blocks"] for row in made.blocks if row["kind"] == "li"]
            around.blocks.append({"kind": "list", "ordered": LISTS[tag], "items": items})
        elif tag == "li":
            around.blocks.append({"kind": "li", "blocks": made.blocks})
        elif tag == "blockquote":
            around.blocks.append({"kind": "quote", "blocks": made.blocks})
        elif tag in CELLS:
            around.blocks.append({"kind": "cell", "parts": made.parts})
        elif tag == "tr":
            around.blocks.append({"kind": "row", "cells": [row["parts"] for row in made.blocks if "parts" in row]})
        elif tag == "table":
            rows = [row["cells"] for row in made.blocks if row["kind"] == "row"]
            width = max((len(row) for row in rows), default=0)
            full = [[*row, *([[]] * (width - len(row)))] for row in rows]
            around.blocks.append({"kind": "table", "width": width, "rows": full})


def is_rtl(text: str) -> bool:
    """Whether a text runs from right to left: its first letter that has a direction says so."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in {"L", "R", "AL"}:
            return kind != "L"
    return False


def read_html(html: str) -> list[Block]:
    """The blocks of sanitized HTML."""
    return _Reader().read(html)
