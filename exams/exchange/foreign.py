"""Items on their way in or out: what every reader of a question format gives and every writer takes. Pure.

Texts are Markdown, as authors write it here. Pictures are named in it by `media:NAME`, NAME as in `Medium.name`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

SINGLE_CHOICE = "single_choice"
MULTIPLE_SELECT = "multiple_select"


@dataclass(frozen=True)
class Source:
    """A file as it was given: its name (for people, never a path to open) and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Place:
    """Where something stands: file (of a package: the member), line from 1; 0 where a format has no lines."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True)
class Medium:
    """A picture that texts show. `name`: unique within an item, letters, digits, dots and dashes alone."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class ForeignOption:
    """`fraction`: share of the item's credit that choosing it brings, -1 to 1 (a penalty is below 0)."""

    id: str
    text: str
    is_correct: bool
    fraction: Decimal
    feedback: str = ""


@dataclass(frozen=True)
class ForeignItem:
    """A choice item. `feedback`: what is told about the whole item; `metadata`: what only some formats can say.

    `source_id`: the item's identity in its file: the same file read again gives the same. Known names in `metadata`:
    `title`, `category`, `correct_feedback`, `partial_feedback`, `incorrect_feedback`, `style`, `difficulty`,
    `objectives`, `language`. `warnings`: what could not be taken over, a sentence each.
    """

    source_id: str
    kind: str
    select_count: int
    stem: str
    options: tuple[ForeignOption, ...]
    place: Place
    feedback: str = ""
    is_shuffled: bool = True
    max_points: Decimal = Decimal(1)
    stimulus_code: str = ""
    stimulus_title: str = ""
    stimulus: str = ""
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    media: tuple[Medium, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unsupported:
    """An item of a type that we do not have: listed, never mangled. `type`: the format's own word for it."""

    source_id: str
    type: str
    place: Place


@dataclass(frozen=True)
class Refused:
    """An item or a file that cannot be read: why, and what to do about it."""

    place: Place
    reason: str
    advice: str = ""
    source_id: str = ""


# What becomes of one question of a file.
Found = ForeignItem | Unsupported | Refused


@dataclass(frozen=True)
class Reading:
    """All that a file holds, in its order: every item of it is in exactly one of the three."""

    items: tuple[ForeignItem, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    refused: tuple[Refused, ...] = ()

    @classmethod
    def of(cls, found: Iterable[Found]) -> "Reading":
        """What was found, each kind in the file's order."""
        every = tuple(found)
        return cls(
            tuple(one for one in every if isinstance(one, ForeignItem)),
            tuple(one for one in every if isinstance(one, Unsupported)),
            tuple(one for one in every if isinstance(one, Refused)),
        )
