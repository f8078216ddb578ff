"""One consumer, one queue: what is delivered, in which order, and what becomes of it."""

from datetime import UTC, datetime, timedelta
from queue import Empty

import pytest
from django.db import connection, transaction
from kombu import Connection
from kombu.simple import SimpleQueue

from dbbroker.models import Message
from dbbroker.selectors import get_queue_figures, queue_depth
from tests.dbbroker.conftest import Open

SOON = 0.3


def take(queue: SimpleQueue, count: int) -> list[object]:
    bodies = []
    for _ in range(count):
        message = queue.get(timeout=2)
        bodies.append(message.payload)
        message.ack()
    return bodies


def assert_empty(queue: SimpleQueue) -> None:
    with pytest.raises(Empty):
        queue.get(timeout=0.1)


def test_messages_arrive_in_the_order_they_were_put(queue: SimpleQueue) -> None:
    for number in range(20):
        queue.put(number)
    assert take(queue, 20) == list(range(20))


def test_acknowledged_message_leaves_the_database(queue: SimpleQueue) -> None:
    queue.put("one")
    take(queue, 1)
    assert not Message.objects.exists()


def test_message_of_a_rolled_back_transaction_is_never_delivered(queue: SimpleQueue) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        queue.put("never")
        raise RuntimeError
    assert_empty(queue)


def test_message_of_a_committed_transaction_is_delivered(queue: SimpleQueue) -> None:
    with transaction.atomic():
        queue.put("always")
    assert take(queue, 1) == ["always"]


def test_rolled_back_savepoint_takes_only_its_own_message_along(queue: SimpleQueue) -> None:
    with transaction.atomic():
        queue.put("outer")
        with pytest.raises(RuntimeError), transaction.atomic():
            queue.put("inner")
            raise RuntimeError
    assert take(queue, 1) == ["outer"]
    assert_empty(queue)


def test_queues_do_not_see_each_other(open_queue: Open) -> None:
    open_queue("first").put("for the first")
    assert_empty(open_queue("second"))


def test_held_message_is_hidden_from_others(open_queue: Open) -> None:
    holder, other = open_queue(), open_queue()
    holder.put("one")
    holder.get(timeout=2)
    assert_empty(other)
    assert get_queue_figures().held == 1


def test_requeued_message_comes_back_before_later_ones(queue: SimpleQueue) -> None:
    queue.put("first")
    queue.put("second")
    queue.get(timeout=2).requeue()
    # The consumer may have the second in its buffer already; the database must hand out the first first.
    assert queue.get(timeout=2).delivery_info["redelivered"]


def test_closing_consumer_gives_back_what_it_did_not_finish(open_queue: Open) -> None:
    closing, other = open_queue(), open_queue()
    closing.put("unfinished")
    closing.get(timeout=2)
    closing.channel.close()
    message = other.get(timeout=1)
    assert message.payload == "unfinished"
    # It was not begun, or not to its end, through no fault of its own: the delivery is not counted.
    assert Message.objects.get().attempts == 1


def test_end_of_a_task_counts_after_its_connection_was_lost(open_queue: Open) -> None:
    closing, other = open_queue(), open_queue()
    closing.put("running")
    message = closing.get(timeout=2)
    closing.channel.close()
    message.ack()
    assert_empty(other)


def test_message_of_a_consumer_that_vanished_comes_back(open_queue: Open) -> None:
    vanished, other = open_queue(visibility_timeout=SOON), open_queue(visibility_timeout=SOON)
    vanished.put("orphan")
    vanished.get(timeout=2)
    vanished.channel._ended.set()  # what kill -9 does to the thread that renews
    assert other.get(timeout=2).payload == "orphan"


def test_late_acknowledgement_does_not_take_it_from_the_next_holder(open_queue: Open) -> None:
    vanished, other = open_queue(visibility_timeout=SOON), open_queue(visibility_timeout=SOON)
    vanished.put("orphan")
    late = vanished.get(timeout=2)
    vanished.channel._ended.set()
    other.get(timeout=2)
    late.ack()
    assert get_queue_figures().held == 1


def test_living_consumer_keeps_a_message_for_longer_than_the_timeout(open_queue: Open) -> None:
    busy, other = open_queue(visibility_timeout=SOON), open_queue(visibility_timeout=SOON)
    busy.put("long task")
    busy.get(timeout=2)
    with pytest.raises(Empty):
        other.get(timeout=SOON * 3)


def test_task_for_later_is_scheduled_and_nobody_holds_it(queue: SimpleQueue) -> None:
    eta = datetime.now(UTC) + timedelta(seconds=SOON)
    queue.put("later", headers={"eta": eta.isoformat()})
    assert get_queue_figures().scheduled == 1
    assert_empty(queue)
    assert queue.get(timeout=2).payload == "later"
    assert datetime.now(UTC) >= eta


def test_unreadable_eta_means_now(queue: SimpleQueue) -> None:
    queue.put("now", headers={"eta": "tomorrow, perhaps"})
    assert take(queue, 1) == ["now"]


def test_message_is_given_up_after_its_last_delivery(open_queue: Open, caplog: pytest.LogCaptureFixture) -> None:
    queue = open_queue(max_deliveries=3)
    queue.put("poison", headers={"task": "scoring.poison"})
    for _ in range(3):
        queue.get(timeout=2).requeue()
    assert_empty(queue)
    message = Message.objects.get()
    assert message.dead_at is not None
    assert message.attempts == 3
    assert "scoring.poison" in caplog.text


def test_message_behind_a_given_up_one_is_delivered(open_queue: Open) -> None:
    queue = open_queue(max_deliveries=1)
    queue.put("poison")
    queue.get(timeout=2).requeue()
    queue.put("innocent")
    assert take(queue, 1) == ["innocent"]


def test_rejected_message_is_kept_for_people_to_see(queue: SimpleQueue) -> None:
    queue.put("refused")
    queue.get(timeout=2).reject()
    assert_empty(queue)
    assert get_queue_figures().dead == 1


def test_consumer_without_acknowledgements_leaves_nothing(transactional_db: None) -> None:
    with Connection("django://") as link, link.SimpleQueue("unimportant", no_ack=True) as queue:
        queue.put("gone")
        assert queue.get(timeout=2).payload == "gone"
    assert not Message.objects.exists()


def test_purge_leaves_what_is_held_and_what_was_given_up(open_queue: Open) -> None:
    holder, queue = open_queue(), open_queue()
    for body in ("refused", "held", "waiting"):
        queue.put(body)
    holder.get(timeout=2).reject()
    holder.get(timeout=2)
    assert queue.channel.queue_purge("exam-hall") == 1
    assert get_queue_figures().held == 1
    assert get_queue_figures().dead == 1


def test_depth_counts_what_is_due(queue: SimpleQueue) -> None:
    queue.put("now")
    queue.put("later", headers={"eta": (datetime.now(UTC) + timedelta(hours=1)).isoformat()})
    assert queue_depth() == 1


def test_connection_closed_behind_its_back_is_replaced(queue: SimpleQueue) -> None:
    queue.put("one")
    connection.close()
    assert take(queue, 1) == ["one"]


@pytest.mark.postgres
def test_connection_the_driver_lost_is_replaced(queue: SimpleQueue) -> None:
    connection.connection.close()  # the driver's own: Django does not know
    queue.put("one")
    connection.connection.close()
    assert take(queue, 1) == ["one"]


@pytest.mark.postgres
def test_connection_ended_by_the_server_is_replaced(queue: SimpleQueue) -> None:
    queue.put("one")
    other = connection.copy()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
    other.close()
    assert take(queue, 1) == ["one"]
