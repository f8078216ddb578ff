"""Carrying out what a plan says: all of it in one transaction, or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.models import User
from exams.bank.content import ItemContent
from exams.bank.errors import ImageRefused
from exams.bank.services.adding import NewItem, add_items
from exams.bank.services.authoring import add_stimulus, save_item
from exams.bank.services.media import add_image
from exams.exchange.bank_files import ParsedBank
from exams.exchange.foreign import ForeignItem
from exams.exchange.mapping import (
    LONGEST_CODE,
    alternative_text,
    list_item_texts,
    list_texts,
    make_code,
    place_in_text,
    place_pictures,
)
from exams.exchange.rows import Plan, Row
from exams.exchange.services.bank import write_bank
from exams.exchange.stored import find_named

LONGEST_TITLE = 120
NO_TEXT = "A picture that the file does not describe"


class PlanRefused(Exception):
    """Some items cannot be read, and the whole file was asked for; nothing was written."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__(f"{len(rows)} item{'s' if len(rows) != 1 else ''} cannot be imported.")
        self.rows = rows


@transaction.atomic
def carry_out(plan: Plan, *, actor: User | None, is_partial: bool = False) -> int:
    """Write what the plan says; returns how many items were created or changed. New items are drafts.

    Raises PlanRefused when the file has items that cannot be read, unless `is_partial` says to go on without them, and
    as `save_item` does.
    """
    refused = plan.of("refused")
    if refused and not is_partial:
        raise PlanRefused(refused)
    rows = plan.of("create", "change")
    if plan.bank is not None:
        wanted = {row.code for row in rows}
        items = [item for item in plan.bank.items if item.code in wanted]
        write_bank(actor=actor, bank=_place_own(ParsedBank(items, plan.bank.stimuli), plan.pictures, actor))
    else:
        _write_all(plan, rows, actor)
    return len(rows)


def _write_all(plan: Plan, rows: Sequence[Row], actor: User | None) -> None:
    pictures: dict[bytes, str | None] = {}
    contents = [_store_parts(plan.source, row, actor, pictures) for row in rows]
    pairs = list(zip(rows, contents, strict=True))
    new = [
        NewItem(row.code, content, row.details) for row, content in pairs if row.decision == "create" and row.details
    ]
    add_items(actor=actor, rows=new)
    for row, content in pairs:
        if row.decision == "change" and row.details:
            save_item(actor=actor, code=row.code, content=content, details=row.details)


def _store_parts(source: str, row: Row, actor: User | None, pictures: dict[bytes, str | None]) -> ItemContent:
    """The content with its pictures and its stimulus, which are stored now. `pictures`: addresses of those before."""
    assert row.item
    assert row.content
    addresses = _store_pictures(row.item, actor, pictures)
    content = place_pictures(row.content, addresses)
    if not row.item.stimulus or content.stimulus_revision:
        return content
    name = row.item.stimulus_code or row.item.source_id
    code = content.stimulus_code or make_code(source, name, otherwise="stimulus", longest=LONGEST_CODE)
    title = (row.item.stimulus_title or code)[:LONGEST_TITLE]
    text = place_in_text(row.item.stimulus, addresses)
    stimulus, _ = add_stimulus(actor=actor, code=code, title=title, text=text)
    return replace(content, stimulus_code=stimulus.code, stimulus_revision=stimulus.revision)


def _store_pictures(item: ForeignItem, actor: User | None, known: dict[bytes, str | None]) -> dict[str, str]:
    """Name → address, of those that can be shown; the name of another stays in the text, where the author finds it."""
    texts = list_item_texts(item)
    for medium in item.media:
        if medium.data not in known:
            upload = SimpleUploadedFile(medium.name, medium.data, medium.content_type)
            known[medium.data] = _store_picture(upload, alternative_text(texts, medium.name), actor)
    stored = {medium.name: address for medium in item.media if (address := known[medium.data])}
    return find_named(texts) | stored


def _store_picture(upload: SimpleUploadedFile, text: str, actor: User | None) -> str | None:
    try:
        return add_image(actor=actor, upload=upload, alternative_text=text or NO_TEXT).file.url
    except ImageRefused:
        return None


def _place_own(bank: ParsedBank, pictures: Mapping[str, bytes], actor: User | None) -> ParsedBank:
    """Our own items with the addresses of the pictures that came with them."""
    if not pictures:
        return bank
    texts = [text for item in bank.items for text in list_texts(item.content)]
    addresses = _store_named(pictures, texts, actor)
    items = [replace(item, content=place_pictures(item.content, addresses)) for item in bank.items]
    stimuli = {
        code: replace(stimulus, text=place_in_text(stimulus.text, addresses)) for code, stimulus in bank.stimuli.items()
    }
    return ParsedBank(items, stimuli)


def _store_named(pictures: Mapping[str, bytes], texts: Iterable[str], actor: User | None) -> dict[str, str]:
    shown = "\n".join(texts)
    found = {
        name: _store_picture(SimpleUploadedFile(name, data), alternative_text([shown], name), actor)
        for name, data in pictures.items()
        if f"media:{name}" in shown
    }
    return {name: address for name, address in found.items() if address}
