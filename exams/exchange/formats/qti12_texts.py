"""The texts of QTI 1.2: its `material` as HTML. Pure."""

import posixpath
import re
from html import escape, unescape
from xml.etree.ElementTree import Element

from exams.exchange.formats.qti_texts import Texts
from exams.exchange.formats.qti_tree import inner_html

_LOOKS_LIKE_HTML = re.compile(
    r"<(p|div|span|br|b|i|em|strong|img|ul|ol|table|pre|code|a|sub|sup|h[1-6])\b[^<>]*>", re.IGNORECASE
)
_PICTURE = re.compile(r"\.(png|jpe?g|gif|webp)$", re.IGNORECASE)


def material_html(
    element: Element, texts: Texts, *, without: set[str] | frozenset[str] = frozenset(), is_stimulus: bool = False
) -> str:
    """Everything to read in an element, a paragraph for each material; not what is inside of `without`."""
    parts: list[str] = []
    if element.tag == "material" and is_stimulus:
        return _material(element, texts)
    for inner in element:
        if inner.tag in without:
            continue
        if inner.tag == "material":
            if inner.get("label") != "stimulus" and (html := _material(inner, texts)):
                parts.append(f"<div>{html}</div>")
        else:
            parts.append(material_html(inner, texts, without=without))
    return "".join(parts)


def _material(material: Element, texts: Texts) -> str:
    return "".join(_piece(each, texts) for each in material)


def _piece(element: Element, texts: Texts) -> str:
    match element.tag:
        case "mattext" | "matemtext" | "mat_formattedtext":
            return _text(element)
        case "matbreak":
            return "<br>"
        case "matimage":
            return _picture(element)
        case "mataudio" | "matvideo":
            texts.warn_lost(element.tag.removeprefix("mat"))
            return ""
        case "matapplication" | "matapplet":
            texts.warn_lost("object")
            return ""
    return "".join(_piece(each, texts) for each in element)


def _text(element: Element) -> str:
    """HTML as it is, plain text escaped; where the type is not told, by its looks."""
    kind = (element.get("texttype") or element.get("type") or "").lower()
    if len(element):
        return inner_html(element)
    text = element.text or ""
    # Blackboard's smart text is HTML where somebody marked something; its named characters are so always.
    if "html" in kind or ((not kind or "smart" in kind) and _LOOKS_LIKE_HTML.search(text)):
        return text
    if "smart" in kind:
        return escape(unescape(text), quote=False).replace("\n", "<br>")
    return escape(text, quote=False)


def _picture(element: Element) -> str:
    kind = element.get("imagtype") or element.get("imagetype") or "image/png"
    address = element.get("uri") or ""
    if element.get("embedded") == "base64" and (element.text or "").strip():
        address = f"data:{kind};base64,{(element.text or '').strip()}"
    elif not _PICTURE.search(address) and not kind.startswith("image/"):
        return ""
    alternative = element.get("label") or posixpath.splitext(posixpath.basename(address))[0][:80]
    return f'<img src="{escape(address)}" alt="{escape(alternative)}">' if address else ""
