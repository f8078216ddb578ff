"""QTI 2.0 to 3.0 under one set of names, and the HTML inside of it. Pure.

QTI 3 writes `qti-choice-interaction max-choices="1"` for what QTI 2 calls `choiceInteraction maxChoices="1"`: after
`normalize` every tree has the names of QTI 2.
"""

import re
from collections.abc import Iterator
from html import escape
from xml.etree.ElementTree import Element

# The answer sheet and what stands beside the question: never part of a text.
NOT_TEXT = {
    *("feedbackInline", "feedbackBlock", "modalFeedback", "stylesheet", "script", "style", "templateBlock"),
    *("templateInline", "infoControl", "catalogInfo", "companionMaterialsInfo", "apipAccessibility"),
}
# QTI has no element for struck text.
STRUCK = "struck"
MEDIA_TAGS = {"audio", "video", "svg", "iframe", "embed", "canvas"}
FORMULA_TAGS = {"math"}
_VOID = {"img", "br", "hr", "col"}
_DASH = re.compile(r"-([a-z0-9])")
_KEPT_ATTRIBUTES = {
    *("src", "alt", "href", "title", "colspan", "rowspan", "start", "class", "id", "label"),
    *("data", "type", "scope", "lang", "dir"),
}


def camel(name: str) -> str:
    """`max-choices` → `maxChoices`."""
    return _DASH.sub(lambda match: match[1].upper(), name)


def normalize(root: Element) -> Element:
    """Give a tree the names of QTI 2, in place."""
    for element in root.iter():
        if element.tag.startswith("qti-"):
            element.tag = camel(element.tag[4:])
            if any("-" in name for name in element.attrib):
                items = [(name if name.startswith("data-") else camel(name), v) for name, v in element.attrib.items()]
                element.attrib = dict(items)
    return root


def child(element: Element, tag: str) -> Element | None:
    """The first child of a name."""
    return element.find(tag)


def text_of(element: Element | None) -> str:
    """All text within, white space as it is between words."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def is_true(element: Element, name: str, default: str = "false") -> bool:
    return element.get(name, default).strip().lower() in {"true", "yes", "1"}


def without(element: Element, tags: set[str]) -> Iterator[Element]:
    """Descendants, but nothing inside of these."""
    for inner in element:
        if inner.tag not in tags:
            yield inner
            yield from without(inner, tags)


def inner_html(element: Element, replaced: dict[Element, str] | None = None) -> str:
    """What stands in an element as HTML; `replaced` gives elements another text (an interaction its prompt)."""
    parts = [escape(element.text or "", quote=False)]
    for inner in element:
        parts.append(_outer_html(inner, replaced or {}))
        parts.append(escape(inner.tail or "", quote=False))
    return "".join(parts)


def _outer_html(element: Element, replaced: dict[Element, str]) -> str:
    if element in replaced:
        return replaced[element]
    tag = element.tag
    if tag in NOT_TEXT or tag in MEDIA_TAGS or (tag == "rubricBlock" and "candidate" not in _views(element)):
        return ""
    if tag == "object":
        return _object_html(element, replaced)
    if tag == "math":
        return _formula(element)
    attributes = "".join(
        f' {name}="{escape(value)}"' for name, value in element.attrib.items() if name in _KEPT_ATTRIBUTES
    )
    if tag in _VOID:
        return f"<{tag}{attributes}>"
    shown = {"prompt": "div", "rubricBlock": "div", "contentBody": "div"}.get(tag, tag)
    if tag == "span" and element.get("class") == STRUCK:
        shown = "s"
    return f"<{shown}{attributes}>{inner_html(element, replaced)}</{shown}>"


def _object_html(element: Element, replaced: dict[Element, str]) -> str:
    """A picture as an object is a picture; of anything else its replacement text stays."""
    address = element.get("data", "")
    is_picture = element.get("type", "").startswith("image/") or re.search(
        r"\.(png|jpe?g|gif|webp)$", address, re.IGNORECASE
    )
    if not is_picture:
        return inner_html(element, replaced)
    alternative = element.get("alt") or element.get("aria-label") or text_of(element)
    return f'<img src="{escape(address)}" alt="{escape(alternative)}">'


def _formula(element: Element) -> str:
    """A formula as people write it in one line: a²/(b+1)."""
    parts = [_formula(inner) for inner in element if inner.tag != "annotation"]
    match element.tag, parts:
        case ("msup", [base, raised]):
            return f"{base}<sup>{raised}</sup>"
        case ("msub", [base, lowered]):
            return f"{base}<sub>{lowered}</sub>"
        case ("mfrac", [above, below]):
            return f"({above})/({below})"
        case ("msqrt", _):
            return f"√({''.join(parts)})"
    return escape((element.text or "").strip(), quote=False) + "".join(parts)


def _views(element: Element) -> list[str]:
    return element.get("view", "candidate").split()
