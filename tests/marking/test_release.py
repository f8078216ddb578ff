import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exams.assembly.models import Exam, ReleasePolicy
from exams.sittings.models import Pulse, Sitting
from exams.sittings.services import entry, finish
from scoring.marking.errors import ResultNotReleasable
from scoring.marking.models import Result, ResultState
from scoring.marking.release_selectors import list_due_mail_ids, list_release_rows
from scoring.marking.selectors import list_domain_sums, list_result_summaries
from scoring.marking.services.release import release, release_due
from scoring.marking.services.scoring import score
from scoring.marking.services.verdict_mail import send_verdicts
from tests.fixtures.exam import answer_all


def set_policy(policy: str, **values) -> None:
    Exam.objects.update(release_policy=policy, **values)


def state_after_sweep(result: Result) -> str:
    release_due()
    result.refresh_from_db()
    return result.state


def test_a_submitted_exam_shows_its_result_at_once(submitted):
    assert score(sitting_id=submitted.pk).state == ResultState.RELEASED


def test_an_exam_may_wait_for_its_staff(submitted, ben):
    set_policy(ReleasePolicy.BY_HAND)
    result = score(sitting_id=submitted.pk)
    assert state_after_sweep(result) == ResultState.SCORED
    assert release(actor=ben, result=result).state == ResultState.RELEASED


def test_a_held_result_is_not_released(submitted, ben):
    Sitting.objects.update(is_held=True)
    result = score(sitting_id=submitted.pk)
    assert state_after_sweep(result) == ResultState.SCORED
    with pytest.raises(ResultNotReleasable):
        release(actor=ben, result=result)


def test_releasing_twice_keeps_the_first_moment(released, ben):
    assert release(actor=ben, result=released).released_at == released.released_at


# --- at a moment ----------------------------------------------------------------------------------
def test_a_result_waits_for_its_moment(submitted):
    moment = timezone.now() + timedelta(days=2)
    set_policy(ReleasePolicy.AT_MOMENT, release_at=moment)
    result = score(sitting_id=submitted.pk)
    assert state_after_sweep(result) == ResultState.SCORED
    with time_machine.travel(moment, tick=False):
        assert state_after_sweep(result) == ResultState.RELEASED
    assert result.released_at == moment


def test_after_the_moment_a_result_is_shown_when_it_is_scored(submitted):
    set_policy(ReleasePolicy.AT_MOMENT, release_at=timezone.now() - timedelta(days=1))
    assert score(sitting_id=submitted.pk).state == ResultState.RELEASED


# --- when the exam is over ------------------------------------------------------------------------
@pytest.fixture
def at_close(submitted):
    set_policy(ReleasePolicy.AT_CLOSE, closes_at=timezone.now() + timedelta(hours=1))
    return score(sitting_id=submitted.pk)


def later(exam: Exam, minutes: int = 0):
    exam.refresh_from_db()
    return time_machine.travel(exam.closes_at + timedelta(minutes=minutes), tick=False)


def test_a_result_waits_for_the_last_start(at_close, exam):
    with later(exam, -1):
        assert state_after_sweep(at_close) == ResultState.SCORED
    with later(exam):
        assert state_after_sweep(at_close) == ResultState.RELEASED


@pytest.mark.parametrize("is_started", [True, False])
def test_a_result_waits_for_everybody_who_may_still_sit(at_close, exam, carol, is_started):
    sitting = entry.open_check_in(user=carol, exam=Exam.objects.get())
    if is_started:
        entry.start(user=carol, sitting_id=sitting.pk, is_rules_accepted=True)
    with later(exam):
        assert state_after_sweep(at_close) == ResultState.SCORED
    with later(exam, 120):
        finish.close_expired()
        Sitting.objects.filter(pk=sitting.pk).update(final_at=timezone.now())
        assert state_after_sweep(at_close) == ResultState.RELEASED


def test_a_result_waits_for_answers_that_may_still_arrive(at_close, exam, carol):
    sitting = entry.open_check_in(user=carol, exam=Exam.objects.get())
    sitting = entry.start(user=carol, sitting_id=sitting.pk, is_rules_accepted=True)
    with time_machine.travel(sitting.deadline_at, tick=False):
        finish.close_expired()
    Exam.objects.update(closes_at=sitting.deadline_at)
    with later(exam):
        assert state_after_sweep(at_close) == ResultState.SCORED
    with later(exam, 2):
        Pulse.objects.update(last_ok_at=timezone.now())
        assert state_after_sweep(at_close) == ResultState.RELEASED


def test_an_exam_that_staff_end_is_over(at_close):
    Exam.objects.update(state="ended")
    assert state_after_sweep(at_close) == ResultState.RELEASED


# --- as on the day --------------------------------------------------------------------------------
@pytest.fixture
def as_on_day(submitted):
    set_policy(ReleasePolicy.AS_ON_DAY, release_after_days=3)
    result = score(sitting_id=submitted.pk)
    assert state_after_sweep(result) == ResultState.SCORED
    with time_machine.travel(submitted.closed_at + timedelta(days=3), tick=False):
        assert state_after_sweep(result) == ResultState.RELEASED
    return result


@pytest.fixture
def on_the_day():
    """After the mail's moment."""
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
        yield


def test_as_on_the_day_the_verdict_comes_by_mail_once(as_on_day, on_the_day):
    due = list_due_mail_ids(now=timezone.now())
    assert (send_verdicts(result_ids=due), send_verdicts(result_ids=due)) == (1, 0)
    assert [message.to for message in mail.outbox] == [["alice@example.org"]]
    assert "You passed this exam." in mail.outbox[0].body
    assert "80%" not in mail.outbox[0].body
    assert "8 of 10" not in mail.outbox[0].body
    assert list_due_mail_ids(now=timezone.now()) == []


def test_a_mail_that_does_not_go_is_tried_again_later(as_on_day, on_the_day, monkeypatch):
    monkeypatch.setattr(
        "scoring.marking.services.verdict_mail.send_mail", lambda *_: (_ for _ in ()).throw(ConnectionError())
    )
    assert send_verdicts(result_ids=[as_on_day.pk]) == 0
    assert list_due_mail_ids(now=timezone.now()) == []
    assert list_due_mail_ids(now=timezone.now() + timedelta(minutes=6)) == [as_on_day.pk]


def test_as_on_the_day_page_and_api_say_one_sentence(as_on_day, alice, client):
    client.force_login(alice)
    page = client.get(f"/results/{as_on_day.sitting_id}/").content.decode()
    assert "You passed this exam." in page
    assert not [word for word in ("80%", "8 of 10", "Domain 1", "zyzzyva", "review-item") if word in page]
    told = client.get(f"/api/v1/sittings/{as_on_day.sitting_id}/result").json()
    assert told == {"kind": "verdict", "is_pass": True, "verdict": "You passed this exam."}


def test_as_on_the_day_no_other_page_shows_points(as_on_day, alice, client):
    assert [row.share_percent for row in list_result_summaries(user=alice)] == [None]
    assert list_domain_sums(user=alice) == []
    client.force_login(alice)
    assert "80%" not in client.get("/").content.decode()
    assert client.get(f"/results/{as_on_day.sitting_id}/items/1/report/").status_code == 302


def test_another_policy_takes_nothing_from_who_has_seen_a_result(released, alice, client):
    set_policy(ReleasePolicy.AS_ON_DAY)
    client.force_login(alice)
    assert client.get(f"/api/v1/sittings/{released.sitting_id}/result").json()["kind"] == "report"


def test_staff_can_show_more_than_the_verdict_under_another_policy(as_on_day, ben):
    assert release(actor=ben, result=as_on_day).is_verdict_only
    set_policy(ReleasePolicy.BY_HAND)
    assert not release(actor=ben, result=as_on_day).is_verdict_only


# --- waiting tells nothing ------------------------------------------------------------------------
CSRF_TOKEN = re.compile(r'(?<=value=")[A-Za-z0-9]{64}(?=")')
SECRET_POLICIES = [
    (ReleasePolicy.BY_HAND, {}),
    (ReleasePolicy.AT_MOMENT, {"release_at": timezone.now() + timedelta(days=2)}),
    (ReleasePolicy.AT_CLOSE, {"closes_at": timezone.now() + timedelta(days=2)}),
    (ReleasePolicy.AS_ON_DAY, {}),
]


def look(client, sitting) -> list[object]:
    """What a candidate can tell from outside: bodies, statuses, and the statements that make the time."""
    seen: list[object] = []
    pages = (f"/results/{sitting.pk}/", f"/results/{sitting.pk}/report.pdf", "/", "/exams/practice/")
    for address in (*pages, f"/api/v1/sittings/{sitting.pk}/result"):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        seen.append((address, response.status_code, [row["sql"] for row in captured.captured_queries]))
        if response.status_code != 409:  # a problem document names its request
            seen.append(CSRF_TOKEN.sub("", response.content.decode()))
    return seen


@pytest.mark.parametrize(("policy", "values"), SECRET_POLICIES, ids=lambda value: str(value)[:9])
def test_a_scored_result_that_is_not_released_looks_like_none(submitted, alice, client, policy, values):
    set_policy(policy, **values)
    client.force_login(alice)
    with time_machine.travel(timezone.now(), tick=False):
        look(client, submitted)
        before = look(client, submitted)
        assert score(sitting_id=submitted.pk).state == ResultState.SCORED
        assert look(client, submitted) == before


@pytest.mark.parametrize(
    ("policy", "values", "words"),
    [
        (ReleasePolicy.AT_ONCE, {}, "a few seconds"),
        (ReleasePolicy.BY_HAND, {}, "An instructor releases"),
        (ReleasePolicy.AT_MOMENT, {"release_at": "2999-01-01T00:00Z"}, "shown from"),
        (ReleasePolicy.AT_MOMENT, {"release_at": "2001-01-01T00:00Z"}, "It is due since"),
        (ReleasePolicy.AT_CLOSE, {"closes_at": "2999-01-01T00:00Z"}, "The last start is at"),
        (ReleasePolicy.AS_ON_DAY, {}, "by mail whether you passed"),
    ],
)
def test_who_waits_reads_when_to_expect_the_result(submitted, alice, client, policy, values, words):
    set_policy(policy, **values)
    client.force_login(alice)
    assert words in client.get(f"/results/{submitted.pk}/").content.decode()


# --- the sweep ------------------------------------------------------------------------------------
def test_the_sweep_takes_as_many_queries_for_many_results(submitted, exam, carol, make_client, rita, petra):
    set_policy(ReleasePolicy.BY_HAND)
    score(sitting_id=submitted.pk)
    counts = []
    for people in ([], [carol, rita, petra]):
        for person in people:
            set_policy(ReleasePolicy.BY_HAND)
            sitting = entry.open_check_in(user=person, exam=Exam.objects.get())
            sitting = entry.start(user=person, sitting_id=sitting.pk, is_rules_accepted=True)
            holder = make_client(sitting)
            answer_all(sitting, holder)
            finish.submit(user=person, sitting_id=sitting.pk, client=holder.id)
            score(sitting_id=sitting.pk)
        set_policy(ReleasePolicy.AT_ONCE)
        with CaptureQueriesContext(connection) as captured:
            assert release_due() == max(1, len(people))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert release_due() == 0


def test_the_sweep_goes_on_where_it_stopped(submitted, carol, make_client, monkeypatch):
    set_policy(ReleasePolicy.BY_HAND)
    sitting = entry.open_check_in(user=carol, exam=Exam.objects.get())
    sitting = entry.start(user=carol, sitting_id=sitting.pk, is_rules_accepted=True)
    holder = make_client(sitting)
    finish.submit(user=carol, sitting_id=sitting.pk, client=holder.id)
    for row in (submitted, sitting):
        score(sitting_id=row.pk)
    set_policy(ReleasePolicy.AT_ONCE)
    monkeypatch.setattr("scoring.marking.services.release.SWEEP_LIMIT", 1)
    assert [release_due(), release_due(), release_due()] == [1, 1, 0]


def test_staff_see_when_results_become_visible(released, submitted):
    (row,) = list_release_rows(now=timezone.now())
    assert (row.sat_count, row.released_count, row.scored_count, row.held_count) == (1, 1, 0, 0)
    assert row.expectation.policy == ReleasePolicy.AT_ONCE
