"""What pages and services ask about exams and forms, and with how many statements."""

import pytest

from exams.assembly import selectors
from exams.assembly.models import Exam
from exams.assembly.services.forms import draw_form, end_exam
from exams.bank.models import ExamGuide, Item

pytestmark = pytest.mark.django_db


# --- exams --------------------------------------------------------------------------------------
def test_open_exam_is_listed(exam, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert [(row, row.guide.code) for row in selectors.list_open_exams()] == [(exam, "guide-1")]


def test_draft_exam_is_not_listed(draft_exam) -> None:
    assert not selectors.list_open_exams()


def test_ended_exam_is_not_listed(exam) -> None:
    end_exam(actor=None, exam=exam)
    assert not selectors.list_open_exams()


def test_open_exam_is_found_by_its_slug(exam, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert selectors.get_exam(slug="practice").guide.code == "guide-1"


def test_ended_exam_is_found_by_its_slug(exam) -> None:
    end_exam(actor=None, exam=exam)
    assert selectors.get_exam(slug="practice") == exam


def test_draft_exam_is_not_found(draft_exam) -> None:
    assert selectors.get_exam(slug="practice") is None


# --- blueprint ----------------------------------------------------------------------------------
def test_blueprint_shares_the_items_by_weight(draft_exam, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        blueprint = selectors.get_blueprint(exam=draft_exam)
    assert [(domain.code, count) for domain, count in blueprint] == [("1", 5), ("2", 3), ("3", 2)]


def test_blueprint_of_a_guide_without_domains_is_empty(draft_exam) -> None:
    assert selectors.blueprint_of(draft_exam, []) == []


def test_blueprint_rows_follow_the_exams_size(draft_exam, django_assert_num_queries) -> None:
    draft_exam.item_count = 7
    with django_assert_num_queries(1):
        rows = selectors.list_blueprint_rows(exam=draft_exam)
    assert [(row.domain.code, row.item_count) for row in rows] == [("1", 4), ("2", 2), ("3", 1)]


def test_live_items_are_counted_where_the_exams_guide_places_them(draft_exam, bank) -> None:
    Item.objects.filter(code="item-01").update(status="quarantined")
    other = ExamGuide.objects.create(code="guide-2", title="Older", exam_name="Practice exam")
    bank[1].placements.update(guide=other)
    assert [row.live_count for row in selectors.list_blueprint_rows(exam=draft_exam)] == [5, 4, 3]


# --- pool ---------------------------------------------------------------------------------------
def test_pool_takes_two_statements_whatever_its_size(draft_exam, bank, django_assert_num_queries) -> None:
    bank[0].enemies.add(bank[1], bank[2])
    with django_assert_num_queries(2):
        assert len(selectors.list_pool(exam=draft_exam)) == 14


def test_pool_item_knows_its_place_and_version(draft_exam, bank) -> None:
    item = next(row for row in selectors.list_pool(exam=draft_exam) if row.code == "item-08")
    assert (item.domain, item.objective, item.version_id) == ("2", "2.1", bank[7].current_version_id)


def test_pool_knows_enemies_on_both_sides(draft_exam, bank) -> None:
    bank[0].enemies.add(bank[1], bank[13])
    enemies = {row.code: set(row.enemies) for row in selectors.list_pool(exam=draft_exam) if row.enemies}
    assert enemies == {"item-01": {"item-02", "item-14"}, "item-02": {"item-01"}, "item-14": {"item-01"}}


def test_pool_leaves_out_what_is_not_live(draft_exam, bank) -> None:
    Item.objects.filter(code="item-01").update(status="quarantined")
    assert "item-01" not in {row.code for row in selectors.list_pool(exam=draft_exam)}


def test_exposure_counts_the_forms_of_this_exam(exam, bank) -> None:
    draw_form(actor=None, exam=exam)
    assert sum(row.exposure for row in selectors.list_pool(exam=exam)) == 20


def test_exposure_counts_forms_with_older_versions(exam, bank, make_item) -> None:
    on_form = exam.forms.get().items.get(position=1).version.item
    make_item(on_form.code, objective="1.1", content=None, explanation="Another explanation, longer.")
    assert {row.code: row.exposure for row in selectors.list_pool(exam=exam)}[on_form.code] == 1


def test_forms_of_another_exam_are_no_exposure(exam, draft_exam, bank) -> None:
    other = Exam.objects.create(slug="other", title="Other", guide=exam.guide, item_count=5)
    assert {row.exposure for row in selectors.list_pool(exam=other)} == {0}


def test_no_shortage_in_a_full_bank(draft_exam, bank, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert [row.short_by for row in selectors.list_blueprint_rows(exam=draft_exam)] == [0, 0, 0]


def test_shortages_are_told_before_anybody_opens_the_exam(draft_exam, bank) -> None:
    draft_exam.item_count = 24
    assert [row.short_by for row in selectors.list_blueprint_rows(exam=draft_exam)] == [5, 3, 2]


# --- forms --------------------------------------------------------------------------------------
def test_current_forms_take_one_statement(exam, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert len(selectors.list_current_forms(exam=exam)) == 1


def test_forms_of_another_exam_are_not_current(exam) -> None:
    other = Exam.objects.create(slug="other", title="Other", guide=exam.guide)
    assert not selectors.list_current_forms(exam=other)


def test_items_of_a_form_come_in_its_order_with_one_statement(exam, django_assert_num_queries) -> None:
    form = exam.forms.get()
    with django_assert_num_queries(1):
        rows = selectors.list_form_items(form_id=form.pk)
        assert {(row.domain.code, row.version.item.code[:5], row.version.stimulus) for row in rows} == {
            *(("1", "item-", None), ("2", "item-", None), ("3", "item-", None)),
        }
    assert [row.position for row in rows] == list(range(1, 11))
