from scoring.marking.models.norms import ExamNorms
from scoring.marking.models.rescoring import (
    CorrectionKind,
    CorrectionState,
    KeyCorrection,
    Rescoring,
    RescoringState,
)
from scoring.marking.models.result import Result, ResultState, Subscore
from scoring.marking.models.version import ResultVersion

__all__ = [
    "CorrectionKind",
    "CorrectionState",
    "ExamNorms",
    "KeyCorrection",
    "Rescoring",
    "RescoringState",
    "Result",
    "ResultState",
    "ResultVersion",
    "Subscore",
]
