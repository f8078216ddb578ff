"""The linter over stored items: what the database knows, as the plain values that the rules take."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone

from exams.bank.content import ItemContent
from exams.bank.keys import get_content, get_contents
from exams.bank.lint import Facts, Finding, Knowledge, Product, Subject, lint, lint_bank, read_waivers
from exams.bank.lint.coverage import Share, Targets
from exams.bank.lint.duplicates import StemIndex
from exams.bank.models import Domain, ExamGuide, Item, ItemObjective, ItemStatus, ItemVersion, Objective, Option
from exams.bank.models import Product as ProductRow

# Databases limit how many rows one statement may name.
BATCH = 400
# A domain's share of the bank may differ by so much from its share of the exam.
LEAST_OF_WEIGHT, MOST_OF_WEIGHT = 0.6, 1.6


def get_products() -> tuple[Product, ...]:
    return tuple(
        Product(
            row.code,
            row.name,
            former_names=tuple(map(str, row.former_names)),
            is_retired=row.status != "current",
            other_names=tuple(map(str, row.other_names)),
        )
        for row in ProductRow.objects.all()
    )


def get_knowledge(*, today: date | None = None) -> Knowledge:
    """What the rules know about the world. One statement. Objectives are rows, so that none can be unknown."""
    return Knowledge(today=today or timezone.now().date(), products=get_products())


def make_facts(item: Item, *, is_placed: bool, placements: Iterable[str] = (), enemies: Iterable[str] = ()) -> Facts:
    """`placements` and `enemies` are for the rules that compare items."""
    metadata = item.metadata if isinstance(item.metadata, dict) else {}
    return Facts(
        code=item.code,
        status=item.status,
        style=item.style,
        difficulty=item.difficulty,
        is_generative=item.is_generative,
        placements=tuple(placements),
        is_placed=is_placed,
        products=_texts(metadata.get("products")),
        criteria=_texts(metadata.get("criteria")),
        enemies=frozenset(enemies),
        verified_on=str(metadata.get("verified_on") or ""),
        review_by=str(metadata.get("review_by") or ""),
        waivers=read_waivers(metadata.get("lint_waivers")),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(text) for text in value) if isinstance(value, list | tuple) else ()


def list_findings(*, item: Item, content: ItemContent | None = None, is_placed: bool | None = None) -> list[Finding]:
    """What the linter says about an item's newest version, which may wait beside a live one.

    `content` and `is_placed` spare statements where they are known.
    """
    if content is None:
        if item.newest_version is None:
            return []
        content = get_content(version=item.newest_version)
    if is_placed is None:
        is_placed = item.placements.exists()
    return lint(content, make_facts(item, is_placed=is_placed), get_knowledge())


def place_code(row: ItemObjective) -> str:
    letter = f".{row.consideration}" if row.consideration else ""
    return f"{row.guide.code}:{row.objective.code}{letter}"


def list_subjects(*, codes: Sequence[str] = ()) -> list[Subject]:
    """Items with content, all that are not retired or those named. Eight statements for each batch of items."""
    rows = Item.objects.exclude(current_version=None)
    rows = rows.filter(code__in=codes) if codes else rows.exclude(status=ItemStatus.RETIRED)
    ids = list(rows.order_by("code").values_list("pk", flat=True))
    batches = (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
    return [subject for batch in batches for subject in _subjects(batch)]


def _subjects(ids: list[int]) -> list[Subject]:
    versions = ItemVersion.objects.select_related("stimulus").prefetch_related(
        Prefetch("options", Option.objects.order_by("code"))
    )
    rows = Item.objects.filter(pk__in=ids).prefetch_related(
        Prefetch("current_version", versions),
        Prefetch("placements", ItemObjective.objects.select_related("guide", "objective")),
        Prefetch("enemies", Item.objects.only("code")),
    )
    items = list(rows.order_by("code"))
    contents = get_contents(versions=[item.current_version for item in items if item.current_version])
    return [
        Subject(
            contents[item.current_version_id],
            make_facts(
                item,
                is_placed=bool(item.placements.all()),
                placements=map(place_code, item.placements.all()),
                enemies=(enemy.code for enemy in item.enemies.all()),
            ),
        )
        for item in items
        if item.current_version_id
    ]


def list_bank_findings(*, codes: Sequence[str] = ()) -> list[Finding]:
    """What the linter says about the whole bank, or about some items beside each other."""
    return lint_bank(list_subjects(codes=codes), get_knowledge(), None if codes else get_targets())


def get_targets() -> Targets | None:
    """The guide that exams use now: an item for each objective, and domains roughly by their weights."""
    guide = ExamGuide.objects.filter(is_current=True).first()
    if guide is None:
        return None
    domains = list(Domain.objects.filter(guide=guide))
    total = sum(domain.weight for domain in domains) or 1
    objectives = Objective.objects.filter(domain__guide=guide).order_by("code").values_list("code", flat=True)
    return Targets(
        guide=guide.code,
        objectives=tuple(objectives),
        domains={domain.code: _around(domain.weight / total) for domain in domains},
    )


def _around(share: float) -> Share:
    return share * LEAST_OF_WEIGHT, share * MOST_OF_WEIGHT


def get_stem_index(*, without: str = "") -> StemIndex:
    """The stems of every item that is not retired, to look for near-duplicates. One statement."""
    index = StemIndex()
    rows = Item.objects.exclude(status=ItemStatus.RETIRED).exclude(current_version=None).exclude(code=without)
    for code, stem in rows.order_by("code").values_list("code", "current_version__stem"):
        index.add(code, stem)
    return index
