"""What the linter knows besides an item's content: about the item, and about the world around it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from exams.bank.content import ItemContent
from exams.bank.lint.waivers import Waiver


@dataclass(frozen=True)
class Product:
    """A product under its current `name`. `is_retired`: shut down or about to be, so it must not decide an item."""

    code: str
    name: str
    former_names: tuple[str, ...] = ()
    is_retired: bool = False
    other_names: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.other_names)


@dataclass(frozen=True)
class Choices:
    """How candidates answered: option code → how many chose it, out of `answered`."""

    answered: int
    by_option: Mapping[str, int]


@dataclass(frozen=True)
class Facts:
    """What is known about an item. `placements`: "guide:1.2.d"; `verified_on`, `review_by`: ISO days, or empty.

    `is_placed` is False only where it is known that no guide has a place for the item.
    """

    code: str = ""
    status: str = "draft"
    style: str = ""
    difficulty: str = ""
    is_generative: bool = False
    placements: tuple[str, ...] = ()
    is_placed: bool = True
    products: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    enemies: frozenset[str] = frozenset()
    verified_on: str = ""
    review_by: str = ""
    waivers: tuple[Waiver, ...] = ()
    choices: Choices | None = None


@dataclass(frozen=True)
class Knowledge:
    """What is known about the world. What is None or empty here is not checked.

    `places`: every "guide:1.2" and "guide:1.2.d"; `common_words`: the bank's most frequent content words;
    `words`, `abbreviations`: what authors may write besides the lists that are shipped with the linter.
    """

    today: date | None = None
    products: tuple[Product, ...] = ()
    places: frozenset[str] | None = None
    criteria: frozenset[str] | None = None
    common_words: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()

    @cached_property
    def product_codes(self) -> frozenset[str]:
        return frozenset(product.code for product in self.products)

    @cached_property
    def current_names(self) -> re.Pattern[str] | None:
        return name_pattern([name for product in self.products for name in product.names])

    @cached_property
    def former_names(self) -> re.Pattern[str] | None:
        current = {name.lower() for product in self.products for name in product.names}
        return name_pattern([name for name in self.by_former_name if name not in current])

    @cached_property
    def by_former_name(self) -> dict[str, Product]:
        """Former name in small letters → its product."""
        return {name.lower(): product for product in self.products for name in product.former_names}

    @cached_property
    def retired_names(self) -> re.Pattern[str] | None:
        return name_pattern([name for product in self.products if product.is_retired for name in product.names])

    @cached_property
    def name_words(self) -> frozenset[str]:
        """Every word of every product's name, in small letters."""
        names = [name for product in self.products for name in (*product.names, *product.former_names)]
        return frozenset(word.lower() for name in names for word in re.findall(r"\w+", name))


@dataclass(frozen=True)
class Subject:
    """One item of a bank, for the rules that compare items."""

    content: ItemContent
    facts: Facts = field(default_factory=Facts)


def name_pattern(names: list[str]) -> re.Pattern[str] | None:
    """Any of the names as whole words, the longest first; capitals or not."""
    words = sorted({" ".join(name.split()) for name in names if name.strip()}, key=len, reverse=True)
    if not words:
        return None
    choice = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<!\w)(?:{choice})(?!\w)", re.IGNORECASE)
