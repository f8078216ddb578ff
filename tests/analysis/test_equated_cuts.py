"""What an exam's cut is worth on each of its forms."""

from decimal import Decimal

import numpy as np
import pytest
from django.urls import reverse

from exams.assembly.services.forms import draw_form
from scoring.analysis.equating_selectors import get_base_form, list_cuts
from scoring.analysis.models import CalibratedItem, PanelRound, StandardPanel
from scoring.analysis.services.calibrating import run_calibration
from scoring.analysis.services.calibrations import request_calibration, use_calibration
from scoring.analysis.services.equated_cuts import propose_equated_cuts
from scoring.marking.errors import RescoringRefused
from scoring.marking.models import Result
from scoring.marking.services import rescoring
from scoring.marking.services.corrections import propose
from scoring.marking.services.preview import preview_rescoring
from scoring.marking.services.scoring import score
from tests.analysis.simulated import simulate, sit
from tests.marking.rescoring import run_chunks

pytestmark = pytest.mark.django_db


@pytest.fixture
def forms(exam):
    """Two forms; who sat the second found it easier."""
    first, second = exam.forms.get(), draw_form(actor=None, exam=exam, seed=11)
    sit(exam, first, simulate(first, 120))
    sit(exam, second, simulate(second, 120, seed=2, ability=0.8))
    return first, second


def calibrate(exam):
    asked = request_calibration(actor=None, exam=exam, model="rasch")
    run_calibration(calibration_id=asked.pk)
    asked.refresh_from_db()
    return asked


def use(exam):
    return use_calibration(actor=None, calibration=calibrate(exam), instead_of=None)


def test_the_cut_keeps_its_worth_on_the_form_on_which_it_was_set(exam, forms) -> None:
    use(exam)
    found = list_cuts(exam=exam)
    assert found.base == forms[0]
    assert found.rows[0].irt == pytest.approx(found.rows[0].raw_cut) == pytest.approx(7)


def test_a_form_whose_items_are_easier_takes_more_points(exam, forms) -> None:
    done = use(exam)
    own = set(forms[1].items.values_list("version_id", flat=True))
    CalibratedItem.objects.filter(calibration=done, version__in=own).exclude(
        version__in=forms[0].items.values_list("version_id", flat=True)
    ).update(b=-3)
    row = next(row for row in list_cuts(exam=exam).rows if row.form == forms[1])
    assert row.irt > 7


def test_a_form_with_an_item_without_numbers_is_not_equated(exam, forms) -> None:
    done = use(exam)
    done.items.filter(version=forms[0].items.first().version_id).update(is_enough=False)
    row = list_cuts(exam=exam).rows[0]
    assert (row.irt, row.known, row.item_count) == (None, 9, 10)


def test_forms_are_equated_by_the_points_that_were_reached(exam, forms) -> None:
    done = use(exam)
    rows = {row.form: row for row in list_cuts(exam=exam).rows}
    means = [np.mean(list(form.sittings.values_list("result__points", flat=True))) for form in forms]
    assert rows[forms[1]].mean == pytest.approx(7 + float(means[1]) - float(means[0]))
    assert rows[forms[1]].linear is not None
    assert rows[forms[1]].equipercentile is None
    assert done.forms[str(exam.pk)]["base"] == forms[0].pk


def test_what_was_equated_for_another_cut_is_not_shown(exam, forms) -> None:
    use(exam)
    exam.cut_share = "0.600"
    exam.save(update_fields=["cut_share"])
    exam.refresh_from_db()
    assert all(row.mean is None for row in list_cuts(exam=exam).rows)


def test_the_cut_belongs_to_the_form_that_a_panel_judged(exam, forms, ben) -> None:
    panel = StandardPanel.objects.create(form=forms[1], title="Panel")
    now = exam.created_at
    PanelRound.objects.create(panel=panel, number=1, closed_at=now, numbers={"cut": 7}, computed_at=now)
    assert get_base_form(exam=exam) == forms[1]


def test_without_a_calibration_in_use_nothing_is_equated(exam, forms) -> None:
    calibrate(exam)
    assert all(row.irt is None and row.mean is None for row in list_cuts(exam=exam).rows)


def test_an_exam_without_forms_has_no_cuts(draft_exam) -> None:
    assert list_cuts(exam=draft_exam) is None


# --- the page ---------------------------------------------------------------------------------------
def url(exam) -> str:
    return reverse("admin:analysis_calibration_cuts", args=[exam.pk])


def test_the_page_shows_every_form(client, ben, exam, forms, django_assert_max_num_queries) -> None:
    use(exam)
    client.force_login(ben)
    with django_assert_max_num_queries(14):
        html = client.get(url(exam)).content.decode()
    assert "belongs to <strong>form 1</strong>" in html
    assert "7.0 (70.0 %)" in html


def test_the_page_says_why_nothing_is_equated(client, ben, exam) -> None:
    client.force_login(ben)
    assert "no calibration of this exam or of its guide is in use" in client.get(url(exam)).content.decode()


@pytest.mark.parametrize("name", ["alice", "petra", "rita"])
def test_only_instructors_see_it(client, request, exam, name) -> None:
    client.force_login(request.getfixturevalue(name))
    assert client.get(url(exam)).status_code in {302, 403}


# --- putting them in force ----------------------------------------------------------------------
@pytest.fixture
def harder_cut(exam, forms):
    """Numbers in use by which the second form is easier; what its cut is worth there, in points."""
    done = use(exam)
    own = set(forms[1].items.values_list("version_id", flat=True))
    shared = forms[0].items.values_list("version_id", flat=True)
    CalibratedItem.objects.filter(calibration=done, version__in=own).exclude(version__in=shared).update(b=-3)
    return next(row.irt for row in list_cuts(exam=exam).rows if row.form == forms[1])


def carry_out(run):
    preview_rescoring(run_id=run.pk)
    run.refresh_from_db()
    run = rescoring.start(actor=None, run=run, reason="The forms differ.")
    run_chunks(run)
    return run


def results_of(form):
    return Result.objects.filter(sitting__form=form)


def test_a_preview_of_equated_cuts_says_who_would_fail_and_changes_nothing(exam, forms, harder_cut) -> None:
    passed = results_of(forms[1]).filter(is_pass=True).count()
    run = propose_equated_cuts(actor=None, exam=exam)
    preview_rescoring(run_id=run.pk)
    run.refresh_from_db()
    # A cut is kept as a share to three decimals: of ten points, to a hundredth of one.
    under = results_of(forms[1]).filter(is_pass=True, points__lt=round(harder_cut, 2)).count()
    assert under and run.preview["now_fail"] == under
    assert results_of(forms[1]).filter(is_pass=True).count() == passed


def test_each_form_is_decided_by_its_own_cut_once_it_is_in_force(exam, forms, harder_cut) -> None:
    carry_out(propose_equated_cuts(actor=None, exam=exam))
    cut = float(results_of(forms[1]).first().cut_share) * 10
    assert cut == pytest.approx(harder_cut, abs=0.006)
    assert not results_of(forms[1]).filter(is_pass=True, points__lt=cut).exists()
    assert not results_of(forms[0]).exclude(cut_share="0.700").exists()
    assert [round(row.in_force, 3) for row in list_cuts(exam=exam).rows] == [7.0, round(cut, 3)]


def test_the_same_scaled_score_means_the_same_on_each_form(exam, forms, harder_cut) -> None:
    carry_out(propose_equated_cuts(actor=None, exam=exam))
    for result in Result.objects.all():
        assert (result.scaled >= 700) == result.is_pass


def test_a_new_cut_of_the_exam_ends_those_of_its_forms(exam, forms, harder_cut) -> None:
    carry_out(propose_equated_cuts(actor=None, exam=exam))
    exam.refresh_from_db()
    carry_out(propose(actor=None, exam=exam, cut_share=Decimal("0.600")))
    assert set(Result.objects.values_list("cut_share", flat=True)) == {Decimal("0.600")}
    assert not exam.forms.filter(cut_share__isnull=False).exists()


def test_who_sits_the_form_later_is_decided_by_its_cut(exam, forms, harder_cut) -> None:
    carry_out(propose_equated_cuts(actor=None, exam=exam))
    late = results_of(forms[1]).first()
    late.sitting.result.delete()
    assert score(sitting_id=late.sitting_id).cut_share == late.cut_share


def test_equal_cuts_are_not_proposed_twice(exam, forms, harder_cut) -> None:
    carry_out(propose_equated_cuts(actor=None, exam=exam))
    with pytest.raises(RescoringRefused):
        propose_equated_cuts(actor=None, exam=exam)


def test_without_numbers_in_use_nothing_is_proposed(exam, forms, client, ben) -> None:
    client.force_login(ben)
    page = client.post(reverse("admin:analysis_calibration_use_cuts", args=[exam.pk]), follow=True)
    assert "No form can be equated" in page.content.decode()


def test_the_page_of_the_cuts_leads_to_a_preview(exam, forms, harder_cut, client, ben) -> None:
    client.force_login(ben)
    address = reverse("admin:analysis_calibration_use_cuts", args=[exam.pk])
    assert address in client.get(reverse("admin:analysis_calibration_cuts", args=[exam.pk])).content.decode()
    page = client.post(address, follow=True)
    assert page.redirect_chain[0][0] == reverse("admin:marking_rescoring_change", args=[exam.rescorings.get().pk])
    assert "1 form has its own, equated" in page.content.decode()


def test_only_who_may_score_again_puts_cuts_in_force(exam, forms, client, rita) -> None:
    client.force_login(rita)
    assert client.post(reverse("admin:analysis_calibration_use_cuts", args=[exam.pk])).status_code == 403
