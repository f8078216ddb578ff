from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "exams.exchange"
    label = "exchange"
    verbose_name = "Import and export"
    drawer = "exams.exchange.services.privacy.DRAWER"
