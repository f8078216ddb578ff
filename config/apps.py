"""The composition as a Django app: system checks, commands, the admin's site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Composition"

    def ready(self) -> None:
        from config import celery, checks, metrics  # noqa: F401  (celery: whoever queues a task needs our application)

        metrics.register()


class MockingbirdAdminConfig(AdminConfig):
    default_site = "config.admin_site.MockingbirdAdminSite"
