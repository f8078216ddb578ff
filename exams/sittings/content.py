"""What a candidate sees of a form: rendered once, kept in memory, without anything of the key."""

import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from string import ascii_uppercase as LETTERS
from typing import Any
from uuid import UUID

from common.richtext import render, render_inline
from exams.assembly.models import Exam, FormItem
from exams.assembly.selectors import list_current_forms, list_form_items
from exams.bank.models import ItemVersion
from exams.bank.selectors import list_versions
from exams.sittings.layout import order_items, order_options
from exams.sittings.models import Sitting

FRESH_SECONDS = 10


@dataclass(frozen=True)
class ShownOption:
    code: str
    html: str


@dataclass(frozen=True)
class ShownItem:
    """One item of a form. `domain_id`: where the form counts it; `weight`: its points; `is_pilot`: it is not scored."""

    version_id: int
    code: str
    domain_id: int
    kind: str
    select_count: int
    is_shuffled: bool
    stimulus_code: str
    stimulus_title: str
    stimulus_html: str
    stem_html: str
    options: tuple[ShownOption, ...]
    weight: Decimal = Decimal(1)
    is_pilot: bool = False

    @property
    def option_codes(self) -> frozenset[str]:
        return frozenset(option.code for option in self.options)


@dataclass(frozen=True)
class Asked:
    """What an answer to one item is judged by while the exam goes on."""

    version_id: int
    domain_id: int
    select_count: int
    option_codes: frozenset[str]
    weight: Decimal = Decimal(1)
    is_pilot: bool = False


@dataclass(frozen=True)
class Room:
    """What never changes of a sitting that was started; position n is at index n - 1 of `asked`."""

    started_at: datetime
    asked: tuple[Asked, ...]


@lru_cache(maxsize=20_000)
def get_room(sitting_id: UUID) -> Room | None:
    """One statement when the form is in memory, none when this process knows the sitting."""
    rows = Sitting.objects.filter(pk=sitting_id, started_at__isnull=False)
    sitting = rows.order_by().select_related("form").only("started_at", "seed", "form__seed").first()
    if sitting is None or sitting.started_at is None:
        return None
    return Room(sitting.started_at, list_asked(sitting))


def list_asked(sitting: Sitting) -> tuple[Asked, ...]:
    """Position by position, for a sitting with its form. Two statements when the form is not in memory."""
    if sitting.form is None or sitting.seed is None:
        return ()
    form_id, form_seed = sitting.form.pk, sitting.form.seed
    asked = _load_asked(form_id, form_seed)
    return tuple(asked[index] for index in _order(form_id, form_seed, sitting.seed))


@lru_cache(maxsize=64)
def _load_asked(form_id: int, form_seed: int) -> tuple[Asked, ...]:
    items = _load_form(form_id, form_seed)
    return tuple(
        Asked(item.version_id, item.domain_id, item.select_count, item.option_codes, item.weight, item.is_pilot)
        for item in items
    )


def _order(form_id: int, form_seed: int, seed: int) -> Sequence[int]:
    return order_items(seed, [(item.code, item.stimulus_code) for item in _load_form(form_id, form_seed)])


def list_shown_items(sitting: Sitting) -> tuple[ShownItem, ...]:
    """The sitting's items and their options in the candidate's order; position n is at index n - 1.

    Two statements when the form is not in memory, none when it is.
    """
    if sitting.form is None or sitting.seed is None:
        return ()
    return _arranged(sitting.form.pk, sitting.form.seed, sitting.seed)


@lru_cache(maxsize=512)
def _arranged(form_id: int, form_seed: int, seed: int) -> tuple[ShownItem, ...]:
    items = _load_form(form_id, form_seed)
    return tuple(_with_ordered_options(items[index], seed) for index in _order(form_id, form_seed, seed))


def list_arrangement(sitting: Sitting) -> list[tuple[int, str]]:
    """Position by position: the item's place in the form's content, and its option ids in the candidate's order."""
    if sitting.form is None or sitting.seed is None:
        return []
    return arrange(sitting.form.pk, sitting.form.seed, sitting.seed)


def name_as_shown(chosen: Iterable[str], codes: str) -> list[str]:
    """The letters that stood beside these options, where `codes` was the order on screen. ValueError: not one of them."""
    return sorted(LETTERS[codes.index(code)] for code in chosen)


def arrange(form_id: int, form_seed: int, seed: int) -> list[tuple[int, str]]:
    """The arrangement that a sitting's seed makes of a form."""
    items = _load_form(form_id, form_seed)
    places = _order(form_id, form_seed, seed)
    return [(place + 1, "".join(_order_codes(items[place], seed))) for place in places]


def _order_codes(item: ShownItem, seed: int) -> list[str]:
    codes = [option.code for option in item.options]
    return order_options(seed, item.code, codes, is_shuffled=item.is_shuffled)


def _with_ordered_options(item: ShownItem, seed: int) -> ShownItem:
    by_code = {option.code: option for option in item.options}
    return replace(item, options=tuple(by_code[code] for code in _order_codes(item, seed)))


@lru_cache(maxsize=64)
def _load_form(form_id: int, form_seed: int) -> tuple[ShownItem, ...]:
    """A form never changes, so its number and seed name its content for ever."""
    places = list_form_items(form_id=form_id)
    versions = {row.pk: row for row in list_versions(version_ids=[place.version_id for place in places])}
    return tuple(_show(versions[place.version_id], place) for place in places)


def _show(version: ItemVersion, place: FormItem) -> ShownItem:
    stimulus = version.stimulus
    return ShownItem(
        version_id=version.pk,
        code=version.item.code,
        domain_id=place.domain_id,
        kind=version.kind,
        select_count=version.select_count,
        is_shuffled=version.is_shuffled,
        stimulus_code=stimulus.code if stimulus else "",
        stimulus_title=stimulus.title if stimulus else "",
        stimulus_html=render(stimulus.text) if stimulus else "",
        stem_html=render(version.stem),
        options=tuple(ShownOption(option.code, render_inline(option.text)) for option in version.options.all()),
        weight=place.weight,
        is_pilot=place.is_pilot,
    )


@dataclass(frozen=True)
class FormBody:
    """The content of a form as the API gives it: made and compressed once, the same bytes for every candidate."""

    json: bytes
    gzip: bytes


@lru_cache(maxsize=64)
def get_form_body(form_id: int, number: int, form_seed: int, must_complete: bool) -> FormBody:
    """Two statements when the form is not in memory, none when it is."""
    items = [_write_item(place, item) for place, item in enumerate(_load_form(form_id, form_seed), start=1)]
    content = {"form": number, "must_complete": must_complete, "items": items}
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return FormBody(body, gzip.compress(body, mtime=0))


def _write_item(place: int, item: ShownItem) -> dict[str, Any]:
    stimulus = {"title": item.stimulus_title, "html": item.stimulus_html} if item.stimulus_html else None
    return {
        "place": place,
        "type": item.kind,
        "select": item.select_count,
        "stimulus": stimulus,
        "stem": item.stem_html,
        "options": [{"id": option.code, "html": option.html} for option in item.options],
    }


def is_form_current(form_id: int, exam_id: int, now: datetime) -> bool:
    """Whether a form may still be given out; asked of the database once in FRESH_SECONDS, for a room that starts."""
    return _ask_if_current(form_id, exam_id, int(now.timestamp()) // FRESH_SECONDS)


@lru_cache(maxsize=64)
def _ask_if_current(form_id: int, exam_id: int, period: int) -> bool:
    return list_current_forms(exam=Exam.objects.get(pk=exam_id)).filter(pk=form_id).exists()


def forget() -> None:
    """Empty the memory: for tests, whose databases give the same numbers to other forms."""
    for memory in (get_room, _ask_if_current, _arranged, get_form_body, _load_asked, _load_form):
        memory.cache_clear()
