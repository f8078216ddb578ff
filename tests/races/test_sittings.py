"""Real threads on PostgreSQL: what happens at the same moment happens once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Barrier, Event
from time import monotonic
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from common.errors import DomainError
from exams.assembly.models import Form
from exams.assembly.selectors import list_current_forms
from exams.assembly.services.forms import draw_form
from exams.bank.models import Item
from exams.sittings.batches import ClientEvent
from exams.sittings.errors import SittingPaused, TakenOver
from exams.sittings.models import Response, Sitting
from exams.sittings.services import control, entry, finish
from scoring.marking.models import Result
from scoring.marking.services.scoring import score, score_all
from tests.fixtures.cast import make_person
from tests.fixtures.exam import choose

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Run all actions at the same moment, each on a connection of its own; results, or the errors they raised."""
    barrier = Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=10)
            return action()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_threads_really_overlap(exam, alice):
    """The negative control: without the constraint and the lock, a check before a write lets both through."""

    def careless() -> bool:
        is_free = not Form.objects.filter(exam=exam, number=99).exists()
        barrier.wait(timeout=10)
        return is_free

    barrier = Barrier(2)
    assert at_once(careless, careless) == [True, True]


def test_two_clicks_on_check_in_make_one_sitting(exam, alice):
    found = at_once(*[lambda: entry.open_check_in(user=alice, exam=exam)] * 4)
    assert len({sitting.pk for sitting in found}) == 1
    assert Sitting.objects.count() == 1


def test_two_clicks_on_start_start_one_clock(check_in, alice):
    found = at_once(*[lambda: entry.start(user=alice, sitting_id=check_in.pk, is_rules_accepted=True)] * 4)
    assert len({(sitting.started_at, sitting.seed) for sitting in found}) == 1
    assert check_in.events.filter(type="started").count() == 1


@pytest.fixture
def waiting(exam):
    """Thirty people in check-in, whose form an edit has put out of date since."""
    people = [make_person(f"candidate-{number:02}") for number in range(30)]
    sittings = [entry.open_check_in(user=person, exam=exam) for person in people]
    Item.objects.filter(versions__form_items__position=1).update(status="quarantined")
    return sittings


def test_thirty_starts_at_once_draw_one_form(waiting):
    found = at_once(
        *[partial(entry.start, user=sitting.user, sitting_id=sitting.pk, is_rules_accepted=True) for sitting in waiting]
    )
    assert {(sitting.state, sitting.form.number) for sitting in found} == {("running", 2)}
    assert Form.objects.count() == 2


def test_without_the_lock_many_forms_would_be_drawn(waiting, monkeypatch):
    """The negative control: a look before the draw alone lets everybody draw."""
    barrier = Barrier(4)

    def careless(user, exam):
        found = list_current_forms(exam=exam).first()
        barrier.wait(timeout=10)
        return found or draw_form(actor=None, exam=exam)

    monkeypatch.setattr(entry, "_find_or_draw_form", careless)
    at_once(*[partial(entry.accept_rules, user=row.user, sitting_id=row.pk) for row in waiting[:4]])
    assert Form.objects.count() == 5


def test_thirty_second_attempts_at_once_draw_one_form(exam):
    people = [make_person(f"candidate-{number:02}") for number in range(30)]
    for person in people:
        opened = entry.open_check_in(user=person, exam=exam)
        entry.start(user=person, sitting_id=opened.pk, is_rules_accepted=True)
    Sitting.objects.update(state="closed", close_reason="submitted", closed_at=timezone.now())
    found = at_once(*[partial(entry.open_check_in, user=person, exam=exam) for person in people])
    assert {sitting.state for sitting in found} == {"check_in"}
    assert Form.objects.count() == 2


def test_a_batch_sent_twice_at_once_is_applied_once(running, make_client):
    client = make_client(running)
    at_once(*[lambda: client.send(choose(1, "a"), seq=1)] * 4)
    assert Response.objects.get().change_count == 1


def test_two_clients_at_once_lose_nothing(running, make_client):
    first, second = make_client(running), make_client(running)
    found = at_once(lambda: first.send(choose(1, "a")), lambda: second.send(choose(2, "b")))
    assert isinstance(found[0], TakenOver)
    assert Response.objects.count() == 2


def test_taking_over_and_answering_at_once_never_deadlock(running, make_client):
    """Events take the slow way, which locks. Repeated, because it takes an unlucky moment."""
    first, second = make_client(running), make_client(running)
    blurred = (ClientEvent("window-blurred", 5),)

    def answer() -> None:
        for _ in range(30):
            with suppress(DomainError):
                first.send(choose(1, "a"), events=blurred)

    def take_over_in_turns() -> None:
        for client in (second, first) * 15:
            client.take_over()

    found = at_once(answer, take_over_in_turns)
    assert not [error for error in found if isinstance(error, Exception)]


def test_submitting_and_pausing_at_once_do_one_of_the_two(running, make_client, petra):
    client = make_client(running)
    found = at_once(
        lambda: finish.submit(user=running.user, sitting_id=running.pk, client=client.id),
        lambda: control.pause(actor=petra, sitting_id=running.pk, text="One moment."),
    )
    state = Sitting.objects.get().state
    if state == "paused":
        assert isinstance(found[0], SittingPaused)
    else:
        assert state == "closed"
        assert isinstance(found[1], Exception)


def test_submitting_and_answering_at_once_never_deadlock(running, make_client):
    client = make_client(running)
    found = at_once(
        lambda: finish.submit(user=running.user, sitting_id=running.pk, client=client.id),
        lambda: client.send(choose(1, "a")),
    )
    assert not [error for error in found if isinstance(error, Exception)]


def test_the_sweep_run_by_two_workers_closes_once(running):
    Sitting.objects.update(deadline_at=running.started_at)
    at_once(finish.close_expired, finish.close_expired)
    assert running.events.filter(type="expired").count() == 1


def test_scoring_by_two_workers_gives_one_result(submitted):
    at_once(*[lambda: score(sitting_id=submitted.pk)] * 3)
    assert Result.objects.count() == 1
    assert len(Result.objects.get().marks["points"]) == 10


def test_two_workers_share_a_room(submitted):
    """One scores what it gets; who is being scored already is left to the other."""
    assert at_once(*[lambda: score_all(sitting_ids=[submitted.pk])] * 3).count(1) >= 1
    assert Result.objects.count() == 1


def test_an_answer_that_waits_for_another_window_is_saved_after_it(running, make_client):
    """The other window brings its answer to the same item: what was new when this one began to wait is not any more."""
    old, new = make_client(running), make_client(running)
    is_held = Event()

    def merge() -> None:
        with transaction.atomic(), suppress(TakenOver):
            Sitting.objects.select_for_update().get(pk=running.pk)
            is_held.set()
            wait_until_somebody_waits()
            old.send(choose(1, "a", at_ms=1000))

    def answer() -> Any:
        is_held.wait(timeout=10)
        return new.send(choose(1, "b", at_ms=90_000))

    _, answered = at_once(merge, answer)
    assert answered.receipt.number == 2
    assert Response.objects.get().selected == ["b"]
    assert Response.objects.get().trail.count(";") == 2


def wait_until_somebody_waits() -> None:
    deadline = monotonic() + 10
    while monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
            if cursor.fetchone():
                return
    raise AssertionError("Nobody waits for a lock.")
