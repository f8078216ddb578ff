"""The console shows who is sitting under the rules of the room, the worst first, and sends what changed alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exams.proctoring.console import Card, Said
from exams.proctoring.console_selectors import list_cards
from exams.proctoring.services.console import mark_seen
from exams.sittings.models import Sitting
from exams.sittings.services import control
from tests.proctoring.on_console import add_incident, add_proctored, console_url, look
from tests.sittings.live import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def proctor(client, petra):
    """Petra's browser."""
    client.force_login(petra)
    return client


def card_of(sitting: Sitting) -> Card:
    cards = list_cards(exam=sitting.exam, now=timezone.now())
    return next(card for card in cards if card.id == str(sitting.pk))


def hear(sitting: Sitting, *, seconds_ago: float) -> None:
    Sitting.objects.filter(pk=sitting.pk).update(last_seen_at=timezone.now() - timedelta(seconds=seconds_ago))


def test_a_card_says_how_a_sitting_stands(proctored):
    add_incident(proctored)
    card = card_of(proctored)
    assert (card.name, card.state, card.answered, card.total) == ("Alice", "running", 0, 10)
    assert (card.incident_count, card.points) == (1, 5)
    assert card.incident.text == "Left the full screen"
    assert card.incident.position == 7


def test_sittings_without_a_proctor_are_not_on_the_console(running, exam):
    assert list_cards(exam=exam, now=timezone.now()) == []


def test_who_was_not_heard_for_twenty_seconds_is_silent(proctored):
    hear(proctored, seconds_ago=15)
    assert card_of(proctored).silent_since is None
    hear(proctored, seconds_ago=25)
    assert card_of(proctored).silent_since is not None


def test_a_call_stands_until_it_is_answered(proctored, petra):
    write(proctored, "May I drink?")
    assert card_of(proctored).call.text == "May I drink?"
    control.send_message(actor=petra, sitting_id=proctored.pk, text="Yes.")
    assert card_of(proctored).call is None


def test_a_call_that_is_marked_as_seen_stands_no_more(proctored, petra):
    write(proctored, "The door bell rang.")
    mark_seen(actor=petra, sitting_id=proctored.pk)
    assert card_of(proctored).call is None
    write(proctored, "Again.")
    assert card_of(proctored).call.text == "Again."


def test_a_card_says_which_proctor_did_what(proctored, petra):
    control.pause(actor=petra, sitting_id=proctored.pk, text="One moment.")
    assert card_of(proctored).did.text == "Petra has paused this sitting"


def test_what_has_ended_stays_in_sight_for_ten_minutes(proctored, petra, exam):
    control.terminate(actor=petra, sitting_id=proctored.pk, text="A second person.")
    assert card_of(proctored).did.text == "Petra has ended this sitting"
    assert list_cards(exam=exam, now=timezone.now() + timedelta(minutes=11)) == []


def test_the_worst_come_first(proctored):
    calls, paused, silent, counted, quiet, over = add_proctored(proctored, 6)
    write(calls, "Help.")
    Sitting.objects.filter(pk=paused.pk).update(
        state="paused", paused_at=timezone.now(), pause_ends_at=timezone.now() + timedelta(minutes=5)
    )
    hear(silent, seconds_ago=90)
    add_incident(counted)
    Sitting.objects.filter(pk=over.pk).update(state="closed", close_reason="submitted", closed_at=timezone.now())
    cards = sorted(list_cards(exam=proctored.exam, now=timezone.now()), key=lambda card: -card.worry)
    names = [card.id for card in cards if card.id != str(proctored.pk)]
    assert names == [str(sitting.pk) for sitting in (calls, paused, silent, counted, quiet, over)]


def test_more_points_outweigh_more_incidents():
    def worry(**values):
        usual = dict.fromkeys(Card.__dataclass_fields__) | {"state": "running", "points": 0, "incident_count": 0}
        return Card(**usual | values).worry

    assert worry(points=6) > worry(points=5, incident_count=40)
    assert worry(call=Said(1, "Help", 0)) > worry(points=9_999, state="paused")


# --- what is sent -------------------------------------------------------------------------------
def test_nothing_new_is_answered_in_a_word(proctor, proctored, exam):
    first = look(proctor, exam)
    assert look(proctor, exam, first["state"]) is None


def test_only_the_card_that_changed_is_sent(proctor, proctored, exam):
    add_proctored(proctored, 3)
    first = look(proctor, exam)
    write(proctored, "Help.")
    second = look(proctor, exam, first["state"])
    assert [card["name"] for card in second["cards"]] == ["Alice"]
    assert (second["is_whole"], second["counts"]["calling"], second["counts"]["all"]) == (False, 1, 4)


def test_being_heard_again_and_again_changes_no_card(proctor, proctored, exam):
    hear(proctored, seconds_ago=9)
    first = look(proctor, exam)
    hear(proctored, seconds_ago=1)
    assert look(proctor, exam, first["state"]) is None


def test_what_is_not_shown_any_more_is_named(proctor, proctored, exam):
    first = look(proctor, exam)
    Sitting.objects.filter(pk=proctored.pk).update(is_proctored=False)
    second = look(proctor, exam, first["state"])
    assert (second["cards"], second["gone"]) == ([], [str(proctored.pk)])


def test_a_state_that_nobody_remembers_is_answered_with_everything(proctor, proctored, exam):
    body = look(proctor, exam, "0" * 24)
    assert body["is_whole"]
    assert len(body["cards"]) == 1


def test_a_hundred_sittings_take_as_many_statements_as_one(proctor, proctored, exam):
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert proctor.get(console_url(exam)).status_code == 200
        return len(captured)

    add_incident(proctored)
    write(proctored, "Help.")
    one = count()
    for sitting in add_proctored(proctored, 100):
        add_incident(sitting)
        write(sitting, "Help.")
    assert count() == one


# --- pages --------------------------------------------------------------------------------------
def test_the_exams_under_way_are_listed(proctor, proctored, exam):
    page = proctor.get("/proctor/").content.decode()
    assert f'href="/proctor/{exam.slug}/"' in page


def test_the_page_starts_with_the_cards(proctor, proctored, exam):
    assert "Alice" in proctor.get(f"/proctor/{exam.slug}/").content.decode()


def test_a_candidate_has_no_console(client, alice, proctored, exam):
    client.force_login(alice)
    assert client.get(f"/proctor/{exam.slug}/").status_code == 403
    assert client.get(console_url(exam)).status_code == 403
