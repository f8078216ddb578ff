from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "scoring.analysis"
    label = "analysis"
    verbose_name = "Statistics"
    drawer = "scoring.analysis.services.privacy.DRAWER"
