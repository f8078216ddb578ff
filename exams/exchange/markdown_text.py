"""Text into Markdown that shows just this text: escapes, emphasis where it can be said, code, tables. Pure."""

import re
from dataclasses import dataclass
from enum import IntFlag

from markdown_it import MarkdownIt
from markdown_it.token import Token

PARSER = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable(["table", "strikethrough"])


class Style(IntFlag):
    NONE = 0
    STRONG = 1
    EMPHASIS = 2
    STRUCK = 4


MARKS = {Style.STRONG: "**", Style.EMPHASIS: "*", Style.STRUCK: "~~"}
BREAK = "\\\n"


@dataclass(slots=True)
class Piece:
    """A part of a line. `text`: what is seen; `markdown`: how it is written, None for text that must be escaped."""

    text: str
    style: Style = Style.NONE
    markdown: str | None = None

    @property
    def is_break(self) -> bool:
        return self.markdown == BREAK


_SPACES = re.compile(r"[ \t\r\f\n]+")
_SPECIAL = re.compile(r"_+|[\\`*\[\]~<&]")
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]*|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_LINE_START = re.compile(r"(?:#{1,6}(?=[\s]|$)|>|[-+*](?=\s|$)|-(?=[-|:])|=+\s*$|[|:](?=\s*:?-)|~~~)")
_NUMBER_START = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_WORD = re.compile(r"\w")


def collapse(text: str) -> str:
    """Spaces as a browser shows them; a line's end stays one, which Markdown shows as a space too."""
    return _SPACES.sub(lambda match: "\n" if "\n" in match.group() else " ", text)


def escape(text: str) -> str:
    """Text that Markdown would take for marks, so written that it is shown; lines' starts are `paragraph`'s."""
    if not _SPECIAL.search(text):
        return text
    return _SPECIAL.sub(_escape_one, text)


def _escape_one(match: re.Match[str]) -> str:
    text, at, sign = match.string, match.start(), match.group()
    before, after = text[at - 1 : at], text[match.end() : match.end() + 1]
    if sign == "\\":
        is_plain = after != "" and after != "\n" and not _PUNCTUATION.match(after)
    elif sign == "&":
        is_plain = not _ENTITY.match(text, at)
    elif sign[0] == "_":
        # Inside a word, or a gap to fill between spaces.
        is_plain = (before.isalnum() and after.isalnum()) or before == after == " "
    elif sign == "*":
        is_plain = before.isspace() and after.isspace()
    elif sign == "~":
        is_plain = before not in {"", "~"} and after not in {"", "~"}
    elif sign == "<":
        is_plain = not after.isalpha()
    else:
        is_plain = False
    return sign if is_plain else "".join(f"\\{one}" for one in sign)


def code(text: str) -> str:
    """An inline piece of code."""
    text = _SPACES.sub(" ", text)
    if not text.strip():
        return ""
    mark = "`" * (_longest_ticks(text) + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{mark}{pad}{text}{pad}{mark}"


def fence(text: str, language: str) -> str:
    """A block of code."""
    mark = "`" * max(3, _longest_ticks(text) + 1)
    return f"{mark}{language}\n{text}\n{mark}" if text else f"{mark}{language}\n{mark}"


def _longest_ticks(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def paragraph(pieces: list[Piece]) -> str:
    """The pieces as Markdown. Emphasis that Markdown cannot say at its place (`a**"b"**c`) is left out."""
    pieces = _tidy(pieces)
    written = _line_starts(_write(pieces))
    if not any(piece.style or piece.markdown for piece in pieces):
        return written
    text = "".join("".join(piece.text for piece in pieces).split())
    if shows(written) == text:
        return written
    upright = _line_starts(_write(_tidy([Piece(piece.text, markdown=piece.markdown) for piece in pieces])))
    if shows(upright) == text:
        return upright
    plain = [Piece(piece.text, markdown=BREAK if piece.is_break else None) for piece in pieces]
    return _line_starts(_write(_tidy(plain)))


def line(pieces: list[Piece]) -> str:
    """The pieces on one line: for headings and the cells of a table."""
    without = [Piece(" ") if piece.is_break else piece for piece in pieces]
    return paragraph(without).replace("\n", " ").strip()


def shows(markdown: str) -> str:
    """What a paragraph of Markdown shows, without spaces; "" if it is something else than one paragraph."""
    tokens = PARSER.parse(markdown)
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return ""
    return "".join("".join(map(_seen, tokens[1].children or [])).split())


def _seen(token: Token) -> str:
    return "".join(map(_seen, token.children)) if token.children is not None else token.content


def _tidy(pieces: list[Piece]) -> list[Piece]:
    """Neighbours joined, spaces single and outside of emphasis, nothing empty, no space or break at the ends."""
    joined: list[Piece] = []
    for piece in pieces:
        if piece.markdown is None and joined and joined[-1].markdown is None and joined[-1].style == piece.style:
            joined[-1] = Piece(joined[-1].text + piece.text, piece.style)
        else:
            joined.append(piece)
    parted = [part for index, piece in enumerate(joined) for part in _part(joined, index, piece)]
    tidy: list[Piece] = []
    for piece in parted:
        is_text = piece.markdown is None
        if is_text and (not tidy or tidy[-1].is_break or tidy[-1].text[-1:].isspace()):
            piece = Piece(piece.text.lstrip(" \n"), piece.style)
        if piece.is_break and tidy and tidy[-1].markdown is None:
            tidy[-1] = Piece(tidy[-1].text.rstrip(" \n"), tidy[-1].style)
        if piece.text or piece.markdown:
            tidy.append(piece)
    return _trim(tidy)


def _trim(pieces: list[Piece]) -> list[Piece]:
    while pieces and (pieces[0].is_break or (not pieces[0].markdown and not pieces[0].text.strip(" \n"))):
        pieces.pop(0)
    while pieces and (pieces[-1].is_break or (not pieces[-1].markdown and not pieces[-1].text.strip(" \n"))):
        pieces.pop()
    if pieces and pieces[-1].markdown is None:
        pieces[-1] = Piece(pieces[-1].text.rstrip(" \n"), pieces[-1].style)
    return pieces


def _part(pieces: list[Piece], index: int, piece: Piece) -> list[Piece]:
    """A styled text whose edges are spaces, or signs beside a letter, with these edges outside of the style."""
    if piece.markdown is not None:
        return [piece]
    text = collapse(piece.text)
    if not piece.style:
        return [Piece(text)]
    head, tail = _edges(text)
    if head == text:
        return [Piece(text)] if not text.strip() else [Piece(text, piece.style)]
    before = pieces[index - 1] if index else Piece("")
    after = pieces[index + 1] if index + 1 < len(pieces) else Piece("")
    lead = head if before.text[-1:].isalnum() else head[: len(head) - len(head.lstrip())]
    trail = tail if after.text[:1].isalnum() else tail[len(tail.rstrip()) :]
    inner = text[len(lead) : len(text) - len(trail)]
    return [Piece(lead, piece.style & before.style), Piece(inner, piece.style), Piece(trail, piece.style & after.style)]


def _edges(text: str) -> tuple[str, str]:
    """What stands before the first letter and after the last one; all of a text without letters, twice."""
    first = _WORD.search(text)
    last = _WORD.search(text[::-1])
    return (text[: first.start()], text[len(text) - last.start() :]) if first and last else (text, text)


def _write(pieces: list[Piece]) -> str:
    out: list[str] = []
    opened: list[Style] = []
    for index, piece in enumerate(pieces):
        while opened and any(style not in piece.style for style in opened):
            out.append(MARKS[opened.pop()])
        starting = [style for style in MARKS if style in piece.style and style not in opened]
        # What lasts longest opens first, so that it closes last.
        for style in sorted(starting, key=lambda style: -_lasts(pieces, index, style)):
            opened.append(style)
            out.append(MARKS[style])
        if piece.markdown and piece.markdown[0] == "[" and out and out[-1].endswith("!"):
            out[-1] = f"{out[-1][:-1]}\\!"  # else the link would be a picture
        out.append(escape(piece.text) if piece.markdown is None else piece.markdown)
    out.extend(MARKS[style] for style in reversed(opened))
    return "".join(out)


def _lasts(pieces: list[Piece], index: int, style: Style) -> int:
    """How many pieces from here on have the style, up to a few: further ones decide nothing."""
    ends = (number for number, piece in enumerate(pieces[index : index + 20]) if style not in piece.style)
    return next(ends, 20)


def _line_starts(markdown: str) -> str:
    """Nothing at a line's start begins a list, a heading, a quotation, a rule or a table."""
    return "\n".join(map(_line_start, markdown.split("\n")))


def _line_start(line: str) -> str:
    line = line.lstrip(" ")
    if _LINE_START.match(line):
        return f"\\{line}"
    return _NUMBER_START.sub(r"\1\\\2", line, count=1) if _NUMBER_START.match(line) else line
