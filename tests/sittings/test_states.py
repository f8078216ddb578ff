"""Every cell of the transition table, legal and illegal."""

import pytest

from exams.sittings import states
from exams.sittings.errors import SittingClosed, SittingNotStarted, SittingPaused, SittingRunning

REFUSED_AS = {
    states.SCHEDULED: SittingNotStarted,
    states.CHECK_IN: SittingNotStarted,
    states.RUNNING: SittingRunning,
    states.PAUSED: SittingPaused,
    states.CLOSED: SittingClosed,
}
LEGAL = {
    ("scheduled", "open_check_in"): "check_in",
    ("scheduled", "miss"): "closed",
    ("scheduled", "void"): "closed",
    ("check_in", "start"): "running",
    ("check_in", "miss"): "closed",
    ("check_in", "void"): "closed",
    ("running", "submit"): "closed",
    ("running", "expire"): "closed",
    ("running", "pause"): "paused",
    ("running", "extend"): "running",
    ("running", "terminate"): "closed",
    ("paused", "resume"): "running",
    ("paused", "extend"): "paused",
    ("paused", "terminate"): "closed",
}


@pytest.mark.parametrize("state", states.STATES)
@pytest.mark.parametrize("step", states.TRANSITIONS)
def test_a_step_leads_where_the_table_says_or_is_refused_by_name(state, step):
    if (state, step) in LEGAL:
        assert states.next_state(state, step) == LEGAL[state, step]
    else:
        with pytest.raises(REFUSED_AS[state]):
            states.next_state(state, step)
