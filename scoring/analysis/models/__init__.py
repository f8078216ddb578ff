from scoring.analysis.models.calibration import (
    CalibratedItem,
    CalibratedSitting,
    Calibration,
    CalibrationModel,
    CalibrationState,
    Phase,
)
from scoring.analysis.models.comparison import GroupComparison
from scoring.analysis.models.integrity import IntegrityReport
from scoring.analysis.models.panels import PanelRating, PanelRound, PanelState, StandardPanel
from scoring.analysis.models.report import AnalysisReport, WorkState

__all__ = [
    "AnalysisReport",
    "CalibratedItem",
    "CalibratedSitting",
    "Calibration",
    "CalibrationModel",
    "CalibrationState",
    "GroupComparison",
    "IntegrityReport",
    "PanelRating",
    "PanelRound",
    "PanelState",
    "Phase",
    "StandardPanel",
    "WorkState",
]
