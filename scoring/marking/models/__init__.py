from scoring.marking.models.result import Result, ResultState, Subscore

__all__ = ["Result", "ResultState", "Subscore"]
