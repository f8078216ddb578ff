from django.apps import AppConfig


class ProctoringConfig(AppConfig):
    name = "exams.proctoring"
    label = "proctoring"
    verbose_name = "Proctoring"
    drawer = "exams.proctoring.services.privacy.DRAWER"
