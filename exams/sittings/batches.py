"""What a client sends and hears, as plain values. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

UNKNOWN_POSITION = "unknown-position"
UNKNOWN_OPTION = "option-not-in-item"
TOO_MANY = "too-many-selected"
LATE = "late"


@dataclass(frozen=True)
class Change:
    """A new answer to one item; `at_ms` since the start by the candidate's reckoning, `spent_ms` since the last one."""

    position: int
    selected: tuple[str, ...]
    struck: tuple[str, ...] = ()
    is_flagged: bool = False
    at_ms: int = 0
    spent_ms: int = 0


@dataclass(frozen=True)
class ClientEvent:
    """Something that happened around the exam; `text`: what the candidate writes to the staff, of a `message`.

    `position`: of the item on screen, 0: none. One that stands for `count` of its kind says until when in `until_ms`,
    and in `for_ms` how long all of them lasted; with the count 0 it goes on with the one of its type before.
    """

    type: str
    at_ms: int
    for_ms: int = 0
    text: str = ""
    position: int = 0
    count: int = 1
    until_ms: int = 0


@dataclass(frozen=True)
class Batch:
    """`seq` counts a client's batches from 1; `ack` is the newest command that it has seen."""

    client: UUID
    seq: int
    ack: int = 0
    changes: tuple[Change, ...] = ()
    events: tuple[ClientEvent, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """Why one change was not applied; the rest of its batch was."""

    position: int
    code: str
    detail: str


@dataclass(frozen=True)
class Receipt:
    """Length and head of the chain over the acknowledged answers (`exams.sittings.ledger`)."""

    number: int
    head: str


@dataclass(frozen=True)
class SyncAnswer:
    """What a client hears after each batch; a receipt when there was something to acknowledge."""

    seq: int
    state: str
    close_reason: str
    now: datetime
    remaining_ms: int
    receipt: Receipt | None = None
    commands: list[dict[str, object]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def find_refusal(change: Change, *, select_count: int | None, option_codes: frozenset[str]) -> Refusal | None:
    """What is wrong with a change, judged by the item alone; `select_count` None: there is no such position."""
    if select_count is None:
        return Refusal(change.position, UNKNOWN_POSITION, f"There is no item {change.position}.")
    unknown = sorted({*change.selected, *change.struck} - option_codes)
    if unknown:
        return Refusal(change.position, UNKNOWN_OPTION, f"Item {change.position} has no option “{unknown[0]}”.")
    if len(set(change.selected)) > select_count:
        return Refusal(change.position, TOO_MANY, f"More than {select_count} selected in item {change.position}.")
    return None
