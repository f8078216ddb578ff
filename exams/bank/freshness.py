"""What is due: items whose facts have to be checked again, or that mention what a product was once called.

Reads the authors' facts, which lie beside the key: nothing that a candidate's room imports may import this.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from exams.bank.checks import get_products
from exams.bank.lint import Knowledge, Product
from exams.bank.lint.prose import plain
from exams.bank.lint.reading import former_names_in
from exams.bank.lint.review_by import review_by
from exams.bank.models import Item, ItemStatus, Option
from exams.bank.models.key import ItemKey

# Items that have to be checked within so many days are shown as well.
HORIZON_DAYS = 30


@dataclass(frozen=True)
class Mention:
    """An old name or a retired product in an item: `name` as it stands there, `product` what it is now."""

    name: str
    product: Product

    @property
    def is_retired(self) -> bool:
        return self.product.is_retired


@dataclass(frozen=True)
class DueItem:
    """`review_by` is None where nobody stated when the facts were checked."""

    item_id: int
    code: str
    status: str
    status_label: str
    review_by: date | None
    days_left: int | None
    products: tuple[str, ...]
    mentions: tuple[Mention, ...]

    @property
    def is_overdue(self) -> bool:
        return self.days_left is not None and self.days_left < 0


def list_due(*, today: date, product: str = "", horizon_days: int = HORIZON_DAYS) -> list[DueItem]:
    """Items that are due by the horizon, were never checked, or mention former or retired products; soonest first.

    `product`: only items about this product, or that mention one of its names. Four statements.
    """
    products = get_products()
    items = Item.objects.exclude(status=ItemStatus.RETIRED).exclude(current_version=None)
    knowledge = Knowledge(products=products)
    texts, facts = _texts(items, knowledge), _facts(items)
    labels = dict(ItemStatus.choices)
    found = []
    rows = items.order_by("code").values_list("pk", "code", "status", "metadata", "current_version_id")
    for pk, code, status, metadata, version_id in rows:
        metadata = metadata if isinstance(metadata, dict) else {}
        due = review_by(
            str(metadata.get("verified_on") or ""),
            facts.get(version_id, ()),
            stated=str(metadata.get("review_by") or ""),
        )
        mentions = tuple(_mentions(texts.get(version_id, ""), knowledge)) if version_id in texts else ()
        about = _about(metadata, mentions)
        is_due = due is None or due <= today + timedelta(days=horizon_days)
        if (is_due or mentions) and (not product or product in about):
            left = (due - today).days if due else None
            found.append(DueItem(pk, code, status, labels[status], due, left, about, mentions))
    return sorted(found, key=lambda row: (row.review_by is not None, row.review_by or today, row.code))


def _about(metadata: Mapping[str, Any], mentions: Iterable[Mention]) -> tuple[str, ...]:
    stated = metadata.get("products")
    codes = [str(code) for code in stated] if isinstance(stated, list) else []
    return tuple(dict.fromkeys([*codes, *(mention.product.code for mention in mentions)]))


def _facts(items: QuerySet[Item]) -> dict[int, list[dict[str, str]]]:
    """Version id → the facts that its key rests on."""
    rows = ItemKey.objects.filter(version__in=items.values("current_version"))
    return {version: facts for version, facts in rows.values_list("version_id", "facts") if isinstance(facts, list)}


def _texts(items: QuerySet[Item], knowledge: Knowledge) -> dict[int, str]:
    """Version id → stem and options, of the versions in which some name might stand: searching is what costs."""
    names = set(knowledge.by_former_name)
    names |= {name.lower() for product in knowledge.products if product.is_retired for name in product.names}
    texts: dict[int, list[str]] = {}
    for version, stem in items.values_list("current_version_id", "current_version__stem"):
        texts[version] = [stem]
    rows = Option.objects.filter(version__in=items.values("current_version")).order_by("pk")
    for version, text in rows.values_list("version_id", "text"):
        texts[version].append(text)
    whole = {version: "\n\n".join(parts) for version, parts in texts.items()}
    return {version: text for version, text in whole.items() if _has_any(text, names)}


def _has_any(text: str, names: set[str]) -> bool:
    small = " ".join(text.lower().split())
    return any(name in small for name in names)


def _mentions(text: str, knowledge: Knowledge) -> Iterator[Mention]:
    shown = plain(text)
    for name in former_names_in(shown, knowledge):
        yield Mention(name, knowledge.by_former_name[name.lower()])
    if knowledge.retired_names:
        by_name = {name.lower(): row for row in knowledge.products if row.is_retired for name in row.names}
        for found in dict.fromkeys(
            " ".join(match.group().split()) for match in knowledge.retired_names.finditer(shown)
        ):
            yield Mention(found, by_name[found.lower()])
