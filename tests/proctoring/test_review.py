"""After the exam: who decides what, once, and what the candidate can say to it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from exams.proctoring.errors import (
    AnotherReviewerNeeded,
    AppealNotPossible,
    NotProctored,
    RecordsDeleted,
    ReviewChanged,
    SittingNotOver,
    TooManyStatements,
)
from exams.proctoring.models import Decision, ReviewState, RoomRules, Statement, Supervision, Verdict
from exams.proctoring.services import review
from exams.sittings.errors import SittingNotStarted
from exams.sittings.models import Sitting, SittingEvent
from tests.fixtures.cast import make_person

pytestmark = pytest.mark.django_db
NOTHING, SECOND, VOID = Verdict.NOTHING, Verdict.SECOND_OPINION, Verdict.VOID


@pytest.fixture
def rita(roles):
    """Another proctor."""
    return make_person("rita", role="Proctor", is_staff=True)


def decide(supervision, actor, verdict=NOTHING, reason="Looked at it.", seen=0) -> Decision:
    return review.decide(
        actor=actor, sitting_id=supervision.sitting_id, verdict=verdict, reason=reason, seen_count=seen
    )


def comment(supervision, text="It was the door.", **values) -> Statement:
    user = supervision.sitting.user
    return review.comment(user=user, sitting_id=supervision.sitting_id, text=text, **values)


def appeal(supervision, text="Please look again.") -> Statement:
    return review.appeal(user=supervision.sitting.user, sitting_id=supervision.sitting_id, text=text)


def state_of(supervision) -> str:
    supervision.refresh_from_db()
    return supervision.review_state


# --- deciding -------------------------------------------------------------------------------------
def test_a_decision_takes_the_sitting_out_of_the_queue(waiting, petra):
    decide(waiting, petra)
    assert state_of(waiting) == ReviewState.DECIDED


@pytest.mark.parametrize(
    ("verdict", "is_held"), [(NOTHING, False), (Verdict.NOTED, False), (SECOND, True), (VOID, False)]
)
def test_a_held_result_is_let_go_by_a_decision(held, petra, verdict, is_held):
    decide(held, petra, verdict)
    held.sitting.refresh_from_db()
    assert held.sitting.is_held is is_held


@pytest.mark.parametrize(("verdict", "is_void"), [(NOTHING, False), (SECOND, False), (VOID, True)])
def test_a_decision_says_whether_the_result_counts(waiting, petra, verdict, is_void):
    decide(waiting, petra, verdict)
    waiting.sitting.refresh_from_db()
    assert waiting.sitting.is_void is is_void


def test_the_log_says_why_a_result_does_not_count(waiting, petra):
    decide(waiting, petra, VOID, "Somebody else answered.")
    event = SittingEvent.objects.get(sitting=waiting.sitting_id, type="result-voided")
    assert (event.reason, event.actor) == ("Somebody else answered.", petra)


def test_what_was_never_sat_cannot_be_voided_and_can_be_decided(cleared, petra):
    Sitting.objects.update(state="closed", close_reason="missed", closed_at=timezone.now())
    Supervision.objects.update(delete_at=timezone.now())
    with pytest.raises(SittingNotStarted):
        decide(cleared, petra, VOID)
    assert decide(cleared, petra, NOTHING).verdict == NOTHING


def test_a_second_opinion_stays_in_the_queue_for_somebody_else(waiting, petra, rita):
    decide(waiting, petra, SECOND)
    assert state_of(waiting) == ReviewState.WAITING
    with pytest.raises(AnotherReviewerNeeded):
        decide(waiting, petra, NOTHING, seen=1)
    decide(waiting, rita, seen=1)
    assert state_of(waiting) == ReviewState.DECIDED


def test_deciding_twice_is_one_decision(waiting, petra):
    assert decide(waiting, petra) == decide(waiting, petra)
    assert SittingEvent.objects.filter(sitting=waiting.sitting_id, type="review-decided").count() == 1


def test_the_second_of_two_reviewers_is_told(waiting, petra, rita):
    decide(waiting, petra)
    with pytest.raises(ReviewChanged):
        decide(waiting, rita, VOID)


def test_who_has_not_seen_the_first_opinion_is_told(waiting, petra, rita):
    decide(waiting, petra, SECOND)
    with pytest.raises(ReviewChanged):
        decide(waiting, rita, seen=0)


def test_nobody_reviews_their_own_sitting(waiting):
    with pytest.raises(AnotherReviewerNeeded):
        decide(waiting, waiting.sitting.user)


def test_a_sitting_that_goes_on_is_not_decided(proctored, cleared, petra):
    with pytest.raises(SittingNotOver):
        decide(cleared, petra)


def test_nothing_is_decided_of_deleted_records(waiting, petra):
    Supervision.objects.update(deleted_at=waiting.delete_at)
    with pytest.raises(RecordsDeleted):
        decide(waiting, petra)


def test_records_are_kept_anew_from_the_decision_on(waiting, petra):
    RoomRules.objects.update(retention_days=90)
    decision = decide(waiting, petra)
    waiting.refresh_from_db()
    assert waiting.delete_at == decision.at + timedelta(days=90)


def test_a_decision_never_shortens_the_time(waiting, petra):
    RoomRules.objects.update(retention_days=1)
    before = waiting.delete_at
    decide(waiting, petra)
    waiting.refresh_from_db()
    assert waiting.delete_at == before


def test_the_database_refuses_a_second_decision_of_one_person(waiting, petra):
    decision = decide(waiting, petra)
    values = {"supervision": waiting, "reviewer": petra, "at": decision.at, "verdict": VOID, "reason": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(**values)


# --- the candidate's word -------------------------------------------------------------------------
def test_a_candidate_comments_on_one_incident(waiting):
    incident = waiting.incidents.first()
    assert comment(waiting, incident_number=incident.number).incident == incident


def test_an_incident_of_nobody_is_refused(waiting):
    with pytest.raises(NotProctored):
        comment(waiting, incident_number=999)


def test_the_same_words_are_said_once(waiting):
    assert comment(waiting) == comment(waiting)


def test_other_peoples_sittings_have_no_record_for_me(waiting, carol):
    with pytest.raises(NotProctored):
        review.comment(user=carol, sitting_id=waiting.sitting_id, text="x")


def test_a_candidate_cannot_fill_the_disk(waiting):
    Statement.objects.bulk_create(
        Statement(supervision=waiting, at=waiting.delete_at, text=str(number))
        for number in range(review.MOST_STATEMENTS)
    )
    with pytest.raises(TooManyStatements):
        comment(waiting)


def test_an_appeal_returns_to_the_queue_for_another_reviewer(waiting, petra, rita):
    decide(waiting, petra, VOID)
    appeal(waiting)
    assert state_of(waiting) == ReviewState.APPEALED
    with pytest.raises(AnotherReviewerNeeded):
        decide(waiting, petra, VOID, "Still.", seen=1)
    decide(waiting, rita, seen=1)
    assert state_of(waiting) == ReviewState.DECIDED


def test_an_appeal_lets_a_result_count_again(waiting, petra, rita):
    decide(waiting, petra, VOID)
    appeal(waiting)
    waiting.sitting.refresh_from_db()
    assert waiting.sitting.is_void
    decide(waiting, rita, seen=1)
    waiting.sitting.refresh_from_db()
    assert not waiting.sitting.is_void


def test_an_appeal_is_possible_once(waiting, petra, rita):
    decide(waiting, petra)
    assert appeal(waiting) == appeal(waiting)
    decide(waiting, rita, seen=1)
    with pytest.raises(AppealNotPossible):
        appeal(waiting, "Once more.")


def test_before_a_decision_there_is_nothing_to_appeal(waiting):
    with pytest.raises(AppealNotPossible):
        appeal(waiting)
