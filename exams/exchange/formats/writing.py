"""What the writers share: texts for formats without stimuli, words for what a format cannot say. Pure."""

from collections.abc import Iterable

from markdown_it.token import Token

from exams.exchange.foreign import ForeignItem
from exams.exchange.markdown_text import PARSER

LOSSES_OF_ALL = (
    "A stimulus is no part of its own: its text is written before the stem.",
    "The title and code of a stimulus.",
)
LOSSES_OF_TEXT_FILES = (
    "Pictures: their names stay in the texts, the files themselves are not in the export.",
    "Whether the options are shuffled, and points other than one.",
    "Feedback for all who are right, partly right or wrong.",
)


def full_stem(item: ForeignItem) -> str:
    """The stem with the text of its stimulus before it."""
    return f"{item.stimulus}\n\n{item.stem}" if item.stimulus else item.stem


def one_line(text: str) -> str:
    """A name or a tag on one line."""
    return " ".join(text.split())


def plain_line(markdown: str) -> str:
    """What Markdown shows, as text on one line."""
    return one_line(" ".join(_shown(token) for token in PARSER.parse(markdown) if token.content))


def _shown(token: Token) -> str:
    if token.children is None:
        return "\n" if token.type in {"softbreak", "hardbreak"} else token.content
    return "".join(map(_shown, token.children))


# Formats that know tags alone say these as `difficulty:hard`.
SAID_AS_TAGS = ("style", "difficulty", "objectives", "language")


def all_tags(item: ForeignItem) -> list[str]:
    """The item's tags, and what else can be said by one."""
    said = (f"{name}:{one_line(item.metadata[name])}" for name in SAID_AS_TAGS if item.metadata.get(name))
    return [*map(one_line, item.tags), *said]


def part_tags(tags: Iterable[str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """The other way round: tags, and what was said by tags."""
    own: list[str] = []
    said: dict[str, str] = {}
    for tag in tags:
        name, colon, value = tag.partition(":")
        if colon and value.strip() and name in SAID_AS_TAGS and name not in said:
            said[name] = value.strip()
        else:
            own.append(tag)
    return tuple(own), said
