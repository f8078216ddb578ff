from scoring.analysis.admin import calibrations, comparisons, integrity, panels, reports

__all__ = ["calibrations", "comparisons", "integrity", "panels", "reports"]
