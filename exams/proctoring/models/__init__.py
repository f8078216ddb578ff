from exams.proctoring.models.room import Camera, ProctorKind, RoomRules
from exams.proctoring.models.seb import SebRules
from exams.proctoring.models.supervision import (
    OPEN_REVIEWS,
    CheckInStep,
    Decision,
    Incident,
    ReviewState,
    Statement,
    StepCode,
    Supervision,
    Verdict,
)

__all__ = [
    "OPEN_REVIEWS",
    "Camera",
    "CheckInStep",
    "Decision",
    "Incident",
    "ProctorKind",
    "ReviewState",
    "RoomRules",
    "SebRules",
    "Statement",
    "StepCode",
    "Supervision",
    "Verdict",
]
