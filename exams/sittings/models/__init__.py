from exams.sittings.models.log import Command, CommandType, SittingEvent
from exams.sittings.models.response import LateChange, Response
from exams.sittings.models.sitting import CloseReason, Sitting, SittingClient, SittingState

__all__ = [
    "CloseReason",
    "Command",
    "CommandType",
    "LateChange",
    "Response",
    "Sitting",
    "SittingClient",
    "SittingEvent",
    "SittingState",
]
