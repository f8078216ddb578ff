"""The published reference set sim60a as an exam of this product: 60 items, 2,000 sittings with their results."""

from decimal import Decimal
from itertools import islice

from accounts.models import Cohort
from exams.assembly.models import Exam, Form
from exams.bank.models import ExamGuide, Item, ItemStatus, ItemVersion, Option
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
    for position, (code, domain, kind, count, published, _) in enumerate(rows_of("sim60a/items.csv"), start=1):
        version = _add_version(code.lower(), kind, "abcde"[: int(count)], published.lower())
        form.items.create(position=position, version=version, domain=domains[domain])
    return exam


def _add_version(code: str, kind: str, options: str, key: str) -> ItemVersion:
    item = Item.objects.create(code=code)
    version = ItemVersion.objects.create(
        item=item,
        revision=1,
        kind="single_choice" if kind == "single" else "multiple_select",
        select_count=len(key),
        stem=f"What does {code} ask?",
        fingerprint=code,
    )
    made = Option.objects.bulk_create(
        Option(version=version, code=letter, text=f"Answer {letter}") for letter in options
    )
    OptionKey.objects.bulk_create(OptionKey(option=option, is_correct=option.code in key) for option in made)
    ItemKey.objects.create(version=version)
    item.current_version, item.status = version, ItemStatus.LIVE
    item.save(update_fields=["current_version", "status"])
    return version


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
