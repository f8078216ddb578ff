"""What a folder of files tells the linter: products, words, aims; and items of files as its subjects. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from exams.bank.lint import Facts, Knowledge, Product, Subject, read_waivers
from exams.bank.lint.coverage import Targets
from exams.exchange.bank_files import ParsedItem
from exams.exchange.guide_files import ParsedGuide, read_guides
from exams.exchange.product_files import ParsedProduct, read_products
from exams.exchange.strict_yaml import Refused, parse

SHARES = ("domains", "styles", "difficulties", "features")


def to_subject(parsed: ParsedItem) -> Subject:
    metadata = parsed.metadata
    facts = Facts(
        code=parsed.code,
        status=parsed.status,
        style=parsed.style,
        difficulty=parsed.difficulty,
        is_generative=parsed.is_generative,
        placements=tuple(f"{guide}:{place}" for guide, place in parsed.placements.items()),
        is_placed=bool(parsed.placements),
        products=tuple(metadata.get("products", ())),
        criteria=tuple(metadata.get("criteria", ())),
        enemies=frozenset(parsed.enemies),
        verified_on=str(metadata.get("verified_on", "")),
        review_by=str(metadata.get("review_by", "")),
        waivers=read_waivers(metadata.get("lint_waivers")),
    )
    return Subject(parsed.content, facts)


def read_knowledge(files: Mapping[str, str], *, today: date) -> tuple[Knowledge, Targets | None]:
    """From the texts of exam_guide.yaml, products.yaml and lint.yaml, as far as they are there. Raises Refused."""
    guides = read_guides(files["exam_guide.yaml"]) if "exam_guide.yaml" in files else []
    products = read_products(files["products.yaml"]) if "products.yaml" in files else []
    settings = _settings(files["lint.yaml"]) if "lint.yaml" in files else {}
    criteria = settings.get("criteria")
    knowledge = Knowledge(
        today=today,
        products=tuple(to_product(product) for product in products),
        places=frozenset(_places(guides)) if guides else None,
        criteria=frozenset(criteria) if criteria else None,
        words=frozenset(settings.get("words", ())),
        abbreviations=frozenset(settings.get("abbreviations", ())),
    )
    return knowledge, _targets(settings.get("targets"), guides)


def to_product(parsed: ParsedProduct) -> Product:
    return Product(
        parsed.code,
        parsed.name,
        former_names=parsed.former_names,
        is_retired=parsed.status != "current",
        other_names=parsed.other_names,
    )


def _settings(text: str) -> dict[str, Any]:
    document = parse(text)
    if not isinstance(document.data, dict):
        raise Refused(1, "This is no file of settings for the linter.")
    return document.data


def _places(guides: list[ParsedGuide]) -> list[str]:
    return [
        f"{guide.code}:{objective.code}{letter}"
        for guide in guides
        for domain in guide.domains
        for objective in domain.objectives
        for letter in ("", *(f".{letter}" for letter in objective.considerations))
    ]


def _targets(raw: Any, guides: list[ParsedGuide]) -> Targets | None:
    if not isinstance(raw, dict):
        return None
    guide = next((guide for guide in guides if guide.code == raw.get("guide")), None)
    objectives = [objective.code for domain in guide.domains for objective in domain.objectives] if guide else []
    shares = {
        name: {str(value): (float(least), float(most)) for value, (least, most) in raw.get(name, {}).items()}
        for name in SHARES
    }
    return Targets(guide=str(raw.get("guide", "")), objectives=tuple(objectives), **shares)
