"""The published reference set sim60a as an exam of this product: 60 items, 2,000 sittings with their results."""

from decimal import Decimal
from itertools import islice

from accounts.models import Cohort
from exams.assembly.models import Exam, Form, FormItem
from exams.bank.models import ExamGuide, Item, ItemVersion, Option
from exams.bank.models.key import ItemKey, OptionKey
from tests.analysis.sat_sittings import add_sittings
from tests.psychometrics.classical_data import rows_of, sim60a_groups

# 38 points, as the reference values have it, rounded to the thousandths that an exam keeps.
CUT = Decimal("0.633")


def make_exam() -> Exam:
    """With the published key, one of which is wrong; nobody has sat it."""
    guide = ExamGuide.objects.create(code="known", title="Known guide", exam_name="Known exam")
    domains = {number: guide.domains.create(code=number, title=f"Domain {number}", weight=16) for number in "123456"}
    exam = Exam.objects.create(
        slug="known", title="Known exam", guide=guide, item_count=60, cut_share=CUT, state="open"
    )
    form = exam.forms.create(number=1, seed=1)
    rows = rows_of("sim60a/items.csv")
    versions = _add_versions(rows)
    form.items.bulk_create(
        FormItem(form=form, position=position, version=version, domain=domains[row[1]])
        for position, (row, version) in enumerate(zip(rows, versions, strict=True), start=1)
    )
    return exam


def _add_versions(rows: list[list[str]]) -> list[ItemVersion]:
    items = Item.objects.bulk_create(Item(code=row[0].lower()) for row in rows)
    versions = ItemVersion.objects.bulk_create(
        ItemVersion(
            item=item,
            revision=1,
            kind="single_choice" if row[2] == "single" else "multiple_select",
            select_count=len(row[4]),
            stem=f"What does {item.code} ask?",
            fingerprint=item.code,
        )
        for item, row in zip(items, rows, strict=True)
    )
    made = Option.objects.bulk_create(
        Option(version=version, code=letter, text=f"Answer {letter}")
        for version, row in zip(versions, rows, strict=True)
        for letter in "abcde"[: int(row[3])]
    )
    keys = {version.pk: row[4].lower() for version, row in zip(versions, rows, strict=True)}
    OptionKey.objects.bulk_create(
        OptionKey(option=option, is_correct=option.code in keys[option.version_id]) for option in made
    )
    ItemKey.objects.bulk_create(ItemKey(version=version) for version in versions)
    return versions


def sit(exam: Exam, count: int = 2000, *, form: Form | None = None, start: int = 0) -> None:
    """So many of the set's people, from `start` on, in its order."""
    rows = islice(rows_of("sim60a/responses.csv"), start, start + count)
    add_sittings(exam, form or exam.forms.get(), [[cell.lower() for cell in row[2:]] for row in rows])


def make_cohorts(exam: Exam) -> tuple[Cohort, Cohort]:
    """The set's reference and focal group."""
    people = list(exam.sittings.order_by("user__pk").values_list("user_id", flat=True))
    cohorts = Cohort.objects.create(name="Reference"), Cohort.objects.create(name="Focal")
    for number, cohort in enumerate(cohorts):
        own = [person for person, group in zip(people, sim60a_groups(), strict=False) if group == number]
        cohort.members.set(own)
    return cohorts
