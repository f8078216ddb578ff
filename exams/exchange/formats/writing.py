"""What the writers share: texts for formats without stimuli, words for what a format cannot say. Pure."""

from exams.exchange.foreign import ForeignItem

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
