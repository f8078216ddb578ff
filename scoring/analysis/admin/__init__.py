from scoring.analysis.admin import comparisons, reports

__all__ = ["comparisons", "reports"]
