from django.apps import AppConfig


class GovukConfig(AppConfig):
    name = "attainable.govuk"
    label = "govuk"
