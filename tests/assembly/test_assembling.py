"""Forms made by optimization for a real exam: the run, what is stored, what is refused."""

import json
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from exams.assembly.assembly_selectors import get_problem, list_rules
from exams.assembly.errors import FormsNotPrepared, FormWasSat
from exams.assembly.models import AssemblyRun, BlueprintRule, Exam, ExamItem, Form
from exams.assembly.selectors import list_current_forms
from exams.assembly.services import assembling
from exams.assembly.services.assembly_requests import request_assembly
from exams.assembly.services.forms import discard_form, draw_form, open_exam
from exams.bank.models import Item
from exams.sittings.models import Sitting
from exams.sittings.services import entry
from tests.architecture.sources import ROOT


@pytest.fixture
def prepared(draft_exam, bank) -> Exam:
    """Six items a form, so that two forms fit into the bank of fourteen; 3, 2 and 1 by domain."""
    draft_exam.item_count, draft_exam.form_source = 6, "prepared"
    draft_exam.save(update_fields=["item_count", "form_source"])
    return draft_exam


def run(exam: Exam, *, forms: int = 2, overlap: int = 0) -> AssemblyRun:
    asked = request_assembly(actor=None, exam=exam, form_count=forms, overlap_count=overlap, seed=7)
    assembling.run_assembly(run_id=asked.pk)
    asked.refresh_from_db()
    return asked


def codes_of(form: Form) -> set[str]:
    return set(form.items.values_list("version__item__code", flat=True))


# --- a run ----------------------------------------------------------------------------------------
def test_a_run_makes_forms_that_share_nothing(prepared) -> None:
    done = run(prepared)
    first, second = done.forms.all()
    assert (done.state, first.origin, first.items.count()) == ("done", "assembled", 6)
    assert not codes_of(first) & codes_of(second)


def test_assembled_forms_keep_the_guides_weights_where_no_rule_says_otherwise(prepared) -> None:
    form = run(prepared).forms.first()
    assert sorted(form.items.values_list("domain__code", flat=True)) == ["1", "1", "1", "2", "2", "3"]


def test_assembled_forms_are_current(prepared) -> None:
    run(prepared)
    assert list_current_forms(exam=prepared).count() == 2


def test_a_run_that_is_delivered_twice_stores_its_forms_once(prepared) -> None:
    done = run(prepared)
    assert assembling.run_assembly(run_id=done.pk) is None
    assert prepared.forms.count() == 2


def test_an_impossible_run_says_why_and_stores_nothing(prepared) -> None:
    done = run(prepared, forms=4)
    assert done.state == "impossible"
    assert "domain 1: 3 needed on each of 4 forms = 12, the pool has 7 live items: 5 short." in done.outcome["findings"]
    assert done.outcome["possible_form_count"] == 2
    assert not prepared.forms.exists()


def test_a_bank_that_changes_meanwhile_stops_the_forms(prepared, monkeypatch) -> None:
    search = assembling.assemble

    def meanwhile(problem, **values):
        Item.objects.update(status="retired")
        return search(problem, **values)

    monkeypatch.setattr(assembling, "assemble", meanwhile)
    done = run(prepared)
    assert (done.state, prepared.forms.count()) == ("failed", 0)
    assert "Items changed" in done.outcome["findings"][0]


def test_a_worker_is_asked_by_name(prepared, django_capture_on_commit_callbacks, monkeypatch) -> None:
    sent = []
    monkeypatch.setattr("celery.current_app.send_task", lambda *message: sent.append(message))
    with django_capture_on_commit_callbacks(execute=True):
        asked = request_assembly(actor=None, exam=prepared, form_count=2, overlap_count=0)
    assert sent == [("exams.assembly.tasks.run_assembly", [asked.pk])]


# --- rules ----------------------------------------------------------------------------------------
def test_shares_become_numbers_that_add_up(prepared) -> None:
    for value, share in (("easy", 25), ("medium", 50), ("hard", 25)):
        BlueprintRule.objects.create(exam=prepared, attribute="difficulty", value=value, share=share)
    rules = {rule.value: rule.at_least for rule in list_rules(exam=prepared) if rule.attribute == "difficulty"}
    assert sum(rules.values()) == 6


def test_rules_by_domain_take_the_place_of_the_guides_weights(prepared) -> None:
    BlueprintRule.objects.create(exam=prepared, attribute="domain", value="3", at_least=2)
    assert [(rule.name, rule.at_least, rule.at_most) for rule in list_rules(exam=prepared)] == [("domain 3", 2, None)]


def test_tags_count(prepared) -> None:
    Item.objects.filter(code__in=["item-01", "item-02"]).update(metadata={"tags": ["vertex"]})
    BlueprintRule.objects.create(exam=prepared, attribute="tag", value="vertex", at_least=1)
    assert all(codes_of(form) & {"item-01", "item-02"} for form in run(prepared).forms.all())


def test_statistics_count(prepared) -> None:
    Item.objects.filter(code="item-01").update(
        metadata={"statistics": {"share_correct": 0.9, "discrimination": 1.2, "location": 0.0}}
    )
    problem = get_problem(exam=prepared, form_count=1, overlap_count=0, seed=1)
    item = next(item for item in problem.items if item.code == "item-01")
    assert item.expected_share == 0.9
    assert item.information is not None


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"attribute": "color", "at_least": 1}, "rule_attribute_is_known"),
        ({}, "rule_is_a_share_or_has_bounds"),
        ({"share": 10, "at_least": 1}, "rule_is_a_share_or_has_bounds"),
        ({"at_least": 3, "at_most": 2}, "rule_bounds_are_in_order"),
        ({"share": 101}, "rule_share_is_a_share"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(prepared, values, constraint) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        BlueprintRule.objects.create(**{"exam": prepared, "attribute": "tag", "value": "x", **values})


# --- anchors and pilot items ------------------------------------------------------------------------
def test_an_anchor_stands_on_every_form_and_is_marked(prepared, bank) -> None:
    ExamItem.objects.create(exam=prepared, item=bank[0], part="anchor")
    forms = run(prepared).forms.all()
    assert [form.items.get(is_anchor=True).version.item for form in forms] == [bank[0], bank[0]]


def test_pilot_items_come_on_top_and_are_marked(prepared, bank) -> None:
    prepared.pilot_count = 1
    prepared.save(update_fields=["pilot_count"])
    ExamItem.objects.create(exam=prepared, item=bank[0], part="pilot")
    forms = list(run(prepared).forms.all())
    assert [form.items.count() for form in forms] == [7, 7]
    assert {form.items.get(is_pilot=True).version.item for form in forms} == {bank[0]}
    assert list_current_forms(exam=prepared).count() == 2


# --- drawing is for exams without rules --------------------------------------------------------------
def test_an_exam_with_prepared_forms_draws_none(prepared) -> None:
    with pytest.raises(FormsNotPrepared):
        open_exam(actor=None, exam=prepared)


def test_an_exam_with_rules_draws_none(draft_exam, bank) -> None:
    BlueprintRule.objects.create(exam=draft_exam, attribute="difficulty", value="medium", at_least=1)
    with pytest.raises(FormsNotPrepared):
        draw_form(actor=None, exam=draft_exam)


def test_an_exam_opens_with_the_forms_that_were_assembled(prepared) -> None:
    run(prepared)
    assert open_exam(actor=None, exam=prepared).forms.count() == 2


def test_prepared_forms_are_given_out_evenly(prepared, alice, carol, ben, rita) -> None:
    run(prepared)
    exam = open_exam(actor=None, exam=prepared)
    numbers = [entry.open_check_in(user=user, exam=exam).form.number for user in (alice, carol, ben, rita)]
    assert sorted(numbers) == [1, 1, 2, 2]


def test_who_has_sat_every_prepared_form_is_told_so(prepared, alice) -> None:
    run(prepared, forms=1)
    exam = open_exam(actor=None, exam=prepared)
    sitting = entry.open_check_in(user=alice, exam=exam)
    entry.start(user=alice, sitting_id=sitting.pk, is_rules_accepted=True)
    Sitting.objects.update(state="closed", close_reason="submitted", closed_at=timezone.now(), final_at=timezone.now())
    with pytest.raises(FormsNotPrepared):
        entry.open_check_in(user=alice, exam=exam)


# --- discarding ---------------------------------------------------------------------------------------
def test_a_form_that_nobody_has_sat_is_discarded(exam) -> None:
    discard_form(actor=None, form=exam.forms.get())
    assert not exam.forms.exists()


def test_a_form_that_somebody_has_checked_in_for_stays(exam, check_in) -> None:
    with pytest.raises(FormWasSat):
        discard_form(actor=None, form=exam.forms.get())


# --- the command ----------------------------------------------------------------------------------------
def command(*arguments: str) -> dict[str, object]:
    out = StringIO()
    call_command("assemble_forms", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_assembles(prepared) -> None:
    told = command("practice", "--forms", "2", "--seed", "5")
    assert told["numbers"] == [1, 2]
    assert prepared.forms.count() == 2


def test_a_dry_run_stores_nothing(prepared) -> None:
    assert len(command("practice", "--dry-run")["forms"]) == 2
    assert not prepared.forms.exists()


def test_the_command_says_why_not(prepared) -> None:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("assemble_forms", "practice", "--forms", "5", stdout=out)
    assert "the pool has 7 live items: 8 short" in out.getvalue()


# --- the solver stays out of the web -------------------------------------------------------------------
def test_a_web_process_does_not_load_the_solver() -> None:
    code = (
        "import config.wsgi, sys; from django.urls import get_resolver; get_resolver().url_patterns;"
        "from django.contrib import admin; admin.autodiscover(); assert 'exams.assembly.admin' in sys.modules;"
        "sys.exit('highspy' in sys.modules or 'numpy' in sys.modules)"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "PATH": ""}
    finished = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
