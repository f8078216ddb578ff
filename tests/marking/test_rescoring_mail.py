"""Whose released result changed is told: what it was, what it is, once."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from dbbroker.models import Message
from scoring.marking.mail import send_rescoring_notice
from scoring.marking.models import Result, ResultVersion
from scoring.marking.services import rescoring
from scoring.marking.tasks import tell_of_rescoring
from tests.marking.rescoring import drop, first_version, make_preview, rescore, run_chunks


@pytest.fixture
def version(released, exam):
    return first_version(exam)


def tell() -> list[str]:
    """What the worker sends for all changes there are, asked for twice."""
    ids = list(ResultVersion.objects.order_by("pk").values_list("pk", flat=True))
    tell_of_rescoring(ids)
    tell_of_rescoring(ids)
    return [message.body for message in mail.outbox]


def test_the_mail_says_what_was_corrected_and_both_results(exam, version, released):
    rescore(exam, drop(version), cut="0.95")
    (body,) = tell()
    assert "One question was dropped and counts for nobody." in body
    assert "The cut score was 70% and is now 95%." in body
    assert "Before: 8 of 10 points, passed." in body
    assert "of 9 points, not passed." in body
    assert f"/results/{released.sitting_id}/" in body
    assert mail.outbox[0].to == ["alice@example.org"]


def test_it_says_when_passing_has_not_changed(exam, version, released):
    rescore(exam, drop(version))
    assert "Whether you passed has not changed." in tell()[0]


def test_who_was_not_shown_a_result_is_told_nothing(exam, version, released):
    Result.objects.update(state="scored", released_at=None)
    rescore(exam, drop(version))
    assert tell() == []


def test_who_sees_only_pass_or_fail_reads_no_points(exam, version, released):
    Result.objects.update(is_verdict_only=True)
    rescore(exam, cut="0.95")
    (body,) = tell()
    assert "The outcome is now: not passed. Before it was: passed." in body
    assert "points" not in body


def test_who_sees_only_pass_or_fail_is_not_told_of_points(exam, version, released):
    Result.objects.update(is_verdict_only=True)
    rescore(exam, drop(version))
    assert tell() == []


def test_a_mail_that_does_not_go_is_tried_again(exam, version, released, monkeypatch):
    rescore(exam, drop(version))
    before = ResultVersion.objects.get()

    def refuse(*args, **values):
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr("scoring.marking.mail.send_mail", refuse)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            send_rescoring_notice(version_id=before.pk)
    assert len(tell()) == 1


def test_the_mail_is_asked_for_after_the_commit_alone(exam, version, released, django_capture_on_commit_callbacks):
    run = rescoring.start(actor=None, run=make_preview(exam, drop(version)), reason="Wrong key.")
    with django_capture_on_commit_callbacks() as asked:
        run_chunks(run)
    assert not [row for row in Message.objects.all() if "tell_of_rescoring" in row.payload]
    for callback in asked:
        callback()
    assert [row for row in Message.objects.all() if "tell_of_rescoring" in row.payload]


def test_whose_message_was_lost_is_told_by_the_sweep(exam, version, released):
    rescore(exam, drop(version))
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        rescoring.sweep()
    (message,) = [row for row in Message.objects.all() if "tell_of_rescoring" in row.payload]
    assert str(ResultVersion.objects.get().pk) in message.payload


# --- workers that die ---------------------------------------------------------------------------
def test_a_run_that_lost_its_workers_is_resumed_by_the_sweep(exam, version, released):
    run = rescoring.start(actor=None, run=make_preview(exam, drop(version)), reason="Wrong key.")
    assert rescoring.sweep() == []
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        assert rescoring.sweep() == [run.pk]


def test_a_sitting_that_was_stored_by_the_keys_before_is_found_by_the_sweep(exam, version, released):
    """It was being scored when the run began, and committed when the run had ended."""
    run = rescore(exam, drop(version))
    Result.objects.update(last_run=None, points=8, max_points=10)
    assert rescoring.sweep() == [run.pk]
    run_chunks(run)
    assert Result.objects.get().max_points == 9
    assert rescoring.sweep() == []
