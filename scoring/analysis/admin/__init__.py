from scoring.analysis.admin import comparisons, exports, reports

__all__ = ["comparisons", "exports", "reports"]
