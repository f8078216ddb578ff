"""The pages from check-in to the start of an exam that begins at a moment of its own."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exams.assembly.models import Exam

HOUR = timedelta(hours=1)


@pytest.fixture
def alone(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def url(check_in):
    return reverse("sittings:check-in", kwargs={"sitting_id": check_in.pk})


@pytest.fixture
def look_url(check_in):
    return reverse("sittings:waiting", kwargs={"sitting_id": check_in.pk})


def begin(after, **values):
    """The exam begins so much later (or, below zero, has begun)."""
    Exam.objects.update(starts_at=timezone.now() + after, **values)


def wait(client, url):
    begin(HOUR)
    return client.post(url, {"accept_rules": "on"})


def words(response):
    return " ".join(response.content.decode().split())


def test_without_a_start_the_clock_starts_on_yes(alone, url, check_in):
    assert "Ready to begin?" in words(alone.get(url))
    assert alone.post(url, {"accept_rules": "on"})["Location"] == f"/sittings/{check_in.pk}/"


def test_accepting_the_rules_early_leads_to_the_waiting_room(alone, url):
    assert wait(alone, url)["Location"] == url
    page = words(alone.get(url))
    assert "Your exam begins" in page
    assert "count from your own start" in page


def test_the_rules_must_be_accepted_before_one_waits(alone, url):
    begin(HOUR)
    assert "Accept the rules to begin." in words(alone.post(url))
    assert "Ready to wait for the start?" in words(alone.get(url))


def test_with_a_common_clock_the_page_says_so(alone, url):
    wait(alone, url)
    Exam.objects.update(is_common_clock=True)
    assert "runs from then for everyone" in words(alone.get(url))


def test_begin_is_refused_before_the_time_with_a_sentence(alone, url, check_in):
    wait(alone, url)
    assert "The exam begins on" in words(alone.post(url))
    check_in.refresh_from_db()
    assert check_in.state == "check_in"


def test_after_the_moment_the_button_begins(alone, url, check_in):
    wait(alone, url)
    begin(-HOUR / 60)
    assert "Ready to begin?" in words(alone.get(url))
    assert alone.post(url)["Location"] == f"/sittings/{check_in.pk}/"


def test_without_javascript_the_page_asks_again_by_itself(alone, url):
    wait(alone, url)
    assert '<meta http-equiv="refresh" content="30">' in words(alone.get(url))
    begin(timedelta(seconds=5))
    assert '<meta http-equiv="refresh" content="6">' in words(alone.get(url))


def test_the_exam_screens_files_are_fetched_while_one_waits(alone, url):
    wait(alone, url)
    page = words(alone.get(url))
    assert '<link rel="modulepreload" href="/static/runner/main.js">' in page
    assert '<link rel="modulepreload" href="/static/proctoring/watch/judging.js">' in page
    assert 'href="/static/css/runner.css"' in page


def test_a_look_takes_one_statement_beside_the_sign_in(alone, look_url, django_assert_num_queries):
    begin(HOUR)
    alone.get(look_url)  # the process reads every few seconds who needs another browser
    with django_assert_num_queries(3):
        answer = alone.get(look_url).json()
    assert answer["state"] == "check_in"
    assert HOUR / timedelta(milliseconds=1) - 60_000 < answer["wait_ms"] <= HOUR / timedelta(milliseconds=1)


def test_a_look_tells_that_the_start_was_taken_back(alone, look_url):
    assert alone.get(look_url).json()["starts_at"] is None


def test_after_the_moment_a_look_says_how_long_ago(alone, look_url):
    begin(-HOUR)
    assert alone.get(look_url).json()["wait_ms"] < 0


def test_the_exams_page_tells_when_check_in_opens(alone, exam):
    Exam.objects.update(opens_at=timezone.now() + HOUR)
    page = words(alone.get(exam.get_absolute_url()))
    assert "Check-in is not open yet." in page
    assert "Go to check-in" not in page


def test_the_exams_page_tells_that_the_last_start_has_passed(alone, exam):
    Exam.objects.update(closes_at=timezone.now() - HOUR)
    assert "It can no longer be sat." in words(alone.get(exam.get_absolute_url()))


def test_an_app_that_is_early_hears_how_long_to_wait(alone, check_in):
    begin(HOUR)
    url = reverse("api:start", kwargs={"sitting_id": check_in.pk})
    answer = alone.post(url, {"accept_rules": True}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "exam-not-begun")
    assert 0 < answer.json()["wait_ms"] <= 3_600_001
    assert answer.json()["starts_at"].endswith("Z")
