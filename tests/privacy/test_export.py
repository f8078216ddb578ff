"""What somebody takes along."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.services import export
from exams.assembly.models import Exam, ReleasePolicy
from exams.bank.models import ItemVersion
from exams.sittings.content import list_arrangement
from exams.sittings.models import Response
from scoring.marking.services.scoring import score
from tests.fixtures.exam import KEY_WORD, choose

pytestmark = pytest.mark.django_db


def test_a_name_is_written_as_it_is(alice):
    alice.name = "ليلى حداد"
    alice.save(update_fields=["name"])
    assert "ليلى حداد" in export.write(user=alice).decode()


def test_a_candidate_finds_everything_of_theirs(settled, take):
    found = take(settled)
    assert set(found) == {"format", "version", "made_at", "account", "questions", "sittings", "results"}
    assert (found["account"]["email"], found["account"]["time_factor"]) == ("alice@example.org", 1.25)
    assert found["account"]["cohorts"] == ["Evening class"]
    assert found["questions"]["reports"][0]["text"] == "The manual says otherwise."
    assert len(found["sittings"][0]["answers"]) == 10
    assert (found["results"][0]["points"], found["results"][0]["is_pass"]) == (8.0, True)


def test_no_secret_is_in_it(settled):
    text = export.write(user=settled).decode()
    assert settled.password not in text
    assert not [key for key in settled.usersession_set.values_list("session_key", flat=True) if key in text]


def test_answers_are_told_by_the_letters_that_stood_there(running, make_client, alice, take):
    client = make_client(running)
    codes = list_arrangement(running)[2][1]
    client.send(choose(3, codes[1]))
    client.send(choose(3, codes[0], at_ms=2000, struck=(codes[3],), is_flagged=True))
    (answer,) = take(alice)["sittings"][0]["answers"]
    assert (answer["item"], answer["chosen"], answer["struck"], answer["is_flagged"]) == (3, "A", "D", True)
    assert [change["chosen"] for change in answer["changes"]] == ["B", "A"]


def test_it_never_says_which_answers_are_right(submitted, alice, take):
    Exam.objects.update(release_policy=ReleasePolicy.BY_HAND)
    unscored = take(alice)["results"]
    score(sitting_id=submitted.pk)
    assert take(alice)["results"] == unscored
    assert unscored == [{"sitting": str(submitted.pk), "exam": "Practice exam", "is_released": False}]


def test_of_a_verdict_it_has_the_verdict_alone(released, alice, take):
    type(released).objects.update(is_verdict_only=True)
    (result,) = take(alice)["results"]
    assert set(result) == {"sitting", "exam", "is_released", "released_at", "is_pass"}


def test_no_question_goes_along(released, alice):
    text = export.write(user=alice).decode()
    assert KEY_WORD not in text
    assert "a team trains a model" not in text


def test_staff_have_no_names_in_it(watched_too, alice, take):
    text = json.dumps(take(alice))
    assert "room" in take(alice)
    assert "Petra" not in text


def test_nobody_finds_what_is_anothers(settled, carol, take):
    assert set(take(carol)) == {"format", "version", "made_at", "account"}


def test_an_author_finds_what_they_wrote(make_item, ben, take):
    make_item("x-1")
    ItemVersion.objects.update(created_by=ben)
    assert take(ben)["questions"]["versions"][0]["item"] == "x-1"


def test_more_answers_take_no_more_statements(running, make_client, alice):
    client = make_client(running)
    client.send(choose(1, "a"))
    with CaptureQueriesContext(connection) as one:
        export.collect(user=alice)
    client.send(*(choose(position, "a") for position in range(2, 11)))
    with CaptureQueriesContext(connection) as ten:
        export.collect(user=alice)
    assert Response.objects.count() == 10
    assert len(ten) == len(one)
