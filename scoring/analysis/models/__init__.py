from scoring.analysis.models.comparison import GroupComparison
from scoring.analysis.models.panels import PanelRating, PanelRound, PanelState, StandardPanel
from scoring.analysis.models.report import AnalysisReport, WorkState

__all__ = [
    "AnalysisReport",
    "GroupComparison",
    "PanelRating",
    "PanelRound",
    "PanelState",
    "StandardPanel",
    "WorkState",
]
