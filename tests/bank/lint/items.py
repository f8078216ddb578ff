"""An item that breaks no rule, and ways to change it."""

from dataclasses import replace
from datetime import date
from typing import Any

from exams.bank.content import ItemContent, OptionContent, ReferenceContent
from exams.bank.lint import Facts, Knowledge, Product, lint

TODAY = date(2026, 11, 21)
STEM = """You train a model every night on the orders of a web shop. The orders arrive in a table of BigQuery,
and a small team looks after the pipeline. Last week a supplier changed a unit, and the pipeline trained for
four hours on wrong numbers. You want a run to end before the training starts when the numbers are wrong.

What should you do?"""
TEXTS = (
    "Validate the new rows against a schema that people have reviewed.",
    "Evaluate the finished model on a second random split of the rows.",
    "Watch the requests of customers and alert people about any drift.",
    "Raise the threshold that a candidate has to pass for deployment.",
)
RATIONALE = "This meets the constraint that is stated in the stem."
FACTS = ({"claim": "A schema is compared", "ref": "doc", "evidence": "…", "volatility": "stable"},)
KNOWLEDGE = Knowledge(
    today=TODAY,
    products=(
        Product("runner", "Cloud Run functions", ("Cloud Functions",)),
        Product("studio", "Data Studio", ("Looker Studio", "Google Data Studio")),
        Product("explain", "Explain Service", is_retired=True),
    ),
    places=frozenset({"guide:1.2", "guide:1.2.d"}),
    criteria=frozenset({"cost"}),
)
ITEM_FACTS = Facts(
    code="item-1",
    style="services",
    placements=("guide:1.2.d",),
    products=("runner",),
    criteria=("cost",),
    verified_on="2026-11-01",
)


def option(code: str, text: str, **values: Any) -> OptionContent:
    return replace(OptionContent(code, text, RATIONALE, reference_codes=("doc",)), **values)


def options(*texts: str, keys: int = 1) -> tuple[OptionContent, ...]:
    """Options a, b, …; the first `keys` are correct."""
    return tuple(
        option(code, text, is_correct=index < keys)
        for index, (code, text) in enumerate(zip("abcdefghij", texts, strict=False))
    )


GOOD = ItemContent(
    kind="single_choice",
    select_count=1,
    stem=STEM,
    options=options(*TEXTS),
    explanation="Validate the numbers before the training, because the model learns from them.",
    references=(ReferenceContent("doc", "Validate data", "https://example.org/validate"),),
    facts=FACTS,
)
GOOD_MULTIPLE = replace(
    GOOD,
    kind="multiple_select",
    select_count=2,
    stem=f"{STEM} (Choose two.)",
    options=options(*TEXTS, "Delete the model of the supplier after each run of the pipeline.", keys=2),
)


def with_texts(*texts: str, **changes: Any) -> ItemContent:
    return replace(GOOD, options=options(*texts), **changes)


def with_text(code: str, text: str, **changes: Any) -> ItemContent:
    changed = tuple(replace(row, text=text) if row.code == code else row for row in GOOD.options)
    return replace(GOOD, options=changed, **changes)


def with_ask(ask: str) -> ItemContent:
    return replace(GOOD, stem=STEM.replace("What should you do?", ask))


def found(content: ItemContent = GOOD, knowledge: Knowledge = KNOWLEDGE, **facts: Any) -> list[tuple[str, str, str]]:
    """(rule, level, where) of everything the linter says about an item."""
    findings = lint(content, replace(ITEM_FACTS, **facts), knowledge)
    return [(finding.rule, finding.level.value, finding.where) for finding in findings]
