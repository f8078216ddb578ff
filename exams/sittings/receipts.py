"""The receipt as a file: what the server said it had stored, in a form that can be checked by anybody.

A file is JSON. `links` are the texts of the chain's links in order; hashing them one after the other, as
`exams.sittings.ledger` says, gives `head`. `answers` are what the links end in, position by position. `signature` is
the server's over all the rest: only a file that we issued, and that nobody changed, carries it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

from exams.sittings import ledger

FORMAT = "mockingbird-receipt-1"
SALT = "exams.sittings.receipts"


class ReceiptUnreadable(ValueError):
    """The file is no receipt."""


@dataclass(frozen=True)
class Stored:
    """What the database says of a sitting. `selected` and `trails`: position → codes, trail."""

    number: int
    head: str
    selected: Mapping[int, str]
    trails: Mapping[int, str]


def sign(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with format and signature: the file."""
    body = {"format": FORMAT, **facts}
    return {**body, "signature": _signature(body)}


def read(text: str) -> dict[str, Any]:
    """The file's content. Raises ReceiptUnreadable."""
    try:
        receipt = json.loads(text)
    except ValueError as error:
        raise ReceiptUnreadable("This is no JSON file.") from error
    if not isinstance(receipt, dict) or receipt.get("format") != FORMAT:
        raise ReceiptUnreadable("This is not one of our receipts.")
    wanted = {"sitting": str, "number": int, "head": str, "links": list, "answers": list, "signature": str}
    for name, kind in wanted.items():
        if not isinstance(receipt.get(name), kind):
            raise ReceiptUnreadable(f"The receipt has no “{name}”.")
    return receipt


def compare(receipt: Mapping[str, Any], stored: Stored) -> list[str]:
    """What is wrong, in sentences; empty when the receipt matches what is stored."""
    found = []
    if not is_ours(receipt):
        found.append("The file was changed after we issued it, or we did not issue it: its signature is not ours.")
    if receipt.get("is_whole") and _head_of(receipt["links"]) != receipt["head"]:
        found.append("The file contradicts itself: its links do not lead to its head.")
    found += _compare_links(receipt, stored)
    found += _compare_answers(receipt, stored)
    return found


def is_ours(receipt: Mapping[str, Any]) -> bool:
    body = {name: value for name, value in receipt.items() if name != "signature"}
    return constant_time_compare(receipt["signature"], _signature(body))


def list_links(trails: Mapping[int, str]) -> tuple[list[str], ledger.Chain]:
    """The texts of the links that a sitting's trails make, and their chain."""
    chain = ledger.replay(trails)
    return [link for _, link in ledger.list_links(chain.entries)], chain


def _compare_links(receipt: Mapping[str, Any], stored: Stored) -> list[str]:
    links, chain = list_links(stored.trails)
    found = []
    if chain.is_whole and chain.head != stored.head:
        found.append("What is stored contradicts itself: the answers' trails do not lead to the stored head.")
    if receipt["number"] > stored.number:
        found.append(f"The receipt has {receipt['number']} links, the server only {stored.number}.")
    if chain.is_whole:
        pairs = enumerate(zip(receipt["links"], links, strict=False), start=1)
        for number, (theirs, ours) in pairs:
            if theirs != ours:
                found.append(f"Link {number} differs: the receipt says “{theirs}”, the server “{ours}”.")
                break
    return found


def _compare_answers(receipt: Mapping[str, Any], stored: Stored) -> list[str]:
    # An older receipt may well differ from what was answered afterwards.
    if receipt["number"] != stored.number:
        return []
    theirs = {row["position"]: "".join(row["selected"]) for row in receipt["answers"]}
    return [
        f"Item {position}: the receipt says {_say(theirs.get(position, ''))}, stored is"
        f" {_say(stored.selected.get(position, ''))}."
        for position in sorted(theirs.keys() | stored.selected.keys())
        if theirs.get(position, "") != stored.selected.get(position, "")
    ]


def _say(codes: str) -> str:
    return ", ".join(codes) or "nothing"


def _head_of(links: Sequence[str]) -> str:
    head = ""
    for link in links:
        head = ledger.next_head(head, str(link))
    return head


def _signature(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Signer(salt=SALT).signature(text)
