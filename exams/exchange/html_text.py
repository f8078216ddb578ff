"""HTML of other systems to Markdown as authors write it here, and back for writers. Pure.

What Markdown cannot say is left out, never its text: colors, sizes, underlining, merged cells. What HTML shows as
text is shown as the same text, whatever signs stand in it. (`markdownify` and `html-to-markdown` were tried: both
lose emphasis beside a letter, flatten super- and subscripts, and do not give back what they were made from.)
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from exams.exchange.html_tree import BLOCKS, Element, left_out, parse
from exams.exchange.markdown_text import BREAK, PARSER, Piece, Style, code, collapse, escape, fence, line, paragraph

__all__ = ["Images", "left_out", "text_to_markdown", "to_html", "to_html_line", "to_line", "to_markdown"]

# A picture's address in the HTML → its address in the Markdown (`media:NAME`); None: there is no such picture.
Images = Callable[[str], str | None]
Nodes = Sequence[Element | str]

STYLES = {
    **dict.fromkeys(("b", "strong"), Style.STRONG),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), Style.EMPHASIS),
    **dict.fromkeys(("s", "del", "strike"), Style.STRUCK),
}
CODE = {"code", "kbd", "samp", "tt"}
RAISED = str.maketrans("0123456789+-−=()nabcdefghijklmoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
LOWERED = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_LANGUAGE = re.compile(r"(?:^|\s)(?:language-|lang-|brush:\s*)([A-Za-z0-9_+#.-]+)")
_UNSAFE = re.compile(r"[\s()<>\\\"]")
_CLOSING = re.compile(r"(?<!\\)(?:\\\\)*#$")
_ENTITY_LIKE = re.compile(r"&(?=#?[A-Za-z0-9]+;)")


@dataclass(frozen=True, slots=True)
class Block:
    """`kind`: `text`, `ul`, `ol`, `ol!` (does not begin with 1), `other`."""

    kind: str
    text: str


def own_pictures(address: str) -> str | None:
    """Pictures that are named as in our own texts, and no others."""
    return address if address.startswith("media:") else None


def to_markdown(html: str, images: Images = own_pictures) -> str:
    """Markdown that shows the HTML's text, lists, tables, code, links and pictures. Never raises."""
    if images is own_pictures:
        return _to_own_markdown(html)
    return _join(_Writer(images).blocks(parse(html).children))


def to_line(html: str, images: Images = own_pictures) -> str:
    """The same for an option: on one line, if it is one paragraph."""
    blocks = _Writer(images).blocks(parse(html).children)
    if len(blocks) == 1 and blocks[0].kind == "text" and BREAK not in blocks[0].text:
        return blocks[0].text.replace("\n", " ")
    return _join(blocks)


def text_to_markdown(text: str) -> str:
    """Plain text, in which nothing is a mark; an empty line parts paragraphs."""
    paragraphs = (paragraph([Piece(part)]) for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    return "\n\n".join(part for part in paragraphs if part)


@lru_cache(maxsize=4096)
def _to_own_markdown(html: str) -> str:
    return _join(_Writer(own_pictures).blocks(parse(html).children))


def _join(blocks: Iterable[Block]) -> str:
    return "\n\n".join(block.text for block in blocks)


class _Writer:
    def __init__(self, images: Images) -> None:
        self._images = images

    # --- blocks ---
    def blocks(self, nodes: Nodes, style: Style = Style.NONE) -> list[Block]:
        found: list[Block] = []
        pieces: list[Piece] = []
        for node in nodes:
            if isinstance(node, str) or not node.is_block:
                pieces.extend(self._pieces([node], style))
                continue
            found += _paragraphs(pieces)
            pieces = []
            found += self._block(node, style, found[-1].kind if found else "")
        return found + _paragraphs(pieces)

    def _block(self, element: Element, style: Style, before: str) -> list[Block]:
        tag = element.tag
        if tag in STYLES:
            return self.blocks(element.children, style | STYLES[tag])
        if tag in {"ul", "ol"}:
            return self._list(element, style, before)
        if tag == "table":
            return self._table(element, style)
        if tag == "pre":
            return [Block("other", _code_block(element))]
        if tag == "hr":
            return [Block("other", "***")]
        if tag == "blockquote":
            quoted = _join(self.blocks(element.children, style))
            return [Block("other", _prefix(quoted, "> ", "> "))] if quoted else []
        if tag[0] == "h" and tag[1:].isdigit():
            text = line(self._pieces(element.children, style))
            # A sign at the end would close the heading, unless an odd number of backslashes makes it a text already.
            text = f"{text[:-1]}\\#" if _CLOSING.search(text) else text
            return [Block("other", f"{'#' * min(int(tag[1:]), 5)} {text}")] if text else []
        return self.blocks(element.children, style)

    def _list(self, element: Element, style: Style, before: str) -> list[Block]:
        rows = [child for child in element.elements() if child.tag == "li"]
        bodies = [self.blocks(row.children, style) for row in rows]
        # Text or a list in a list without an item of its own: HTML that many editors write.
        stray = self.blocks([child for child in element.children if isinstance(child, str) or child.tag != "li"], style)
        is_tight = all(_is_tight(body) for body in bodies) and not any(
            child.tag == "p" for row in rows for child in row.elements()
        )
        start = _number(element.attributes.get("start", ""))
        is_second = before.startswith(element.tag)
        lines = []
        for index, body in enumerate(bodies):
            marker = (
                f"{start + index}{')' if is_second else '.'} " if element.tag == "ol" else "* " if is_second else "- "
            )
            text = ("\n" if is_tight else "\n\n").join(block.text for block in body)
            lines.append(_prefix(text, marker, " " * len(marker)).rstrip(" "))
        kind = "ol!" if element.tag == "ol" and start != 1 else element.tag
        written = [Block(kind, ("\n" if is_tight else "\n\n").join(lines))] if lines else []
        return written + stray

    def _table(self, table: Element, style: Style) -> list[Block]:
        rows = list(_rows(table))
        captions = [
            block for child in table.elements() if child.tag == "caption" for block in self.blocks(child.children)
        ]
        cells = [[text for cell in row.elements() for text in self._cell(cell, style)] for row in rows]
        width = max(map(len, cells), default=0)
        if not width:
            return captions
        lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in cells]
        lines.insert(1, "|" + "---|" * width)
        return [*captions, Block("other", "\n".join(lines))]

    def _cell(self, cell: Element, style: Style) -> list[str]:
        text = line(self._pieces(cell.children, style)).replace("|", "\\|")
        spanned = min(_number(cell.attributes.get("colspan", "")), 20)
        return [text, *[""] * (spanned - 1)]

    # --- what stands in a line ---
    def _pieces(self, nodes: Nodes, style: Style) -> list[Piece]:
        pieces: list[Piece] = []
        for node in nodes:
            if isinstance(node, str):
                pieces.append(Piece(node, style))
            else:
                pieces.extend(self._inline(node, style))
        return pieces

    def _inline(self, element: Element, style: Style) -> list[Piece]:
        tag = element.tag
        if tag == "br":
            return [Piece("", markdown=BREAK)]
        if tag in CODE or tag == "pre":
            text = collapse(element.text())
            return [Piece(text, style, code(text))] if text.strip() else [Piece(text)]
        if tag in {"img", "object"}:
            return self._picture(element, style)
        if tag == "a":
            return self._link(element, style)
        if tag in {"sub", "sup"}:
            return [Piece(_shifted(tag, element.text()), style)]
        inner = self._pieces(element.children, style | STYLES.get(tag, Style.NONE))
        if tag == "q":
            return [Piece("“", style), *inner, Piece("”", style)]
        return [Piece(" "), *inner, Piece(" ")] if tag in BLOCKS else inner

    def _picture(self, element: Element, style: Style) -> list[Piece]:
        address = element.attributes.get("src") or element.attributes.get("data", "")
        name = self._images(address) if address else None
        text = element.attributes.get("alt") or element.attributes.get("aria-label") or element.text()
        text = " ".join(text.split())
        if name is None:
            return self._pieces(element.children, style) if element.children else [Piece(text, style)]
        return [Piece(text, style, f"![{escape(text)}]({_address(name)}{_title(element)})")]

    def _link(self, element: Element, style: Style) -> list[Piece]:
        address = element.attributes.get("href", "")
        inner = [Piece(" ") if piece.is_break else piece for piece in self._pieces(element.children, Style.NONE)]
        text = "".join(piece.text for piece in inner)
        written = line(inner)
        if not address or not written:
            return self._pieces(element.children, style)
        # A picture in a link has no text of its own, but is seen.
        return [Piece(text, style, f"[{written}]({_address(address)}{_title(element)})")]


def _paragraphs(pieces: list[Piece]) -> list[Block]:
    """Two breaks in a row part paragraphs."""
    parts: list[list[Piece]] = [[]]
    breaks = 0
    for piece in pieces:
        if piece.is_break:
            breaks += 1
        elif piece.markdown or piece.text.strip():
            if breaks > 1:
                parts.append([])
            elif breaks:
                parts[-1].append(Piece("", markdown=BREAK))
            breaks = 0
            parts[-1].append(piece)
        elif not breaks:
            parts[-1].append(piece)
    return [Block("text", text) for part in parts if (text := paragraph(part))]


def _is_tight(body: list[Block]) -> bool:
    """Whether nothing is taken for something else when a list's item is written without empty lines."""
    kinds = [block.kind for block in body]
    return not kinds or (kinds[0] in {"text", "ul", "ol"} and all(kind in {"ul", "ol"} for kind in kinds[1:]))


def _code_block(element: Element) -> str:
    inner = next((child for child in element.elements() if child.tag == "code"), None)
    classes = " ".join(part.attributes.get("class", "") for part in (element, inner) if part)
    language = _LANGUAGE.search(classes)
    text = element.text().replace("\r", "\n")
    return fence(text.removesuffix("\n"), language.group(1) if language else "")


def _rows(table: Element) -> Iterable[Element]:
    for child in table.elements():
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from (row for row in child.elements() if row.tag == "tr")


def _prefix(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        [first + lines[0], *((others + line).rstrip(" ") if not line else others + line for line in lines[1:])]
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _shifted(tag: str, text: str) -> str:
    """x² and H₂O where such letters exist, otherwise x^(n·m) and x_(n·m)."""
    text = " ".join(text.split())
    shifted = text.translate(RAISED if tag == "sup" else LOWERED)
    if all(before != after for before, after in zip(text, shifted, strict=True)):
        return shifted
    sign = "^" if tag == "sup" else "_"
    return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"


def _address(address: str) -> str:
    address = _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match.group().encode()), address.strip())
    return _ENTITY_LIKE.sub(r"\&", address)


def _title(element: Element) -> str:
    title = " ".join(element.attributes.get("title", "").split())
    escaped = escape(title).replace('"', '\\"')
    return f' "{escaped}"' if title else ""


# --- and back -----------------------------------------------------------------------------------
def to_html(markdown: str, images: Callable[[str], str] = str) -> str:
    """Plain HTML of Markdown for files that go to other systems; `images` gives a picture's address there."""
    tokens = _placed(PARSER.parse(markdown), images)
    return str(PARSER.renderer.render(tokens, PARSER.options, {})).strip()


def to_html_line(markdown: str, images: Callable[[str], str] = str) -> str:
    """The same without a paragraph around it, if it is one line."""
    if "\n" in markdown.strip():
        return to_html(markdown, images)
    tokens = _placed(PARSER.parseInline(markdown.strip()), images)
    return str(PARSER.renderer.render(tokens, PARSER.options, {}))


def _placed(tokens: list[Token], images: Callable[[str], str]) -> list[Token]:
    for token in tokens:
        if token.type == "image":
            token.attrSet("src", images(str(token.attrGet("src") or "")))
        _placed(token.children or [], images)
    return tokens
