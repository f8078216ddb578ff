from exams.sittings.models.availability import Outage, OutageCause, OutageCredit, Pulse
from exams.sittings.models.log import Command, CommandType, SittingEvent
from exams.sittings.models.response import LateChange, Response
from exams.sittings.models.sitting import CloseReason, Sitting, SittingClient, SittingState

__all__ = [
    "CloseReason",
    "Command",
    "CommandType",
    "LateChange",
    "Outage",
    "OutageCause",
    "OutageCredit",
    "Pulse",
    "Response",
    "Sitting",
    "SittingClient",
    "SittingEvent",
    "SittingState",
]
