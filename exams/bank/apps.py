from importlib import import_module

from django.apps import AppConfig


class BankConfig(AppConfig):
    name = "exams.bank"
    label = "bank"
    verbose_name = "Question bank"
    drawer = "exams.bank.services.privacy.DRAWER"

    def import_models(self) -> None:
        super().import_models()
        # The key's models are registered here and not by `models/__init__`: who imports the bank's models
        # must not get the key along with them.
        import_module("exams.bank.models.key")
