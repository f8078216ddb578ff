from scoring.marking.models.norms import ExamNorms
from scoring.marking.models.rescoring import (
    CorrectionKind,
    CorrectionState,
    KeyCorrection,
    Rescoring,
    RescoringState,
)
from scoring.marking.models.result import Result, ResultQuerySet, ResultState, Subscore
from scoring.marking.models.version import ResultVersion

__all__ = [
    "CorrectionKind",
    "CorrectionState",
    "ExamNorms",
    "KeyCorrection",
    "Rescoring",
    "RescoringState",
    "Result",
    "ResultQuerySet",
    "ResultState",
    "ResultVersion",
    "Subscore",
]
