from django.apps import AppConfig


class MarkingConfig(AppConfig):
    name = "scoring.marking"
    label = "marking"
    verbose_name = "Results"
    drawer = "scoring.marking.services.privacy.DRAWER"

    def ready(self) -> None:
        from scoring.marking import receivers  # noqa: F401
