import pytest

from accounts.models import User
from exams.assembly.models import Exam, Proctoring
from exams.proctoring.models import RoomRules, Supervision
from exams.proctoring.selectors import list_asked_steps
from exams.proctoring.services.check_in import complete_step, open_supervision
from exams.sittings.models import Sitting
from exams.sittings.services import entry


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
