"""The proctor's console: one card for each sitting, the worst first, and what has changed since. Pure.

*Worry* orders the cards: who calls the proctor, who is paused, who is not heard, then points and incidents; what is
over comes last. Moments are milliseconds since 1970.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

PAUSED, CLOSED = "paused", "closed"
CALLS, IS_PAUSED, IS_SILENT = 4, 2, 1
MOST = 9_999


@dataclass(frozen=True)
class Said:
    """Something that happened, in words; `id` of its row in the log."""

    id: int
    text: str
    at: int


@dataclass(frozen=True)
class LastIncident:
    text: str
    at: int
    position: int
    is_warning: bool


@dataclass(frozen=True)
class Card:
    """One sitting. `deadline` while the clock runs, `remaining_ms` while it stands; `silent_since` when its client is
    not heard; `call`: what the candidate wrote, as long as nobody answered; `unread`: commands not yet at the client;
    `did`: what staff did last."""

    id: str
    name: str
    email: str
    state: str
    close_reason: str
    deadline: int | None
    remaining_ms: int | None
    pause_ends: int | None
    answered: int
    total: int
    silent_since: int | None
    has_camera: bool | None
    incident: LastIncident | None
    incident_count: int
    points: int
    call: Said | None
    unread: int
    did: Said | None

    @property
    def worry(self) -> int:
        """The higher, the further up."""
        if self.state == CLOSED:
            return -1
        level = CALLS * (self.call is not None) + IS_PAUSED * (self.state == PAUSED)
        level += IS_SILENT * (self.silent_since is not None)
        return (level * (MOST + 1) + min(self.points, MOST)) * (MOST + 1) + min(self.incident_count, MOST)


def present(card: Card) -> dict[str, Any]:
    # By hand: `asdict` copies every value, which is half the work of a poll of 500 cards.
    parts = {name: vars(part) if part else None for name, part in (("incident", card.incident), ("call", card.call))}
    return {**vars(card), **parts, "did": vars(card.did) if card.did else None, "worry": card.worry}


def fingerprint(shown: Mapping[str, Any]) -> str:
    """Of a card as it is sent: other content, another fingerprint."""
    return blake2b(json.dumps(shown, sort_keys=True, default=str).encode(), digest_size=8).hexdigest()


def name_state(prints: Mapping[str, str]) -> str:
    """A short name of everything that is shown; it differs when any card does."""
    return blake2b(json.dumps(sorted(prints.items())).encode(), digest_size=12).hexdigest()


@dataclass(frozen=True)
class Change:
    """What a console must do to show what there is: draw these `cards`, drop what is `gone`."""

    cards: list[dict[str, Any]]
    gone: list[str]


def compare(shown: Sequence[Mapping[str, Any]], prints: Mapping[str, str], before: Mapping[str, str]) -> Change:
    """From the fingerprints that a console has (none: it has nothing) to the cards of now."""
    changed = [dict(card) for card in shown if before.get(card["id"]) != prints[card["id"]]]
    return Change(changed, sorted(set(before) - set(prints)))


def count_states(cards: Iterable[Card]) -> dict[str, int]:
    """How many there are of each kind that the page's filters know."""
    found = {"all": 0, "calling": 0, "paused": 0, "silent": 0, "incidents": 0, "over": 0}
    for card in cards:
        is_over = card.state == CLOSED
        found["all"] += 1
        found["over"] += is_over
        found["calling"] += card.call is not None and not is_over
        found["paused"] += card.state == PAUSED
        found["silent"] += card.silent_since is not None and not is_over
        found["incidents"] += card.incident_count > 0 and not is_over
    return found
