from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from common.errors import NotFound
from exams.sittings.content import list_shown_items
from exams.sittings.errors import SequenceGap, SittingNotStarted, TakenOver, TokenInvalid
from exams.sittings.models import LateChange, Response
from exams.sittings.services import answering, control, finish
from tests.fixtures.exam import Client, choose


def answers(sitting):
    return {row.position: row.selected for row in Response.objects.filter(sitting=sitting)}


def find_position(sitting, select):
    items = list_shown_items(sitting)
    return next(number for number, item in enumerate(items, start=1) if item.select_count == select)


def test_an_answer_is_stored(running, make_client):
    with time_machine.travel(running.started_at + timedelta(seconds=60)):
        make_client(running).send(choose(3, "b", struck=("a",), is_flagged=True, at_ms=5000, spent_ms=4000))
    row = Response.objects.get(sitting=running, position=3)
    assert (row.selected, row.struck, row.is_flagged) == (["b"], ["a"], True)
    assert (row.first_at_ms, row.last_at_ms, row.spent_ms, row.change_count) == (5000, 5000, 4000, 1)


def test_a_changed_mind_counts_up_and_keeps_the_first_time(running, make_client):
    client = make_client(running)
    with time_machine.travel(running.started_at + timedelta(seconds=60)):
        client.send(choose(3, "b", at_ms=1000, spent_ms=10))
        client.send(choose(3, "c", at_ms=9000, spent_ms=5))
    row = Response.objects.get(sitting=running, position=3)
    assert row.selected == ["c"]
    assert (row.first_at_ms, row.last_at_ms, row.change_count, row.spent_ms) == (1000, 9000, 2, 15)


def test_a_look_and_a_flag_are_no_change_of_mind(running, make_client):
    client = make_client(running)
    with time_machine.travel(running.started_at + timedelta(seconds=60)):
        client.send(choose(3, at_ms=1000, spent_ms=10), choose(3, at_ms=2000, is_flagged=True))
        client.send(choose(3, "b", at_ms=9000))
    row = Response.objects.get(sitting=running, position=3)
    assert (row.change_count, row.first_at_ms) == (1, 9000)


def test_an_answer_can_be_taken_back(running, make_client):
    client = make_client(running)
    client.send(choose(3, "b"))
    client.send(choose(3))
    assert answers(running) == {3: []}


def test_other_changes_under_an_old_number_are_no_repeat(running, make_client):
    """The first request was on its way for long; the client had given it up and counted anew from what it was told."""
    client = make_client(running)
    client.send(seq=1)
    with pytest.raises(SequenceGap) as refusal:
        client.send(choose(1, "a"), seq=1)
    assert refusal.value.extra == {"seq": 1}
    client.send(choose(1, "a"), seq=2)
    assert running.responses.get().selected == ["a"]


def test_the_same_choice_again_later_is_no_repeat(running, make_client):
    client = make_client(running)
    client.send(choose(1, "a", at_ms=1))
    client.send(choose(1, "b", at_ms=2))
    with pytest.raises(SequenceGap):
        client.send(choose(1, "a", at_ms=3), seq=2)


def test_a_repeated_batch_is_applied_once_and_hears_the_same_refusals(running, make_client):
    client = make_client(running)
    first = client.send(choose(1, "a"), choose(99, "a"))
    again = client.send(choose(1, "a"), choose(99, "a"), seq=1)
    assert again.refused == first.refused
    assert Response.objects.get(sitting=running).change_count == 1


def test_a_gap_says_where_to_go_on(running, make_client):
    client = make_client(running)
    client.send(choose(1, "a"))
    with pytest.raises(SequenceGap) as refusal:
        client.send(choose(2, "a"), seq=5)
    assert refusal.value.extra == {"seq": 1}
    assert answers(running) == {1: ["a"]}


def test_what_is_wrong_is_refused_change_by_change(running, make_client):
    client = make_client(running)
    single, double = find_position(running, 1), find_position(running, 2)
    answer = client.send(
        choose(0, "a"),
        choose(11, "a"),
        choose(single, "z"),
        choose(single, "a", "b"),
        choose(double, "a", "b", "c"),
        choose(double, "a", "e"),
    )
    codes = [(refusal.position, refusal.code) for refusal in answer.refused]
    assert codes == [
        (0, "unknown-position"),
        (11, "unknown-position"),
        (single, "option-not-in-item"),
        (single, "too-many-selected"),
        (double, "too-many-selected"),
    ]
    assert answers(running) == {double: ["a", "e"]}


def test_the_newest_client_holds_the_sitting(running, make_client):
    old, new = make_client(running), make_client(running)
    assert new.send().state == "running"
    with pytest.raises(TakenOver):
        old.send()


def test_unsent_answers_of_the_old_client_are_merged_newest_first(running, make_client):
    with time_machine.travel(running.started_at + timedelta(seconds=60)):
        old, new = make_client(running), make_client(running)
        new.send(choose(1, "a", at_ms=5000), choose(2, "a", at_ms=5000))
        with pytest.raises(TakenOver):
            old.send(choose(1, "b", at_ms=4000), choose(2, "b", at_ms=6000), choose(3, "b", at_ms=4000))
    assert answers(running) == {1: ["a"], 2: ["b"], 3: ["b"]}


def test_a_clock_that_runs_ahead_does_not_win_for_ever(running, make_client):
    with time_machine.travel(running.started_at + timedelta(seconds=10)):
        fast = make_client(running)
        fast.send(choose(1, "a", at_ms=3_000_000))
    with time_machine.travel(running.started_at + timedelta(seconds=20)):
        make_client(running).send(choose(1, "b", at_ms=15_000))
    assert answers(running) == {1: ["b"]}


def test_one_clients_changes_apply_in_its_order_though_its_clock_was_set_back(running, make_client):
    client = make_client(running)
    client.send(choose(1, "a", at_ms=500))
    client.send(choose(1, "b", at_ms=400))
    assert answers(running) == {1: ["b"]}


def test_taking_over_tells_where_the_candidate_stood(running, make_client):
    make_client(running).send(choose(2, "c", at_ms=10))
    taken = Client(running).take_over()
    assert [(row.position, row.selected) for row in taken.answers] == [(2, ["c"])]
    assert taken.seq == 0


def test_taking_over_twice_is_harmless(running, make_client):
    client = make_client(running)
    client.send(choose(2, "c"))
    assert client.take_over().seq == 1
    assert running.events.filter(type="taken-over").count() == 1


def test_a_sitting_in_check_in_has_nothing_to_take_over(check_in):
    with pytest.raises(SittingNotStarted):
        Client(check_in).take_over()


def test_a_strangers_sitting_is_not_found(running, carol):
    with pytest.raises(NotFound):
        answering.take_over(user=carol, sitting_id=running.pk, client=uuid4())


def test_a_client_that_never_took_over_is_unknown(running):
    with pytest.raises(TokenInvalid):
        Client(running).send()


def test_what_the_client_saw_is_in_the_log(running, make_client):
    from exams.sittings.batches import ClientEvent

    make_client(running).send(events=(ClientEvent("window-blurred", 1000, 2100),))
    event = running.events.get(type="window-blurred")
    assert event.details["for_ms"] == 2100


def test_changes_wait_while_the_sitting_is_paused(running, make_client, petra):
    from exams.sittings.errors import SittingPaused

    client = make_client(running)
    control.pause(actor=petra, sitting_id=running.pk, text="Fire alarm.")
    with pytest.raises(SittingPaused):
        client.send(choose(1, "a"))
    assert client.send(seq=1).state == "paused"
    control.resume(actor=petra, sitting_id=running.pk)
    client.send(choose(1, "a"), seq=2)
    assert answers(running) == {1: ["a"]}


class TestAtTheDeadline:
    @pytest.fixture
    def client(self, running, make_client):
        return make_client(running)

    def test_a_change_made_in_time_counts_within_the_grace(self, running, client):
        with time_machine.travel(running.deadline_at + timedelta(seconds=59)):
            answer = client.send(choose(1, "a", at_ms=3_599_000))
        assert (answer.state, answer.close_reason, answer.refused) == ("closed", "expired", [])
        assert answers(running) == {1: ["a"]}

    def test_it_counts_though_the_sweep_has_closed_the_sitting(self, running, client):
        with time_machine.travel(running.deadline_at + timedelta(seconds=5)):
            finish.close_expired()
            client.send(choose(1, "a", at_ms=3_599_000))
        running.refresh_from_db()
        assert answers(running) == {1: ["a"]}
        assert running.answers_version == 2

    def test_a_change_made_after_the_deadline_is_kept_but_does_not_count(self, running, client):
        with time_machine.travel(running.deadline_at + timedelta(seconds=5)):
            answer = client.send(choose(1, "a", at_ms=3_600_001))
        assert [refusal.code for refusal in answer.refused] == ["late"]
        assert answers(running) == {}
        assert LateChange.objects.get(sitting=running).selected == ["a"]

    def test_a_change_received_after_the_grace_is_kept_but_does_not_count(self, running, client):
        with time_machine.travel(running.deadline_at + timedelta(seconds=61)):
            client.send(choose(1, "a", at_ms=1000))
        assert answers(running) == {}
        assert LateChange.objects.filter(sitting=running).count() == 1

    def test_nothing_counts_after_submitting(self, running, client):
        finish.submit(user=running.user, sitting_id=running.pk, client=client.id)
        answer = client.send(choose(1, "a", at_ms=1))
        assert [refusal.code for refusal in answer.refused] == ["late"]
        assert answers(running) == {}


def test_a_small_step_back_of_the_servers_clock_does_not_cost_an_answer(running, make_client):
    """Two web servers never agree to the millisecond: who holds the sitting wins."""
    with time_machine.travel(running.started_at + timedelta(seconds=60)):
        make_client(running).send(choose(1, "a", at_ms=59_900))
        make_client(running).send(choose(1, "b", at_ms=59_400))
    assert answers(running) == {1: ["b"]}


def test_a_merge_is_in_the_log(running, make_client):
    old, _ = make_client(running), make_client(running)
    with pytest.raises(TakenOver):
        old.send(choose(3, "b"))
    assert running.events.get(type="answers-merged").details["positions"] == [3]


def test_what_a_device_kept_can_be_delivered_after_the_end(running):
    with time_machine.travel(running.deadline_at + timedelta(seconds=30)):
        finish.close_expired()
        late = Client(running)
        assert late.take_over().sitting.state == "closed"
        assert late.send(choose(1, "a", at_ms=5)).refused == []
    assert answers(running) == {1: ["a"]}


@pytest.mark.parametrize("is_look_first", [True, False])
def test_a_look_takes_no_answer_of_another_client_away(running, make_client, is_look_first):
    old, new = make_client(running), make_client(running)

    def look():
        new.send(choose(3, at_ms=0))

    def deliver():
        with pytest.raises(TakenOver):
            old.send(choose(3, "c", at_ms=2000))

    with time_machine.travel(running.started_at + timedelta(seconds=60)):
        for step in (look, deliver) if is_look_first else (deliver, look):
            step()
    assert answers(running) == {3: ["c"]}
