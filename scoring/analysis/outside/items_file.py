"""What is known about the items: keys, points, rules, domains, from a table under any sensible column names."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from scoring.analysis.outside.problems import InputProblem, Told, at
from scoring.analysis.outside.tables import Table, plain, read_table, read_text, spread
from scoring.psychometrics.marking_rules import Rule

COLUMNS = {
    "name": ("item", "itemid", "itemname", "itemcode", "name", "id", "code", "question", "questionid", "slot", "label"),
    "key": ("key", "publishedkey", "answerkey", "correct", "correctanswer", "correctoption", "answer", "solution"),
    "n_options": ("noptions", "options", "numberofoptions", "nopts", "choices", "nchoices", "alternatives"),
    "max_points": ("maxpoints", "maxmark", "max", "maxscore", "points", "marks", "defaultgrade"),
    "rule": ("rule", "markingrule", "marking", "scoringrule", "scoring"),
    "domain": ("domain", "section", "subscale", "subtest", "scale", "area", "content", "dimension", "topic"),
    "type": ("type", "itemtype", "kind", "qtype"),
    "status": ("status", "scored", "isscored", "counts"),
    "pilot": ("pilot", "ispilot", "unscored"),
    "weight": ("weight", "itemweight"),
    "wrong_penalty": ("wrongpenalty", "penalty"),
    "min_fraction": ("minfraction", "lowestfraction", "floor"),
}
YES, NO = {"1", "yes", "y", "true", "t", "x"}, {"", "0", "no", "n", "false", "f"}
PILOT, DROPPED, CREDITED = {"pilot", "unscored", "tryout", "experimental"}, {"dropped", "drop"}, {"credited", "credit"}


@dataclass(frozen=True)
class Item:
    """`key`: accepted answers as written, several parted by "|", "" where none is known; `max_points` None: found from
    the marks; `status`: scored, pilot (in no total), dropped (the same) or credited (everybody earns it)."""

    name: str
    key: str = ""
    n_options: int | None = None
    max_points: float | None = None
    rule: Rule = Rule.ALL_OR_NOTHING
    domain: str = ""
    is_multiple: bool = False
    status: str = "scored"
    weight: float = 1.0
    wrong_penalty: float = 0.0
    min_fraction: float = 0.0


def read_items(path: Path, key: str, rule: Rule, told: Told) -> tuple[Item, ...]:
    """Of a CSV or JSON file; `key`: the column that holds the keys, "" for the usual names. Raises InputProblem."""
    if path.suffix == ".json":
        keys = read_keys(path, key, told)
        return tuple(Item(f"Item {number}", key=one, rule=rule) for number, one in enumerate(keys, start=1))
    table = read_named_table(path, ("item", "key"))
    places = _places(table, key, told)
    found = tuple(_item(table, places, row, rule) for row in range(len(table.rows)))
    names = [item.name for item in found]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise at(table.name, table.lines[number], f"there is a second item “{name}”.")
    return found


def read_named_table(path: Path, usual: tuple[str, ...]) -> Table:
    """A table of items; without a header that names any column we know, its first columns are the `usual` ones."""
    table = read_table(path, has_header=True)
    known = {name for names in COLUMNS.values() for name in names}
    if any(plain(name) in known or plain(name).endswith("key") for name in table.header or ()):
        return table
    table = read_table(path, has_header=False)
    names = [*usual[: table.width], *(f"column {number}" for number in range(len(usual) + 1, table.width + 1))]
    return replace(table, header=tuple(names))


def _places(table: Table, key: str, told: Told) -> dict[str, int]:
    header = [plain(name) for name in table.header or ()]
    places: dict[str, int] = {}
    for fact, names in COLUMNS.items():
        place = next((header.index(name) for name in names if name in header), None)
        if place is not None and place not in places.values():
            places[fact] = place
    keys = [place for place, name in enumerate(header) if name in COLUMNS["key"] or name.endswith("key")]
    if key:
        if plain(key) not in header:
            raise InputProblem(f"{table.name}: there is no column “{key}”; there are {', '.join(table.header or ())}.")
        places["key"] = header.index(plain(key))
    elif keys:
        places.setdefault("key", keys[0])
        if len(keys) > 1:
            there = ", ".join((table.header or ())[place] for place in keys)
            chosen = (table.header or ())[places["key"]]
            told.note(f"{table.name} has several keys ({there}): “{chosen}” was used; --key chooses.")
    return places


def _item(table: Table, places: dict[str, int], row: int, rule: Rule) -> Item:
    def cell(fact: str) -> str:
        return table.rows[row][places[fact]].strip() if fact in places else ""

    def number(fact: str, usual: float) -> float:
        text = cell(fact)
        try:
            return float(Fraction(text)) if text and text not in ("NULL", "NA") else usual
        except (ValueError, ZeroDivisionError):
            raise at(table.name, table.lines[row], f"“{text}” is no number ({fact}).") from None

    return Item(
        name=cell("name") or f"Item {row + 1}",
        key=cell("key"),
        n_options=int(number("n_options", 0)) or None,
        max_points=number("max_points", 1.0) if cell("max_points") else None,
        rule=_rule(cell("rule"), rule, table, row),
        domain=cell("domain"),
        is_multiple=plain(cell("type")).startswith("multiples") or plain(cell("type")) in ("multiple", "multi"),
        status=_status(cell("status"), cell("pilot"), table, row),
        weight=number("weight", 1.0),
        wrong_penalty=number("wrong_penalty", 0.0),
        min_fraction=number("min_fraction", 0.0),
    )


def _rule(text: str, usual: Rule, table: Table, row: int) -> Rule:
    if not text:
        return usual
    try:
        return Rule(text.strip().lower().replace(" ", "_").replace("-", "_"))
    except ValueError:
        raise at(table.name, table.lines[row], f"there is no rule “{text}”; there are {', '.join(Rule)}.") from None


def _status(status: str, pilot: str, table: Table, row: int) -> str:
    text, other = plain(status), plain(pilot)
    if other in YES or text in PILOT:
        return "pilot"
    if text in DROPPED:
        return "dropped"
    if text in CREDITED or text == "creditall":
        return "credited"
    if text in YES | {"scored", ""}:
        return "scored"
    if text in NO:
        return "pilot"
    raise at(table.name, table.lines[row], f"“{status}” is neither scored, pilot, dropped nor credited.")


def read_keys(path: Path, name: str, told: Told) -> list[str]:
    """Keys in the items' order: of a JSON file with one or several lists, or of a table's only row or column."""
    if path.suffix == ".json":
        return _keys_of_json(path, name, told)
    table = read_table(path)
    if len(table.rows) == 1 and table.width == 1:
        table = spread(table)
    if len(table.rows) == 1:
        return [cell.strip() for cell in table.rows[0]]
    if table.width == 1:
        return [row[0].strip() for row in table.rows]
    raise InputProblem(f"{path.name}: a key is one row or one column. A table of items is given by --items.")


def _keys_of_json(path: Path, name: str, told: Told) -> list[str]:
    try:
        data: Any = json.loads(read_text(path))
    except ValueError as error:
        raise InputProblem(f"{path.name}: this is no JSON ({error}).") from error
    if isinstance(data, list):
        return [str(one) for one in data]
    lists = {found: value for found, value in data.items() if isinstance(value, list)} if isinstance(data, dict) else {}
    wanted = next((found for found in lists if plain(found) == plain(name)), None) if name else next(iter(lists), None)
    if wanted is None:
        raise InputProblem(f"{path.name}: there is no list “{name or 'key'}”; there are {', '.join(lists) or 'none'}.")
    if len(lists) > 1 and not name:
        told.note(f"{path.name} has several keys ({', '.join(lists)}): “{wanted}” was used; {path.name}:NAME chooses.")
    return [str(one) for one in lists[wanted]]


def with_keys(items: Sequence[Item], keys: Sequence[str]) -> tuple[Item, ...]:
    """The items with these keys, in order. Raises InputProblem where the numbers differ."""
    if len(items) != len(keys):
        raise InputProblem(f"The key has {len(keys)} entries for {len(items)} items.")
    return tuple(replace(item, key=key) for item, key in zip(items, keys, strict=True))


def with_domains(items: Sequence[Item], domains: Sequence[str]) -> tuple[Item, ...]:
    if len(items) != len(domains):
        raise InputProblem(f"--domains names {len(domains)} domains for {len(items)} items.")
    return tuple(replace(item, domain=domain) for item, domain in zip(items, domains, strict=True))


def read_domains(text: str, items: Sequence[Item]) -> tuple[Item, ...]:
    """`text`: a file (item and domain, or a domain a line) or the sizes of blocks, as 15,15,20. Raises InputProblem."""
    if re.fullmatch(r"\d+([,/+; ]\d+)+", text.strip()):
        sizes = [int(size) for size in re.split(r"[,/+; ]", text.strip())]
        return with_domains(items, [str(block) for block, size in enumerate(sizes, start=1) for _ in range(size)])
    table = read_named_table(Path(text), ("item", "domain"))
    if table.width == 1:
        return with_domains(items, [row[0].strip() for row in table.rows])
    header = [plain(name) for name in table.header or ()]
    of_item = next((header.index(name) for name in COLUMNS["name"] if name in header), 0)
    of_domain = next((header.index(name) for name in COLUMNS["domain"] if name in header), 1)
    known = {row[of_item].strip(): row[of_domain].strip() for row in table.rows}
    missing = [item.name for item in items if item.name not in known]
    if missing:
        raise InputProblem(f"{table.name}: no domain for {', '.join(missing[:5])}{' …' if missing[5:] else ''}.")
    return with_domains(items, [known[item.name] for item in items])
