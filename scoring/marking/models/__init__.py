from scoring.marking.models.result import Mark, Result, ResultState, Subscore

__all__ = ["Mark", "Result", "ResultState", "Subscore"]
