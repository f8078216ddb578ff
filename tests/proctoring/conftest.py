from collections.abc import Callable

import pytest

from accounts.models import User
from exams.assembly.models import Exam, Proctoring
from exams.proctoring.models import RoomRules, Supervision
from exams.proctoring.selectors import list_asked_steps
from exams.proctoring.services.check_in import complete_step, open_supervision
from exams.proctoring.tasks import read_reported_events
from exams.sittings.batches import ClientEvent
from exams.sittings.models import Sitting
from exams.sittings.services import entry, finish
from exams.sittings.services.control import set_hold
from tests.fixtures.exam import Client


@pytest.fixture
def rules(exam: Exam) -> RoomRules:
    """The exam is always sat with rules of the room: the usual ones."""
    Exam.objects.filter(pk=exam.pk).update(proctoring=Proctoring.REQUIRED)
    exam.refresh_from_db()
    return RoomRules.objects.create(exam=exam, terms="Keep the room *quiet*.")


@pytest.fixture
def supervision(rules: RoomRules, exam: Exam, alice: User) -> Supervision:
    """Alice in the check-in of the proctored exam; no step is done."""
    sitting = entry.open_check_in(user=alice, exam=exam)
    return open_supervision(user=alice, sitting_id=sitting.pk)


@pytest.fixture
def cleared(supervision: Supervision, rules: RoomRules, alice: User) -> Supervision:
    """Every step is done."""
    for code in list_asked_steps(rules):
        complete_step(user=alice, sitting_id=supervision.sitting_id, code=code, text_version=rules.terms_version)
    supervision.refresh_from_db()
    return supervision


@pytest.fixture
def proctored(cleared: Supervision, alice: User) -> Sitting:
    """Alice's proctored sitting; the clock runs."""
    return entry.start(user=alice, sitting_id=cleared.sitting_id, is_rules_accepted=True)


@pytest.fixture
def waiting(proctored: Sitting, cleared: Supervision, make_client: Callable[[Sitting], Client]) -> Supervision:
    """Alice's sitting is over, with two incidents (a warning, and one that counts three points); it waits for a review."""
    return end(cleared, make_client(proctored), *[ClientEvent("copy", 5_000, position=7)] * 2)


@pytest.fixture
def held(waiting: Supervision) -> Supervision:
    """As `waiting`; the result is held until somebody decides."""
    set_hold(sitting_id=waiting.sitting_id, is_held=True, text="3 points.")
    return waiting


def end(supervision: Supervision, client: Client, *events: ClientEvent) -> Supervision:
    """Report these events, submit, and let the worker read them."""
    client.send(events=events)
    finish.submit(user=supervision.sitting.user, sitting_id=supervision.sitting_id, client=client.id)
    read_reported_events()
    supervision.refresh_from_db()
    supervision.sitting.refresh_from_db()
    return supervision
