"""The application of imports."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "attainable.exchange"
    label = "exchange"
    verbose_name = "Imports"
