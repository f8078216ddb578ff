"""What candidates are given back for outages, and how often."""

from datetime import datetime, timedelta

import pytest
import time_machine

from exams.sittings.errors import SittingClosed, SittingNotStarted
from exams.sittings.models import Command, OutageCredit, Sitting, SittingEvent
from exams.sittings.outage_selectors import list_proposals
from exams.sittings.services import control, entry, finish, outages
from tests.sittings.test_outages import be_away

BOTH = {"is_own_gap_included": True}


@pytest.fixture
def clock(running):
    with time_machine.travel(running.started_at, tick=False) as clock:
        yield clock


@pytest.fixture
def second(running, carol, exam):
    """Carol's sitting, started with alice's."""
    with time_machine.travel(running.started_at, tick=False):
        opened = entry.open_check_in(user=carol, exam=exam)
        return entry.start(user=carol, sitting_id=opened.pk, is_rules_accepted=True)


def not_heard(sitting, begin: int, end: int):
    began_at = sitting.started_at + timedelta(seconds=begin)
    details = {"from": began_at.isoformat(), "for_ms": (end - begin) * 1000}
    SittingEvent.objects.create(
        sitting=sitting, at=began_at + timedelta(seconds=end - begin), type="not-heard", details=details
    )


def grant(sitting, actor, **values):
    return outages.grant_credit(actor=actor, sitting_id=sitting.pk, **values)


def proposed(sitting, clock_now):
    sitting.refresh_from_db()
    proposal = list_proposals(sittings=[sitting], now=clock_now)[sitting.pk]
    return proposal.outage_seconds, proposal.own_gap_seconds


def test_a_credit_moves_the_deadline_by_what_the_outage_took(clock, running, ben):
    before = running.deadline_at
    clock.shift(100)
    be_away(clock, 180)
    credit = grant(running, ben)
    running.refresh_from_db()
    assert credit.seconds == 180
    assert running.deadline_at == before + timedelta(seconds=180)


def test_the_candidate_is_told_why(clock, running, ben):
    be_away(clock, 180)
    grant(running, ben)
    command = Command.objects.get()
    assert command.type == "extend"
    assert command.text == "You have been given back 3 minutes: the exam server could not be reached for a while."


def test_the_log_says_who_gave_what_for_which_outage(clock, running, ben):
    be_away(clock, 180)
    grant(running, ben)
    event = running.events.get(type="outage-credit")
    assert (event.actor, event.details["seconds"]) == (ben, 180)
    ended_at = running.started_at + timedelta(seconds=180)
    assert [datetime.fromisoformat(span["to"]) for span in event.details["outages"]] == [
        ended_at.replace(microsecond=ended_at.microsecond // 1000 * 1000)
    ]


def test_a_second_click_gives_nothing(clock, running, ben):
    be_away(clock, 180)
    grant(running, ben)
    assert grant(running, ben) is None
    clock.shift(10)
    assert grant(running, ben, seconds=60) is None
    assert OutageCredit.objects.get().seconds == 180


def test_a_later_outage_is_given_back_too(clock, running, ben):
    be_away(clock, 180)
    grant(running, ben)
    clock.shift(5)
    be_away(clock, 60)
    assert grant(running, ben).seconds == 60


def test_who_grants_may_give_another_number_of_seconds(clock, running, ben):
    be_away(clock, 170)
    assert grant(running, ben, seconds=300).seconds == 300
    assert grant(running, ben) is None


def test_a_credit_takes_no_time_away(running, ben):
    with pytest.raises(ValueError, match="takes none"):
        grant(running, ben, seconds=0)


def test_without_an_outage_there_is_nothing_to_give(clock, running, ben):
    clock.shift(100)
    assert grant(running, ben) is None
    assert not running.events.filter(type="outage-credit").exists()


def test_a_candidate_who_was_away_alone_gets_it_only_when_it_is_meant(clock, running, ben):
    not_heard(running, 100, 220)
    clock.shift(300)
    assert proposed(running, running.started_at + timedelta(seconds=300)) == (0, 120)
    assert grant(running, ben) is None
    assert grant(running, ben, **BOTH).seconds == 120
    assert grant(running, ben, **BOTH) is None
    assert "your connection was lost" in Command.objects.get().text


def test_own_gaps_stay_proposed_when_only_the_outage_is_granted(clock, running, ben):
    not_heard(running, 10, 100)
    clock.shift(110)
    be_away(clock, 60)
    assert grant(running, ben).seconds == 60
    clock.shift(1)
    assert grant(running, ben, **BOTH).seconds == 90


def test_an_outage_in_a_pause_costs_nothing(clock, running, ben, petra):
    control.pause(actor=petra, sitting_id=running.pk, text="Fire alarm.")
    clock.shift(30)
    be_away(clock, 300)
    assert grant(running, ben) is None
    control.resume(actor=petra, sitting_id=running.pk)
    clock.shift(10)
    assert grant(running, ben) is None


def test_who_started_in_an_outage_is_given_only_the_rest(clock, running, second, ben):
    Sitting.objects.filter(pk=second.pk).update(rules_accepted_at=running.started_at + timedelta(seconds=100))
    be_away(clock, 180)
    assert (grant(running, ben).seconds, grant(second, ben).seconds) == (180, 80)


def test_a_closed_sitting_is_given_nothing(clock, running, ben, make_client):
    be_away(clock, 180)
    finish.submit(user=running.user, sitting_id=running.pk, client=make_client(running).id)
    with pytest.raises(SittingClosed):
        grant(running, ben)


def test_what_has_not_started_is_given_nothing(check_in, ben):
    with pytest.raises(SittingNotStarted):
        grant(check_in, ben)


# --- everyone -----------------------------------------------------------------------------------
def test_everyone_is_given_back_what_each_one_lost(clock, running, second, ben):
    be_away(clock, 180)
    granted = outages.grant_to(actor=ben, sittings=[running, second])
    assert (granted.count, granted.seconds, granted.skipped) == (2, 360, [])
    assert outages.grant_to(actor=ben, sittings=[running, second]).count == 0


def test_who_is_through_meanwhile_is_skipped_and_named(clock, running, second, ben, make_client, monkeypatch):
    be_away(clock, 180)
    client = make_client(running)
    real = outages.grant_credit

    def submit_first(*, sitting_id, **values):
        if sitting_id == running.pk:
            finish.submit(user=running.user, sitting_id=running.pk, client=client.id)
        return real(sitting_id=sitting_id, **values)

    monkeypatch.setattr(outages, "grant_credit", submit_first)
    granted = outages.grant_to(actor=ben, sittings=[running, second])
    assert (granted.count, granted.skipped) == (1, ["Alice"])


# --- missed heartbeats, as the server writes them down -------------------------------------------
def test_a_client_that_was_silent_has_a_gap_of_its_own(clock, running, ben, make_client):
    client = make_client(running)
    clock.shift(120)
    client.send()
    assert proposed(running, running.started_at + timedelta(seconds=120)) == (0, 120)


def test_a_client_that_an_outage_silenced_has_none(clock, running, ben, make_client):
    client = make_client(running)
    be_away(clock, 120)
    clock.shift(10)
    client.send()
    assert proposed(running, running.started_at + timedelta(seconds=130)) == (120, 0)
