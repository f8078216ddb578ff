"""Writer of Moodle XML: questions in Markdown, with tags, categories and pictures. Pure."""

import base64
import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from exams.exchange.foreign import MULTIPLE_SELECT, ForeignItem, ForeignOption, Medium
from exams.exchange.formats.choices import percent
from exams.exchange.formats.writing import LOSSES_OF_ALL, all_tags, full_stem, one_line

LOSSES = LOSSES_OF_ALL
TOLD = {
    "correctfeedback": "correct_feedback",
    "partiallycorrectfeedback": "partial_feedback",
    "incorrectfeedback": "incorrect_feedback",
}
# What XML cannot hold at all.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OWN_PICTURE = re.compile(r"\]\(media:([A-Za-z0-9.-]+)")


def write_moodle_xml(items: Iterable[ForeignItem]) -> bytes:
    """A UTF-8 file; categories are written where they change."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    category = ""
    for item in items:
        wanted = one_line(item.metadata.get("category", ""))
        if wanted != category:
            path = f"$course$/top{'/' if wanted else ''}{wanted}"
            parts.append(f'<question type="category"><category>{_plain(path)}</category></question>')
            category = wanted
        parts.extend(_question(item))
    return "\n".join([*parts, "</quiz>", ""]).encode()


def _question(item: ForeignItem) -> Iterable[str]:
    media = {medium.name: medium for medium in item.media}
    yield '<question type="multichoice">'
    yield f"  <name>{_plain(one_line(item.metadata.get('title', '')))}</name>"
    yield _text("questiontext", full_stem(item), media)
    yield _text("generalfeedback", item.feedback, media)
    yield f"  <defaultgrade>{item.max_points:f}</defaultgrade>"
    yield f"  <idnumber>{_clean(one_line(item.source_id))}</idnumber>"
    yield f"  <single>{'false' if item.kind == MULTIPLE_SELECT else 'true'}</single>"
    yield f"  <shuffleanswers>{'true' if item.is_shuffled else 'false'}</shuffleanswers>"
    yield "  <answernumbering>ABCD</answernumbering>"
    for tag, name in TOLD.items():
        yield _text(tag, item.metadata.get(name, ""), media)
    for option in item.options:
        yield _answer(option, media)
    if tags := all_tags(item):
        yield f"  <tags>{''.join(f'<tag>{_plain(tag)}</tag>' for tag in tags)}</tags>"
    yield "</question>"


def _answer(option: ForeignOption, media: dict[str, Medium]) -> str:
    fraction = quoteattr(percent(option.fraction))
    text = _plain(_addressed(option.text, media))
    told = _text("feedback", option.feedback, media)
    files = _files(option.text, media)
    return f'  <answer fraction={fraction} format="markdown">{text}{files}\n  {told}\n  </answer>'


def _text(tag: str, text: str, media: dict[str, Medium]) -> str:
    return f'  <{tag} format="markdown">{_plain(_addressed(text, media))}{_files(text, media)}</{tag}>'


def _plain(text: str) -> str:
    return f"<text>{_clean(text)}</text>"


def _clean(text: str) -> str:
    return escape(_NO_XML.sub("", text), {"\r": "&#13;"})


def _addressed(text: str, media: dict[str, Medium]) -> str:
    def placed(match: re.Match[str]) -> str:
        return f"](@@PLUGINFILE@@/{match[1]}" if match[1] in media else match[0]

    return _OWN_PICTURE.sub(placed, text)


def _files(text: str, media: dict[str, Medium]) -> str:
    """The pictures that a text shows, each once, inside the text's element: so Moodle wants them."""
    names = dict.fromkeys(name for name in _OWN_PICTURE.findall(text) if name in media)
    return "".join(
        f'<file name={quoteattr(name)} path="/" encoding="base64">{base64.b64encode(media[name].data).decode()}</file>'
        for name in names
    )
