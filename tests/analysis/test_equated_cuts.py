"""What an exam's cut is worth on each of its forms."""

import numpy as np
import pytest
from django.urls import reverse

from exams.assembly.services.forms import draw_form
from scoring.analysis.equating_selectors import get_base_form, list_cuts
from scoring.analysis.models import CalibratedItem, PanelRound, StandardPanel
from scoring.analysis.services.calibrating import run_calibration
from scoring.analysis.services.calibrations import request_calibration, use_calibration
from tests.analysis.simulated import simulate, sit

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
