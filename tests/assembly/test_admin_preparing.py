"""Rules, anchors and prepared forms in the admin: set up, assemble, choose, compare, discard."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from exams.assembly.models import AssemblyRun, BlueprintRule, Exam, ExamItem
from exams.assembly.services import assembling
from exams.assembly.services.assembly_requests import request_assembly
from tests.assembly.test_admin_exam import change_url, fields, rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client, ben):
    client.force_login(ben)
    return client


@pytest.fixture
def prepared(draft_exam, bank) -> Exam:
    draft_exam.item_count, draft_exam.form_source = 6, "prepared"
    draft_exam.save(update_fields=["item_count", "form_source"])
    return draft_exam


@pytest.fixture
def done(prepared) -> AssemblyRun:
    """A run that made two forms."""
    run = request_assembly(actor=None, exam=prepared, form_count=2, overlap_count=0, seed=7)
    done = assembling.run_assembly(run_id=run.pk)
    assert done
    return done


def page(name: str, exam: Exam) -> str:
    return reverse(f"admin:assembly_exam_{name}", args=[exam.pk])


# --- rules ----------------------------------------------------------------------------------------
def test_rules_are_set_on_the_exams_page(staff, draft_exam, bank):
    row = {"attribute": "difficulty", "value": "medium", "at_least": 2, "at_most": "", "share": ""}
    staff.post(change_url(draft_exam), fields(draft_exam.guide, form_source="prepared", **rules(row)))
    rule = BlueprintRule.objects.get(exam=draft_exam)
    assert (rule.attribute, rule.value, rule.at_least, rule.at_most) == ("difficulty", "medium", 2, None)
    assert "difficulty medium" in staff.get(change_url(draft_exam)).content.decode()


def test_a_rule_with_share_and_number_is_told_in_words(staff, draft_exam):
    row = {"attribute": "tag", "value": "x", "at_least": 2, "at_most": "", "share": 10}
    response = staff.post(change_url(draft_exam), fields(draft_exam.guide, form_source="prepared", **rules(row)))
    assert "either a share, or a number" in response.content.decode()


def test_pilot_items_without_prepared_forms_are_told_in_words(staff, draft_exam):
    response = staff.post(change_url(draft_exam), fields(draft_exam.guide, pilot_count=2))
    assert "Pilot items need forms that are assembled or chosen beforehand" in response.content.decode()


# --- assembling -------------------------------------------------------------------------------------
def test_assembling_is_asked_for_and_leads_to_the_runs_page(staff, prepared):
    response = staff.post(page("assemble", prepared), {"form_count": 2, "overlap_count": 1}, follow=True)
    run = AssemblyRun.objects.get()
    assert (run.form_count, run.overlap_count, run.requested_by.name) == (2, 1, "Ben")
    assert "Waiting for a worker" in response.content.decode()
    assert "js/run_watch.js" in response.content.decode()


def test_the_page_of_a_run_that_is_done_leads_to_the_comparison(staff, done):
    html = staff.get(reverse("admin:assembly_assemblyrun_change", args=[done.pk])).content.decode()
    assert f"{page('forms', done.exam)}?run={done.pk}" in html
    assert "js/run_watch.js" not in html


def test_the_page_of_an_impossible_run_says_why(staff, prepared):
    run = request_assembly(actor=None, exam=prepared, form_count=4, overlap_count=0)
    assembling.run_assembly(run_id=run.pk)
    html = staff.get(reverse("admin:assembly_assemblyrun_change", args=[run.pk])).content.decode()
    assert "domain 1: 3 needed on each of 4 forms = 12, the pool has 7 live items: 5 short." in html


# --- side by side -----------------------------------------------------------------------------------
def test_forms_stand_side_by_side(staff, done):
    rows = {(row.section, row.label): row for row in staff.get(page("forms", done.exam)).context["rows"]}
    assert rows["Domain", "1"].cells == ["3", "3"]
    assert rows["Whole form", "Mean expected share"].cells == ["0.650", "0.650"]
    assert rows["Whole form", "Most items shared with another form"].values == (0, 0)
    assert sum(rows["Key position", "a"].values) == 12


def test_the_comparison_is_a_file_too(staff, done):
    response = staff.get(page("forms", done.exam), {"format": "csv", "run": done.pk})
    rows = list(csv.reader(StringIO(response.content.decode())))
    assert rows[0] == ["section", "measure", "form 1", "form 2", "spread"]
    assert ["Domain", "2", "2", "2", "0"] in rows


def test_a_comparison_takes_no_statement_for_each_item(staff, done, django_assert_max_num_queries):
    staff.get(page("forms", done.exam))
    with django_assert_max_num_queries(14):
        staff.get(page("forms", done.exam))


# --- by hand ------------------------------------------------------------------------------------------
CHOSEN = ["item-01", "item-02", "item-03", "item-08", "item-09", "item-12"]


def test_a_form_is_chosen_by_hand_in_its_order(staff, prepared):
    staff.post(page("choose", prepared), {"codes": "\n".join(reversed(CHOSEN)), "pilot_codes": ""})
    form = prepared.forms.get()
    assert form.origin == "chosen"
    assert list(form.items.values_list("version__item__code", flat=True)) == CHOSEN[::-1]


def test_a_choice_that_breaks_rules_is_refused_by_name(staff, prepared):
    codes = [*CHOSEN[:-1], "item-04"]
    html = staff.post(page("choose", prepared), {"codes": ", ".join(codes)}).content.decode()
    assert "domain 3: 0 instead of at least 1." in html
    assert not prepared.forms.exists()


def test_a_choice_may_break_rules_where_somebody_says_so(staff, prepared):
    codes = [*CHOSEN[:-1], "item-04"]
    staff.post(page("choose", prepared), {"codes": " ".join(codes), "is_rule_free": "on"})
    assert prepared.forms.count() == 1


def test_an_item_may_be_worth_more_than_a_point(staff, prepared):
    staff.post(page("choose", prepared), {"codes": "\n".join(["item-01*2.5", *CHOSEN[1:]])})
    weights = prepared.forms.get().items.values_list("weight", flat=True)
    assert [str(weight) for weight in weights] == ["2.50", *["1.00"] * 5]


@pytest.mark.parametrize("points", ["0", "-1", "x", "1.234"])
def test_points_that_cannot_be_are_refused_by_name(staff, prepared, points):
    html = staff.post(page("choose", prepared), {"codes": f"item-01*{points}"}).content.decode()
    assert f"item-01*{points}:" in html
    assert not prepared.forms.exists()


def test_an_unknown_item_is_named(staff, prepared):
    html = staff.post(page("choose", prepared), {"codes": "item-99"}).content.decode()
    assert "item-99 is no live item" in html


# --- discarding ----------------------------------------------------------------------------------------
def test_a_form_is_discarded(staff, done):
    form = done.forms.first()
    staff.post(reverse("admin:assembly_form_discard", args=[form.pk]))
    assert not done.exam.forms.filter(pk=form.pk).exists()


def test_a_form_that_was_sat_is_not_discarded(staff, exam, running):
    response = staff.post(reverse("admin:assembly_form_discard", args=[exam.forms.get().pk]), follow=True)
    assert "This form has sittings" in response.content.decode()
    assert exam.forms.count() == 1


# --- who may -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["alice", "petra", "rita"])
@pytest.mark.parametrize("view", ["assemble", "choose", "forms"])
def test_only_instructors_prepare_forms(client, request, prepared, name, view):
    client.force_login(request.getfixturevalue(name))
    assert client.get(page(view, prepared)).status_code in {302, 403}
    client.post(page("assemble", prepared), {"form_count": 1, "overlap_count": 0})
    assert not AssemblyRun.objects.exists()


def test_only_instructors_discard(client, rita, done):
    client.force_login(rita)
    assert client.post(reverse("admin:assembly_form_discard", args=[done.forms.first().pk])).status_code == 403


def test_anchors_are_set_on_the_exams_page(staff, draft_exam, bank):
    sent = fields(draft_exam.guide, form_source="prepared")
    sent |= {"exam_items-TOTAL_FORMS": 1, "exam_items-0-item": bank[0].pk, "exam_items-0-part": "anchor"}
    staff.post(change_url(draft_exam), sent)
    assert ExamItem.objects.get().item == bank[0]
