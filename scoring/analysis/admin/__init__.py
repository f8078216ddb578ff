from scoring.analysis.admin import comparisons, panels, reports

__all__ = ["comparisons", "panels", "reports"]
