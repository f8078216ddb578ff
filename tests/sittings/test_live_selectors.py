from datetime import timedelta

import pytest
from django.utils import timezone

from exams.sittings.batches import ClientEvent
from exams.sittings.live_selectors import get_live_exam, list_exams_under_way
from exams.sittings.models import SittingEvent
from exams.sittings.services import control, entry, finish
from tests.fixtures.exam import answer_all, choose
from tests.sittings.live import add_outage, add_sittings, move_start, write


def look(exam, **values):
    return get_live_exam(exam=exam, now=values.pop("now", timezone.now()), **values)


def row(exam, **values):
    return look(exam, **values).rows[0]


@pytest.fixture
def second(running, carol, exam):
    return entry.start(user=carol, sitting_id=entry.open_check_in(user=carol, exam=exam).pk, is_rules_accepted=True)


def test_whoever_runs_or_is_paused_is_listed_by_name(running, second, petra, exam):
    control.pause(actor=petra, sitting_id=second.pk, text="One moment.")
    live = look(exam)
    assert [str(row.sitting.user) for row in live.rows] == ["Alice", "Carol"]
    assert (live.running_count, live.paused_count) == (1, 1)


def test_check_in_and_what_is_over_are_not_listed(check_in, exam, submitted):
    assert look(exam).rows == ()


def test_progress_counts_answers_not_looks(running, make_client, exam):
    make_client(running).send(choose(1, "a"), choose(2, "b"), choose(3))
    assert row(exam).answered_count == 2


def test_the_time_left_stands_still_while_paused(running, petra, exam):
    control.pause(actor=petra, sitting_id=running.pk, text="One moment.")
    left = row(exam).remaining_seconds
    assert row(exam, now=timezone.now() + timedelta(minutes=5)).remaining_seconds == left


def test_who_has_not_been_heard_for_long_needs_attention(running, make_client, exam):
    make_client(running).send()
    heard = row(exam)
    assert (heard.is_not_heard, heard.needs_attention) == (False, False)
    silent = row(exam, now=timezone.now() + timedelta(minutes=2))
    assert (silent.silent_seconds, silent.is_not_heard, silent.needs_attention) == (120, True, True)


def test_who_wrote_waits_until_staff_write(running, petra, exam):
    write(running, "The air conditioning is loud.")
    assert row(exam).is_waiting
    assert [message.reason for message in row(exam).messages] == ["The air conditioning is loud."]
    control.send_message(actor=petra, sitting_id=running.pk, text="We are on it.")
    assert not row(exam).is_waiting


def test_only_the_newest_messages_are_shown(running, exam):
    for number in range(5):
        write(running, f"message {number}")
    assert [message.reason for message in row(exam).messages] == ["message 2", "message 3", "message 4"]


def test_what_an_outage_cost_is_proposed(running, exam):
    move_start(running, minutes=30)
    add_outage(minutes_ago=20, seconds=180)
    live = look(exam)
    assert live.credits_due == [180]
    assert len(live.outages) == 1


def test_an_outage_before_anyone_began_is_not_shown(running, exam):
    add_outage(minutes_ago=20, seconds=180)
    assert look(exam).outages == ()


def test_commands_that_were_not_seen_are_counted(running, petra, exam):
    control.send_message(actor=petra, sitting_id=running.pk, text="Hello.")
    assert row(exam).unseen_count == 1


def test_a_search_finds_names_and_addresses(running, second, exam):
    assert [str(row.sitting.user) for row in look(exam, search="CAR").rows] == ["Carol"]
    assert [str(row.sitting.user) for row in look(exam, search="alice@").rows] == ["Alice"]
    assert look(exam, search="CAR").total_count == 2


def test_those_who_need_attention_can_be_shown_alone(running, second, exam):
    write(second, "Help.")
    assert [str(row.sitting.user) for row in look(exam, needs_attention=True).rows] == ["Carol"]


def test_five_hundred_sittings_take_as_many_queries_as_one(running, exam, django_assert_num_queries, make_client):
    answer_all(running, make_client(running))
    add_outage(minutes_ago=-1, seconds=5)
    with django_assert_num_queries(9):
        look(exam)
    others = add_sittings(running, 499)
    events = [SittingEvent(sitting=other, at=timezone.now(), type="candidate-message", reason="?") for other in others]
    SittingEvent.objects.bulk_create(events)
    with django_assert_num_queries(10):  # one more: there might be more than are shown
        assert len(look(exam).rows) == 500


def test_more_than_are_shown_are_counted(running, exam):
    add_sittings(running, 501)
    live = look(exam)
    assert (len(live.rows), live.found_count, live.total_count) == (500, 502, 502)


def test_exams_with_nobody_in_them_are_not_listed(running, exam, make_client):
    assert [(found.slug, found.running_count) for found in list_exams_under_way()] == [("practice", 1)]
    finish.submit(user=running.user, sitting_id=running.pk, client=make_client(running).id)
    assert not list_exams_under_way()


def test_what_a_client_sends_as_a_message_is_shown(running, make_client, exam):
    make_client(running).send(events=(ClientEvent(type="message", at_ms=5000, text="May I leave the room?"),))
    assert [message.reason for message in row(exam).messages] == ["May I leave the room?"]
