from scoring.analysis.models.comparison import GroupComparison
from scoring.analysis.models.export import StatisticsExport
from scoring.analysis.models.report import AnalysisReport, WorkState

__all__ = ["AnalysisReport", "GroupComparison", "StatisticsExport", "WorkState"]
