"""Reader of files of products and their former names. Pure."""

from dataclasses import dataclass
from typing import Any

from exams.exchange.strict_yaml import Document, Refused, parse

STATUSES = ("current", "deprecated", "retired")
TEXTS = ("id", "name", "status", "since", "retired_on", "source", "note")
LISTS = ("former", "other_names")


@dataclass(frozen=True)
class ParsedProduct:
    """`since`, `retired_on`: ISO days, or empty."""

    code: str
    name: str
    former_names: tuple[str, ...]
    other_names: tuple[str, ...]
    status: str
    since: str
    retired_on: str
    source: str
    note: str


def read_products(text: str) -> list[ParsedProduct]:
    """All products of a file. Raises Refused naming the line."""
    document = parse(text)
    rows = document.data.get("products") if isinstance(document.data, dict) else None
    if not isinstance(rows, list):
        raise Refused(1, "A file of products has a list “products”.")
    products = [_product(document, index, row) for index, row in enumerate(rows)]
    codes = [product.code for product in products]
    for index, code in enumerate(codes):
        if code in codes[:index]:
            raise Refused(document.line(("products", index)), f"The product “{code}” stands here twice.")
    return products


def _product(document: Document, index: int, row: Any) -> ParsedProduct:
    line = document.line(("products", index))
    if not isinstance(row, dict) or set(row) - {*TEXTS, *LISTS}:
        raise Refused(line, f"A product has these members: {', '.join((*TEXTS, *LISTS))}.")
    values = {name: row.get(name, "") for name in TEXTS}
    lists = {name: row.get(name, []) for name in LISTS}
    is_text = all(isinstance(value, str) for value in values.values())
    is_list = all(isinstance(value, list) and all(isinstance(name, str) for name in value) for value in lists.values())
    if not (is_text and is_list and values["id"] and values["name"]):
        raise Refused(line, "A product needs an id and a name; all values are texts, the names lists of texts.")
    if (values["status"] or "current") not in STATUSES:
        raise Refused(line, f"The status of a product is one of {', '.join(STATUSES)}.")
    return ParsedProduct(
        code=values["id"],
        name=values["name"],
        former_names=tuple(lists["former"]),
        other_names=tuple(lists["other_names"]),
        status=values["status"] or "current",
        since=values["since"],
        retired_on=values["retired_on"],
        source=values["source"],
        note=values["note"],
    )
