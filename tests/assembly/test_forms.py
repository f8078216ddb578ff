"""Drawing and storing forms, opening and ending exams."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from exams.assembly.errors import BlueprintShortage
from exams.assembly.models import Exam, Form, FormItem
from exams.assembly.selectors import list_current_forms
from exams.assembly.services.exams import ensure_exam
from exams.assembly.services.forms import draw_form, end_exam, new_seed, open_exam
from exams.bank.models import ExamGuide, Item
from exams.bank.services.authoring import get_details, save_item
from exams.bank.services.workflow import change_status
from tests.fixtures.exam import make_content

SEED = 2026
NINE, TEN = (datetime(2026, 11, 21, hour, tzinfo=UTC) for hour in (9, 10))


def codes_of(form: Form) -> list[str]:
    return list(form.items.order_by("position").values_list("version__item__code", flat=True))


def edit(item: Item) -> None:
    """A new version; the item keeps its place."""
    save_item(actor=None, code=item.code, content=make_content("New"), details=get_details(item=item))


# --- drawing ------------------------------------------------------------------------------------
def test_form_has_the_blueprints_numbers(draft_exam, bank) -> None:
    form = draw_form(actor=None, exam=draft_exam)
    assert Counter(form.items.values_list("domain__code", flat=True)) == {"1": 5, "2": 3, "3": 2}


def test_form_counts_an_item_where_the_guide_places_it(draft_exam, bank) -> None:
    for row in draw_form(actor=None, exam=draft_exam).items.select_related("version__item", "domain"):
        assert row.version.item.placements.get(guide=draft_exam.guide).objective.domain == row.domain


def test_positions_count_from_one(draft_exam, bank) -> None:
    form = draw_form(actor=None, exam=draft_exam)
    assert list(form.items.values_list("position", flat=True)) == list(range(1, 11))


def test_form_points_at_the_newest_versions(draft_exam, bank) -> None:
    for item in bank:
        edit(item)
    form = draw_form(actor=None, exam=draft_exam)
    assert set(form.items.values_list("version__revision", flat=True)) == {2}


def test_form_keeps_its_seed(draft_exam, bank) -> None:
    assert draw_form(actor=None, exam=draft_exam, seed=SEED).seed == SEED


def test_seed_says_what_the_form_is(draft_exam, bank) -> None:
    """Of the same bank, unused: an exposed item would come later the second time."""
    first = draw_form(actor=None, exam=draft_exam, seed=SEED)
    codes = codes_of(first)
    first.delete()
    assert codes_of(draw_form(actor=None, exam=draft_exam, seed=SEED)) == codes


def test_seeds_cannot_be_foreseen() -> None:
    seeds = {new_seed() for _ in range(100)}
    assert len(seeds) == 100
    assert all(0 <= seed < 2**62 for seed in seeds)


def test_forms_are_numbered(draft_exam, bank) -> None:
    assert [draw_form(actor=None, exam=draft_exam).number for _ in range(3)] == [1, 2, 3]


def test_next_form_takes_what_the_last_left_over(draft_exam, bank) -> None:
    """Fourteen items for ten places: the four unused ones come first."""
    first, second = (set(codes_of(draw_form(actor=None, exam=draft_exam))) for _ in range(2))
    assert {item.code for item in bank} - first <= second


@pytest.mark.parametrize("status", ["draft", "in_review", "approved", "quarantined", "retired"])
def test_item_that_is_not_live_is_not_drawn(draft_exam, bank, status) -> None:
    Item.objects.filter(code="item-01").update(status=status)
    assert "item-01" not in {code for _ in range(3) for code in codes_of(draw_form(actor=None, exam=draft_exam))}


def test_item_of_another_guide_is_not_drawn(draft_exam, bank) -> None:
    item = Item.objects.get(code="item-01")
    other = ExamGuide.objects.create(code="guide-2", title="Older", exam_name="Practice exam")
    domain = other.domains.create(code="1", title="Domain 1", weight=1)
    item.placements.update(guide=other, objective=domain.objectives.create(code="1.1", title="Objective"))
    assert "item-01" not in {code for _ in range(3) for code in codes_of(draw_form(actor=None, exam=draft_exam))}


def test_enemies_are_not_drawn_together(draft_exam, bank) -> None:
    a, b = bank[:2]
    a.enemies.add(b)
    for _ in range(5):
        assert not {a.code, b.code} <= set(codes_of(draw_form(actor=None, exam=draft_exam)))


# --- shortage -----------------------------------------------------------------------------------
@pytest.fixture
def short_bank(bank) -> list[Item]:
    """Two items of domain 2, which needs three, and one of domain 3, which needs two."""
    Item.objects.filter(code__in=["item-08", "item-09", "item-12", "item-13"]).update(status="quarantined")
    return bank


def test_shortage_names_every_short_domain(draft_exam, short_bank) -> None:
    with pytest.raises(BlueprintShortage) as shortage:
        draw_form(actor=None, exam=draft_exam)
    assert shortage.value.detail == (
        "The question bank has too few live items for this exam: "
        "domain 2 needs 3 and has 2; domain 3 needs 2 and has 1."
    )


def test_shortage_stores_nothing(draft_exam, short_bank) -> None:
    with pytest.raises(BlueprintShortage):
        draw_form(actor=None, exam=draft_exam)
    assert (Form.objects.count(), FormItem.objects.count()) == (0, 0)


def test_enemies_that_leave_too_few_stop_the_form(draft_exam, bank) -> None:
    of_domain_3 = [Item.objects.get(code=f"item-{number}") for number in (12, 13, 14)]
    for item in of_domain_3:
        item.enemies.set(of_domain_3)
    with pytest.raises(BlueprintShortage, match="domain 3 needs 2 and has 1"):
        draw_form(actor=None, exam=draft_exam)


# --- opening and ending -------------------------------------------------------------------------
def test_open_exam_has_a_form(draft_exam, bank) -> None:
    exam = open_exam(actor=None, exam=draft_exam)
    assert (exam.state, Exam.objects.get().state, exam.forms.count()) == ("open", "open", 1)


def test_exam_with_a_shortage_stays_a_draft(draft_exam, short_bank) -> None:
    with pytest.raises(BlueprintShortage):
        open_exam(actor=None, exam=draft_exam)
    assert Exam.objects.get().state == "draft"


def test_opening_twice_draws_once(exam) -> None:
    assert open_exam(actor=None, exam=exam).forms.count() == 1


def test_opening_draws_anew_when_the_form_is_out_of_date(exam, bank) -> None:
    edit(exam.forms.get().items.get(position=1).version.item)
    assert open_exam(actor=None, exam=exam).forms.count() == 2


def test_ended_exam_is_ended(exam) -> None:
    assert end_exam(actor=None, exam=exam).state == "ended"
    assert Exam.objects.get().state == "ended"


def test_ending_an_exam_leaves_its_sittings_running(exam, running) -> None:
    end_exam(actor=None, exam=exam)
    running.refresh_from_db()
    assert running.state == "running"


# --- forms fit for a new sitting ----------------------------------------------------------------
@pytest.fixture
def item_on_form(exam) -> Item:
    return exam.forms.get().items.get(position=1).version.item


def test_form_of_live_items_is_current(exam) -> None:
    assert list(list_current_forms(exam=exam)) == [exam.forms.get()]


@pytest.mark.parametrize("status", ["retired", "quarantined", "draft"])
def test_form_with_an_item_that_was_taken_back_is_not(exam, item_on_form, status) -> None:
    change_status(actor=None, item=item_on_form, status=status)
    assert not list_current_forms(exam=exam)


def test_form_with_an_edited_item_is_not(exam, item_on_form) -> None:
    edit(item_on_form)
    assert not list_current_forms(exam=exam)


def test_form_stays_current_when_an_item_beside_it_changes(exam, bank) -> None:
    beside = Item.objects.exclude(versions__form_items__form__exam=exam)
    assert beside.count() == 4
    for item in beside:
        change_status(actor=None, item=item, status="retired")
    assert list_current_forms(exam=exam).count() == 1


def test_form_drawn_after_the_edit_is_current(exam, item_on_form) -> None:
    edit(item_on_form)
    form = draw_form(actor=None, exam=exam)
    assert list(list_current_forms(exam=exam)) == [form]


# --- the database refuses nonsense --------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"item_count": 0}, "exam_has_items"),
        ({"duration_seconds": 59}, "exam_lasts_a_minute"),
        ({"cut_share": Decimal("1.001")}, "cut_share_is_a_share"),
        ({"state": "ajar"}, "exam_state_is_known"),
        ({"is_common_clock": True}, "common_clock_has_a_start"),
        ({"opens_at": TEN, "starts_at": NINE}, "exam_opens_starts_and_closes_in_order"),
        ({"starts_at": TEN, "closes_at": NINE}, "exam_opens_starts_and_closes_in_order"),
        ({"opens_at": TEN, "closes_at": NINE}, "exam_opens_starts_and_closes_in_order"),
    ],
)
def test_exam_that_makes_no_sense_is_refused(draft_exam, values, constraint) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Exam.objects.update(**values)


@pytest.mark.parametrize("values", [{"position": 0}, {"position": 2}], ids=["position zero", "position taken"])
def test_place_that_makes_no_sense_is_refused(exam, values) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FormItem.objects.filter(position=1).update(**values)


def test_item_does_not_stand_twice_on_a_form(exam) -> None:
    first, second = exam.forms.get().items.order_by("position")[:2]
    with pytest.raises(IntegrityError), transaction.atomic():
        FormItem.objects.filter(pk=second.pk).update(version=first.version)


# --- the shipped exam ---------------------------------------------------------------------------
SHIPPED = {
    "slug": "shipped",
    "title": "Shipped",
    "guide": "guide-1",
    "description": "",
    "rules": "Alone.",
    "item_count": 10,
    "duration_seconds": 600,
}


def test_shipped_exam_is_made_and_opened(guide, bank) -> None:
    exam = ensure_exam(**SHIPPED)
    assert (exam.state, exam.guide, exam.rules, exam.duration_seconds) == ("open", guide, "Alone.", 600)


def test_shipped_exam_that_exists_belongs_to_its_instructors(guide, bank) -> None:
    exam = ensure_exam(**SHIPPED)
    end_exam(actor=None, exam=exam)
    again = ensure_exam(**SHIPPED | {"title": "Another title"})
    assert (again, again.title, again.state) == (exam, "Shipped", "ended")


def test_shipped_exam_with_a_shortage_is_not_stored(guide, short_bank) -> None:
    with pytest.raises(BlueprintShortage):
        ensure_exam(**SHIPPED)
    assert not Exam.objects.exists()


def test_form_drawn_before_the_exam_was_changed_is_not_used(draft_exam, bank) -> None:
    """In draft an exam may still change its size; a form of the old one must not reach anybody."""
    old = draw_form(actor=None, exam=draft_exam)
    draft_exam.item_count = 5
    draft_exam.save(update_fields=["item_count"])
    exam = open_exam(actor=None, exam=draft_exam)
    current = list_current_forms(exam=exam).get()
    assert current != old
    assert current.items.count() == 5
