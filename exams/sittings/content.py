"""What a candidate sees of a form: rendered once, kept in memory, without anything of the key."""

from dataclasses import dataclass, replace
from functools import lru_cache

from common.richtext import render, render_inline
from exams.assembly.selectors import list_form_items
from exams.bank.models import ItemVersion
from exams.bank.selectors import list_versions
from exams.sittings.layout import order_items, order_options
from exams.sittings.models import Sitting


@dataclass(frozen=True)
class ShownOption:
    code: str
    html: str


@dataclass(frozen=True)
class ShownItem:
    """One item of a form. `domain_id`: where the form counts it."""

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

    @property
    def option_codes(self) -> frozenset[str]:
        return frozenset(option.code for option in self.options)


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
    order = order_items(seed, [(item.code, item.stimulus_code) for item in items])
    return tuple(_with_ordered_options(items[index], seed) for index in order)


def _with_ordered_options(item: ShownItem, seed: int) -> ShownItem:
    by_code = {option.code: option for option in item.options}
    codes = order_options(seed, item.code, list(by_code), is_shuffled=item.is_shuffled)
    return replace(item, options=tuple(by_code[code] for code in codes))


@lru_cache(maxsize=64)
def _load_form(form_id: int, form_seed: int) -> tuple[ShownItem, ...]:
    """A form never changes, so its number and seed name its content for ever."""
    places = list_form_items(form_id=form_id)
    versions = {row.pk: row for row in list_versions(version_ids=[place.version_id for place in places])}
    return tuple(_show(versions[place.version_id], place.domain_id) for place in places)


def _show(version: ItemVersion, domain_id: int) -> ShownItem:
    stimulus = version.stimulus
    return ShownItem(
        version_id=version.pk,
        code=version.item.code,
        domain_id=domain_id,
        kind=version.kind,
        select_count=version.select_count,
        is_shuffled=version.is_shuffled,
        stimulus_code=stimulus.code if stimulus else "",
        stimulus_title=stimulus.title if stimulus else "",
        stimulus_html=render(stimulus.text) if stimulus else "",
        stem_html=render(version.stem),
        options=tuple(ShownOption(option.code, render_inline(option.text)) for option in version.options.all()),
    )


def forget() -> None:
    """Empty the memory: for tests, whose databases give the same numbers to other forms."""
    _arranged.cache_clear()
    _load_form.cache_clear()
