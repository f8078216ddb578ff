"""Questions to the bank that a room without the key may ask."""

import re
from collections.abc import Iterable

from django.db.models import F, Prefetch, Q, QuerySet

from accounts.models import User
from exams.bank.models import (
    Comment,
    Domain,
    Item,
    ItemObjective,
    ItemReport,
    ItemStatus,
    ItemVersion,
    Objective,
    Option,
    ReviewStep,
)

MOST_STEPS_SHOWN = 200
NUMBERED = re.compile(r"(.*?)([0-9]{1,9})")


def list_versions(*, version_ids: Iterable[int]) -> QuerySet[ItemVersion]:
    """Versions with item, stimulus and options: what a candidate may see. Two statements."""
    return (
        ItemVersion.objects.filter(pk__in=list(version_ids))
        .select_related("item", "stimulus")
        .prefetch_related(Prefetch("options", Option.objects.order_by("code")))
    )


def list_domains(*, guide_id: int) -> list[Domain]:
    return list(Domain.objects.filter(guide_id=guide_id).order_by("code"))


def get_objectives(*, version_ids: Iterable[int], guide_id: int) -> dict[int, Objective]:
    """Version id → where its item stands in the guide. One statement."""
    places = ItemObjective.objects.filter(guide_id=guide_id, item__versions__in=list(version_ids))
    rows = places.select_related("objective").annotate(version_id=F("item__versions__pk"))
    wanted = set(version_ids)
    return {row.version_id: row.objective for row in rows if row.version_id in wanted}


def list_places(*, version_ids: Iterable[int]) -> list[ItemObjective]:
    """Where the items of these versions stand in every guide, with item, objective, domain and guide; `version_id`
    names the version. One statement."""
    wanted = list(version_ids)
    rows = ItemObjective.objects.filter(item__versions__in=wanted).annotate(version_id=F("item__versions__pk"))
    return list(rows.select_related("item", "guide", "objective__domain").order_by("guide", "pk"))


def list_comments(*, item: Item) -> list[Comment]:
    """What was said about any version of the item, oldest first. One statement."""
    rows = Comment.objects.filter(version__item=item).select_related("author", "resolved_by", "version")
    return list(rows.order_by("created_at", "pk"))


def list_steps_taken(*, item: Item) -> list[ReviewStep]:
    """The item's way through the review, newest first. One statement."""
    rows = ReviewStep.objects.filter(item=item).select_related("actor", "version")
    return list(rows.order_by("-taken_at", "-pk")[:MOST_STEPS_SHOWN])


def suggest_code() -> str:
    """The next free code in the row of the item made last, "pmle-0084" after "pmle-0083"; empty where there is none."""
    last = (
        Item.objects.filter(origin=None, code__regex=r"[0-9]$").order_by("-pk").values_list("code", flat=True).first()
    )
    found = NUMBERED.fullmatch(last) if last else None
    if found is None:
        return ""
    prefix, digits = found.groups()
    codes = Item.objects.filter(code__startswith=prefix).values_list("code", flat=True)
    numbers = [int(row[2]) for row in map(NUMBERED.fullmatch, codes) if row and row[1] == prefix]
    return f"{prefix}{max(numbers) + 1:0{len(digits)}}"


def list_items_of_stimulus(*, code: str) -> list[Item]:
    """The items that are not retired whose newest version shows any revision of the stimulus. One statement."""
    shows = Q(next_version__stimulus__code=code) | Q(next_version=None, current_version__stimulus__code=code)
    rows = Item.objects.exclude(status=ItemStatus.RETIRED).filter(shows).order_by("code")
    return list(rows.select_related("current_version__stimulus", "next_version__stimulus"))


def list_reports(*, user: User) -> QuerySet[ItemReport]:
    """What this person has reported, newest first, with the version as it was reported."""
    return ItemReport.objects.filter(reporter=user).select_related("version").order_by("-created_at", "-pk")
