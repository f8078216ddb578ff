"""The states of a sitting and every step between them. Pure."""

from exams.sittings.errors import SittingClosed, SittingNotStarted, SittingPaused, SittingRunning

SCHEDULED = "scheduled"
CHECK_IN = "check_in"
RUNNING = "running"
PAUSED = "paused"
CLOSED = "closed"
STATES = (SCHEDULED, CHECK_IN, RUNNING, PAUSED, CLOSED)

# The clock runs, or stands in a pause.
UNDERWAY = (RUNNING, PAUSED)

SUBMITTED = "submitted"
EXPIRED = "expired"
TERMINATED = "terminated"
MISSED = "missed"
VOIDED = "voided"
# Over after the clock had run: there is something to score.
SAT = (SUBMITTED, EXPIRED, TERMINATED)
CLOSE_REASONS = (*SAT, MISSED, VOIDED)

# step → state it may be taken from → state it leads to
TRANSITIONS: dict[str, dict[str, str]] = {
    "open_check_in": {SCHEDULED: CHECK_IN},
    "start": {CHECK_IN: RUNNING},
    "submit": {RUNNING: CLOSED},
    "expire": {RUNNING: CLOSED},
    "pause": {RUNNING: PAUSED},
    "resume": {PAUSED: RUNNING},
    "extend": {RUNNING: RUNNING, PAUSED: PAUSED},
    "terminate": {RUNNING: CLOSED, PAUSED: CLOSED},
    "miss": {SCHEDULED: CLOSED, CHECK_IN: CLOSED},
    "void": {SCHEDULED: CLOSED, CHECK_IN: CLOSED},
}

_REFUSALS = {
    SCHEDULED: SittingNotStarted,
    CHECK_IN: SittingNotStarted,
    RUNNING: SittingRunning,
    PAUSED: SittingPaused,
    CLOSED: SittingClosed,
}


def next_state(state: str, step: str) -> str:
    """Where `step` leads from `state`.

    Raises the refusal that names the present state (SittingNotStarted, SittingRunning, SittingPaused or
    SittingClosed) when the step is not possible there.
    """
    target = TRANSITIONS[step].get(state)
    if target is None:
        raise _REFUSALS[state]
    return target
