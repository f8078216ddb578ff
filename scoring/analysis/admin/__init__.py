from scoring.analysis.admin import calibrations, comparisons, panels, reports

__all__ = ["calibrations", "comparisons", "panels", "reports"]
