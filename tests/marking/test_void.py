"""Results that do not count: taken back from wherever they were, and given back."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from dbbroker.models import Message
from exams.assembly.models import Exam, ReleasePolicy
from exams.bank.admin.statistics import get_numbers
from exams.sittings.models import Sitting
from exams.sittings.services import finish
from exams.sittings.services.control import set_hold, set_void
from scoring.marking.errors import ResultNotReleasable
from scoring.marking.gradebook_selectors import iterate_lines
from scoring.marking.mail import send_rescoring_notice
from scoring.marking.models import Result, ResultState, ResultVersion
from scoring.marking.release_selectors import list_due_mail_ids, list_release_rows
from scoring.marking.rescoring_selectors import get_basis
from scoring.marking.rules import unpack
from scoring.marking.selectors import list_domain_sums, list_result_summaries, list_unscored_sitting_ids
from scoring.marking.services import rescoring
from scoring.marking.services.release import release, release_due
from scoring.marking.services.scoring import score
from scoring.marking.services.verdict_mail import send_verdicts
from scoring.marking.tasks import queue_unscored_sittings
from tests.fixtures.exam import KEY_WORD, answer_all
from tests.marking.rescoring import drop, first_version, make_preview, run_chunks

pytestmark = pytest.mark.django_db
SENTENCE = "This result does not count."


def set_policy(policy: str, **values) -> None:
    Exam.objects.update(release_policy=policy, **values)


def void(sitting_id) -> Sitting:
    return set_void(sitting_id=sitting_id, is_void=True, text="Somebody else answered.")


def reinstate(sitting_id) -> Sitting:
    return set_void(sitting_id=sitting_id, is_void=False, text="Reviewed.")


@pytest.fixture
def voided(released):
    """Alice's result was released, and does not count any more."""
    void(released.sitting_id)
    return score(sitting_id=released.sitting_id)


# --- what becomes of the result -------------------------------------------------------------------
def test_a_released_result_is_taken_back(voided):
    assert Result.objects.get().state == ResultState.VOIDED


def test_a_result_that_counts_again_is_shown_again(voided):
    reinstate(voided.sitting_id)
    again = score(sitting_id=voided.sitting_id)
    assert (again.state, again.points) == (ResultState.RELEASED, 8)


def test_what_was_never_shown_waits_for_its_release(submitted):
    set_policy(ReleasePolicy.BY_HAND)
    void(submitted.pk)
    assert score(sitting_id=submitted.pk).state == ResultState.VOIDED
    reinstate(submitted.pk)
    assert score(sitting_id=submitted.pk).state == ResultState.SCORED


def test_what_staff_had_released_by_hand_is_not_released_a_second_time_by_them(submitted, ben):
    set_policy(ReleasePolicy.BY_HAND)
    release(actor=ben, result=score(sitting_id=submitted.pk))
    void(submitted.pk)
    score(sitting_id=submitted.pk)
    reinstate(submitted.pk)
    assert score(sitting_id=submitted.pk).state == ResultState.RELEASED


def test_a_result_that_counts_again_and_is_held_is_not_shown(voided):
    set_hold(sitting_id=voided.sitting_id, is_held=True)
    reinstate(voided.sitting_id)
    assert score(sitting_id=voided.sitting_id).state == ResultState.SCORED
    set_hold(sitting_id=voided.sitting_id, is_held=False)
    assert release_due() == 1


def test_a_result_that_does_not_count_is_not_released(voided, ben):
    assert release_due() == 0
    with pytest.raises(ResultNotReleasable):
        release(actor=ben, result=voided)


def test_before_a_worker_has_seen_it_nothing_is_released_either(submitted, ben):
    set_policy(ReleasePolicy.BY_HAND)
    result = score(sitting_id=submitted.pk)
    set_policy(ReleasePolicy.AT_ONCE)
    void(submitted.pk)
    assert release_due() == 0
    with pytest.raises(ResultNotReleasable):
        release(actor=ben, result=result)


def test_a_worker_is_told_which_result_it_is(released, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        void(released.sitting_id)
    payload = Message.objects.get().payload
    assert "score_sittings" in payload
    assert list_unscored_sitting_ids() == [released.sitting_id]


@pytest.mark.parametrize("is_again", [False, True])
def test_the_sweep_finds_what_a_lost_message_left(released, is_again, django_capture_on_commit_callbacks):
    void(released.sitting_id)
    if is_again:
        score(sitting_id=released.sitting_id)
        reinstate(released.sitting_id)
    Message.objects.all().delete()
    queue_unscored_sittings()
    assert "score_sittings" in Message.objects.get().payload
    score(sitting_id=released.sitting_id)
    assert list_unscored_sitting_ids() == []


def test_answers_that_arrive_in_the_grace_are_scored_and_do_not_count(running, make_client):
    client = make_client(running)
    with time_machine.travel(running.deadline_at + timedelta(seconds=5)):
        finish.close_expired()
        score(sitting_id=running.pk)
        void(running.pk)
        score(sitting_id=running.pk)
        answer_all(running, client)
        assert list_unscored_sitting_ids() == [running.pk]
        found = score(sitting_id=running.pk)
    assert (found.state, found.points) == (ResultState.VOIDED, 10)


# --- re-scoring -----------------------------------------------------------------------------------
def correct(exam, *proposed):
    run = rescoring.start(actor=None, run=make_preview(exam, *proposed), reason="Wrong key.")
    run_chunks(run)
    return run


def test_a_result_that_counts_again_makes_up_for_the_corrections_it_missed(voided, exam):
    correct(exam, drop(first_version(exam)))
    reinstate(voided.sitting_id)
    found = score(sitting_id=voided.sitting_id)
    assert (found.state, found.max_points, found.number) == (ResultState.RELEASED, 9, 2)
    assert [row.max_points for row in ResultVersion.objects.all()] == [10]
    assert sum(row.max_points for row in found.subscores.all()) == 9


def test_a_run_that_was_stopped_changes_nothing_more(voided, exam, submitted):
    run = rescoring.start(actor=None, run=make_preview(exam, drop(first_version(exam))), reason="Wrong key.")
    Result.objects.update(last_run=None)
    type(run).objects.update(state="stopped")
    reinstate(voided.sitting_id)
    assert score(sitting_id=voided.sitting_id).max_points == 10


def test_a_preview_does_not_outlive_a_result_that_it_counts(released, exam):
    before = get_basis(exam=exam)
    void(released.sitting_id)
    score(sitting_id=released.sitting_id)
    assert get_basis(exam=exam) != before


def test_nobody_is_told_of_points_that_do_not_count(released, exam):
    correct(exam, drop(first_version(exam)))
    void(released.sitting_id)
    assert not send_rescoring_notice(version_id=ResultVersion.objects.get().pk)
    assert mail.outbox == []


# --- as on the day --------------------------------------------------------------------------------
@pytest.fixture
def told_by_mail(submitted):
    """Released as on the day; the mail is due."""
    set_policy(ReleasePolicy.AS_ON_DAY, release_after_days=0)
    result = score(sitting_id=submitted.pk)
    assert release_due() == 1
    return result


def test_no_mail_says_passed_of_a_result_that_does_not_count(told_by_mail):
    void(told_by_mail.sitting_id)
    assert send_verdicts(result_ids=[told_by_mail.pk]) == 0
    score(sitting_id=told_by_mail.sitting_id)
    assert list_due_mail_ids(now=timezone.now()) == []


def test_a_verdict_that_counts_again_is_the_verdict_alone_and_mailed_again(told_by_mail):
    send_verdicts(result_ids=[told_by_mail.pk])
    for change in (void, reinstate):
        change(told_by_mail.sitting_id)
        found = score(sitting_id=told_by_mail.sitting_id)
    assert (found.state, found.is_verdict_only) == (ResultState.RELEASED, True)
    assert list_due_mail_ids(now=timezone.now()) == [found.pk]


# --- what the candidate sees, from the decision on ------------------------------------------------
@pytest.fixture(params=["at once", "when a worker has been there"])
def taken_back(request, released):
    void(released.sitting_id)
    if request.param != "at once":
        score(sitting_id=released.sitting_id)
    return released.sitting


@pytest.fixture
def look(client, alice):
    client.force_login(alice)
    return lambda address: client.get(address, follow=True).content.decode()


def test_the_page_says_one_sentence(taken_back, look):
    page = look(f"/results/{taken_back.pk}/")
    assert SENTENCE in page
    assert not [word for word in ("80%", "8 of 10", "Domain 1", "review-item", KEY_WORD) if word in page]


@pytest.mark.parametrize("address", ["report.pdf", "items/1/report/"])
def test_what_leads_to_items_leads_to_the_sentence(taken_back, look, address):
    page = look(f"/results/{taken_back.pk}/{address}")
    assert SENTENCE in page
    assert KEY_WORD not in page


def test_the_api_says_the_same(taken_back, client, alice):
    client.force_login(alice)
    told = client.get(f"/api/v1/sittings/{taken_back.pk}/result").json()
    assert told == {"kind": "voided", "verdict": SENTENCE, "room_record_url": None}


def test_the_dashboard_lists_it_without_a_score(taken_back, look, alice):
    (row,) = list_result_summaries(user=alice)
    assert (row.is_void, row.share_percent, row.is_pass) == (True, None, None)
    page = look("/")
    assert "Does not count" in page
    assert "80%" not in page


def test_it_is_no_progress(taken_back, alice):
    assert list_domain_sums(user=alice) == []


def test_it_stays_an_attempt_and_blocks_no_other(taken_back, look):
    page = look("/exams/practice/")
    assert "Does not count" in page
    assert "Result<span" in page
    assert "live-sitting" not in page


def test_the_end_page_says_so(taken_back, look):
    assert "The result of this sitting does not count." in look(f"/sittings/{taken_back.pk}/ended/")


def test_a_proctored_one_leads_to_the_record_and_the_appeal(taken_back, look, client):
    Sitting.objects.update(is_proctored=True, cleared_at=timezone.now())
    record = f"/sittings/{taken_back.pk}/proctoring/"
    assert f'href="{record}"' in look(f"/results/{taken_back.pk}/")
    assert client.get(f"/api/v1/sittings/{taken_back.pk}/result").json()["room_record_url"] == record


def test_it_says_so_before_any_release(submitted, look):
    set_policy(ReleasePolicy.BY_HAND)
    void(submitted.pk)
    assert SENTENCE in look(f"/results/{submitted.pk}/")


# --- what staff see -------------------------------------------------------------------------------
def test_the_gradebook_counts_nothing_of_it(taken_back, exam):
    (line,) = iterate_lines(exam=exam)
    assert (line.state, line.shown) == ("Does not count", "that it does not count")
    assert (line.points, line.is_pass, line.released_at, line.domains) == (None, None, None, ())


def test_the_page_of_releases_counts_it(voided):
    (row,) = list_release_rows(now=timezone.now())
    assert (row.sat_count, row.released_count, row.scored_count, row.void_count) == (1, 0, 0, 1)


@pytest.mark.parametrize("kind", ["marking/result", "sittings/sitting"])
def test_the_admin_says_so(voided, client, adam, kind):
    client.force_login(adam)
    pk = voided.pk if kind == "marking/result" else voided.sitting_id
    for address in (f"/admin/{kind}/", f"/admin/{kind}/{pk}/{'change/' * (kind == 'marking/result')}"):
        assert "oes not count" in client.get(address, follow=True).content.decode()


@pytest.mark.parametrize(("kind", "count"), [("void", 1), ("held", 0)])
def test_staff_list_what_does_not_count(voided, client, adam, kind, count):
    client.force_login(adam)
    page = client.get("/admin/sittings/sitting/", {"result": kind})
    assert page.context["cl"].result_count == count


# --- what never counts it -------------------------------------------------------------------------
def test_its_answers_are_no_numbers_of_an_item(released):
    numbers = partial(get_numbers, unpack(released.marks)[0].version_id)
    assert numbers().seen == 1
    void(released.sitting_id)
    score(sitting_id=released.sitting_id)
    assert numbers() is None
