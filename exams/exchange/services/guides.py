"""Import of what stands around the items: exam guides with facts and crosswalk, study resources, products.

What the file does not hold any more goes from guides and resources, whose truth is the file; products stay, as they
are edited here.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path

from django.db import transaction

from exams.bank.lint.review_by import parse_day
from exams.bank.models import Domain, ExamFact, ExamGuide, Objective, Product, StudyResource
from exams.exchange.bank_files import FileFinding
from exams.exchange.guide_files import (
    DROPPED,
    ParsedCrosswalk,
    ParsedFact,
    ParsedGuide,
    read_crosswalks,
    read_guides,
)
from exams.exchange.product_files import ParsedProduct, read_products
from exams.exchange.resource_files import ParsedResource, read_resources
from exams.exchange.services.bank import ImportRefused, ImportReport, import_bank, read_sources, read_text
from exams.exchange.strict_yaml import Refused

# What a file says of a resource, besides where it stands.
RESOURCE = ["title", "url", "kind", "minutes", "note"]


@transaction.atomic
def import_folder(*, folder: Path) -> ImportReport:
    """Load a folder as `content/gcp-pmle` is one: guides, resources and products as far as they are there, and the items.

    Raises ImportRefused: then nothing of it is written.
    """
    parts: tuple[tuple[str, Callable[..., object]], ...] = (
        ("exam_guide.yaml", import_guides),
        ("study_resources.yaml", import_resources),
        ("products.yaml", import_products),
    )
    for name, load in parts:
        if (folder / name).exists():
            load(name=name, text=read_text(folder / name))
    return import_bank(actor=None, sources=read_sources(folder / "items" if (folder / "items").is_dir() else folder))


@transaction.atomic
def import_guides(*, name: str, text: str) -> list[ExamGuide]:
    """Load or refresh the guides of a file, with its facts and crosswalks. Raises ImportRefused."""
    with _refusals(name, "This is no file of exam guides."):
        parsed, crosswalks = read_guides(text), read_crosswalks(text)
    guides = [_write_guide(guide) for guide in parsed]
    for crosswalk in crosswalks:
        _write_crosswalk(crosswalk)
    return guides


@transaction.atomic
def import_resources(*, name: str, text: str) -> int:
    """Put the study resources of a file in the place of those that its guide had; says how many. Raises ImportRefused."""
    with _refusals(name, "This is no file of study resources."):
        parsed = read_resources(text)
    objectives = _objectives(parsed.guide)
    unknown = [row for row in parsed.resources if row.objective not in objectives]
    if unknown:
        told = [FileFinding(name, row.line, f"{parsed.guide} has no objective {row.objective}.") for row in unknown]
        raise ImportRefused(told)
    return _write_resources(parsed.resources, objectives)


def import_products(*, name: str, text: str) -> int:
    """Add the products of a file that are not there yet, and say how many; the others stay as they were edited.

    Raises ImportRefused.
    """
    with _refusals(name, "This is no file of products."):
        parsed = read_products(text)
    known = set(Product.objects.values_list("code", flat=True))
    new = [_product(row) for row in parsed if row.code not in known]
    return len(Product.objects.bulk_create(new, ignore_conflicts=True))


@contextmanager
def _refusals(name: str, otherwise: str) -> Iterator[None]:
    """What a reader finds wrong, as ImportRefused with file and line."""
    try:
        yield
    except Refused as refusal:
        raise ImportRefused([FileFinding(name, refusal.line, refusal.message)]) from refusal
    except KeyError as missing:
        raise ImportRefused([FileFinding(name, 1, f"{missing} is missing.")]) from missing
    except (AttributeError, TypeError) as error:
        raise ImportRefused([FileFinding(name, 1, otherwise)]) from error


def _write_guide(parsed: ParsedGuide) -> ExamGuide:
    values = {"title": parsed.title, "exam_name": parsed.exam_name, "is_current": parsed.is_current}
    guide, _ = ExamGuide.objects.update_or_create(code=parsed.code, defaults=values)
    for row in parsed.domains:
        domain, _ = Domain.objects.update_or_create(
            guide=guide, code=row.code, defaults={"title": row.title, "weight": row.weight}
        )
        for objective in row.objectives:
            Objective.objects.update_or_create(
                domain=domain,
                code=objective.code,
                defaults={"title": objective.title, "considerations": objective.considerations},
            )
    _write_facts(guide, parsed.facts)
    return guide


def _write_facts(guide: ExamGuide, facts: Sequence[ParsedFact]) -> None:
    rows = [ExamFact(guide=guide, position=place, **asdict(fact)) for place, fact in enumerate(facts, start=1)]
    named = [field.name for field in fields(ParsedFact)]
    ExamFact.objects.bulk_create(rows, update_conflicts=True, unique_fields=["guide", "position"], update_fields=named)
    guide.facts.filter(position__gt=len(rows)).delete()


def _write_crosswalk(parsed: ParsedCrosswalk) -> None:
    """Raises KeyError for no code: the reader has compared them with the guides of its file."""
    old, new = _objectives(parsed.old_guide), _objectives(parsed.new_guide)
    for code, successors in parsed.successors.items():
        objective = old[code]
        objective.successors.set(new[successor] for successor in successors if successor != DROPPED)
        objective.is_partly_dropped = DROPPED in successors
        objective.save(update_fields=["is_partly_dropped"])


def _objectives(guide: str) -> dict[str, Objective]:
    return {row.code: row for row in Objective.objects.filter(domain__guide__code=guide)}


def _write_resources(parsed: Sequence[ParsedResource], objectives: dict[str, Objective]) -> int:
    by_objective: dict[str, list[ParsedResource]] = {code: [] for code in objectives}
    for row in parsed:
        by_objective[row.objective].append(row)
    rows = [
        StudyResource(objective=objectives[code], position=place, **{name: getattr(row, name) for name in RESOURCE})
        for code, found in by_objective.items()
        for place, row in enumerate(found, start=1)
    ]
    StudyResource.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["objective", "position"], update_fields=RESOURCE
    )
    for code, found in by_objective.items():
        StudyResource.objects.filter(objective=objectives[code], position__gt=len(found)).delete()
    return len(rows)


def _product(parsed: ParsedProduct) -> Product:
    return Product(
        code=parsed.code,
        name=parsed.name,
        other_names=list(parsed.other_names),
        former_names=list(parsed.former_names),
        status=parsed.status,
        since=parse_day(parsed.since),
        retired_on=parse_day(parsed.retired_on),
        source=parsed.source,
        note=parsed.note,
    )
