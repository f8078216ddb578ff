"""Where somebody stands in the check-in: what its pages and its API show."""

from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from exams.proctoring import steps
from exams.proctoring.alternatives import Alternative, list_alternatives
from exams.proctoring.models import Camera, CheckInStep, RoomRules, StepCode, Supervision
from exams.proctoring.selectors import get_rules, get_supervision, list_asked_steps


@dataclass(frozen=True)
class StepRow:
    """A step that the exam asks for; `record`: how it was done, None before."""

    code: StepCode
    number: int
    is_next: bool
    is_reached: bool
    record: CheckInStep | None
    alternatives: list[Alternative]

    @property
    def is_done(self) -> bool:
        return self.record is not None

    @property
    def can_skip(self) -> bool:
        return self.code in steps.SKIPPABLE


@dataclass(frozen=True)
class CheckIn:
    supervision: Supervision
    rules: RoomRules
    rows: list[StepRow]

    @property
    def is_complete(self) -> bool:
        return steps.is_complete(
            asked=[row.code for row in self.rows], done=[row.code for row in self.rows if row.is_done]
        )

    @property
    def next_row(self) -> StepRow | None:
        return next((row for row in self.rows if row.is_next), None)

    def find(self, code: str) -> StepRow | None:
        return next((row for row in self.rows if row.code == code), None)


def get_check_in(*, user: User, sitting_id: UUID) -> CheckIn:
    """Of the person's own sitting. Raises NotProctored. Three statements."""
    supervision = get_supervision(user=user, sitting_id=sitting_id)
    rules = get_rules(exam_id=supervision.sitting.exam_id)
    done = {record.code: record for record in supervision.steps.all()}
    must_have_camera = rules.camera == Camera.REQUIRED
    rows = [
        StepRow(
            code=StepCode(step.code),
            number=number,
            is_next=step.is_next,
            is_reached=step.is_done or step.is_next,
            record=done.get(step.code),
            alternatives=list_alternatives(step.code, must_have_camera=must_have_camera),
        )
        for number, step in enumerate(steps.list_steps(asked=list_asked_steps(rules), done=done), start=1)
    ]
    return CheckIn(supervision, rules, rows)
