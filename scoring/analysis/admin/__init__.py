from scoring.analysis.admin import calibrations, comparisons, exports, integrity, panels, reports

__all__ = ["calibrations", "comparisons", "exports", "integrity", "panels", "reports"]
