from django.apps import AppConfig


class MarkingConfig(AppConfig):
    name = "scoring.marking"
    label = "marking"
    verbose_name = "Results"

    def ready(self) -> None:
        from scoring.marking import receivers  # noqa: F401
