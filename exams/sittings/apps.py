from django.apps import AppConfig


class SittingsConfig(AppConfig):
    name = "exams.sittings"
    label = "sittings"
    verbose_name = "Sittings"
    drawer = "exams.sittings.services.privacy.DRAWER"
