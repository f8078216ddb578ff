"""Real threads on PostgreSQL: an outage is recorded once, and given back once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exams.sittings.models import Outage, OutageCause, OutageCredit, Pulse, Sitting
from exams.sittings.services import outages
from tests.races.test_sittings import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_clicks_on_give_back_give_it_once(running, ben):
    began_at = running.started_at
    before = began_at - timedelta(minutes=10)
    Sitting.objects.update(started_at=before, rules_accepted_at=before)
    Outage.objects.create(began_at=began_at - timedelta(minutes=5), ended_at=began_at, cause=OutageCause.RESTART)
    at_once(*[lambda: outages.grant_credit(actor=ben, sitting_id=running.pk)] * 4)
    assert OutageCredit.objects.get().seconds == 300
    assert Sitting.objects.get().extended_seconds == 300


def test_web_processes_that_beat_at_once_record_an_outage_once():
    Pulse.objects.create(last_ok_at=timezone.now() - timedelta(minutes=1))
    found = at_once(*[lambda: outages.beat(cause=OutageCause.RESTART)] * 4)
    assert len([outage for outage in found if isinstance(outage, Outage)]) == 1
    assert Outage.objects.count() == 1


def test_the_first_beats_ever_at_once_make_one_pulse():
    found = at_once(*[lambda: outages.beat(cause=OutageCause.RESTART)] * 4)
    assert found == [None] * 4
    assert Pulse.objects.count() == 1
