from scoring.marking.models.norms import ExamNorms
from scoring.marking.models.result import Result, ResultState, Subscore

__all__ = ["ExamNorms", "Result", "ResultState", "Subscore"]
