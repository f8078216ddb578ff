"""Before its release, no page, no endpoint and no log line shows anything of the key."""

import logging

import pytest

from exams.assembly.models import Exam, ReleasePolicy
from exams.sittings.services import finish
from exams.sittings.services.control import set_void
from scoring.marking.services.scoring import score
from tests.contract.addresses import CLIENT, DOORS, knock
from tests.fixtures.exam import KEY_WORD

# What a serializer or a template would call it, were it there.
NAMES = ("is_key", "is_correct", "rationale", "explanation", "mechanism", "wrong-signal", KEY_WORD)
ENDING = {"api:submit"}


def see_everything(client, sitting, user):
    """Name → text of every address, asked the way a curious candidate would."""
    client.force_login(user)
    doors = [door for door in DOORS if door.name not in ENDING]
    return {door.name: knock(door, client, sitting, user.pk).content.decode() for door in doors}


def leaks(texts):
    """(address, word) of all that shows. Pages may use the English words of NAMES, so there only the mark counts."""
    return [
        (name, word)
        for name, text in texts.items()
        for word in NAMES
        if word in text and (name.startswith("api:") or word == KEY_WORD)
    ]


@pytest.fixture
def log(caplog):
    caplog.set_level(logging.DEBUG)
    yield caplog
    assert KEY_WORD not in caplog.text


def take_over(sitting):
    from exams.sittings.services import answering

    answering.take_over(user=sitting.user, sitting_id=sitting.pk, client=CLIENT)


def test_nothing_shows_in_check_in(client, check_in, alice, log):
    assert leaks(see_everything(client, check_in, alice)) == []


def test_nothing_shows_while_the_clock_runs(client, running, alice, log):
    take_over(running)
    assert leaks(see_everything(client, running, alice)) == []


def test_nothing_shows_before_the_scoring(client, submitted, alice, log):
    assert leaks(see_everything(client, submitted, alice)) == []


def test_nothing_shows_of_a_result_that_staff_have_not_released(client, submitted, alice, log):
    Exam.objects.update(release_policy=ReleasePolicy.BY_HAND)
    score(sitting_id=submitted.pk)
    assert leaks(see_everything(client, submitted, alice)) == []


def test_nothing_shows_within_the_grace(client, running, alice, log):
    import time_machine

    with time_machine.travel(running.deadline_at, tick=False):
        finish.close_expired()
        score(sitting_id=running.pk)
        assert leaks(see_everything(client, running, alice)) == []


def test_nothing_shows_any_more_of_a_result_that_does_not_count(client, released, alice, log):
    set_void(sitting_id=released.sitting_id, is_void=True)
    assert leaks(see_everything(client, released.sitting, alice)) == []


def test_nothing_of_a_released_result_shows_to_others(client, released, carol, log):
    assert leaks(see_everything(client, released.sitting, carol)) == []


def test_after_the_release_its_candidate_sees_it(client, released, alice):
    """The control: this test's eyes can see."""
    seen = see_everything(client, released.sitting, alice)
    assert KEY_WORD in seen["marking:result"]
    assert {"is_key", "rationale", KEY_WORD} <= {word for name, word in leaks(seen) if name == "api:result"}
