from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from common.errors import NotFound
from exams.assembly.services.forms import end_exam
from exams.sittings.errors import SittingNotStarted, TakenOver
from exams.sittings.services import finish
from exams.sittings.signals import sitting_closed


@pytest.fixture
def announced(running):
    """The ids that `sitting_closed` was sent with."""
    ids = []

    def hear(sender, sitting_id, **kwargs):
        ids.append(sitting_id)

    sitting_closed.connect(hear)
    yield ids
    sitting_closed.disconnect(hear)


def test_submitting_ends_the_sitting(running, make_client):
    sitting = finish.submit(user=running.user, sitting_id=running.pk, client=make_client(running).id)
    assert (sitting.state, sitting.close_reason) == ("closed", "submitted")
    assert sitting.final_at == sitting.closed_at


def test_submitting_twice_ends_it_once(running, make_client):
    client = make_client(running).id
    first = finish.submit(user=running.user, sitting_id=running.pk, client=client)
    again = finish.submit(user=running.user, sitting_id=running.pk, client=client)
    assert first.closed_at == again.closed_at
    assert running.events.filter(type="submitted").count() == 1


def test_a_forgotten_window_cannot_submit(running, make_client):
    old = make_client(running)
    make_client(running)
    with pytest.raises(TakenOver):
        finish.submit(user=running.user, sitting_id=running.pk, client=old.id)


def test_submitting_after_the_deadline_is_an_expiry(running, make_client):
    client = make_client(running).id
    with time_machine.travel(running.deadline_at + timedelta(seconds=3)):
        sitting = finish.submit(user=running.user, sitting_id=running.pk, client=client)
    assert sitting.close_reason == "expired"
    assert sitting.closed_at == running.deadline_at


def test_nobody_submits_for_somebody_else(running, carol):
    with pytest.raises(NotFound):
        finish.submit(user=carol, sitting_id=running.pk, client=uuid4())


def test_what_has_not_started_cannot_be_submitted(check_in):
    with pytest.raises(SittingNotStarted):
        finish.submit(user=check_in.user, sitting_id=check_in.pk, client=uuid4())


def test_the_sweep_closes_what_is_past_its_deadline(running):
    with time_machine.travel(running.deadline_at):
        assert finish.close_expired() == 1
    running.refresh_from_db()
    assert (running.close_reason, running.closed_at) == ("expired", running.deadline_at)
    assert running.final_at == running.deadline_at + timedelta(seconds=60)


def test_the_sweep_leaves_what_still_runs(running):
    with time_machine.travel(running.deadline_at - timedelta(seconds=1)):
        assert finish.close_expired() == 0


def test_the_sweep_may_run_twice(running):
    with time_machine.travel(running.deadline_at):
        finish.close_expired()
        assert finish.close_expired() == 0
    assert running.events.filter(type="expired").count() == 1


def test_a_check_in_of_an_ended_exam_is_missed(check_in, exam):
    end_exam(actor=None, exam=exam)
    finish.close_expired()
    check_in.refresh_from_db()
    assert (check_in.state, check_in.close_reason) == ("closed", "missed")


def test_a_sitting_that_cannot_be_closed_does_not_keep_the_others(running, carol, exam, monkeypatch):
    from exams.sittings.services import entry, transitions

    other = entry.start(user=carol, sitting_id=entry.open_check_in(user=carol, exam=exam).pk, is_rules_accepted=True)
    real = transitions.record

    def fail_for_alice(*, sitting, **values):
        if sitting.pk == running.pk:
            raise RuntimeError("a full disk, say")
        real(sitting=sitting, **values)

    monkeypatch.setattr(transitions, "record", fail_for_alice)
    with time_machine.travel(other.deadline_at + timedelta(seconds=1)):
        finish.close_expired()
    running.refresh_from_db()
    other.refresh_from_db()
    assert (running.state, other.state) == ("running", "closed")


def test_closing_is_announced_after_the_commit(running, make_client, announced, django_capture_on_commit_callbacks):
    client = make_client(running).id
    with django_capture_on_commit_callbacks(execute=True):
        finish.submit(user=running.user, sitting_id=running.pk, client=client)
        assert announced == []
    assert announced == [running.pk]
