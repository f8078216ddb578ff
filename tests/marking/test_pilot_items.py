"""Pilot items are answered like others, and count for nothing."""

import pytest

from exams.assembly.models import FormItem
from exams.bank.admin.statistics import get_numbers
from exams.sittings.content import forget, list_shown_items
from exams.sittings.services import finish
from scoring.marking.report import build_report
from scoring.marking.rules import Key, Place, mark_sitting, tally, tally_domains
from scoring.marking.services.scoring import score
from tests.fixtures.exam import answer_all


def test_a_pilot_item_is_worth_nothing_whatever_was_chosen() -> None:
    keys = {1: Key((frozenset("a"),)), 2: Key((frozenset("b"),))}
    places = [Place(1, 7), Place(2, 8, is_pilot=True)]
    marks = mark_sitting(places, {1: frozenset("a"), 2: frozenset("b")}, keys)
    assert [(row.points, row.max_points, row.is_correct) for row in marks] == [(1, 1, True), (0, 0, False)]
    assert (tally(marks).max_points, tally(marks).item_count) == (1, 1)
    assert list(tally_domains(marks)) == [7]


@pytest.fixture
def result(exam, running, make_client):
    """Alice's result: everything right, and the first item was a pilot item."""
    form = exam.forms.get()
    FormItem.objects.filter(form=form, version=list_shown_items(running)[0].version_id).update(is_pilot=True)
    forget()
    client = make_client(running)
    answer_all(running, client)
    finish.submit(user=running.user, sitting_id=running.pk, client=client.id)
    return score(sitting_id=running.pk)


def test_a_result_counts_the_scored_items_alone(result) -> None:
    assert (result.points, result.max_points, result.item_count) == (9, 9, 9)
    assert sum(row.item_count for row in result.subscores.all()) == 9


def test_a_report_tells_nothing_of_a_pilot_item(result) -> None:
    positions = [item.position for item in build_report(result=result).items]
    assert positions == list(range(2, 11))


def test_a_pilot_item_is_tried_out_its_numbers_say_how_it_was_answered(result) -> None:
    """It is worth nothing, so its mark does not say whether the answer was right: the key does."""
    pilot = FormItem.objects.get(is_pilot=True)
    numbers = get_numbers(pilot.version_id)
    assert (numbers.seen, numbers.correct_percent) == (1, 100)
