"""What the comparison of forms needs of the database. Asks for keys: nothing that a room imports may import this."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count

from exams.assembly.assembly_selectors import describe_items
from exams.assembly.comparison import ComparedItem
from exams.assembly.drawing import PoolItem
from exams.assembly.models import Exam, Form, FormItem
from exams.bank.keys import get_correct_codes
from exams.bank.models import Item, ItemVersion
from exams.bank.selectors import get_objectives, list_versions


def list_compared_forms(*, exam: Exam, forms: Sequence[Form]) -> list[list[ComparedItem]]:
    """The items of each form with all that is compared; as the bank describes them now. Eight statements."""
    places = list(
        FormItem.objects.filter(form__in=forms).select_related("version__item", "domain").order_by("form", "position")
    )
    version_ids = {place.version_id for place in places}
    versions = {version.pk: version for version in list_versions(version_ids=version_ids)}
    keys = get_correct_codes(version_ids=version_ids)
    items = {item.version_id: item for item in _list_items(exam, places)}
    compared: dict[int, list[ComparedItem]] = {form.pk: [] for form in forms}
    for place in places:
        compared[place.form_id].append(
            ComparedItem(
                item=items[place.version_id],
                key_codes="".join(sorted(keys.get(place.version_id, ()))),
                word_count=_count_words(versions[place.version_id]),
                is_pilot=place.is_pilot,
                is_anchor=place.is_anchor,
            )
        )
    return [compared[form.pk] for form in forms]


def _list_items(exam: Exam, places: Sequence[FormItem]) -> list[PoolItem]:
    version_ids = {place.version_id for place in places}
    objectives = get_objectives(version_ids=version_ids, guide_id=exam.guide_id)
    exposure = Counter(
        FormItem.objects.filter(form__exam=exam, version__in=version_ids).values_list("version_id", flat=True)
    )
    enemies: dict[int, set[str]] = {}
    item_ids = {place.version.item_id for place in places}
    pairs = Item.enemies.through.objects.filter(from_item__in=item_ids, to_item__in=item_ids)
    for item_id, code in pairs.values_list("from_item_id", "to_item__code"):
        enemies.setdefault(item_id, set()).add(code)
    made = {
        place.version_id: PoolItem(
            place.version_id,
            place.version.item.code,
            place.domain.code,
            objectives[place.version_id].code if place.version_id in objectives else "",
            frozenset(enemies.get(place.version.item_id, ())),
            exposure[place.version_id],
        )
        for place in places
    }
    return describe_items(exam=exam, items=list(made.values()))


def _count_words(version: ItemVersion) -> int:
    stimulus = version.stimulus.text if version.stimulus else ""
    return sum(len(text.split()) for text in (stimulus, version.stem, *(row.text for row in version.options.all())))


def list_forms_with_sittings(*, exam: Exam) -> list[Form]:
    """The exam's forms with their `sitting_count`. One statement."""
    return list(exam.forms.annotate(sitting_count=Count("sittings")).order_by("number"))
