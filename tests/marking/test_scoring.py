from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dbbroker.models import Message
from exams.assembly.services.forms import draw_form
from exams.bank.content import ItemContent
from exams.bank.models import Item
from exams.bank.models.key import OptionKey
from exams.bank.services.authoring import ItemDetails, save_item
from exams.sittings.content import forget, list_shown_items
from exams.sittings.models import Sitting, SittingState
from exams.sittings.services import finish
from scoring.marking import receivers
from scoring.marking.models import Result, ResultState, Subscore
from scoring.marking.rules import unpack
from scoring.marking.selectors import list_unscored_sitting_ids
from scoring.marking.services.scoring import score, score_all
from scoring.marking.tasks import queue_unscored_sittings, score_just_closed, score_sittings
from tests.fixtures.exam import answer_all, choose, make_content
from tests.sittings.live import add_sittings


def test_points_are_counted_by_domain(submitted):
    result = score(sitting_id=submitted.pk)
    assert (result.points, result.max_points, result.is_pass) == (8, 10, True)
    assert sum(row.points for row in result.subscores.all()) == 8
    assert [row.item_count for row in result.subscores.order_by("domain__code")] == [5, 3, 2]


def test_every_mark_can_be_explained(submitted):
    result = score(sitting_id=submitted.pk)
    marks = unpack(Result.objects.get(pk=result.pk).marks)
    assert [mark.is_correct for mark in marks] == [False] * 2 + [True] * 8
    assert all(mark.selected for mark in marks)
    assert result.rules_version == 3


def test_scoring_twice_gives_one_result(submitted):
    first = score(sitting_id=submitted.pk)
    again = score(sitting_id=submitted.pk)
    assert (first.pk, first.scored_at) == (again.pk, again.scored_at)
    assert Result.objects.count() == 1


def test_an_edited_item_changes_no_result(running, make_client, bank):
    client = make_client(running)
    answer_all(running, client)
    for item in bank:
        turned = make_content(item.code, select=item.current_version.select_count)
        options = tuple(
            type(option)(**{**option.__dict__, "is_correct": index >= len(turned.options) - turned.select_count})
            for index, option in enumerate(turned.options)
        )
        content = ItemContent(**{**turned.__dict__, "options": options})
        placements = ()
        save_item(actor=None, code=item.code, content=content, details=ItemDetails(placements=placements))
    finish.submit(user=running.user, sitting_id=running.pk, client=client.id)
    assert score(sitting_id=running.pk).points == 10
    assert Item.objects.first().versions.count() == 2


def test_a_running_sitting_is_not_scored(running):
    assert score(sitting_id=running.pk) is None
    assert not Result.objects.exists()


def test_a_missed_sitting_has_no_result(check_in, exam):
    from exams.assembly.services.forms import end_exam

    end_exam(actor=None, exam=exam)
    finish.close_expired()
    assert score(sitting_id=check_in.pk) is None
    assert list_unscored_sitting_ids() == []


def test_an_empty_sitting_scores_zero(running):
    with time_machine.travel(running.deadline_at + timedelta(seconds=61)):
        finish.close_expired()
        result = score(sitting_id=running.pk)
    assert (result.points, result.max_points, result.is_pass) == (0, 10, False)


class TestTheGrace:
    """An expired sitting: scored at once, released when its answers are final."""

    def test_the_result_is_not_shown_before_the_answers_are_final(self, running):
        with time_machine.travel(running.deadline_at + timedelta(seconds=5)):
            finish.close_expired()
            assert score(sitting_id=running.pk).state == ResultState.SCORED

    def test_the_sweep_releases_it_then(self, running):
        with time_machine.travel(running.deadline_at + timedelta(seconds=5)):
            finish.close_expired()
            score(sitting_id=running.pk)
        with time_machine.travel(running.deadline_at + timedelta(seconds=60)):
            queue_unscored_sittings()
        assert Result.objects.get().state == ResultState.RELEASED

    def test_answers_that_arrive_within_it_are_scored(self, running, make_client):
        client = make_client(running)
        with time_machine.travel(running.deadline_at + timedelta(seconds=5)):
            finish.close_expired()
            assert score(sitting_id=running.pk).points == 0
            answer_all(running, client)
            assert list_unscored_sitting_ids() == [running.pk]
            assert score(sitting_id=running.pk).points == 10

    def test_a_late_answer_is_kept_but_not_scored(self, running, make_client):
        client = make_client(running)
        with time_machine.travel(running.deadline_at + timedelta(seconds=90)):
            finish.close_expired()
            result = score(sitting_id=running.pk)
            client.send(choose(1, "a", at_ms=5))
            assert score(sitting_id=running.pk).scored_at == result.scored_at
        assert running.late_changes.count() == 1


@pytest.fixture
def waker(monkeypatch):
    """As if nobody had closed a sitting in this process for long."""
    monkeypatch.setattr(receivers, "waker", receivers.Waker())


@pytest.fixture
def room(running, make_client):
    """Thirty submitted sittings, one with everything right."""
    client = make_client(running)
    answer_all(running, client)
    others = add_sittings(running, 29)
    finish.submit(user=running.user, sitting_id=running.pk, client=client.id)
    for sitting in others:
        finish.submit(user=sitting.user, sitting_id=sitting.pk, client=client.id)
    return [running, *others]


def test_closing_wakes_a_worker_that_scores(waker, running, make_client, django_capture_on_commit_callbacks):
    client = make_client(running)
    with django_capture_on_commit_callbacks(execute=True):
        finish.submit(user=running.user, sitting_id=running.pk, client=client.id)
    assert "score_just_closed" in Message.objects.get().payload
    score_just_closed()
    assert Result.objects.get().sitting == running


def test_a_room_that_closes_at_once_sends_two_messages(db, waker, django_capture_on_commit_callbacks):
    for _ in range(500):
        receivers.queue_scoring(sender=None, sitting_id=None)
    assert Message.objects.count() == 2


def test_a_room_is_scored_together(room):
    score_just_closed()
    score_just_closed()
    points = sorted(Result.objects.values_list("points", flat=True))
    assert points == [0] * 29 + [10]
    assert Subscore.objects.count() == 30 * 3
    assert list_unscored_sitting_ids() == []


def test_a_room_takes_as_many_statements_as_one(room):
    ids = [sitting.pk for sitting in room]
    score_all(sitting_ids=ids[:1])
    with CaptureQueriesContext(connection) as one:
        score_all(sitting_ids=ids[1:2])
    with CaptureQueriesContext(connection) as many:
        score_all(sitting_ids=ids[2:])
    assert len(many) == len(one)


def test_one_sitting_is_scored_in_eight_statements(room):
    score(sitting_id=room[0].pk)
    with CaptureQueriesContext(connection) as statements:
        score(sitting_id=room[1].pk)
    # The test's own transaction adds two: a savepoint and its release.
    assert len([row for row in statements if "SAVEPOINT" not in row["sql"]]) <= 8


def test_items_are_worth_their_weights(running, make_client):
    form = running.form
    form.items.filter(position__lte=3).update(weight="2.50")
    forget()
    client = make_client(running)
    answer_all(running, client)
    finish.submit(user=running.user, sitting_id=running.pk, client=client.id)
    result = score(sitting_id=running.pk)
    assert (result.points, result.max_points, result.item_count) == (Decimal("14.5"), Decimal("14.5"), 10)
    assert sum(row.max_points for row in result.subscores.all()) == Decimal("14.5")


def test_part_of_an_answer_earns_part_of_the_points(exam, running, make_client):
    exam.marking_rule = "partial_no_penalty"
    exam.save(update_fields=["marking_rule"])
    client = make_client(running)
    position = next(place for place, item in enumerate(list_shown_items(running), start=1) if item.select_count == 2)
    client.send(choose(position, "a"))
    finish.submit(user=running.user, sitting_id=running.pk, client=client.id)
    result = score(sitting_id=running.pk)
    assert (result.points, result.marking_rule) == (Decimal("0.5"), "partial_no_penalty")
    assert result.scaled == 143


def test_one_that_cannot_be_scored_stops_no_other(room, exam):
    # An item without a key: the authoring checks refuse it, and a room must not wait for it if it happens.
    form = draw_form(actor=None, exam=exam)
    asked = set(form.items.values_list("version", flat=True)) - set(
        room[0].form.items.values_list("version", flat=True)
    )
    OptionKey.objects.filter(option__version=asked.pop()).update(is_correct=False)
    Sitting.objects.filter(pk=room[3].pk).update(form=form)
    score_just_closed()
    assert list_unscored_sitting_ids() == [room[3].pk]


def test_the_sweep_finds_what_a_lost_message_left(submitted):
    assert submitted.state == SittingState.CLOSED
    assert list_unscored_sitting_ids() == [submitted.pk]
    score_sittings([str(submitted.pk)])
    assert list_unscored_sitting_ids() == []


@pytest.mark.parametrize("change", [{"points": 11}, {"state": "nonsense"}, {"state": "released", "released_at": None}])
def test_the_database_refuses_a_result_that_cannot_be(released, change):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Result.objects.filter(pk=released.pk).update(**change)
