"""Export of items to other systems' formats."""

from collections.abc import Callable, Iterable, Sequence

from django.db.models.functions import Coalesce

from exams.bank.keys import get_contents
from exams.bank.models import Item, ItemVersion, Stimulus
from exams.exchange.foreign import ForeignItem
from exams.exchange.formats.aiken import write_aiken
from exams.exchange.formats.csv_file import write_csv
from exams.exchange.formats.gift_writer import write_gift
from exams.exchange.formats.moodle_xml_writer import write_moodle_xml
from exams.exchange.formats.qti import write_qti
from exams.exchange.formats.xlsx_file import write_xlsx
from exams.exchange.mapping import to_foreign

Writer = Callable[[Iterable[ForeignItem]], bytes]
WRITERS: dict[str, Writer] = {
    "aiken": write_aiken,
    "csv": write_csv,
    "gift": write_gift,
    "moodle": write_moodle_xml,
    "qti1.2": lambda items: write_qti(items, "1.2"),
    "qti2.1": lambda items: write_qti(items, "2.1"),
    "qti2.2": lambda items: write_qti(items, "2.2"),
    "qti3.0": lambda items: write_qti(items, "3.0"),
    "xlsx": write_xlsx,
}


def export_items(*, format_name: str, codes: Sequence[str] = ()) -> tuple[bytes, int]:
    """The newest versions of these items (of all that are not retired) as one file, and how many there are."""
    rows = Item.objects.filter(code__in=codes) if codes else Item.objects.exclude(status="retired")
    newest = dict(
        rows.annotate(newest=Coalesce("next_version", "current_version"))
        .exclude(newest=None)
        .values_list("newest", "code")
    )
    versions = list(
        ItemVersion.objects.filter(pk__in=newest).select_related("item", "stimulus").prefetch_related("options")
    )
    versions.sort(key=lambda version: version.item.code)
    contents = get_contents(versions=versions)
    items = [
        to_foreign(
            version.item.code,
            contents[version.pk],
            tags=tuple(version.item.metadata.get("tags", ())),
            stimulus=_texts(version.stimulus),
        )
        for version in versions
    ]
    return WRITERS[format_name](items), len(items)


def _texts(stimulus: Stimulus | None) -> tuple[str, str]:
    return (stimulus.title, stimulus.text) if stimulus else ("", "")
