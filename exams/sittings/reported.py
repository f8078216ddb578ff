"""What clients report (a window that lost the focus, a face that left the camera): bounded, and chained. Pure.

Each stored event is a *link*: a JSON array of its number, the server's time in milliseconds since 1970, type, text and
details (`write_link`). Its *head* is the SHA-256 of the head before it followed by the link, as in
`exams.sittings.ledger`; the first link follows an empty head. So a row that was changed, taken out or put in between
shows (`find_break`).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from exams.sittings import clock
from exams.sittings.batches import ClientEvent
from exams.sittings.ledger import next_head

CANDIDATE_MESSAGE = "candidate-message"
# In the log of a sitting whose reported events were deleted.
RECORDS_DELETED = "records-deleted"
# More events in a batch than this are told by kind: how many, how long, from when until when.
MOST_EVENTS = 100
# A client that sends more than this at once is not ours.
MOST_SENT = 20_000
MOST_MESSAGES = 20
# Of one sitting; what comes after is not kept, apart from messages.
MOST_STORED = 5_000
# What a page load left waiting is at most so far back (twice what our client keeps waiting).
RECENT = 400


@dataclass(frozen=True)
class Link:
    """A reported event as it is stored; `head` of the chain after it."""

    number: int
    at: datetime
    type: str
    text: str
    details: dict[str, Any]
    head: str


def bound(events: Sequence[ClientEvent]) -> tuple[ClientEvent, ...]:
    """At most MOST_EVENTS of them: a flood becomes one event of each kind, and its first messages."""
    if len(events) <= MOST_EVENTS:
        return tuple(events)
    messages = [event for event in events if event.text][:MOST_MESSAGES]
    kinds: dict[str, ClientEvent] = {}
    for event in events:
        if not event.text:
            known = kinds.get(event.type)
            kinds[event.type] = _add(known, event) if known else replace(event, until_ms=_end(event))
    return (*kinds.values(), *messages)


def _add(known: ClientEvent, event: ClientEvent) -> ClientEvent:
    return replace(
        known,
        at_ms=min(known.at_ms, event.at_ms),
        until_ms=max(known.until_ms, _end(event)),
        for_ms=min(known.for_ms + event.for_ms, clock.MOST_MS),
        count=min(known.count + event.count, MOST_SENT),
    )


def _end(event: ClientEvent) -> int:
    return max(event.at_ms, event.until_ms)


def without_known(
    events: Iterable[ClientEvent], client: UUID, known: Iterable[tuple[str, str, dict[str, Any]]]
) -> list[ClientEvent]:
    """Those that no other client of the sitting has told; `known`: (type, text, details) of recent links.

    A page that is left sends what it can in its last moment, and cannot hear whether it arrived: the next page load
    finds the same events on the device and tells them again, as another client.
    """
    told = {_mark(type, text, details) for type, text, details in known if details.get("client") != str(client)}
    return [event for event in events if _mark(*_write(event, client)) not in told]


def _mark(type: str, text: str, details: dict[str, Any]) -> tuple[str, str, frozenset[tuple[str, Any]]]:
    return type, text, frozenset((name, value) for name, value in details.items() if name != "client")


def _write(event: ClientEvent, client: UUID) -> tuple[str, str, dict[str, Any]]:
    """Type, text and details as they are stored."""
    details = {"at_ms": event.at_ms, "for_ms": event.for_ms, "client": str(client)}
    if event.position:
        details["position"] = event.position
    if event.count != 1:
        details["count"] = event.count
    if event.count > 1:
        details["until_ms"] = event.until_ms
    return CANDIDATE_MESSAGE if event.text else event.type, event.text, details


def chain_events(events: Iterable[ClientEvent], client: UUID, number: int, head: str, now: datetime) -> Iterator[Link]:
    """The events as links after the one with this `number` and `head`, received `now` from `client`."""
    for event in events:
        number += 1
        type, text, details = _write(event, client)
        head = next_head(head, write_link(number, now, type, text, details))
        yield Link(number, now, type, text, details, head)


def write_link(number: int, at: datetime, type: str, text: str, details: dict[str, Any]) -> str:
    row = [number, clock.epoch_ms(at), type, text, details]
    return json.dumps(row, sort_keys=True, separators=(",", ":"))


def find_break(links: Iterable[Link], head: str) -> int | None:
    """The number of the first link that does not follow from those before it, or None; `links` in their order.

    Without a break in between, a chain that does not end at `head` breaks after its last link.
    """
    before, number = "", 0
    for number, link in enumerate(links, start=1):
        after = next_head(before, write_link(number, link.at, link.type, link.text, link.details))
        if link.number != number or link.head != after:
            return number
        before = after
    return None if before == head else number + 1
