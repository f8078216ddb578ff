"""Calibrating: what a worker estimates, what it refuses, what using it changes, and going back."""

from datetime import timedelta

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone

from exams.bank.models import Item
from scoring.analysis.calibration_selectors import compare, list_abilities
from scoring.analysis.calibration_words import Numbers, write_flag
from scoring.analysis.errors import CalibrationNotDone, CalibrationNotInUse, ComparisonIsStale
from scoring.analysis.models import CalibratedItem, CalibratedSitting, Calibration
from scoring.analysis.services import calibrating
from scoring.analysis.services.automatic import resume_what_was_left
from scoring.analysis.services.calibrating import run_calibration
from scoring.analysis.services.calibrations import go_back, request_calibration, use_calibration
from scoring.psychometrics.ability import expected_abilities
from scoring.psychometrics.calibration import calibrate
from tests.analysis.simulated import simulate, sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(exam):
    return exam.forms.get()


@pytest.fixture
def staff(client, ben):
    client.force_login(ben)
    return client


def run(exam=None, *, guide=None, model="rasch") -> Calibration:
    asked = request_calibration(actor=None, exam=exam, guide=guide, model=model)
    run_calibration(calibration_id=asked.pk)
    asked.refresh_from_db()
    return asked


def use(calibration, actor=None) -> Calibration:
    in_use = Calibration.objects.filter(is_in_use=True).first()
    return use_calibration(actor=actor, calibration=calibration, instead_of=in_use.pk if in_use else None)


def statistics_of(code: str) -> dict:
    return Item.objects.get(code=code).metadata.get("statistics", {})


def codes(form) -> list[str]:
    return list(form.items.order_by("position").values_list("version__item__code", flat=True))


# --- estimating -----------------------------------------------------------------------------------
@pytest.mark.parametrize(("model", "count"), [("rasch", 120), ("2pl", 260)])
def test_stored_numbers_are_those_of_the_estimation(exam, form, model, count) -> None:
    right = simulate(form, count)
    sit(exam, form, right)
    done = run(exam, model=model)
    expected = calibrate(right.astype(float), model)
    order = [row.version_id for row in form.items.order_by("position")]
    rows = {row.version_id: row for row in CalibratedItem.objects.filter(calibration=done)}
    assert (done.state, done.sitting_count, done.is_converged) == ("done", count, True)
    assert done.log_likelihood == pytest.approx(expected.loglik, abs=1e-6)
    assert [rows[pk].b for pk in order] == pytest.approx(expected.b, abs=1e-6)
    assert [rows[pk].a for pk in order] == pytest.approx(expected.a, abs=1e-6)
    assert [rows[pk].se_b for pk in order] == pytest.approx(expected.se_b, abs=1e-6)


def test_every_sitting_has_an_ability_with_its_error(exam, form) -> None:
    right = simulate(form, 120)
    results = sit(exam, form, right)
    done = run(exam)
    fitted = calibrate(right.astype(float), "rasch")
    expected = expected_abilities(right.astype(float), fitted.a, fitted.d, variance=fitted.variance)
    row = CalibratedSitting.objects.get(calibration=done, sitting=results[0].sitting)
    assert (row.ability, row.se) == (pytest.approx(expected.ability[0]), pytest.approx(expected.se[0]))
    assert sum(done.abilities["counts"]) == 120


def test_a_persons_abilities_are_those_of_the_numbers_in_use(exam, form) -> None:
    results = sit(exam, form, simulate(form, 100))
    run(exam)
    done = use(run(exam))
    person = results[3].sitting.user
    found = list_abilities(user=person, guide_id=exam.guide_id)
    assert [(row.calibration, row.sitting_id) for row in found] == [(done, results[3].sitting_id)]


def test_a_guides_calibration_reads_all_of_its_exams(exam, form) -> None:
    sit(exam, form, simulate(form, 110))
    assert run(guide=exam.guide).sitting_count == 110


def test_pilot_items_are_calibrated_and_have_no_part_in_abilities(exam, form) -> None:
    form.items.filter(position=1).update(is_pilot=True)
    right = simulate(form, 120)
    results = sit(exam, form, right)
    done = run(exam)
    fitted = calibrate(right.astype(float), "rasch")
    scored = right.astype(float)
    scored[:, 0] = np.nan
    expected = expected_abilities(scored, fitted.a, fitted.d, variance=fitted.variance)
    pilot = form.items.get(position=1)
    assert CalibratedItem.objects.get(calibration=done, version=pilot.version_id).seen == 120
    row = CalibratedSitting.objects.get(calibration=done, sitting=results[0].sitting)
    assert row.ability == pytest.approx(expected.ability[0])


def test_too_few_sittings_are_refused_in_words(exam, form) -> None:
    sit(exam, form, simulate(form, 120))
    refused = run(exam, model="2pl")
    assert (refused.state, refused.items.exists()) == ("refused", False)
    assert refused.why_not == "120 sittings are scored; this model takes 250. Rasch takes 100: choose that."


def test_an_exam_that_nobody_sat_is_refused(exam) -> None:
    assert run(exam).why_not == "0 sittings are scored; this model takes 100."


def test_a_calibration_that_is_delivered_twice_is_stored_once(exam, form) -> None:
    sit(exam, form, simulate(form, 100))
    done = run(exam)
    assert run_calibration(calibration_id=done.pk) is None
    assert done.items.count() == 10


def test_what_goes_wrong_ends_the_calibration(exam, form, monkeypatch) -> None:
    sit(exam, form, simulate(form, 100))
    monkeypatch.setattr(calibrating, "calibrate", lambda *given, **named: 1 / 0)
    asked = request_calibration(actor=None, exam=exam, model="rasch")
    with pytest.raises(ZeroDivisionError):
        run_calibration(calibration_id=asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.why_not) == ("failed", "This went wrong, and was written to the log.")


@pytest.mark.parametrize(
    ("minutes", "state", "asked_again"), [(5, "running", 0), (15, "running", 1), (90, "failed", 0)]
)
def test_a_calibration_whose_worker_died_is_done_by_another_or_ended(
    exam, monkeypatch, django_capture_on_commit_callbacks, minutes, state, asked_again
) -> None:
    sent = []
    monkeypatch.setattr("celery.current_app.send_task", lambda *message: sent.append(message))
    asked = request_calibration(actor=None, exam=exam, model="rasch")
    before = timezone.now() - timedelta(minutes=minutes)
    Calibration.objects.update(state="running", touched_at=before, requested_at=before)
    with django_capture_on_commit_callbacks(execute=True):
        resume_what_was_left()
    asked.refresh_from_db()
    assert (asked.state, len(sent)) == (state, asked_again)


def test_a_wrong_key_is_told(exam, form) -> None:
    right = simulate(form, 300)
    right[:, 4] = 1 - right[:, 4]
    sit(exam, form, right)
    done = run(exam, model="2pl")
    flag = done.items.get(version=form.items.get(position=5).version_id).flag
    assert "look at the key" in flag


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        (Numbers(a=1, b=0, seen=99, fewest=100), "Too few: 99 of 100"),
        (Numbers(a=0.2, b=0, seen=300, fewest=250), "hardly tells"),
        (Numbers(a=1, b=3.2, seen=300, fewest=250), "Nearly nobody"),
        (Numbers(a=1, b=-3.2, seen=300, fewest=250), "Nearly everybody"),
        (Numbers(a=1, b=0, seen=300, fewest=250, fit=0.01), "do not follow the curve"),
        (Numbers(a=1, b=0, seen=300, fewest=100, infit=1.4), "scatter more"),
    ],
)
def test_what_asks_for_a_look_is_told_in_words(numbers, words) -> None:
    assert words in write_flag(numbers)


def test_an_item_like_others_has_no_flag() -> None:
    assert write_flag(Numbers(a=1, b=0, seen=300, fewest=250, fit=0.4, infit=1.0)) == ""


# --- using ----------------------------------------------------------------------------------------
def test_nothing_changes_before_somebody_says_so(exam, form) -> None:
    sit(exam, form, simulate(form, 100))
    run(exam)
    assert not any(item.metadata.get("statistics") for item in Item.objects.all())


def test_numbers_in_use_stand_where_assembly_reads_them(exam, form, ben) -> None:
    sit(exam, form, simulate(form, 100))
    done = use(run(exam), ben)
    row = done.items.select_related("version__item").first()
    assert (done.is_in_use, done.used_by) == (True, ben)
    assert statistics_of(row.version.item.code) == {
        "share_correct": round(row.share_correct, 4),
        "sittings": 100,
        "calibration": done.pk,
        "discrimination": 1.0,
        "location": round(row.b, 4),
    }


def test_of_a_wrong_key_only_the_share_is_used(exam, form) -> None:
    right = simulate(form, 300)
    right[:, 4] = 1 - right[:, 4]
    sit(exam, form, right)
    use(run(exam, model="2pl"))
    assert set(statistics_of(codes(form)[4])) == {"share_correct", "sittings", "calibration"}


def test_an_item_that_was_edited_since_gets_nothing(exam, form, make_item) -> None:
    sit(exam, form, simulate(form, 100))
    done = run(exam)
    item = Item.objects.get(code=codes(form)[0])
    Item.objects.filter(pk=item.pk).update(current_version=None, status="draft")
    use(done)
    assert statistics_of(item.code) == {}


def test_going_back_puts_back_what_stood_before(exam, form) -> None:
    first = codes(form)[0]
    Item.objects.filter(code=first).update(metadata={"tags": ["x"], "statistics": {"share_correct": 0.5}})
    sit(exam, form, simulate(form, 100))
    older = use(run(exam))
    number = statistics_of(first)["location"]
    sit(exam, form, simulate(form, 200, seed=2, ability=0.5))
    newer = use(run(exam))
    assert statistics_of(first)["location"] != number
    assert go_back(actor=None, calibration=newer) == older
    assert statistics_of(first)["location"] == number
    assert go_back(actor=None, calibration=older) is None
    assert Item.objects.get(code=first).metadata == {"tags": ["x"], "statistics": {"share_correct": 0.5}}


def test_using_twice_changes_nothing(exam, form) -> None:
    sit(exam, form, simulate(form, 100))
    done = use(run(exam))
    replaced = done.replaced
    again = use_calibration(actor=None, calibration=done, instead_of=None)
    assert (again.replaced, again.used_at) == (replaced, done.used_at)


def test_a_comparison_with_what_is_no_longer_in_use_is_refused(exam, form) -> None:
    sit(exam, form, simulate(form, 100))
    first, second = run(exam), run(exam)
    use(first)
    with pytest.raises(ComparisonIsStale):
        use_calibration(actor=None, calibration=second, instead_of=None)


def test_a_refused_calibration_is_not_used(exam) -> None:
    with pytest.raises(CalibrationNotDone):
        use(run(exam))


def test_one_does_not_go_back_from_what_is_not_in_use(exam, form) -> None:
    sit(exam, form, simulate(form, 100))
    with pytest.raises(CalibrationNotInUse):
        go_back(actor=None, calibration=run(exam))


# --- one scale ------------------------------------------------------------------------------------
def test_a_new_calibration_comes_on_the_scale_of_the_one_in_use(exam, form) -> None:
    sit(exam, form, simulate(form, 400))
    older = use(run(exam))
    sit(exam, form, simulate(form, 600, seed=2, ability=1.5))
    newer = run(exam)
    mean = [np.mean([row.b for row in one.items.all()]) for one in (older, newer)]
    assert newer.linked_to == older
    assert newer.link_item_count == 10
    assert newer.link_intercept > 0.4
    assert mean[1] == pytest.approx(mean[0], abs=1e-6)


def test_without_numbers_in_use_a_calibration_has_a_scale_of_its_own(exam, form) -> None:
    sit(exam, form, simulate(form, 100))
    assert run(exam).linked_to is None


def test_a_comparison_tells_what_moves(exam, form) -> None:
    sit(exam, form, simulate(form, 400))
    use(run(exam))
    right = simulate(form, 600, seed=3)
    right[:, 2] = 1
    sit(exam, form, right)
    found = compare(calibration=run(exam))
    assert (found.common, found.gained) == (10, 0)
    assert found.movers[0].code == codes(form)[2]
    assert found.correlation > 0.5


# --- pages ----------------------------------------------------------------------------------------
def url(calibration) -> str:
    return reverse("admin:analysis_calibration_change", args=[calibration.pk])


def act(client, calibration, action, **sent):
    address = reverse("admin:analysis_calibration_action", args=[calibration.pk, action])
    return client.post(address, sent, follow=True).content.decode()


def test_a_calibration_is_asked_for_and_its_page_waits(staff, exam, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr("celery.current_app.send_task", lambda *message: sent.append(message))
    with django_capture_on_commit_callbacks(execute=True):
        answer = {"exam": exam.pk, "guide": "", "model": "rasch"}
        response = staff.post(reverse("admin:analysis_calibration_add"), answer, follow=True)
    asked = Calibration.objects.get()
    assert sent == [("scoring.analysis.tasks.run_calibration", [asked.pk])]
    assert "Waiting for a worker" in response.content.decode()
    assert "js/run_watch.js" in response.content.decode()


def test_a_calibration_of_nothing_is_told_in_words(staff, exam) -> None:
    sent = {"exam": "", "guide": "", "model": "rasch"}
    html = staff.post(reverse("admin:analysis_calibration_add"), sent).content.decode()
    assert "Choose either an exam or a guide." in html


def test_numbers_are_compared_and_put_to_use_on_the_page(staff, exam, form) -> None:
    sit(exam, form, simulate(form, 100))
    done = run(exam)
    assert "10 items get one for the first time" in staff.get(url(done)).content.decode()
    assert "These numbers are in use" in act(staff, done, "use", instead_of="")
    html = staff.get(url(done)).content.decode()
    assert "Go back to what stood before" in html
    assert "What stood in the items before is back" in act(staff, done, "back")


def test_items_are_sorted_and_narrowed_to_those_that_ask_for_a_look(staff, exam, form) -> None:
    sit(exam, form, simulate(form, 100))
    done = run(exam)
    done.items.filter(version=form.items.get(position=5).version_id).update(flag="Look here.")
    found = staff.get(url(done), {"only": "flagged"}).context["items"]
    assert [row.version.item.code for row in found] == [codes(form)[4]]
    rows = staff.get(url(done), {"sort": "share"}).context["items"]
    assert [row.share_correct for row in rows] == sorted(row.share_correct for row in rows)


def test_a_page_takes_no_statement_for_each_item(staff, exam, form, django_assert_max_num_queries) -> None:
    sit(exam, form, simulate(form, 100))
    done = run(exam)
    with django_assert_max_num_queries(14):
        staff.get(url(done))


@pytest.mark.parametrize("name", ["alice", "petra", "rita"])
def test_only_instructors_calibrate(client, request, exam, form, name) -> None:
    sit(exam, form, simulate(form, 100))
    done = run(exam)
    client.force_login(request.getfixturevalue(name))
    address = reverse("admin:analysis_calibration_action", args=[done.pk, "use"])
    assert client.get(url(done)).status_code in {302, 403}
    assert client.post(address, {"instead_of": ""}).status_code in {302, 403}
    done.refresh_from_db()
    assert not done.is_in_use
