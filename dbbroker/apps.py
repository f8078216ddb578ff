"""The broker as a Django app."""

from django.apps import AppConfig


class DbbrokerConfig(AppConfig):
    name = "dbbroker"
    verbose_name = "Task queue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dbbroker import alias  # noqa: F401
