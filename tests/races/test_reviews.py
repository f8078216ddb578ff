"""Real threads on PostgreSQL: two reviewers, two workers, two clicks."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from exams.proctoring.errors import ReviewChanged
from exams.proctoring.models import Decision, ReviewState, Supervision, Verdict
from exams.proctoring.services import retention, review, simulated
from exams.sittings.models import Command, Sitting, SittingEvent
from tests.races.test_sittings import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_of_two_reviewers_at_once_the_second_is_told(watched, petra, ben):
    values = {"sitting_id": watched.pk, "verdict": Verdict.NOTED, "reason": "Seen.", "seen_count": 0}
    found = at_once(*[partial(review.decide, actor=actor, **values) for actor in (petra, ben)])
    assert {type(answer) for answer in found} == {Decision, ReviewChanged}
    assert Decision.objects.count() == 1


def test_two_clicks_on_decide_are_one_decision(watched, petra):
    values = {"sitting_id": watched.pk, "verdict": Verdict.VOID, "reason": "Seen.", "seen_count": 0}
    found = at_once(*[partial(review.decide, actor=petra, **values)] * 4)
    assert len({answer.pk for answer in found}) == 1
    assert SittingEvent.objects.filter(type="review-decided").count() == 1


def test_two_clicks_on_appeal_are_one_appeal(watched, alice):
    Supervision.objects.update(review_state=ReviewState.DECIDED)
    found = at_once(*[partial(review.appeal, user=alice, sitting_id=watched.pk, text="Please.")] * 4)
    assert len({answer.pk for answer in found}) == 1


def test_two_workers_delete_once(watched):
    Supervision.objects.update(review_state=ReviewState.DECIDED, delete_at=timezone.now())
    supervision = Supervision.objects.get()
    found = at_once(*[partial(retention.end_records, supervision_id=supervision.pk)] * 4)
    assert sorted(found) == [False, False, False, True]


def test_four_workers_say_welcome_once(running):
    now = timezone.now()
    began = now - timedelta(minutes=1)
    Sitting.objects.filter(pk=running.pk).update(started_at=began, deadline_at=began + timedelta(hours=1))
    Supervision.objects.create(sitting=running, proctor="simulated", created_at=now)
    found = at_once(*[simulated.act_everywhere] * 4)
    assert sum(found) == 1
    assert Command.objects.count() == 1
