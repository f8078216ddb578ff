from django.apps import AppConfig


class AssemblyConfig(AppConfig):
    name = "exams.assembly"
    label = "assembly"
    verbose_name = "Exams and forms"
    drawer = "exams.assembly.services.privacy.DRAWER"
