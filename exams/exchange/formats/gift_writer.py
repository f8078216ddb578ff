"""Writer of GIFT. Pure.

Every question says that it is Markdown and stands on as few lines as it has answers: a line's end inside a text is
written as `\\n`, so that no text can look like a comment or the end of a question.
"""

import re
from collections.abc import Iterable

from exams.exchange.foreign import SINGLE_CHOICE, ForeignItem, ForeignOption
from exams.exchange.formats.choices import percent
from exams.exchange.formats.writing import LOSSES_OF_ALL, LOSSES_OF_TEXT_FILES, all_tags, full_stem, one_line

LOSSES = (
    *LOSSES_OF_ALL,
    *LOSSES_OF_TEXT_FILES,
    "The right option of a single-choice item always brings full credit.",
    "A backslash at the end of an identity or a tag.",
)
_SPECIAL = re.compile(r"[~=#{}:\\]")


def write_gift(items: Iterable[ForeignItem]) -> bytes:
    """A UTF-8 file; categories are written where they change."""
    parts: list[str] = []
    category = ""
    for item in items:
        wanted = one_line(item.metadata.get("category", ""))
        if wanted != category:
            parts.append(f"$CATEGORY: $course$/top{'/' if wanted else ''}{_escape(wanted)}\n")
            category = wanted
        parts.append(_question(item))
    return "\n".join(parts).encode()


def _question(item: ForeignItem) -> str:
    names = [f"[id:{_bracketed(item.source_id)}]", *(f"[tag:{_bracketed(tag)}]" for tag in all_tags(item))]
    title = one_line(item.metadata.get("title", ""))
    head = f"::{_escape(title)}::" if title else ""
    lines = [f"// {' '.join(names)}", f"{head}[markdown]{_escape(full_stem(item))}{{"]
    lines += [f"\t{_option(option, is_single=item.kind == SINGLE_CHOICE)}" for option in item.options]
    if item.feedback:
        lines.append(f"\t####{_text(item.feedback)}")
    return "\n".join([*lines, "}", ""])


def _option(option: ForeignOption, *, is_single: bool) -> str:
    weight = f"%{percent(option.fraction)}%" if option.fraction else ""
    mark = "=" if is_single and option.is_correct else f"~{weight}"
    told = f"#{_text(option.feedback)}" if option.feedback else ""
    return f"{mark}{_text(option.text)}{told}"


def _text(text: str) -> str:
    """A text takes the question's format, unless its first sign would be taken for another one, or for a weight."""
    return f"{'[markdown]' if text.startswith(('[', '%')) else ''}{_escape(text)}"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text).replace("\n", "\\n")


def _bracketed(text: str) -> str:
    return one_line(text).rstrip("\\").replace("]", "\\]")
