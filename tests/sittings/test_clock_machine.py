"""Every sequence of steps a sitting can take, against a model that counts working time second by second.

The model knows nothing of deadlines: it adds up the time in which the clock ran. The sitting must be open exactly as
long as that sum is below what was allotted, whatever was paused, extended or refused in between.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from accounts.models import Accommodation
from common.errors import DomainError
from exams.sittings.models import Sitting
from exams.sittings.services import answering, control, entry, finish
from tests.fixtures.exam import Client

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(240)]

# What ends a sitting is drawn seldom: most of the sequences shall have something to go wrong with.
STAFF_STEPS = ("pause", "pause", "pause", "resume", "resume", "extend", "terminate")
SELDOM = st.sampled_from([False, False, False, True])
EXTENSION_SECONDS = 90


class SittingMachine(RuleBasedStateMachine):
    """`worked` and `allowed` in seconds are the model; the sitting is the product's own."""

    candidate = None
    proctor = None
    exam = None

    @initialize(factor=st.sampled_from(["1.00", "1.25", "2.00"]))
    def begin(self, factor):
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.traveller = time_machine.travel("2026-11-21T10:00:00+00:00", tick=False)
        self.clock = self.traveller.start()
        Accommodation.objects.create(user=self.candidate, time_factor=Decimal(factor))
        opened = entry.open_check_in(user=self.candidate, exam=self.exam)
        self.id = entry.start(user=self.candidate, sitting_id=opened.pk, is_rules_accepted=True).pk
        self.client = Client(Sitting.objects.select_related("user").get(pk=self.id))
        self.client.take_over()
        self.allowed = 3600 * float(factor)
        self.worked = 0.0
        self.paused_for = None
        self.closed = None

    # --- time -----------------------------------------------------------------------------------
    @rule(seconds=st.sampled_from([1, 59, 600, 1799, 1800, 3000]))
    def time_passes(self, seconds):
        self.clock.shift(timedelta(seconds=seconds))
        if self.closed:
            return
        if self.paused_for is not None:
            limit = self.exam.pause_limit_seconds
            self.paused_for += seconds
            seconds = max(0, self.paused_for - limit)
            if self.paused_for < limit:
                return
            self.paused_for = None
        self.worked += seconds
        if self.worked >= self.allowed:
            self.closed = "expired"

    @rule()
    def the_sweep_runs(self):
        finish.close_expired()

    # --- steps ----------------------------------------------------------------------------------
    @rule(step=st.sampled_from(STAFF_STEPS))
    def staff_step(self, step):
        values = {"seconds": EXTENSION_SECONDS} if step == "extend" else {}
        legal = {
            "pause": not self.closed and self.paused_for is None,
            "resume": not self.closed and self.paused_for is not None,
            "extend": not self.closed,
            "terminate": not self.closed,
        }[step]
        try:
            getattr(control, step)(actor=self.proctor, sitting_id=self.id, text="because", **values)
        except DomainError:
            assert not legal
            return
        assert legal
        if step == "pause":
            self.paused_for = 0
        elif step == "resume":
            self.paused_for = None
        elif step == "extend":
            self.allowed += EXTENSION_SECONDS
        else:
            self.closed = "terminated"

    @precondition(lambda self: self.paused_for is None)
    @rule(is_meant=SELDOM)
    def candidate_submits(self, is_meant):
        if not is_meant:
            return
        sitting = finish.submit(user=self.candidate, sitting_id=self.id, client=self.client.id)
        self.closed = self.closed or "submitted"
        assert sitting.close_reason == self.closed

    # --- what must always hold ------------------------------------------------------------------
    @invariant()
    def what_the_client_hears_is_what_the_model_says(self):
        if not hasattr(self, "client"):
            return
        answer = self.client.send()
        assert (answer.close_reason or None) == self.closed
        if self.closed:
            assert answer.remaining_ms == 0
        else:
            assert answer.state == ("running" if self.paused_for is None else "paused")
            assert answer.remaining_ms == (self.allowed - self.worked) * 1000

    @invariant()
    def a_closed_sitting_stays_closed_whoever_takes_it_over(self):
        if getattr(self, "closed", None):
            taken = answering.take_over(user=self.candidate, sitting_id=self.id, client=self.client.id)
            assert taken.sitting.close_reason == self.closed

    def teardown(self):
        if hasattr(self, "traveller"):
            self.traveller.stop()
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)


def test_no_sequence_of_steps_loses_or_wins_time(exam, alice, petra):
    class Bound(SittingMachine):
        candidate = alice
        proctor = petra

    Bound.exam = exam
    Bound.TestCase.settings = settings(
        max_examples=100, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    Bound.TestCase("runTest").runTest()
