"""Foreign HTML, cleaned and read into a small tree: scripts, styles, handlers and unknown tags are gone. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from exams.exchange.text_files import without_controls

BLOCKS = {
    *("p", "div", "section", "article", "header", "footer", "main", "aside", "center", "address", "figure"),
    *("figcaption", "fieldset", "legend", "details", "summary", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li"),
    *("dl", "dt", "dd", "pre", "blockquote", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "hr"),
}
INLINES = {
    *("br", "img", "a", "b", "strong", "i", "em", "cite", "dfn", "var", "s", "del", "strike", "code", "kbd", "samp"),
    *("tt", "sub", "sup", "q", "span", "object"),
}
VOID = {"br", "img", "hr"}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "object": {"data", "type", "aria-label"},
    "ol": {"start"},
    "pre": {"class"},
    "code": {"class"},
    "td": {"colspan"},
    "th": {"colspan"},
}
WITHOUT_CONTENT = {"script", "style", "title", "iframe", "noscript", "template", "textarea", "select", "svg"}
SCHEMES = {"http", "https", "mailto", "media", "data"}
DEEPEST = 60
# Markdown's parser drops what stands deeper than 20 levels; a list and its item are two.
CONTAINERS = {"ul", "ol", "li", "blockquote"}
DEEPEST_CONTAINERS = 16
WITHOUT_TEXT = {"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr"}
# Beyond these, parsing by the rules of HTML costs quadratic time, or repeats unclosed marks in every paragraph.
MOST_TAGS = 5_000
MOST_UNCLOSED = 100
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]{0,20})")
_ANY_TAG = re.compile(r"<[^<>]*>")
_LEFT_OUT = re.compile(
    r"<(script|style|iframe|video|audio|embed|form|svg|canvas|input|textarea|select)\b", re.IGNORECASE
)


@dataclass(slots=True)
class Element:
    """`has_block`: whether a block stands somewhere inside."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)
    has_block: bool = False

    @property
    def is_block(self) -> bool:
        return self.has_block or self.tag in BLOCKS

    def elements(self) -> Iterator["Element"]:
        return (child for child in self.children if isinstance(child, Element))

    def text(self) -> str:
        """All text inside, as it stands there; a line break is a new line."""
        return "\n" if self.tag == "br" else "".join(c if isinstance(c, str) else c.text() for c in self.children)


class _Builder(HTMLParser):
    """Takes what the sanitiser writes: closed, nested rightly, escaped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        around = self._open[:DEEPEST]
        is_too_deep = tag in CONTAINERS and sum(outer.tag in CONTAINERS for outer in around) >= DEEPEST_CONTAINERS
        element = Element("div" if is_too_deep else tag, {name: value or "" for name, value in attrs})
        if tag in BLOCKS:
            for outer in around:
                outer.has_block = True
        self._parent().children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._parent().children.append(without_controls(data))

    def _parent(self) -> Element:
        """What nests deeper than anybody writes becomes a sequence: its text stays."""
        if len(self._open) <= DEEPEST:
            return self._open[-1]
        return next(element for element in reversed(self._open[:DEEPEST]) if element.tag not in WITHOUT_TEXT)


def parse(html: str) -> Element:
    """The tree of a piece of HTML, however broken; its root is no element of the text."""
    if "<" not in html and "&" not in html:
        return Element("root", children=[without_controls(html)] if html else [])
    builder = _Builder()
    builder.feed(_CLEANER.clean(_ANY_TAG.sub(" ", html) if _is_hostile(html) else html))
    builder.close()
    return builder.root


def _is_hostile(html: str) -> bool:
    """Whether nobody writes this: then its text alone is taken."""
    count = html.count("<")
    if count <= MOST_UNCLOSED:
        return False
    depth = deepest = 0
    for match in _TAG.finditer(html):
        if match.group(2).lower() not in VOID:
            depth += -1 if match.group(1) else 1
        deepest = max(deepest, depth)
    return count > MOST_TAGS or deepest > MOST_UNCLOSED


def left_out(html: str) -> tuple[str, ...]:
    """Names of what `parse` leaves out and a reader may want to warn about: `script`, `video`, …, each once."""
    return tuple(sorted({match.lower() for match in _LEFT_OUT.findall(html)}))


def _only_safe(tag: str, attribute: str, value: str) -> str | None:
    """A link leads to an address or nowhere; only a picture may bring its own data."""
    scheme = value.strip().partition(":")[0].lower() if ":" in value else ""
    if attribute == "href" and scheme not in {"http", "https", "mailto"}:
        return None
    return value


_CLEANER = nh3.Cleaner(
    tags=BLOCKS | INLINES,
    attributes=ATTRIBUTES,
    clean_content_tags=WITHOUT_CONTENT,
    attribute_filter=_only_safe,
    url_schemes=SCHEMES,
    link_rel=None,
)
