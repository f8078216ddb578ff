"""What was recorded of the room ends by itself."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from exams.proctoring.models import Incident, Statement, Verdict
from exams.proctoring.review_selectors import get_review
from exams.proctoring.services import retention, review
from exams.proctoring.tasks import delete_old_records, read_reported_events
from exams.sittings.models import Command, SittingEvent
from exams.sittings.services import control
from tests.proctoring.conftest import end

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def decided(waiting, petra):
    review.comment(user=waiting.sitting.user, sitting_id=waiting.sitting_id, text="It was the door.")
    review.decide(actor=petra, sitting_id=waiting.sitting_id, verdict=Verdict.NOTED, reason="Saw a door.", seen_count=0)
    waiting.refresh_from_db()
    return waiting


def later(supervision, by=DAY):
    return time_machine.travel(supervision.delete_at + by, tick=False)


def test_records_stay_until_their_time(decided):
    with later(decided, by=-DAY):
        assert delete_old_records() == 0
    assert Incident.objects.count() == 2


def test_then_incidents_and_words_are_gone(decided):
    with later(decided):
        assert delete_old_records() == 1
    assert not Incident.objects.exists()
    assert not Statement.objects.exists()
    assert not SittingEvent.objects.filter(number__isnull=False).exists()
    assert [row.reason for row in decided.decisions.all()] == [retention.DELETED]


def test_what_another_way_was_taken_for_is_forgotten_and_the_agreement_is_not(decided):
    decided.steps.filter(code="identity").update(alternative="Cannot see.", details={"camera": True})
    with later(decided):
        delete_old_records()
    step = decided.steps.get(code="identity")
    assert (step.alternative, step.details) == ("", {})
    assert decided.steps.get(code="terms").text_version == 1


def test_proctors_words_go_and_the_clocks_story_stays(proctored, cleared, make_client, petra):
    control.send_message(actor=petra, sitting_id=proctored.pk, text="Look here, Alice.")
    control.pause(actor=petra, sitting_id=proctored.pk, text="You looked away, Alice.")
    control.resume(actor=petra, sitting_id=proctored.pk)
    end(cleared, make_client(proctored))
    with later(cleared):
        delete_old_records()
    assert not SittingEvent.objects.filter(reason__contains="Alice").exists()
    assert not Command.objects.filter(text__contains="Alice").exists()
    assert {"paused", "resumed"} <= set(SittingEvent.objects.values_list("type", flat=True))


def test_the_chain_is_replaced_by_its_length_and_head(decided):
    with later(decided):
        delete_old_records()
    event = SittingEvent.objects.get(type="records-deleted")
    assert event.details == {"events": 2, "head": decided.sitting.event_head}
    assert get_review(sitting_id=decided.sitting_id).broken_at is None


def test_what_waits_for_a_review_is_kept(waiting):
    with later(waiting, by=400 * DAY):
        assert delete_old_records() == 0


def test_so_is_what_was_appealed(decided):
    review.appeal(user=decided.sitting.user, sitting_id=decided.sitting_id, text="Please.")
    with later(decided):
        assert delete_old_records() == 0


def test_a_decision_starts_the_time_anew(waiting, petra):
    first = waiting.delete_at
    with time_machine.travel(first - DAY, tick=False):
        values = {"actor": petra, "sitting_id": waiting.sitting_id, "reason": "x", "seen_count": 0}
        review.decide(verdict=Verdict.NOTHING, **values)
    with time_machine.travel(first + DAY, tick=False):
        assert delete_old_records() == 0
    with time_machine.travel(first + 30 * DAY, tick=False):
        assert delete_old_records() == 1


def test_deleting_twice_is_once(decided):
    with later(decided):
        delete_old_records()
        assert retention.end_records(supervision_id=decided.pk) is False
        assert delete_old_records() == 0


def test_nothing_is_read_anew_afterwards(decided):
    with later(decided):
        delete_old_records()
        assert read_reported_events() == 0


def test_the_candidate_is_told_that_it_is_gone(client, decided):
    with later(decided):
        delete_old_records()
        client.force_login(decided.sitting.user)
        html = client.get(f"/sittings/{decided.sitting_id}/proctoring/").content.decode()
    assert "was deleted" in html
    assert "Say something" not in html


def test_a_sitting_that_goes_on_is_never_due(proctored, cleared):
    with time_machine.travel(timezone.now() + 400 * DAY, tick=False):
        assert retention.end_records(supervision_id=cleared.pk) is False
