"""Authored Markdown to safe HTML: the only place where authored text becomes markup."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

TAGS = {
    *("p", "br", "hr", "strong", "em", "code", "pre", "span", "blockquote", "ul", "ol", "li", "div"),
    *("h3", "h4", "h5", "table", "thead", "tbody", "tr", "th", "td", "a", "img", "s"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "span": {"class"},
    "pre": {"class", "tabindex", "role", "aria-label"},
    "ol": {"start"},
    "th": {"scope"},
    **{tag: {"dir"} for tag in ("p", "li", "blockquote", "h3", "h4", "h5")},
}
MEDIA_PREFIX = "/media/"
_FORMATTER = HtmlFormatter(nowrap=True)


def _highlight(code: str, language: str, attributes: str) -> str:
    try:
        marked = highlight(code, get_lexer_by_name(language or "text", stripnl=False), _FORMATTER)
    except ClassNotFound:
        marked = highlight(code, get_lexer_by_name("text", stripnl=False), _FORMATTER)
    label = f"Code, {language}" if language.isalnum() else "Code"
    # A code block scrolls by itself, so the keyboard must be able to reach it.
    return f'<pre class="code" tabindex="0" role="region" aria-label="{label}"><code>{marked}</code></pre>'


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "highlight": _highlight}).enable(["table", "strikethrough"])
    parser.core.ruler.push("shape", _shape)
    return parser


def _shape(state: object) -> None:
    """Headings start below the page's own, every block finds its direction, a table's header cells say so."""
    for token in state.tokens:  # type: ignore[attr-defined]
        if token.type == "code_block":
            token.type = "fence"  # however it was written, code is a region of its own
        if token.tag in {"h1", "h2"}:
            token.tag = "h3"
        if token.type == "th_open":
            token.attrs = {"scope": "col"}
        if token.nesting == 1 and token.tag in {"p", "li", "blockquote", "h3", "h4", "h5"}:
            token.attrSet("dir", "auto")


_PARSER = _parser()


def _own_images_only(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src" and not value.startswith(MEDIA_PREFIX):
        return None
    if tag == "pre" and attribute == "class" and value != "code":
        return None
    return value


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_own_images_only,
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer",
    )


@lru_cache(maxsize=4096)
def render(text: str) -> str:
    """HTML of a block of Markdown (paragraphs, lists, tables, code); raw HTML in it is shown, not obeyed."""
    return _clean(_PARSER.render(text))


@lru_cache(maxsize=8192)
def render_inline(text: str) -> str:
    """HTML of one line of Markdown, without a paragraph around it: for options."""
    if "\n" in text.strip():
        return render(text)
    return _clean(_PARSER.renderInline(text.strip()))
