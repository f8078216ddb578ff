"""Questions about exams, blueprints and forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from exams.assembly.blueprint import apportion
from exams.assembly.drawing import PoolItem
from exams.assembly.models import Exam, ExamState, Form, FormItem
from exams.bank.models import Domain, Item, ItemObjective, ItemStatus
from exams.bank.selectors import list_domains


def list_open_exams() -> QuerySet[Exam]:
    return Exam.objects.filter(state=ExamState.OPEN).select_related("guide").order_by("title")


def get_exam(*, slug: str) -> Exam | None:
    """An exam that candidates may see: open or ended, never a draft."""
    return Exam.objects.exclude(state=ExamState.DRAFT).select_related("guide").filter(slug=slug).first()


def get_blueprint(*, exam: Exam) -> list[tuple[Domain, int]]:
    """The exam's domains and how many items each has on a form; the numbers add up to `item_count`."""
    return blueprint_of(exam, list_domains(guide_id=exam.guide_id))


def blueprint_of(exam: Exam, domains: Sequence[Domain]) -> list[tuple[Domain, int]]:
    counts = apportion({domain.code: domain.weight for domain in domains}, exam.item_count) if domains else {}
    return [(domain, counts[domain.code]) for domain in domains]


@dataclass(frozen=True)
class BlueprintRow:
    """A domain of an exam against the bank: `item_count` stand on a form, `live_count` can be drawn."""

    domain: Domain
    item_count: int
    live_count: int

    @property
    def short_by(self) -> int:
        return max(0, self.item_count - self.live_count)


def list_blueprint_rows(*, exam: Exam) -> list[BlueprintRow]:
    """What the exam needs of each domain, and what the bank has. One statement."""
    is_live = Q(objectives__placements__guide=exam.guide_id, objectives__placements__item__status=ItemStatus.LIVE)
    counted = Domain.objects.annotate(live_count=Count("objectives__placements", filter=is_live))
    domains = list(counted.filter(guide_id=exam.guide_id).order_by("code"))
    return [BlueprintRow(domain, count, domain.live_count) for domain, count in blueprint_of(exam, domains)]  # type: ignore[attr-defined]


def list_pool(*, exam: Exam) -> list[PoolItem]:
    """The live items that the exam's guide places, with how often the exam's forms use each. Two statements."""
    rows = (
        ItemObjective.objects.filter(guide_id=exam.guide_id, item__status=ItemStatus.LIVE)
        .annotate(
            exposure=Count(
                "item__versions__form_items", filter=Q(item__versions__form_items__form__exam=exam), distinct=True
            )
        )
        .values_list(
            "item_id",
            "item__current_version_id",
            "item__code",
            "objective__domain__code",
            "objective__code",
            "exposure",
        )
    )
    enemies: dict[int, set[str]] = {}
    pairs = Item.enemies.through.objects.filter(from_item__status=ItemStatus.LIVE)
    for item_id, code in pairs.values_list("from_item_id", "to_item__code"):
        enemies.setdefault(item_id, set()).add(code)
    return [
        PoolItem(version_id, code, domain, objective, frozenset(enemies.get(item_id, ())), exposure)
        for item_id, version_id, code, domain, objective, exposure in rows
    ]


def list_current_forms(*, exam: Exam) -> QuerySet[Form]:
    """Forms fit for a new sitting: of the exam's size (pilot items apart) and guide, every item live and in its newest version."""
    stale = FormItem.objects.filter(form=OuterRef("pk")).exclude(
        version__item__status=ItemStatus.LIVE, version__item__current_version=F("version")
    )
    # Drawn while the exam was still a draft, perhaps, of another size or by another guide.
    foreign = FormItem.objects.filter(form=OuterRef("pk")).exclude(domain__guide_id=exam.guide_id)
    # Counted form by form, not over all of them: who takes the first that fits pays for no other.
    places = (
        FormItem.objects.filter(form=OuterRef("pk"), is_pilot=False)
        .order_by()
        .values("form")
        .annotate(size=Count("pk"))
    )
    sized = Form.objects.filter(exam=exam).annotate(size=Subquery(places.values("size"))).filter(size=exam.item_count)
    return sized.exclude(Exists(stale)).exclude(Exists(foreign))


def list_over_exam_ids(*, now: datetime) -> list[int]:
    """Exams that are waited for in vain: ended, past their last start, or with their common clock run down.

    Who has extra time can still start one of the last kind.
    """
    is_past = Q(state=ExamState.ENDED) | Q(closes_at__lte=now) | Q(is_common_clock=True, starts_at__lte=now)
    return [exam.pk for exam in Exam.objects.filter(is_past) if exam.is_over(now) or exam.is_used_up(now)]


def is_being_sat(*, exam: Exam) -> bool:
    """Whether somebody's clock runs, or is paused."""
    return exam.sittings.filter(started_at__isnull=False, closed_at__isnull=True).exists()


def is_awaited(*, exam: Exam) -> bool:
    """Whether somebody has checked in and not started."""
    return exam.sittings.filter(started_at__isnull=True, closed_at__isnull=True).exists()


def list_form_items(*, form_id: int) -> list[FormItem]:
    """A form's places in its own order, with version, item and domain. One statement."""
    rows = FormItem.objects.filter(form_id=form_id).select_related("version__item", "version__stimulus", "domain")
    return list(rows.order_by("position"))


def list_forms_with_version(*, version_ids: Sequence[int]) -> QuerySet[FormItem]:
    """The places of forms where these versions stand; `sitting_count` is that of the form. One statement."""
    places = FormItem.objects.filter(version_id__in=version_ids).select_related("form__exam")
    return places.annotate(sitting_count=Count("form__sittings", distinct=True)).order_by("form__exam", "form__number")
