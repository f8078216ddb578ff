from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"
    drawer = "accounts.services.privacy.DRAWER"
